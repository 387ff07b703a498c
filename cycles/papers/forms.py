"""Forms of papers. They clean, they never write."""

from typing import Any

from django import forms

from cycles.papers.choices import Part
from cycles.papers.models import CODE_LENGTH, LETTERS


class PackForm(forms.Form):
    """Which parts to print; those that cannot be printed now are left out, with the reason."""

    parts = forms.MultipleChoiceField(
        label="What to print",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one part to print."},
    )

    def __init__(self, *args: Any, cannot: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left_out = [(one.label, cannot[one.value]) for one in Part if one.value in cannot]
        field: Any = self.fields["parts"]
        field.choices = [(one.value, one.label) for one in Part if one.value not in cannot]
        field.initial = [value for value, _ in field.choices if value != Part.JOIN.value]


class RevokeForm(forms.Form):
    reason = forms.CharField(max_length=240)


class VerifyForm(forms.Form):
    """A certificate's number as people type it."""

    code = forms.CharField(
        label="Certificate number",
        max_length=40,
        help_text="Sixteen letters and digits, such as ABCD-EFGH-2345-6789.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        code = clean_number(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError("This is no certificate number. Look at the paper again.")
        return code


def clean_number(text: str) -> str:
    """The bare code of a number; "" for what cannot be one."""
    code = "".join(text.split()).replace("-", "").upper()
    return code if len(code) == CODE_LENGTH and not set(code) - set(LETTERS) else ""
