"""Covering names and faces: the boxes, and burning them into the copy that everybody is served."""

import hashlib
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import F
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from cycles.evidence.actions.sharing import unshare
from cycles.evidence.choices import USABLE
from cycles.evidence.models import (
    Artifact,
    ArtifactImage,
    DeidentificationCheck,
    MaskBox,
    Masking,
    SourceImage,
)
from cycles.evidence.queries.masking import box_key, can_be_covered, differ
from ilc.accounts.models import User
from ilc.core import events, queue
from ilc.core.choices import WorkState
from ilc.core.errors import Refused
from ilc.core.masking import Box, Covered, CoveringFailed, cover

log = structlog.get_logger(__name__)

MOST = 200  # boxes a file may have
SMALLEST = 0.004  # of a side; less is a slip of the finger
LEASE = timedelta(minutes=4)  # longer than a child may take
MAX_ATTEMPTS = 6
Stored = tuple[FieldFile, list[ArtifactImage]]


@transaction.atomic
def cover_places(*, artifact: Artifact, boxes: list[Box], by: User, were: list[Box] | None = None) -> bool:
    """These boxes and no others. From now on nobody but the owner sees the file until they are burnt in.

    `were` are the boxes as the sender knew them. Others were drawn since? Then those stay, and what is new here comes
    to them: rather too much is covered than a face shown by a window that was opened earlier.

    Whatever was covered and is not any more has not been looked at without its box: then the saved check and the
    sharing are gone, too. Returns whether anything changed.
    """
    fresh = Artifact.objects.select_for_update().get(pk=artifact.pk)
    before = [_box(row) for row in fresh.boxes.all()]
    if were is not None and differ(were, before):
        known = {box_key(one) for one in (*were, *before)}
        boxes = [*before, *(one for one in boxes if box_key(one) not in known)]
    _check(fresh, boxes)
    in_vain = Masking.objects.filter(
        artifact=fresh, work_state=WorkState.DONE, burnt__lt=F("version")
    ).exists()
    if not differ(before, boxes) and not in_vain:
        return False
    fresh.boxes.all().delete()
    MaskBox.objects.bulk_create(
        [MaskBox(artifact=fresh, page=one.page, x=one.x, y=one.y, w=one.w, h=one.h) for one in boxes]
    )
    Artifact.objects.filter(pk=fresh.pk).update(
        covering_since=timezone.now(), updated_at=timezone.now(), version=F("version") + 1
    )
    work, made = Masking.objects.select_for_update().get_or_create(artifact=fresh)
    if not made:
        Masking.objects.filter(pk=work.pk).update(
            version=F("version") + 1, work_state=WorkState.DUE, due_at=timezone.now(), attempts=0, problem=""
        )
    uncovered = [one for one in before if not any(_within(one, other) for other in boxes)]
    if uncovered and DeidentificationCheck.objects.filter(artifact=fresh).delete()[0]:
        unshare(artifact=fresh, by=by)
    events.record("artifact.places-covered", fresh, by=by, boxes=len(boxes), uncovered=len(uncovered))
    queue.ring("evidence.burn", work.pk)
    artifact.refresh_from_db()
    return True


def _check(artifact: Artifact, boxes: list[Box]) -> None:
    if artifact.state not in USABLE:
        raise Refused("This file is not ready to be covered.", "not-ready")
    if boxes and not can_be_covered(artifact):
        raise Refused("Only pictures and PDFs can be covered here.", "wrong-kind")
    if len(boxes) > MOST:
        raise Refused(f"At most {MOST} boxes. Cover a larger place with one box.", "too-many")
    for one in boxes:
        good = one.page >= 1 and min(one.x, one.y) >= 0 and min(one.w, one.h) >= SMALLEST
        if not (good and max(one.x + one.w, one.y + one.h) <= 1.0001):
            raise Refused("A box has to lie on the page. Draw it again.", "off-page")


def _box(row: MaskBox) -> Box:
    return Box(row.page, row.x, row.y, row.w, row.h)


def _within(inner: Box, outer: Box, slack: float = 0.0005) -> bool:
    """Whether a box that was there is still covered by one of the new ones."""
    return (
        inner.page == outer.page
        and outer.x <= inner.x + slack
        and outer.y <= inner.y + slack
        and inner.x + inner.w <= outer.x + outer.w + slack
        and inner.y + inner.h <= outer.y + outer.h + slack
    )


# -- burning in ------------------------------------------------------------------------------------------


def burn(pk: uuid.UUID) -> str:
    """Make the covered copy. "covered", "uncovered", "retry", "failed", "again", or "" with nothing to do."""
    if not Masking.objects.all().claim(pk, lease=LEASE):
        return ""
    work = Masking.objects.select_related("artifact").get(pk=pk)
    if work.attempts > MAX_ATTEMPTS:
        return _give_up(work)
    boxes = [_box(row) for row in work.artifact.boxes.all()]
    if not boxes:
        return _uncover(work)
    try:
        made = _cover(work, boxes)
    except (CoveringFailed, OSError) as error:
        return _retry(work, error)
    try:
        stored = _store(work, made)
        return _swap(work, made, stored)
    except OSError as error:
        return _retry(work, error)
    finally:
        shutil.rmtree(made.folder, ignore_errors=True)


def hand_out_coverings(limit: int = 200) -> int:
    """Ring again for what is ripe. Safe to run twice."""
    ripe = Masking.objects.all().ripe(timezone.now()).order_by("due_at").values_list("pk", flat=True)
    found = list(ripe[:limit])
    queue.ring_each("evidence.burn", found)
    return len(found)


