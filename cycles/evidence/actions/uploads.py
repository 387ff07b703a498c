"""Files that come in pieces: begun, written to under a claim, cancelled, and handed to the door when they are whole.

No database lock is held while bytes come in: who writes holds a claim of a few seconds on the row, renews it with
each progress it saves, and each save is one short conditional UPDATE. A killed process leaves a claim that runs out.
"""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cycles.evidence.actions.files import check_door, check_known
from cycles.evidence.choices import ArtifactKind, UploadState
from cycles.evidence.models import Arrival, Upload
from cycles.tries.models import Try
from ilc.accounts.models import User
from ilc.core import queue
from ilc.core.errors import Refused
from ilc.core.parts import Busy, Sink, parts

log = structlog.get_logger(__name__)

CLAIM = timedelta(seconds=15)
SAVE_BYTES = 64 * 1024 * 1024  # between two saves of the progress
SAVE_SECONDS = 5.0
WAITING = (UploadState.RECEIVING, UploadState.ARRIVED)


class Conflict(Refused):
    """The sender's offset is not ours."""

    def __init__(self) -> None:
        super().__init__("More or less than that has arrived. Ask how much, then go on from there.", "offset")


class Locked(Refused):
    """Somebody else writes to it just now."""

    def __init__(self) -> None:
        super().__init__("This file is being sent just now, perhaps from another window.", "locked")


@transaction.atomic
def begin(
    *, attempt: Try, kind: str, name: str, length: int, sha256: str, consent: frozenset[str], by: User
) -> Upload:
    """Make room for one file. Refused, before a byte is sent, for what the name and the size can tell.

    A file that is on its way already is gone on with: the answer to its beginning was lost, or another tab sends it.
    """
    Try.objects.select_for_update().get(pk=attempt.pk)  # two beginnings at once are one upload
    coming = Upload.objects.filter(attempt=attempt, state__in=WAITING)
    same = _same(coming.filter(user=by, kind=kind, name=name, length=length), sha256)
    check_door(attempt, name, length, consent, coming.count() - (same is not None))
    if same is not None:
        return same
    check_known(attempt, name, sha256)
    return Upload.objects.create(
        owner_id=attempt.person.root_id,
        user=by,
        attempt=attempt,
        kind=ArtifactKind(kind),
        name=name,
        length=length,
        told_sha256=sha256,
        consent=sorted(consent),
        expires_at=_end(),
    )


def _same(coming: QuerySet[Upload], sha256: str) -> Upload | None:
    """Told by its checksum; without one no two files are the same."""
    if not sha256:
        return None
    rows = coming.filter(told_sha256=sha256, expires_at__gt=timezone.now())
    return rows.order_by("-offset", "created_at").first()


def _end() -> datetime:
    return timezone.now() + timedelta(days=settings.UPLOAD_KEEP_DAYS)


def settle_offset(*, upload: Upload) -> int:
    """How much is truly stored. Should storage have lost something (a power cut, a backup), the row follows."""
    if upload.state != UploadState.RECEIVING or upload.is_claimed():
        return upload.offset
    stored = parts().stored(upload.place, upload.parts, upload.offset)
    if stored < upload.offset:
        log.warning("upload.shorter_than_told", upload=str(upload.pk), told=upload.offset, stored=stored)
        same = _free().filter(pk=upload.pk, offset=upload.offset, claims=upload.claims)
        same.update(offset=stored, claims=F("claims") + 1)
        upload.refresh_from_db()
    return upload.offset


def _free() -> Any:
    free = Q(claimed_until=None) | Q(claimed_until__lte=timezone.now())
    return Upload.objects.filter(free, state=UploadState.RECEIVING)


class Claim:
    """The right to write to one upload, for as long as it is renewed."""

    def __init__(self, upload: Upload, offset: int) -> None:
        """One conditional UPDATE: of two at one offset, exactly one gets it."""
        until = timezone.now() + CLAIM
        mine = _free().filter(pk=upload.pk, offset=offset, claims=upload.claims)
        if upload.offset != offset:
            raise Conflict
        if not mine.update(claimed_until=until, claims=F("claims") + 1):
            now = Upload.objects.filter(pk=upload.pk).first()
            raise Conflict if now is None or now.offset != offset or not now.is_claimed() else Locked
        self.upload = upload
        self.number = upload.claims + 1
        self.length = upload.length
        self._start()

    def _start(self) -> None:
        self.saved_at = time.monotonic()
        self.written = 0

    def _rows(self) -> Any:
        return Upload.objects.filter(pk=self.upload.pk, claims=self.number, state=UploadState.RECEIVING)

    def is_due(self, more: int) -> bool:
        """Whether so much or so long was written that it should be saved."""
        self.written += more
        return self.written >= SAVE_BYTES or time.monotonic() - self.saved_at >= SAVE_SECONDS

    def renew(self) -> None:
        """Before writing after a long silence: still ours?"""
        if time.monotonic() - self.saved_at < CLAIM.total_seconds() / 2:
            return
        if not self._rows().update(claimed_until=timezone.now() + CLAIM):
            raise Conflict
        self.saved_at = time.monotonic()

    def save(self, sink: Sink) -> int:
        """What is safely stored, into the row."""
        offset, state = sink.settle()
        if not self._rows().update(
            offset=offset,
            parts=state,
            claimed_until=timezone.now() + CLAIM,
            expires_at=_end(),
            updated_at=timezone.now(),
        ):
            raise Conflict
        self._start()
        return offset

    @transaction.atomic
    def end(self, offset: int | None) -> None:
        """Give it back; a file that is whole waits to be taken in."""
        whole = offset == self.length
        state = UploadState.ARRIVED if whole else UploadState.RECEIVING
        if self._rows().update(claimed_until=None, state=state) and whole:
            arrival = Arrival.objects.create(upload=self.upload)
            queue.ring("evidence.take_in", arrival.pk)


def write(*, upload: Upload, offset: int, pieces: Iterable[bytes]) -> int:
    """Add pieces from `offset` on, as long as they come. Returns how far it is stored now.

    Conflict or Locked when it is not our turn; Refused ("storage") when a piece could not be stored: whatever was
    stored before it stays, and the row says how much that is.
    """
    claim = Claim(upload, offset)
    reached: int | None = None
    try:
        with parts().open(upload.place, upload.parts, offset) as sink:
            try:
                _pour(claim, sink, pieces)
            finally:
                reached = claim.save(sink)
    except Busy as busy:
        raise Locked from busy
    except OSError as error:
        log.error("upload.storage_failed", upload=str(upload.pk), error=str(error))
        raise Refused(
            f"{upload.name} could not be stored just now. What has arrived of it is kept; go on later.",
            "storage",
        ) from error
    finally:
        claim.end(reached)
    return reached


def _pour(claim: Claim, sink: Sink, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        claim.renew()
        sink.write(piece)
        if claim.is_due(len(piece)):
            claim.save(sink)


@transaction.atomic
def cancel(*, upload: Upload) -> None:
    """The sender doesn't want it any more: what arrived is removed. A refused one leaves the list."""
    found = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if found is None:
        return
    if found.state in (UploadState.ARRIVED, UploadState.TAKEN):
        raise Refused(f"{found.name} has arrived. Withdraw it in the list below.", "arrived")
    place, state = found.place, found.parts
    found.delete()
    transaction.on_commit(lambda: _discard(place, state), robust=True)


def _discard(place: str, state: dict[str, Any]) -> None:
    try:
        parts().discard(place, state)
    except OSError as error:  # swept later
        log.warning("upload.not_discarded", error=str(error))
