"""What keeps a shared file safe: covered places, permission on file, requests to take it down, how long it is kept."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cycles.evidence.choices import AskedBy, KeptKind, TakedownState
from cycles.evidence.models.artifacts import Artifact
from ilc.core.models import Deferred, Stamped
from ilc.core.storing import stored_name
from participants.models import Person


class MaskBox(Stamped):
    """A rectangle over a name or a face. Fractions of the page's width and height; pages count from 1."""

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="boxes")
    page = models.PositiveSmallIntegerField()
    x = models.FloatField()
    y = models.FloatField()
    w = models.FloatField()
    h = models.FloatField()

    class Meta:
        ordering = ["page", "y", "x"]
        constraints = [
            models.CheckConstraint(
                name="box_on_its_page",
                condition=Q(
                    page__gte=1, x__gte=0, y__gte=0, w__gt=0, h__gt=0, x__lte=1, y__lte=1, w__lte=1, h__lte=1
                ),
            )
        ]

    def __str__(self) -> str:
        return f"Box on page {self.page} of {self.artifact}"


class Masking(Deferred):
    """The work of burning the boxes in, and the clean file as it was before. The artifact itself (file, images, text)
    always is the copy that is served; what is here only its owner's masking screen opens."""

    artifact = models.OneToOneField(Artifact, on_delete=models.CASCADE, related_name="masking")
    version = models.PositiveIntegerField(default=1)  # rises with every change of the boxes
    burnt = models.PositiveIntegerField(default=0)  # the version that the served copy shows
    source = models.FileField(upload_to=stored_name, blank=True)  # "" while the artifact itself is uncovered
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="burnt_is_a_version", condition=Q(burnt__lte=F("version"))),
        ]

    def __str__(self) -> str:
        return f"Covering {self.artifact}"


class SourceImage(Stamped):
    """A page without its boxes, for the owner's masking screen."""

    masking = models.ForeignKey(Masking, on_delete=models.CASCADE, related_name="images")
    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to=stored_name)
    media_type = models.CharField(max_length=40)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["masking", "number"], name="source_image_once")]

    def __str__(self) -> str:
        return f"{self.masking}, page {self.number}"


class ReleaseAttestation(Stamped):
    """The teacher's word that permission is on file, where and since when. The form itself stays at the school."""

    artifact = models.OneToOneField(Artifact, on_delete=models.CASCADE, related_name="release")
    where = models.CharField(max_length=200)
    since = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Permission for {self.artifact}"


class TakedownRequest(Stamped):
    """Somebody asks that a file be taken down. It is hidden at once; whoever decides never sees it."""

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="takedowns")
    asked_by = models.CharField(max_length=10, choices=AskedBy, default=AskedBy.READER)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=TakedownState, default=TakedownState.OPEN)
    answer = models.TextField(blank=True)  # of the file's owner
    answered_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                name="asked_once_at_a_time",
                fields=["artifact", "entered_by"],
                condition=Q(state=TakedownState.OPEN),
            ),
            models.CheckConstraint(
                name="takedown_decided_has_a_day",
                condition=Q(state=TakedownState.OPEN) | Q(decided_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="takedown_by_state")]

    def __str__(self) -> str:
        return f"Request about {self.artifact.code}"


class RetentionRule(Stamped):
    """How long files of one kind are kept: months after the series' school year, or until withdrawn (null)."""

    kind = models.CharField(max_length=14, choices=KeptKind, unique=True)
    months = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["kind"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.months} months"


class PurgeRun(Stamped):
    """One run of the purge. Without `finished_at` it was interrupted; the next one goes on."""

    dry = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Purge of {self.created_at:%Y-%m-%d}"


class PurgeLine(Stamped):
    """What one run deleted for one reason, by number."""

    run = models.ForeignKey(PurgeRun, on_delete=models.CASCADE, related_name="lines")
    reason = models.CharField(max_length=80)
    artifacts = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)  # bytes

    class Meta:
        ordering = ["reason"]
        constraints = [models.UniqueConstraint(fields=["run", "reason"], name="purge_reason_once")]

    def __str__(self) -> str:
        return f"{self.reason}: {self.artifacts}"
