"""What becomes of a screened file of a try: private and clean, or refused with the reason."""

import uuid

from django.core.files import File

from cycles.evidence.choices import ArtifactState
from cycles.evidence.lifecycle import ARTIFACT
from cycles.evidence.models import Artifact, ArtifactImage, Screening
from cycles.tries import actions as tries
from ilc.core import desk, events
from ilc.core.screening import Outcome

Stored = tuple[Artifact, list[ArtifactImage]]


def screen_artifact(pk: uuid.UUID) -> str:
    """Screen one file. Returns "private", "quarantined", "retry", "dropped", or "" when there is nothing to do."""
    return desk.screen_one(DESK, pk)


def hand_out_overdue() -> int:
    """Ring again for what is ripe, and clear what killed workers left behind. Safe to run twice."""
    return desk.hand_out_overdue(DESK)


def _store(work: Screening, outcome: Outcome) -> Stored:
    """Clean file and previews into storage. Number 0 is the first page's small picture."""
    artifact = Artifact(pk=work.artifact.pk)
    images: list[ArtifactImage] = []
    assert outcome.cleaned is not None  # noqa: S101 - accepted outcomes have one
    try:
        with outcome.cleaned.path.open("rb") as file:
            artifact.file.save(f"clean{outcome.cleaned.extension}", File(file), save=False)
        numbers: set[int] = set()
        for preview in outcome.previews:
            number = 0 if preview.size == "thumb" else preview.page
            if number in numbers:
                continue
            numbers.add(number)
            image = ArtifactImage(artifact_id=artifact.pk, number=number, media_type=preview.media_type)
            with preview.path.open("rb") as file:
                image.file.save(f"page{preview.path.suffix}", File(file), save=False)
            images.append(image)
    except BaseException:
        _discard((artifact, images))
        raise
    return artifact, images


def _write(work: Screening, outcome: Outcome, stored: Stored | None) -> str:
    fresh = Artifact.objects.select_for_update().select_related("attempt__series").get(pk=work.artifact.pk)
    if fresh.state != ArtifactState.RECEIVED:
        return "dropped"
    if not outcome.accepted or outcome.cleaned is None or stored is None:
        ARTIFACT.advance(fresh, "refused", problem_code=outcome.code, problem=outcome.message)
        events.record("artifact.refused", fresh, by=None, on_behalf_of=fresh.owner_id, code=outcome.code)
        return str(ArtifactState.QUARANTINED)
    cleaned, images = stored
    original = str(work.source.name) if fresh.attempt.series.keeps_originals else ""
    ARTIFACT.advance(
        fresh,
        "screened",
        file=cleaned.file.name,
        original=original,
        media_type=outcome.cleaned.media_type,
        size=outcome.cleaned.size,
        sha256=outcome.cleaned.sha256,
        text=outcome.text.replace("\0", ""),
        removed=list(outcome.removed),
    )
    ArtifactImage.objects.bulk_create(images)
    if original:  # the artifact's from now on: nothing is copied, and nothing deleted with the work
        Screening.objects.filter(pk=work.pk).update(source="")
    events.record(
        "artifact.screened", fresh, by=None, on_behalf_of=fresh.owner_id, removed=list(outcome.removed)
    )
    tries.bring(attempt=fresh.attempt, by=None)
    return str(ArtifactState.PRIVATE)


def _discard(stored: Stored) -> None:
    artifact, images = stored
    for one in (artifact.file, *(image.file for image in images)):
        if one.name:
            one.storage.delete(one.name)


DESK = desk.Desk(
    works=Screening,
    task="evidence.screen",
    related=("artifact__attempt",),
    name_of=lambda work: work.artifact.original_name,
    is_wanted=lambda work: work.artifact.state == ArtifactState.RECEIVED,
    store=_store,
    write=_write,
    discard=_discard,
    kept=ArtifactState.PRIVATE,
    films=True,
)
