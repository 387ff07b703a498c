"""Frozen report snapshots (domain.md 3.12). Everything else in this app only reads."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from districts.models import District
from ilc.core.choices import WorkState
from ilc.core.models import Deferred
from ilc.core.storing import stored_name
from reports.choices import SnapshotKind
from reports.counting.scope import Period, school_year


class Snapshot(Deferred):
    """A report as it was: definition, filters, as-of time, figures, files. Never rebuilt over itself."""

    kind = models.CharField(max_length=10, choices=SnapshotKind, default=SnapshotKind.PROGRAM)
    district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.PROTECT, related_name="snapshots"
    )
    period_from = models.DateField()
    period_to = models.DateField()  # last day, inclusive
    as_of = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    step = models.CharField(max_length=80, blank=True)  # what is being worked out, in words
    definition = models.JSONField(default=dict)  # how each figure is counted, as it was then
    figures = models.JSONField(default=dict)
    pdf = models.FileField(upload_to=stored_name, blank=True)
    public_pdf = models.FileField(upload_to=stored_name, blank=True)  # reach under five hidden, too
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    published = models.BooleanField(default=False)  # partner viewers may read it

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="snapshot_published_when_done",
                condition=Q(published=False) | Q(work_state=WorkState.DONE, as_of__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        of = f", {self.district.name}," if self.district else ""
        return f"{self.get_kind_display()}{of} {self.period.label}"

    @property
    def period(self) -> Period:
        return Period(self.period_from, self.period_to, school_year(self.period_from.year).label)

    @property
    def is_ready(self) -> bool:
        return self.work_state == WorkState.DONE and self.as_of is not None

    @property
    def has_failed(self) -> bool:
        return self.work_state == WorkState.DONE and self.as_of is None
