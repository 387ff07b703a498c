"""Who came to an event, and how many were counted."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cycles.planning.models import Event, Session
from cycles.roster.choices import (
    CAME,
    AttendanceSource,
    AttendanceStatus,
    HeadRole,
)
from ilc.core.models import Stamped, Versioned
from participants.models import Appointment, Person


class EventAttendance(Stamped):
    """One named person at a conference or presentation, with the appointment of that day.

    Taken off the list again they are absent: the row stays, and counts nowhere."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="event_attendances")
    appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(max_length=10, choices=AttendanceStatus, default=AttendanceStatus.PRESENT)
    source = models.CharField(max_length=10, choices=AttendanceSource, default=AttendanceSource.LEADER)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="at_event_once")]
        indexes = [models.Index(fields=["event", "status", "-created_at"], name="at_event_latest")]

    def __str__(self) -> str:
        return f"{self.person} at {self.event}"

    @property
    def minutes(self) -> int:
        """As long as the event was; 0 unless they were there. Never added to the hours of series."""
        return self.event.minutes if self.status in CAME else 0


class HeadCount(Versioned):
    """People counted without names at a session or event: everybody in the room, named ones included.

    Of an event `people` is the sum of its rows by role, written with them (actions.event_heads)."""

    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.CASCADE, related_name="head_counts"
    )
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.CASCADE, related_name="head_counts"
    )
    people = models.PositiveIntegerField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="head_count_of_one_thing",
                condition=Q(session__isnull=False, event=None) | Q(session=None, event__isnull=False),
            ),
            models.UniqueConstraint(fields=["session"], name="one_head_count_a_session"),
            models.UniqueConstraint(fields=["event"], name="one_head_count_an_event"),
        ]

    def __str__(self) -> str:
        return f"{self.people} at {self.session or self.event}"


class HeadCountRole(Stamped):
    """How many of a head-count had one role."""

    head_count = models.ForeignKey(HeadCount, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=HeadRole)
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["head_count", "role"], name="head_role_once")]

    def __str__(self) -> str:
        return f"{self.people} {self.get_role_display().lower()}"
