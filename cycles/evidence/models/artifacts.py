"""Lesson plans and student work: brought privately, checked, then shared with the circle the owner chose."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cycles.evidence.choices import ArtifactKind, ArtifactState, Credit, SampleRating, SeenAt, Visibility
from cycles.evidence.codes import new_code
from cycles.tries.models import Try
from ilc.core.models import ScreeningWork, Stamped, Versioned
from ilc.core.storing import stored_name
from participants.models import Person


class Artifact(Versioned):
    """One file on a try. Before the de-identification check its owner alone sees it (domain.md 3.5)."""

    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="artifacts")
    attempt = models.ForeignKey(Try, on_delete=models.PROTECT, related_name="artifacts")
    kind = models.CharField(max_length=14, choices=ArtifactKind)
    state = models.CharField(max_length=12, choices=ArtifactState, default=ArtifactState.RECEIVED)
    original_name = models.CharField(max_length=255)
    received_size = models.PositiveBigIntegerField()  # bytes as sent
    received_sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=stored_name, blank=True)  # cleaned
    # as sent, where the series keeps it: its owner's alone
    original = models.FileField(upload_to=stored_name, blank=True, default="", db_default="")
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    text = models.TextField(blank=True)  # preview of a document's words
    removed = models.JSONField(default=list, blank=True)  # what cleaning took out, in words
    problem_code = models.CharField(max_length=40, blank=True)
    problem = models.TextField(blank=True)  # why it was refused, in the user's words
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.ME)
    credit = models.CharField(max_length=6, choices=Credit, default=Credit.NAME, db_default=Credit.NAME)
    rating = models.CharField(max_length=10, choices=SampleRating, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    covering_since = models.DateTimeField(
        null=True, blank=True
    )  # boxes wait to be burnt in: nobody else sees it
    taken_down_at = models.DateTimeField(
        null=True, blank=True
    )  # somebody asked: hidden until that is decided
    purge_on = models.DateField(null=True, blank=True)  # its owner was told that it is deleted on this day
    code = models.CharField(max_length=8, default=new_code, unique=True, null=True)  # noqa: DJ001 - to name it by phone

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shared_has_a_circle",
                condition=~Q(state=ArtifactState.SHARED) | ~Q(visibility=Visibility.ME),
            ),
            models.UniqueConstraint(
                fields=["attempt", "received_sha256"],
                condition=~Q(
                    state__in=[ArtifactState.QUARANTINED, ArtifactState.WITHDRAWN, ArtifactState.PURGED]
                ),
                name="same_file_once_a_try",
            ),
        ]
        indexes = [models.Index(fields=["attempt", "kind", "state"], name="artifact_by_try")]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_film(self) -> bool:
        return self.media_type.startswith("video/")


class ArtifactImage(Stamped):
    """A preview: page 1..n, or number 0 for the thumbnail."""

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="images")
    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to=stored_name)
    media_type = models.CharField(max_length=40)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["artifact", "number"], name="preview_once")]

    def __str__(self) -> str:
        return f"{self.artifact} page {self.number}"


class Screening(ScreeningWork):
    """The work of checking one received file."""

    artifact = models.OneToOneField(Artifact, on_delete=models.CASCADE, related_name="screening")

    def __str__(self) -> str:
        return f"Screening of {self.artifact}"


class DeidentificationCheck(Stamped):
    """The owner's saved attestation that nothing in the file names or shows a student."""

    artifact = models.OneToOneField(Artifact, on_delete=models.CASCADE, related_name="check_saved")
    names = models.BooleanField()
    faces = models.BooleanField()
    voices = models.BooleanField()
    ids = models.BooleanField()
    school_marks = models.BooleanField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="check_is_complete",
                condition=Q(names=True, faces=True, voices=True, ids=True, school_marks=True),
            )
        ]

    def __str__(self) -> str:
        return f"Check of {self.artifact}"


class ArtifactOpening(Stamped):
    """Who saw an artifact, how often, when and where last: its owner may always see this list.

    `created_at` is the first time. Looks within `queries.seen.SAME_LOOK` of each other are one.
    """

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    last_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=10, choices=SeenAt, default=SeenAt.PAGE, db_default=SeenAt.PAGE)
    times = models.PositiveIntegerField(default=1, db_default=1)
    # The last time; a copy that withdrawing does not reach
    downloaded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["artifact", "user"], name="opening_once")]

    def __str__(self) -> str:
        return f"{self.user} opened {self.artifact}"
