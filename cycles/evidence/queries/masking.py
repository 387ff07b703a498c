"""What stands on the masking screen."""

import json
from dataclasses import dataclass

from cycles.evidence.models import Artifact, ArtifactImage, Masking, SourceImage
from ilc.core.choices import WorkState

PDF = "application/pdf"
COVERABLE = ("image/jpeg", "image/png", PDF)


def can_be_covered(artifact: Artifact) -> bool:
    """Pictures and PDFs: what we can write anew without what is covered."""
    return artifact.media_type in COVERABLE and bool(artifact.file)


def source_image(artifact: Artifact, number: int) -> ArtifactImage | SourceImage | None:
    """A page as it is beneath its boxes."""
    work = Masking.objects.filter(artifact=artifact).exclude(source="").first()
    rows = work.images.all() if work else artifact.images.all()
    return rows.filter(number=number).first()


@dataclass(frozen=True)
class MaskingScreen:
    """Pages to draw on, the boxes so far, whether their burning waits or failed."""

    pages: list[int]
    boxes: list[dict[str, float]]
    coverable: bool
    waiting: bool
    failed: bool
    text: str

    @property
    def as_json(self) -> str:
        return json.dumps(self.boxes)


def masking_screen(artifact: Artifact) -> MaskingScreen:
    """Four queries."""
    work = Masking.objects.filter(artifact=artifact).first()
    images = work.images if work and work.source else artifact.images
    boxes = [
        {"page": one.page, "x": one.x, "y": one.y, "w": one.w, "h": one.h} for one in artifact.boxes.all()
    ]
    waiting = artifact.covering_since is not None
    return MaskingScreen(
        pages=[number for number in images.values_list("number", flat=True) if number],
        boxes=boxes,
        coverable=can_be_covered(artifact),
        waiting=waiting,
        failed=waiting and work is not None and work.work_state == WorkState.DONE,
        text=work.text if work and work.source else artifact.text,
    )
