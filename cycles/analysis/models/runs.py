"""A protocol run: held in a session, or between sessions of a series."""

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cycles.analysis.choices import OPEN_RUNS, RUN_BADGE, RunState
from cycles.analysis.models.templates import Phase, ProtocolTemplate
from cycles.evidence.models import Artifact
from cycles.planning.models import Series, Session
from ilc.core.models import Stamped
from participants.models import Person


class ProtocolRun(Stamped):
    """One joint look. `version` rises with every change that a screen shows, in the change's own transaction: a screen
    asks for what is newer than it knows. `frame` is the version of the last change of anything but notes, `sorts` that
    of the last sorting."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="protocol_runs")
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.CASCADE, related_name="protocol_runs"
    )
    template = models.ForeignKey(ProtocolTemplate, null=True, on_delete=models.SET_NULL, related_name="runs")
    title = models.CharField(max_length=80)
    question = models.CharField(max_length=300, blank=True)  # the focusing question
    anonymous = models.BooleanField(default=False)
    presenter = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="presented_runs"
    )
    facilitator = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="facilitated_runs"
    )
    state = models.CharField(max_length=10, choices=RunState, default=RunState.PREPARED)
    code = models.CharField(max_length=6, blank=True)  # five letters while it is open
    version = models.PositiveIntegerField(default=1)
    frame = models.PositiveIntegerField(default=1)
    sorts = models.PositiveIntegerField(default=0)
    numbered = models.PositiveSmallIntegerField(default=0)  # the highest number that a sample ever had
    focus = models.ForeignKey(
        "RunSample", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # what the wall shows large
    focus_page = models.PositiveSmallIntegerField(default=1, db_default=1)  # of it
    phase = models.ForeignKey(
        "RunPhase", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # what is on now
    phase_ends_at = models.DateTimeField(null=True, blank=True)
    paused_seconds = models.IntegerField(null=True, blank=True)  # left of the phase, while paused
    started_at = models.DateTimeField(null=True, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(state__in=[one.value for one in OPEN_RUNS]) & ~Q(code=""),
                name="run_code_once_while_open",
            ),
            models.CheckConstraint(
                name="run_clock_only_while_running",
                condition=Q(state=RunState.RUNNING) | Q(phase_ends_at=None, paused_seconds=None),
            ),
        ]
        indexes = [models.Index(fields=["series", "state"], name="run_by_series")]

    def __str__(self) -> str:
        return self.title

    @property
    def badge(self) -> str:
        return RUN_BADGE[RunState(self.state)]

    @property
    def seconds_left(self) -> int:
        """Of the phase that is on; below zero when it takes longer."""
        if self.paused_seconds is not None:
            return self.paused_seconds
        return round((self.phase_ends_at - timezone.now()).total_seconds()) if self.phase_ends_at else 0

    @property
    def is_paused(self) -> bool:
        return self.paused_seconds is not None

    @property
    def held_at(self) -> datetime:
        return self.started_at or self.created_at

    @property
    def held_on(self) -> date:
        """The day on the clocks of its series."""
        return self.held_at.astimezone(self.series.tz).date()


class RunPhase(Phase):
    """A phase of one run, copied from the template, so that a changed template changes no past run."""

    run = models.ForeignKey(ProtocolRun, on_delete=models.CASCADE, related_name="phases")
    began_at = models.DateTimeField(null=True, blank=True)

    class Meta(Phase.Meta):
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="run_phase_order"),
            models.CheckConstraint(name="run_phase_minutes", condition=Q(minutes__gte=1, minutes__lte=120)),
        ]


class RunSample(Stamped):
    """An artifact on the wall: only its place here, never a copy of it. Who sees it is asked of the artifact.
    `position` is the number that people say aloud: once the run has begun nobody else's."""

    run = models.ForeignKey(ProtocolRun, on_delete=models.CASCADE, related_name="samples")
    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="on_walls")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "artifact"], name="sample_once_a_run")]

    def __str__(self) -> str:
        return f"Sample {self.position}"


class RunMember(Stamped):
    """Somebody opened the run on a phone or computer: they took part."""

    run = models.ForeignKey(ProtocolRun, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="joined_runs")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "person"], name="member_once_a_run")]

    def __str__(self) -> str:
        return f"{self.person} in {self.run}"
