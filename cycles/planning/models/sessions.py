"""The sessions of a series: dates, moves, parallel rooms."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cycles.planning.choices import (
    SESSION_BADGE,
    SessionChange,
    SessionState,
)
from cycles.planning.local_time import clock, long_day
from cycles.planning.models.series import Series
from ilc.core.models import Stamped, Versioned
from participants.models import Person

NEAR_DAYS = 180  # a date nearer than this needs no year


class Session(Versioned):
    """One meeting of a series, the atom of time. Its date may be to be scheduled."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160, blank=True)
    purpose = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=SessionState, default=SessionState.UNSCHEDULED)
    check_in_code = models.CharField(max_length=4, blank=True)  # four letters, unique among open sessions
    sequence = models.PositiveIntegerField(default=0)  # of iCalendar: rises with each move
    closed_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["series_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="session_number_once"),
            models.CheckConstraint(
                name="session_times",
                condition=Q(starts_at=None, ends_at=None)
                | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="session_dated_when_on",
                condition=Q(state__in=[SessionState.UNSCHEDULED, SessionState.CANCELLED])
                | Q(starts_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["check_in_code"],
                condition=Q(closed_at=None) & ~Q(check_in_code=""),
                name="check_in_code_once_while_open",
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="session_by_start")]

    def __str__(self) -> str:
        return self.title or f"Session {self.number}"

    @property
    def label(self) -> str:
        return f"Session {self.number}"

    @property
    def badge(self) -> str:
        """Kind of the state's badge on pages."""
        return SESSION_BADGE[self.state]

    @property
    def minutes(self) -> int:
        """Planned length; 0 while undated."""
        return (
            int((self.ends_at - self.starts_at).total_seconds() // 60)
            if self.starts_at and self.ends_at
            else 0
        )

    @property
    def local_start(self) -> datetime | None:
        return self.starts_at.astimezone(self.series.tz) if self.starts_at else None

    @property
    def local_end(self) -> datetime | None:
        return self.ends_at.astimezone(self.series.tz) if self.ends_at else None

    @property
    def local_date(self) -> date | None:
        return self.local_start.date() if self.local_start else None

    @property
    def when(self) -> str:
        """Day and hours, local to the series: Saturday, 8 February 2025, 9:00 am to 12:30 pm."""
        start, end = self.local_start, self.local_end
        if start is None or end is None:
            return "Date to be scheduled"
        return f"{long_day(start)}, {clock(start)} to {clock(end)}"

    @property
    def hours(self) -> str:
        """From when to when, local to the series: 9:00 am to 12:30 pm; nothing while undated."""
        start, end = self.local_start, self.local_end
        return f"{clock(start)} to {clock(end)}" if start and end else ""

    @property
    def brief_day(self) -> str:
        """The local date as people say it: 8 Feb, and with its year only when that is far."""
        if self.local_date is None:
            return ""
        far = abs((self.local_date - timezone.localdate()).days) > NEAR_DAYS
        return self.day if far else f"{self.local_date.day} {self.local_date:%b}"

    @property
    def day(self) -> str:
        """The local date, short: 8 Feb 2025; nothing while undated."""
        return f"{self.local_date.day} {self.local_date:%b %Y}" if self.local_date else ""

    @property
    def is_over(self) -> bool:
        return self.ends_at is not None and self.ends_at <= timezone.now()


class SessionMove(Stamped):
    """One change of a session's date or place: rescheduling keeps what was announced before.

    `announced_at` is empty while the people registered are still to be told (set at once in a draft, which
    tells nobody). Put off without a new date: kind "moved", `new_start` empty.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="moves")
    old_start = models.DateTimeField(null=True)
    new_start = models.DateTimeField(null=True)
    kind = models.CharField(max_length=10, choices=SessionChange)
    announced_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="move_to_announce", condition=Q(announced_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.old_start} -> {self.new_start}"


class Strand(Stamped):
    """A parallel room of a session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="strands")
    name = models.CharField(max_length=80)
    grade_band = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=120, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    seats_taken = models.PositiveIntegerField(default=0, editable=False)
    leaders = models.ManyToManyField(Person, blank=True, related_name="strands_led")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["session", "name"], name="strand_name_once"),
            models.CheckConstraint(
                name="strand_within_capacity", condition=Q(capacity=None) | Q(seats_taken__lte=F("capacity"))
            ),
        ]

    def __str__(self) -> str:
        return self.name