def _cover(work: Masking, boxes: list[Box]) -> Covered:
    pages = work.images.count() if work.source else work.artifact.images.count()
    with _local(work.source or work.artifact.file) as source:
        return cover(
            source,
            media_type=work.artifact.media_type,
            boxes=boxes,
            into=Path(settings.VAR_DIR) / "covering",
            previews=max(1, pages - 1),  # one of them is the small one
            text_characters=len(work.text if work.source else work.artifact.text),
        )


@contextmanager
def _local(stored: FieldFile) -> Iterator[Path]:
    """The file on this machine."""
    try:
        yield Path(stored.path)
    except NotImplementedError:  # object storage
        with tempfile.NamedTemporaryFile() as copy, stored.open("rb") as source:
            shutil.copyfileobj(source, copy)
            copy.flush()
            yield Path(copy.name)


def _store(work: Masking, made: Covered) -> Stored:
    """New file and pictures into storage; the old ones stay until the rows name the new ones."""
    artifact = Artifact(pk=work.artifact_id)
    images: list[ArtifactImage] = []
    try:
        with made.path.open("rb") as file:
            artifact.file.save(f"covered{made.path.suffix}", File(file), save=False)
        for number, path in made.previews:
            image = ArtifactImage(artifact_id=artifact.pk, number=number, media_type="image/jpeg")
            with path.open("rb") as file:
                image.file.save("page.jpg", File(file), save=False)
            images.append(image)
    except BaseException:
        _delete([artifact.file, *(image.file for image in images)])
        raise
    return artifact.file, images


def _delete(files: list[FieldFile]) -> None:
    for one in files:
        if one.name:
            one.storage.delete(one.name)


@contextmanager
def _held(work: Masking) -> Iterator[tuple[Artifact, Masking] | None]:
    """Both rows, locked, if the claim is still ours and the boxes are those that we read."""
    with transaction.atomic():
        artifact = Artifact.objects.select_for_update().get(pk=work.artifact_id)
        fresh = Masking.objects.select_for_update().get(pk=work.pk)
        ours = fresh.work_state == WorkState.CLAIMED and fresh.attempts == work.attempts
        yield (artifact, fresh) if ours and fresh.version == work.version else None


def _swap(work: Masking, made: Covered, stored: Stored) -> str:
    """The covered copy becomes the artifact's file; the first time, what was there moves behind it."""
    file, images = stored
    files = [file, *(image.file for image in images)]
    try:
        with _held(work) as held:
            if held is None:
                _delete(files)
                return "again"
            artifact, fresh = held
            old = _put_aside(artifact, fresh)
            ArtifactImage.objects.bulk_create(images)
            _write(artifact, file.name or "", made.text, made.size, made.sha256)
            _done(fresh)
            events.record("artifact.covered", artifact, by=None, on_behalf_of=artifact.owner_id)
            transaction.on_commit(lambda: _delete(old))
    except BaseException:
        _delete(files)
        raise
    return "covered"


def _put_aside(artifact: Artifact, work: Masking) -> list[FieldFile]:
    """Empties the artifact's places; returns earlier covered files, which nothing names any more."""
    images = list(artifact.images.all())
    old: list[FieldFile] = []
    if work.source:
        old = [artifact.file, *(image.file for image in images)]
    else:
        work.source, work.text = artifact.file.name, artifact.text
        SourceImage.objects.bulk_create(
            [
                SourceImage(masking=work, number=one.number, file=one.file.name, media_type=one.media_type)
                for one in images
            ]
        )
    artifact.images.all().delete()
    return old


def _uncover(work: Masking) -> str:
    """No box is left: the file as it was before comes back, and the covered copy goes."""
    with _held(work) as held:
        if held is None:
            return "again"
        artifact, fresh = held
        if fresh.source:
            old = [artifact.file, *(image.file for image in artifact.images.all())]
            artifact.images.all().delete()
            ArtifactImage.objects.bulk_create(
                [
                    ArtifactImage(
                        artifact=artifact, number=one.number, file=one.file.name, media_type=one.media_type
                    )
                    for one in fresh.images.all()
                ]
            )
            fresh.images.all().delete()
            with fresh.source.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            _write(artifact, fresh.source.name or "", fresh.text, fresh.source.size, sha256)
            fresh.source, fresh.text = "", ""
            transaction.on_commit(lambda: _delete(old))
        else:
            Artifact.objects.filter(pk=artifact.pk).update(covering_since=None, updated_at=timezone.now())
        _done(fresh)
        events.record("artifact.uncovered", artifact, by=None, on_behalf_of=artifact.owner_id)
    return "uncovered"


def _write(artifact: Artifact, name: str, text: str, size: int, sha256: str) -> None:
    Artifact.objects.filter(pk=artifact.pk).update(
        file=name, text=text, size=size, sha256=sha256, covering_since=None, updated_at=timezone.now()
    )


def _done(work: Masking) -> None:
    work.work_state, work.done_at, work.claimed_until = WorkState.DONE, timezone.now(), None
    work.burnt, work.problem = work.version, ""
    work.save()


def _retry(work: Masking, error: Exception) -> str:
    log.warning("covering.failed", masking=str(work.pk), error=str(error))
    ours = Masking.objects.filter(pk=work.pk, work_state=WorkState.CLAIMED, attempts=work.attempts)
    later = timezone.now() + timedelta(minutes=2 ** (work.attempts - 1))
    kept = ours.update(work_state=WorkState.DUE, due_at=later, claimed_until=None, problem=repr(error)[:2000])
    return "retry" if kept else ""


def _give_up(work: Masking) -> str:
    """It stays with its owner, who is told on the masking screen; a change of the boxes begins anew."""
    ours = Masking.objects.filter(pk=work.pk, work_state=WorkState.CLAIMED, attempts=work.attempts)
    ours.update(work_state=WorkState.DONE, done_at=timezone.now(), claimed_until=None)
    return "failed"
