"""The form of the hours export."""

from datetime import date, timedelta
from typing import Any

from django import forms

from cycles.roster.access.payroll import Choice

LONGEST = timedelta(days=2 * 366)


class PayrollForm(forms.Form):
    """Over which days, for whom, as what."""

    first = forms.DateField(label="From")
    last = forms.DateField(label="Until", help_text="Both days included.")
    who = forms.ChoiceField(label="Hours of")
    form = forms.ChoiceField(
        label="As",
        choices=[("xlsx", "Spreadsheet (XLSX)"), ("csv", "Plain table (CSV)")],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, choices: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = {one.key: one for one in choices}
        field: Any = self.fields["who"]
        field.choices = [(one.key, one.words) for one in choices]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if isinstance(first, date) and isinstance(last, date):
            if last < first:
                self.add_error("last", "The last day is before the first. Look at both.")
            elif last - first > LONGEST:
                self.add_error("last", "At most two years at once.")
        return data

    def chosen(self) -> Choice:
        return self.choices[self.cleaned_data["who"]]
