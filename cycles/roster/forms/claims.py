"""What a trained coach claims. It cleans, it never writes."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cycles.planning.forms.comparing import Comparing
from cycles.planning.models import Series
from cycles.roster.choices import ClaimBasis
from ilc.core.ids import uuid7

MOST = 5_000  # people one coach reached at once; more is surely a slip
LONG_AGO = timedelta(days=5 * 366)


class ClaimForm(forms.Form):
    people = forms.IntegerField(
        label="How many people",
        min_value=1,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    basis = forms.ChoiceField(label="How do you know?", choices=ClaimBasis.choices, widget=forms.RadioSelect)
    what_for = forms.CharField(
        label="What for", max_length=240, help_text="Such as: three staff meetings on number talks."
    )
    claimed_on = forms.DateField(
        label="Counted for the day",
        initial=timezone.localdate,
        widget=forms.DateInput,
        help_text="The last day on which they were reached. Reports count it there.",
    )
    period_from = forms.DateField(label="From", required=False, widget=forms.DateInput)
    period_to = forms.DateField(label="Until", required=False, widget=forms.DateInput)
    said_by = forms.CharField(
        label="Who says so", required=False, max_length=120, help_text="Empty: the coach."
    )

    def clean_claimed_on(self) -> Any:
        day = self.cleaned_data["claimed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("This day is still to come. Claims are about people already reached.")
        if day < timezone.localdate() - LONG_AGO:
            raise forms.ValidationError("That is more than five years ago. Is the year right?")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("period_from"), data.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", "This is before the first day.")
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What the actions take."""
        names = ("people", "basis", "claimed_on", "period_from", "period_to", "what_for", "said_by")
        return {name: self.cleaned_data[name] for name in names}


class NewClaimForm(ClaimForm):
    """Of one of the series that trained this coach; the only one is not asked for."""

    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def __init__(self, *args: Any, series: Iterable[Series], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.series = {str(one.pk): one for one in series}
        if len(self.series) > 1:
            self.fields["series"] = forms.ChoiceField(
                label="Trained in",
                choices=[(pk, one.title) for pk, one in self.series.items()],
                widget=forms.RadioSelect,
            )
            self.order_fields(["series"])

    @property
    def several(self) -> bool:
        return "series" in self.fields

    @property
    def chosen(self) -> Series:
        only = next(iter(self.series.values()))
        return self.series.get(self.cleaned_data.get("series", ""), only)


class EditClaimForm(ClaimForm, Comparing):
    """Carries the version its writer saw."""
