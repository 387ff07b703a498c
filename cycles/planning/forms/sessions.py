"""Forms of one session. They clean, they never write. Hours are local to the series."""

import zoneinfo
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from cycles.planning.actions.strands import StrandDraft
from cycles.planning.forms.comparing import Comparing
from cycles.planning.local_time import check_span, moment
from cycles.planning.models import Session
from ilc.core.errors import Refused
from ilc.core.ids import uuid7
from participants.models import Person

MOST_STRANDS = 30


class WhenForm(forms.Form):
    """A day with two hours, or nothing yet. Clean data has `starts_at` and `ends_at`, both or neither."""

    day = forms.DateField(label="Day", required=False, widget=forms.DateInput)
    start = forms.TimeField(label="Starts", required=False, widget=forms.TimeInput)
    end = forms.TimeField(label="Ends", required=False, widget=forms.TimeInput)

    def __init__(self, *args: Any, zone: zoneinfo.ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["starts_at"] = data["ends_at"] = None
        given = [name for name in ("day", "start", "end") if data.get(name) is not None]
        if not given or any(name in self.errors for name in ("day", "start", "end")):
            return data
        for name in {"day", "start", "end"} - set(given):
            self.add_error(
                name, "Day, start and end belong together. Fill in all three, or none of them yet."
            )
        if len(given) == 3:
            self._moments(data)
        return data

    def _moments(self, data: dict[str, Any]) -> None:
        field = "start"
        try:
            starts_at = moment(data["day"], data["start"], self.zone)
            field = "end"
            ends_at = moment(data["day"], data["end"], self.zone)
            check_span(starts_at, ends_at, timezone.now())
        except Refused as no:
            self.add_error("day" if no.code == "far-away" else field, no.message)
            return
        data["starts_at"], data["ends_at"] = starts_at, ends_at


class ScheduleForm(WhenForm, Comparing):
    """`put_off`: the button that takes the date away; whatever stands in the fields does not count then."""

    def __init__(self, *args: Any, put_off: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.put_off = put_off

    def clean(self) -> dict[str, Any]:
        if self.put_off:
            for name in ("day", "start", "end"):
                self.cleaned_data[name] = None
                self.errors.pop(name, None)
        data = super().clean()
        if data["starts_at"] is None and not self.errors and not self.put_off:
            self.add_error("day", "Choose the day and both hours.")
        return data


class DescribeForm(Comparing):
    title = forms.CharField(required=False, max_length=160, help_text="Such as: Learn sentence frames.")
    purpose = forms.CharField(
        label="What happens", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    place = forms.CharField(
        required=False, max_length=200, help_text="School and room. Strands may have rooms of their own."
    )


class NewSessionForm(WhenForm):
    title = forms.CharField(required=False, max_length=160, help_text="Such as: Learn sentence frames.")
    purpose = forms.CharField(
        label="What happens", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    place = forms.CharField(required=False, max_length=200, help_text="School and room.")
    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)


class StrandForm(forms.Form):
    pk = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=80)
    grade_band = forms.CharField(label="Grades", required=False, max_length=40)
    place = forms.CharField(label="Room", required=False, max_length=120)
    capacity = forms.IntegerField(
        label="Places",
        required=False,
        min_value=1,
        max_value=10_000,
        error_messages={
            "invalid": "Write a whole number, such as 24, or leave it empty.",
            "min_value": "A room has at least 1 place. Leave it empty where it does not matter.",
            "max_value": "That is more than 10,000. Is there a digit too many?",
        },
    )
    leaders = forms.ModelMultipleChoiceField(
        queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label="Led by"
    )
    drop = forms.BooleanField(label="Remove this strand", required=False)

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["leaders"]
        field.queryset = Person.objects.filter(pk__in=[one.pk for one in people])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        filled = any(data.get(name) for name in ("grade_band", "place", "capacity"))
        if filled and not data.get("name") and not data.get("drop"):
            self.add_error("name", "A strand needs a name, such as Elementary.")
        return data

    def draft(self) -> StrandDraft | None:
        """What is wanted of this strand; None when empty or to be removed."""
        data = self.cleaned_data
        if data.get("drop") or not data.get("name"):
            return None
        return StrandDraft(
            pk=data["pk"],
            name=data["name"],
            grade_band=data["grade_band"],
            place=data["place"],
            capacity=data["capacity"],
            leaders=tuple(data["leaders"]),
        )


def strand_forms(session: Session, people: list[Person], data: Any = None) -> list[StrandForm]:
    """One form a strand, and one or two empty ones; as many as were sent, if any were."""
    rows: list[dict[str, Any]] = [
        {
            "pk": one.pk,
            "name": one.name,
            "grade_band": one.grade_band,
            "place": one.place,
            "capacity": one.capacity,
            "leaders": [leader.pk for leader in one.leaders.all()],
        }
        for one in session.strands.prefetch_related("leaders")
    ]
    rows += [{}] if rows else [{}, {}]
    if data is None:
        return [StrandForm(initial=row, prefix=f"s{n}", people=people) for n, row in enumerate(rows)]
    sent = 0
    while f"s{sent}-name" in data and sent < MOST_STRANDS:
        sent += 1
    return [StrandForm(data, prefix=f"s{n}", people=people) for n in range(sent)]
