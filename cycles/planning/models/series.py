"""A series: its words, outcomes, strategies, team and follow-up plan."""

import zoneinfo
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cycles.planning.choices import (
    DEPTH,
    OPEN_STATES,
    SERIES_BADGE,
    AttendanceRule,
    ContactBy,
    ContactKind,
    Listing,
    SeriesState,
    SessionState,
    TeamRole,
    TeamState,
)
from cycles.planning.models.standards import Standard
from cycles.planning.words import days_in_words, grades_in_words, named_grades
from districts.models import Alliance, District
from ilc.core.ids import short_code
from ilc.core.models import Stamped, Versioned
from participants.models import Person

if TYPE_CHECKING:
    from cycles.planning.models.sessions import Session

COMING = (SessionState.SCHEDULED, SessionState.IN_PROGRESS)


class Strategy(Stamped):
    """An instructional shift: the practice being learned."""

    name = models.CharField(max_length=120, unique=True)
    description = models.TextField(blank=True)
    looks_like = models.TextField(blank=True)  # what one sees and hears in a class that does it
    grade_bands = models.CharField(max_length=80, blank=True)  # as people say it: "K-5, 6-8"
    standards = models.ManyToManyField(Standard, blank=True, related_name="strategies")

    class Meta:
        verbose_name_plural = "strategies"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def grade_words(self) -> str:
        return named_grades(self.grade_bands)


