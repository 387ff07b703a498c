"""What leaders answer when they close a session."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from cycles.planning.local_time import check_span, moment
from cycles.planning.models import Session
from cycles.roster.choices import AttendanceStatus
from cycles.tries.forms import hidden
from cycles.tries.models import TryAssignment
from cycles.tries.queries import Unknown
from ilc.core.errors import Refused
from ilc.core.wording import OwnWords


class CloseForm(OwnWords):
    """Attendance of everybody still unknown, heads, the try assignment, the next date, thanks."""

    text = forms.CharField(
        label="What do you ask everybody to try?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One concrete thing, small enough for one lesson.",
        error_messages={"required": "Please say what everybody is to try."},
    )
    lesson_plan = forms.BooleanField(label="Bring the lesson plan", required=False, initial=True)
    samples = forms.IntegerField(
        label="How many samples of student work?",
        min_value=0,
        max_value=30,
        initial=3,
        help_text="0 for none",
    )
    reflection = forms.BooleanField(label="Tell how it went, in two sentences", required=False, initial=True)
    next_day = forms.DateField(label="Date", required=False)
    next_from = forms.TimeField(label="From", required=False)
    next_to = forms.TimeField(label="To", required=False)
    people = forms.IntegerField(
        label="Heads in the room",
        required=False,
        min_value=0,
        max_value=20_000,
        help_text="Everybody, also those without a name on the list. Empty leaves it as it is.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    thank = forms.BooleanField(label="Send a short thank-you to everybody who came", required=False)
    words = forms.CharField(
        label="Your words",
        required=False,
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Two sentences are plenty. Hours, what to try and the next date are added by themselves.",
    )
    stamp = forms.CharField(widget=hidden(), required=False)

    def __init__(
        self, *args: Any, session: Session, lines: list[Unknown], following: Session | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        self.following = following
        self.times: tuple[datetime, datetime] | None = None
        for line in lines:
            self.fields[f"came-{line.person.pk}"] = forms.ChoiceField(
                label=line.person.name,
                choices=[("", "Did they come?"), *AttendanceStatus.choices],
                initial=line.status if not line.is_open or not line.confirmed else None,
                help_text="" if line.confirmed else "Checked in after the end: was it so?",
                error_messages={"required": "Did they come? “Not known” is an answer too."},
            )

    @property
    def lines(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("came-")]

    @property
    def attendance(self) -> dict[uuid.UUID, str]:
        """Answers by person."""
        return {
            uuid.UUID(name.removeprefix("came-")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("came-")
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        day, start, end = (data.get(name) for name in ("next_day", "next_from", "next_to"))
        if day and not (start and end):
            self.add_error("next_from", "Say from when to when, or leave the date open.")
        elif day and start and end:
            try:
                zone = self.session.series.tz
                times = moment(day, start, zone), moment(day, end, zone)
                check_span(*times, timezone.now())
                if self.session.ends_at and times[0] < self.session.ends_at:
                    raise Refused("The next session cannot be before this one.")
                self.times = times
            except Refused as no:
                self.add_error("next_day", no.message)
        return data

    @staticmethod
    def start_with(assignment: TryAssignment | None) -> dict[str, Any]:
        if assignment is None:
            return {}
        return {name: getattr(assignment, name) for name in ("text", "lesson_plan", "samples", "reflection")}

    @classmethod
    def typed(cls, data: Any) -> dict[str, Any]:
        """What was typed so far, for a page that is only drawn again."""
        ticks = [name for name, one in cls.base_fields.items() if isinstance(one, forms.BooleanField)]
        return {**{name: data[name] for name in data}, **{name: name in data for name in ticks}}
