"""allauth, told about people: a verified address joins the account with the record that carries it, and whoever is
signed in is read together with their person."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from ilc.accounts.models import User
from participants.access import remember
from participants.actions import people


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is open: an account alone sees nothing (domain.md 5)."""

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        confirmed = bool(super().confirm_email(request, email_address))
        if confirmed:
            people.claim_by_email(user=email_address.user, email=email_address.email)
        return confirmed


class AccountBackend(AuthenticationBackend):
    """Account and person come in one query, which every page asks."""

    def get_user(self, user_id: Any) -> User | None:
        found = User.objects.select_related("person__root").filter(pk=user_id).first()
        if found is None or not self.user_can_authenticate(found):
            return None
        if person := getattr(found, "person", None):
            remember(found, person.root)
        return found
