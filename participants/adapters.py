"""allauth, told about people: a verified address joins the account with the record that carries it."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from participants.actions import people


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is open: an account alone sees nothing (domain.md 5)."""

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        confirmed = bool(super().confirm_email(request, email_address))
        if confirmed:
            people.claim_by_email(user=email_address.user, email=email_address.email)
        return confirmed
