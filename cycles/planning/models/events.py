"""One-off conferences and presentations."""

import zoneinfo
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cycles.planning.choices import EVENT_BADGE, EventKind, EventState, Zone
from cycles.planning.local_time import clock, long_day
from districts.models import Alliance, District, Partner
from ilc.core.models import Versioned


class Event(Versioned):
    """A one-off conference or presentation. Never a series: nobody enrolls, people are named as they come.

    Hosted by a district or an alliance; by neither when the whole program holds it.
    """

    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=14, choices=EventKind, default=EventKind.CONFERENCE)
    description = models.TextField(blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=40, default=Zone.PACIFIC)
    place = models.CharField(max_length=200, blank=True)
    host_district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    host_alliance = models.ForeignKey(
        Alliance, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    open_to_all = models.BooleanField(default=True)  # else: educators of the host district or alliance
    state = models.CharField(max_length=10, choices=EventState, default=EventState.PLANNED)
    check_in_code = models.CharField(max_length=4, blank=True)  # four letters, until it is closed
    closed_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=240, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="event_times", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="event_one_host", condition=Q(host_district=None) | Q(host_alliance=None)
            ),
            models.UniqueConstraint(
                fields=["check_in_code"],
                condition=Q(closed_at=None) & ~Q(check_in_code=""),
                name="event_code_once_while_open",
            ),
        ]
        indexes = [models.Index(fields=["-starts_at"], name="event_by_start")]

    def __str__(self) -> str:
        return self.title

    @property
    def host(self) -> District | Alliance | None:
        return self.host_district or self.host_alliance

    @property
    def held_by(self) -> str:
        """Host and partner in words: Fullerton Joint Union High with CSU Fullerton."""
        host = str(self.host or "The whole program")
        return f"{host} with {self.partner}" if self.partner else host

    @property
    def badge(self) -> str:
        """Kind of the state's badge on pages."""
        return EVENT_BADGE[self.state]

    @property
    def badge_words(self) -> str:
        """The state as pages name it: on now, while a planned event runs."""
        runs = self.starts_at <= timezone.now() <= self.ends_at
        return "On now" if runs and self.state == EventState.PLANNED else EventState(self.state).label

    @property
    def tz(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def zone_words(self) -> str:
        """The time zone as people say it: Los Angeles time."""
        return self.time_zone.rpartition("/")[2].replace("_", " ") + " time"

    @property
    def local_start(self) -> datetime:
        return self.starts_at.astimezone(self.tz)

    @property
    def local_end(self) -> datetime:
        return self.ends_at.astimezone(self.tz)

    @property
    def local_date(self) -> date:
        return self.local_start.date()

    @property
    def minutes(self) -> int:
        """How long it lasts, whatever the clocks do that day."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def when(self) -> str:
        """Saturday, 8 February 2025, 9:00 am to 3:00 pm"""
        return f"{long_day(self.local_date)}, {clock(self.local_start)} to {clock(self.local_end)}"
