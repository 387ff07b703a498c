"""The form of a series' attendance rule."""

from typing import Any

from django import forms

from cycles.planning.choices import RULE_LIMITS, AttendanceRule
from cycles.planning.forms.comparing import Comparing


class RuleForm(Comparing):
    kind = forms.ChoiceField(
        label="To complete it, somebody comes to", choices=AttendanceRule.choices, widget=forms.RadioSelect
    )
    amount = forms.IntegerField(
        label="How many",
        required=False,
        min_value=1,
        max_value=500,
        help_text="Sessions, per cent or hours. Not needed for the first choice.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, amount = data.get("kind", ""), data.get("amount")
        if kind in RULE_LIMITS and "amount" not in self.errors:
            least, most = RULE_LIMITS[kind]
            if amount is None or not least <= amount <= most:
                self.add_error("amount", f"Write a whole number from {least} to {most}.")
        if kind == AttendanceRule.ALL_BUT_ONE:
            data["amount"] = None
        return data
