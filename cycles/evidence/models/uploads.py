"""A file on its way: how much of it is stored, who writes to it just now, and what became of it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cycles.evidence.choices import ArtifactKind, ConsentOf, UploadState
from cycles.evidence.models.artifacts import Artifact
from cycles.tries.models import Try
from ilc.core.models import Deferred, Stamped
from ilc.core.storing import new_place
from participants.models import Person


def upload_place() -> str:
    """Where it will lie in private storage; known from the beginning, so that nothing is copied at the end."""
    return new_place(".bin")


class Upload(Stamped):
    """One file that comes in pieces. `offset` bytes are stored for certain; the row says so only afterwards.

    Who writes holds a claim until `claimed_until`; `claims` counts them, so that a writer whose time ran out
    changes nothing any more.
    """

    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="uploads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    attempt = models.ForeignKey(Try, on_delete=models.CASCADE, related_name="uploads")
    kind = models.CharField(max_length=14, choices=ArtifactKind)
    name = models.CharField(max_length=255)
    length = models.PositiveBigIntegerField()  # bytes in all
    offset = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.RECEIVING)
    consent = models.JSONField(default=list, blank=True)  # of ConsentOf
    told_sha256 = models.CharField(max_length=64, blank=True)  # as the sender says
    sha256 = models.CharField(max_length=64, blank=True)  # as we found
    place = models.CharField(max_length=100, default=upload_place, editable=False)
    parts = models.JSONField(default=dict, blank=True)  # what storage must know to go on (ilc.core.parts)
    claims = models.PositiveIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    artifact = models.ForeignKey(
        Artifact, null=True, blank=True, on_delete=models.SET_NULL, related_name="uploads"
    )
    problem_code = models.CharField(max_length=40, blank=True)
    problem = models.TextField(blank=True)  # why it was not taken, in the user's words

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="upload_within_length", condition=Q(offset__lte=F("length"), length__gt=0)
            ),
            models.CheckConstraint(
                name="upload_arrived_whole",
                condition=Q(state=UploadState.RECEIVING) | Q(offset=F("length")),
            ),
        ]
        indexes = [
            models.Index(fields=["attempt", "state"], name="upload_by_try"),
            models.Index(fields=["expires_at"], name="upload_by_end"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        return self.offset * 100 // self.length

    def is_claimed(self, now: datetime | None = None) -> bool:
        return self.claimed_until is not None and self.claimed_until > (now or timezone.now())


class Arrival(Deferred):
    """The work of putting a whole file together, counting its checksum and handing it to the door."""

    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="arrival")

    def __str__(self) -> str:
        return f"Arrival of {self.upload}"


class RecordingConsent(Stamped):
    """Said before a film was brought: this person agreed to it. Who said so, and when."""

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="recording_consents")
    of = models.CharField(max_length=10, choices=ConsentOf)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["artifact", "of"], name="consent_once")]

    def __str__(self) -> str:
        return f"{self.get_of_display()} agreed to {self.artifact}"
