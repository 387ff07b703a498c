"""Whole files: put together, counted, handed to the door; and what nobody goes on with is removed."""

import uuid
from datetime import timedelta

import structlog
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cycles.evidence.actions.files import take
from cycles.evidence.actions.uploads import WAITING
from cycles.evidence.choices import UploadState
from cycles.evidence.models import Arrival, Upload
from ilc.core import desk, queue
from ilc.core.choices import WorkState
from ilc.core.errors import Refused
from ilc.core.parts import parts

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)  # to read the largest file once
MAX_ATTEMPTS = 8
LITTER = timedelta(days=1)  # parts that no row knows: older than any write in progress


def take_in(pk: uuid.UUID) -> str:
    """One whole file. Returns "taken", "refused", "retry", or "" when there is nothing to do."""
    if not Arrival.objects.all().claim(pk, lease=LEASE):
        return ""
    work = Arrival.objects.select_related("upload__attempt__person", "upload__user").get(pk=pk)
    upload = work.upload
    try:
        if work.attempts > MAX_ATTEMPTS:
            raise Refused(f"{upload.name} could not be stored, though we tried several times.", "storage")
        parts().complete(upload.place, upload.parts, upload.length)
        with default_storage.open(upload.place) as file:
            sha256 = desk.digest(file)
        return _hand_over(work, sha256)
    except Refused as no:
        return _refuse(work, no)
    except OSError as error:
        return _retry(work, error)


def _held(work: Arrival) -> bool:
    """Whether the claim is still ours; the row is locked until the transaction ends."""
    rows = Arrival.objects.select_for_update().filter(pk=work.pk, attempts=work.attempts)
    return rows.filter(work_state=WorkState.CLAIMED).exists()


def _done(work: Arrival, **fields: object) -> None:
    now = timezone.now()
    Upload.objects.filter(pk=work.upload.pk).update(updated_at=now, parts={}, **fields)
    Arrival.objects.filter(pk=work.pk).update(work_state=WorkState.DONE, done_at=now, claimed_until=None)


@transaction.atomic
def _hand_over(work: Arrival, sha256: str) -> str:
    upload = work.upload
    if not _held(work):
        return ""
    if upload.told_sha256 and upload.told_sha256 != sha256:
        raise Refused(f"{upload.name} was damaged on its way. Send it again.", "damaged")
    artifact = take(
        attempt=upload.attempt,
        kind=upload.kind,
        source=upload.place,
        name=upload.name,
        size=upload.length,
        sha256=sha256,
        consent=frozenset(upload.consent),
        by=upload.user,
    )
    _done(work, state=UploadState.TAKEN, artifact=artifact, sha256=sha256)
    return "taken"


def _refuse(work: Arrival, no: Refused) -> str:
    with transaction.atomic():
        if not _held(work):
            return ""
        _done(work, state=UploadState.REFUSED, problem=no.message, problem_code=no.code)
    _remove_file(work.upload)
    return "refused"


def _remove_file(upload: Upload) -> None:
    try:
        parts().discard(upload.place, upload.parts)
        default_storage.delete(upload.place)
    except OSError as error:  # again when the row goes
        log.warning("upload.not_removed", upload=str(upload.pk), error=str(error))


def _retry(work: Arrival, error: OSError) -> str:
    """Ours, not the file's fault: again after 1, 2, 4 ... minutes."""
    log.warning("arrival.failed", arrival=str(work.pk), error=str(error))
    ours = Arrival.objects.filter(pk=work.pk, work_state=WorkState.CLAIMED, attempts=work.attempts)
    later = timezone.now() + timedelta(minutes=2 ** (work.attempts - 1))
    ours.update(work_state=WorkState.DUE, due_at=later, claimed_until=None, problem=repr(error)[:2000])
    return "retry"


def hand_out_arrivals(limit: int = 200) -> int:
    """Ring again for whole files that nobody took in. Safe to run twice."""
    rows = Arrival.objects.all().ripe(timezone.now()).order_by("due_at")
    found = list(rows.values_list("pk", flat=True)[:limit])
    for pk in found:
        queue.ring("evidence.take_in", pk)
    return len(found)


def tidy_uploads() -> int:
    """Remove what broke off and was not gone on with, old receipts, and parts that killed processes left.

    Returns how many uploads. Safe to run twice.
    """
    now = timezone.now()
    unused = Q(claimed_until=None) | Q(claimed_until__lte=now)
    ended = Upload.objects.filter(unused, expires_at__lte=now).exclude(state=UploadState.ARRIVED)
    count = 0
    for upload in list(ended[:500]):
        same = ended.filter(pk=upload.pk, claims=upload.claims, state=upload.state)
        if same.delete()[0]:
            count += 1
            if upload.state != UploadState.TAKEN:
                _remove_file(upload)
    known = set(Upload.objects.filter(state__in=WAITING).values_list("place", flat=True))
    try:
        parts().sweep(known, now - LITTER)
    except OSError as error:
        log.warning("upload.not_swept", error=str(error))
    return count
