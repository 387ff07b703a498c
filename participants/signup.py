"""What sign-up asks besides address and password. allauth loads it by name while its own forms load,
so it stands alone: importing allauth's forms from here would be a circle."""

from django import forms
from django.http import HttpRequest

from ilc.accounts.models import User
from participants.actions import people


class SignupExtra(forms.Form):
    """Given and family name, for the person behind the account."""

    given_name = forms.CharField(
        label="First name", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name = forms.CharField(
        label="Last name", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )

    field_order = ("given_name", "family_name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:  # noqa: ARG002
        """allauth calls this after saving the account."""
        people.for_account(
            user=user,
            given_name=self.cleaned_data["given_name"],
            family_name=self.cleaned_data["family_name"],
        )
