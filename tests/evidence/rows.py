"""Artifacts as rows with files, for tests that do not care how they were screened."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cycles.evidence.models import Artifact, ArtifactImage, DeidentificationCheck
from cycles.tries.models import Try
from tests.evidence import files


def artifact(attempt: Try, *, visibility: str = "me", checked: bool = True, **fields: Any) -> Artifact:
    """A screened photo: private, or shared with `visibility`; with its small and its large picture."""
    shared = visibility != "me"
    made = Artifact.objects.create(
        **{
            "owner": attempt.person,
            "attempt": attempt,
            "kind": "student-work",
            "state": "shared" if shared else "private",
            "visibility": visibility,
            "original_name": "Maria Lopez essay.jpg",
            "received_size": 3,
            "received_sha256": f"{Artifact.objects.count():064}",
            "file": ContentFile(b"jpg", "clean.jpg"),
            "media_type": "image/jpeg",
            "size": 3,
            "shared_at": timezone.now() if shared else None,
            **fields,
        }
    )
    for number in (0, 1):
        ArtifactImage.objects.create(
            artifact=made, number=number, media_type="image/jpeg", file=ContentFile(b"jpg", "page.jpg")
        )
    if checked:
        ticks = dict.fromkeys(("names", "faces", "voices", "ids", "school_marks"), True)
        DeidentificationCheck.objects.create(artifact=made, by=attempt.person, **ticks)
    return made


def upload(name: str = "photo.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    """A photo full of giveaways, unless told."""
    return SimpleUploadedFile(name, files.photo() if content is None else content)