class Series(Versioned):
    """Two or more linked sessions with one focus, stated outcomes, leaders and a follow-up plan."""

    title = models.CharField(max_length=160)
    focus = models.CharField(max_length=240, blank=True)
    description = models.TextField(blank=True)
    audience = models.CharField(max_length=240, blank=True)  # who it is for, in the leaders' own words
    grades = models.JSONField(default=list, blank=True)  # of words.GRADES and ADULT; none: every grade
    subjects = models.CharField(max_length=200, blank=True)  # with commas between; none: every subject
    strategies = models.ManyToManyField(Strategy, blank=True, related_name="series")
    standards = models.ManyToManyField(Standard, blank=True, related_name="series")
    host_district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.PROTECT, related_name="hosted_series"
    )
    host_alliance = models.ForeignKey(
        Alliance, null=True, blank=True, on_delete=models.PROTECT, related_name="hosted_series"
    )
    invited_districts = models.ManyToManyField(
        District, blank=True, related_name="invited_series"
    )  # besides the host
    open_to_all = models.BooleanField(default=False)  # else: educators of the host district or alliance
    open_by_link = models.BooleanField(default=False)  # whoever has its public address may register
    join_code = models.CharField(max_length=12, unique=True, default=short_code, editable=False)
    is_leader_institute = models.BooleanField(default=False)
    trains_coaches = models.BooleanField(default=False)  # its people go on to train others
    capacity = models.PositiveIntegerField(null=True, blank=True)
    seats_taken = models.PositiveIntegerField(default=0, editable=False)  # registered + offered enrollments
    single_leader_reason = models.CharField(max_length=240, blank=True)
    classroom_url = models.URLField(blank=True)  # external classroom, such as Google Classroom
    time_zone = models.CharField(max_length=40, default="America/Los_Angeles")
    is_template = models.BooleanField(default=False)  # offered to everybody who begins a series
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies", editable=False
    )
    credit = models.CharField(max_length=400, blank=True)  # whose plan it began as, in the words of that day
    keeps_originals = models.BooleanField(
        default=False, db_default=False
    )  # files as they were sent, besides the clean
    attendance_rule = models.CharField(
        max_length=12, choices=AttendanceRule, default=AttendanceRule.ALL_BUT_ONE
    )
    attendance_amount = models.PositiveSmallIntegerField(null=True, blank=True)  # sessions, per cent or hours
    state = models.CharField(max_length=12, choices=SeriesState, default=SeriesState.DRAFT)
    return_reason = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            models.CheckConstraint(
                name="series_within_capacity", condition=Q(capacity=None) | Q(seats_taken__lte=F("capacity"))
            ),
            models.CheckConstraint(
                name="series_one_host", condition=Q(host_district=None) | Q(host_alliance=None)
            ),
            models.CheckConstraint(
                name="series_hosted_beyond_draft",
                condition=Q(state__in=[SeriesState.DRAFT, SeriesState.CANCELLED])
                | Q(host_district__isnull=False)
                | Q(host_alliance__isnull=False),
            ),
            models.CheckConstraint(
                name="series_rule_has_its_number",
                condition=Q(attendance_rule=AttendanceRule.ALL_BUT_ONE, attendance_amount=None)
                | (~Q(attendance_rule=AttendanceRule.ALL_BUT_ONE) & Q(attendance_amount__gt=0)),
            ),
        ]
        indexes = [models.Index(fields=["state", "-published_at"], name="series_by_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def host(self) -> District | Alliance | None:
        return self.host_district or self.host_alliance

    @property
    def grade_words(self) -> str:
        """grades K-5; grade 5; nothing when it is for every grade."""
        return named_grades(grades_in_words(self.grades))

    @property
    def for_words(self) -> str:
        """Grades and subjects in one line: Grades K-5, mathematics."""
        words = ", ".join(filter(None, (self.grade_words, self.subjects)))
        return words[:1].upper() + words[1:]

    @property
    def has_public_page(self) -> bool:
        """Whether anybody may read its registration page, without an account."""
        return (self.open_to_all or self.open_by_link) and self.state in OPEN_STATES

    @property
    def listing(self) -> str:
        """Who can find it: a `Listing`."""
        if self.open_to_all:
            return Listing.EVERYBODY
        return Listing.LINK if self.open_by_link else Listing.DISTRICTS

    @property
    def badge(self) -> str:
        """Kind of the state's badge on pages."""
        return SERIES_BADGE[self.state]

    def rule_for(self, sessions: int) -> str:
        """What completing the series takes when so many sessions stand, as a sentence for those who come."""
        n = self.attendance_amount or 0
        by_default = self.attendance_rule == AttendanceRule.ALL_BUT_ONE
        if sessions == 1 and by_default:
            return "Come to the session."
        if sessions == 2 and (by_default or (self.attendance_rule == AttendanceRule.SESSIONS and n == 2)):
            return "Come to both sessions."
        return {
            AttendanceRule.ALL_BUT_ONE: "Come to all sessions but one, and to at least two.",
            AttendanceRule.SESSIONS: f"Come to at least {n} session{'' if n == 1 else 's'}.",
            AttendanceRule.PERCENT: f"Come to at least {n} % of the sessions.",
            AttendanceRule.HOURS: f"Take part for at least {n} hour{'' if n == 1 else 's'}.",
        }[AttendanceRule(self.attendance_rule)]

    @property
    def zone_words(self) -> str:
        """The time zone as people say it: Los Angeles time."""
        return self.time_zone.rpartition("/")[2].replace("_", " ") + " time"

    @property
    def coming(self) -> "Session | None":
        """The next dated session; for lists that prefetched `sessions`."""
        dated = (one for one in self.sessions.all() if one.state in COMING)
        return next(dated, None)

    @property
    def is_full(self) -> bool:
        """As this row was read: only registering itself decides (domain.md 3.2)."""
        return self.capacity is not None and self.seats_taken >= self.capacity

    @property
    def tz(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)


class Outcome(Stamped):
    """One stated outcome of a series."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="outcomes")
    position = models.PositiveIntegerField(default=1)
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text


class SeriesLeader(Stamped):
    """A person on a series' team."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="team")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leads")
    role = models.CharField(max_length=12, choices=TeamRole, default=TeamRole.LEADER)
    state = models.CharField(max_length=10, choices=TeamState, default=TeamState.ACCEPTED)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "person"], name="leader_once")]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"


class FollowUpItem(Versioned):
    """One planned contact: what kind, how many days after which session, who does it."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="follow_up")
    after_session = models.PositiveIntegerField(default=1)  # session number
    days_after = models.PositiveIntegerField(default=14)  # offset, up to months
    kind = models.CharField(max_length=20, choices=ContactKind)
    by = models.CharField(max_length=20, choices=ContactBy, default=ContactBy.LEADER)
    note = models.CharField(max_length=240, blank=True)
    suggested = models.BooleanField(default=False)  # from "suggest a plan", and not changed since

    class Meta:
        ordering = ["after_session", "days_after", "id"]

    def __str__(self) -> str:
        when = self.when
        return f"{self.get_kind_display()}, {when[:1].lower()}{when[1:]}"

    @property
    def depth(self) -> int:
        return DEPTH[self.kind]

    @property
    def when(self) -> str:
        """Relative to its session, which may have no date yet: 2 weeks after session 1."""
        if not self.days_after:
            return f"On the day of session {self.after_session}"
        return f"{days_in_words(self.days_after)} after session {self.after_session}"
