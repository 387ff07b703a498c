"""Forms about support: asking, answering, telling whether it was kept. They clean, they never write."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from cycles.planning.choices import Side, SupportKind, Unit
from cycles.planning.forms.comparing import Comparing
from cycles.planning.forms.numbers import NumberField
from cycles.planning.local_time import long_day
from cycles.planning.models import Series, SupportLine
from cycles.planning.queries.support import may_be_asked, place_key, place_of
from ilc.core.ids import uuid7

ANSWERS = (
    ("pledged", "Promise all of it"),
    ("pledged in part", "Promise a part"),
    ("declined", "Decline"),
)


class SupportForm(forms.Form):
    """One thing to ask for. Clean data has `of`: the district or school, or None for the host to come."""

    kind = forms.ChoiceField(label="What", choices=SupportKind.choices)
    quantity = NumberField(label="How much", most=99_999, min_value=Decimal("0.01"))
    unit = forms.ChoiceField(label="Counted in", choices=Unit.choices)
    place = forms.CharField(label="From whom", required=False, max_length=200)
    picked = forms.CharField(required=False, widget=forms.HiddenInput)
    by_when = forms.DateField(label="Needed by", required=False, widget=forms.DateInput)
    note = forms.CharField(
        required=False, max_length=240, help_text="Such as: two substitutes for each session day."
    )
    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def __init__(self, *args: Any, series: Series, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.series = series
        hosts = may_be_asked(series)
        if not hosts:
            del self.fields["place"], self.fields["picked"]
        elif "place" not in self.initial:
            self.initial = {**self.initial, "place": hosts[0].name, "picked": place_key(hosts[0])}

    def clean_by_when(self) -> date | None:
        """A day that is still to come; one that was asked for earlier may stay."""
        day: date | None = self.cleaned_data["by_when"]
        if day and day < timezone.localdate() and day != self.initial.get("by_when"):
            raise forms.ValidationError(f"{long_day(day)} is over. By which day is it needed?", "past")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["of"] = None
        typed = data.get("place", "").strip()
        if "place" in self.fields and typed:
            data["of"] = place_of(self.series, data.get("picked", ""), typed)
            if data["of"] is None:
                self.add_error(
                    "place",
                    "Choose a district or school of the host from the list; several may share a name.",
                )
        return data


class SupportChangeForm(SupportForm, Comparing):
    new_id = None  # type: ignore[assignment]

    @staticmethod
    def of_line(line: SupportLine) -> dict[str, Any]:
        """What the form begins with."""
        names = ("kind", "quantity", "unit", "by_when", "note", "version")
        place = {"place": str(line.of or ""), "picked": place_key(line.of)}
        return {name: getattr(line, name) for name in names} | place


class AnswerForm(forms.Form):
    verb = forms.ChoiceField(label="Your answer", choices=ANSWERS, widget=forms.RadioSelect)
    quantity = NumberField(
        label="How much of it",
        most=99_999,
        min_value=Decimal("0.01"),
        required=False,
        help_text="Only when you promise a part.",
    )
    words = forms.CharField(
        label="Words to the leaders",
        required=False,
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A condition, an offer, or the reason when you decline.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("verb") == "declined" and not data.get("words", "").strip():
            self.add_error("words", "Say why, in words the leaders can plan with.")
        if (
            data.get("verb") == "pledged in part"
            and not data.get("quantity")
            and "quantity" not in self.errors
        ):
            self.add_error("quantity", "Say how much you can promise.")
        return data


class KeptForm(forms.Form):
    side = forms.ChoiceField(widget=forms.HiddenInput, choices=Side.choices)
    kept = forms.TypedChoiceField(
        label="Was it kept?",
        choices=(("yes", "Yes, it was kept"), ("no", "No, not or not all of it")),
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label="In a few words", required=False, max_length=240)
