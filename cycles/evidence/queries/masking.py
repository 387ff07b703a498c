"""What stands on the masking screen."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from cycles.evidence.models import Artifact, ArtifactImage, Masking, SourceImage
from ilc.core.choices import WorkState
from ilc.core.masking import Box

PDF = "application/pdf"
COVERABLE = ("image/jpeg", "image/png", PDF)


def can_be_covered(artifact: Artifact) -> bool:
    """Pictures and PDFs: what we can write anew without what is covered."""
    return artifact.media_type in COVERABLE and bool(artifact.file)


def box_key(box: Box) -> tuple[float, ...]:
    """Two boxes with one key are the same place: browsers send four decimals."""
    return (box.page, *(round(one, 4) for one in (box.x, box.y, box.w, box.h)))


def differ(one: Iterable[Box], other: Iterable[Box]) -> bool:
    """Whether two lists cover different places."""
    return sorted(map(box_key, one)) != sorted(map(box_key, other))


def drawn_since(artifact: Artifact, were: Iterable[Box]) -> bool:
    """Whether its boxes are not any more as somebody knew them."""
    now = [Box(row.page, row.x, row.y, row.w, row.h) for row in artifact.boxes.all()]
    return differ(were, now)


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
