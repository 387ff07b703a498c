"""Receiving a file, withdrawing it, undoing that. Each file stands for itself: one bad file harms no other."""

from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from cycles.evidence.choices import USABLE, ArtifactKind, ArtifactState, ConsentOf, TakedownState, UploadState
from cycles.evidence.lifecycle import ARTIFACT
from cycles.evidence.models import Artifact, RecordingConsent, Screening, TakedownRequest, Upload
from cycles.tries import actions as tries
from cycles.tries.choices import TryState
from cycles.tries.models import Try
from ilc.accounts.models import User
from ilc.core import desk, events, queue
from ilc.core.errors import Refused

MOST = 40  # files a try may hold
LOST = (ArtifactState.QUARANTINED, ArtifactState.WITHDRAWN, ArtifactState.PURGED)


def _same(attempt: Try, sha256: str) -> Artifact | None:
    return Artifact.objects.filter(attempt=attempt, received_sha256=sha256).exclude(state__in=LOST).first()


def _twice(name: str, first: Artifact) -> Refused:
    other = "" if first.original_name == name else f", as {first.original_name}"
    return Refused(f"{name} is here already{other}. We kept one.", "duplicate")


def check_door(attempt: Try, name: str, size: int, consent: frozenset[str], coming: int = 0) -> None:
    """What can be said before a byte is read. `coming`: files of this try that are on their way."""
    if attempt.state == TryState.SKIPPED:
        raise Refused("You noted that this try didn't happen. Undo that first.", "skipped")
    desk.check_size(name, size, videos=True)
    if desk.is_video(name) and not consent.issuperset(ConsentOf.values):
        raise Refused(
            f"{name} was not taken: a film needs the teacher's and the principal's consent. "
            "Ask them, tick both boxes, then send it again.",
            "consent",
        )
    here = Artifact.objects.filter(attempt=attempt).exclude(state__in=LOST)
    if here.count() + coming >= MOST:
        checked = here.exclude(state=ArtifactState.RECEIVED).count()
        raise Refused(_full(name, checked, here.count() - checked + coming), "too-many")


def _full(name: str, checked: int, unsure: int) -> str:
    """Files on their way and files being checked hold a place, so that what was sent finds one for certain."""
    if not unsure:
        return f"{name} was not taken: a try holds at most {MOST} files. Withdraw one, then send it again."
    return (
        f"{name} was not taken: a try holds at most {MOST} files, and with {checked} here and {unsure} on their way or "
        "being checked it is full. Withdraw one, or wait: a file that is refused gives its place back."
    )


def check_known(attempt: Try, name: str, sha256: str) -> None:
    """Refuse what is here already."""
    if sha256 and (first := _same(attempt, sha256)):
        raise _twice(name, first)


def receive(
    *, attempt: Try, kind: str, upload: UploadedFile, by: User, consent: frozenset[str] = frozenset()
) -> Artifact:
    """One file of a form: its size and checksum found, then through the door."""
    name, size = desk.plain_name(upload.name), upload.size or 0
    check_door(attempt, name, size, consent)  # before it is read
    return take(
        attempt=attempt,
        kind=kind,
        source=upload,
        name=name,
        size=size,
        sha256=desk.digest(upload),
        consent=consent,
        by=by,
    )


def take(
    *,
    attempt: Try,
    kind: str,
    source: str | File[bytes],
    name: str,
    size: int,
    sha256: str,
    consent: frozenset[str],
    by: User,
) -> Artifact:
    """The one door: keep a file privately and have it screened. Refused with a reason that names the file.

    `source` is a file, or the name of one that lies in private storage already (its giver removes it when it is
    refused). Artifact and screening are written in one transaction; the bell only hurries the worker.
    """
    check_door(attempt, name, size, consent)
    check_known(attempt, name, sha256)
    work = Screening()
    if isinstance(source, str):
        work.source.name = source
    else:
        desk.put_down(work, source, name)
    fields = {"original_name": name, "received_size": size, "received_sha256": sha256}
    try:
        return _write(attempt, kind, work, consent, by, **fields)
    except BaseException as error:
        if not isinstance(source, str):
            work.source.delete(save=False)
        if isinstance(error, IntegrityError) and (first := _same(attempt, sha256)):  # sent twice at once
            raise _twice(name, first) from error
        raise


@transaction.atomic
def _write(
    attempt: Try, kind: str, work: Screening, consent: frozenset[str], by: User, **fields: Any
) -> Artifact:
    owner = attempt.person.root_id
    artifact = Artifact.objects.create(owner_id=owner, attempt=attempt, kind=ArtifactKind(kind), **fields)
    work.artifact = artifact
    work.save(force_insert=True)
    agreed = sorted(consent) if desk.is_video(artifact.original_name) else []
    RecordingConsent.objects.bulk_create(
        [RecordingConsent(artifact=artifact, of=ConsentOf(one), by_id=owner) for one in agreed]
    )
    said: dict[str, Any] = {"consent": agreed} if agreed else {}
    events.record("artifact.received", artifact, by=by, kind=kind, size=artifact.received_size, **said)
    queue.ring("evidence.screen", work.pk)
    return artifact


@transaction.atomic
def withdraw(*, artifact: Artifact, by: User) -> None:
    """At once and everywhere: from now on its page, pictures and file answer 404. Can be undone."""
    if artifact.state == ArtifactState.WITHDRAWN:
        return
    ARTIFACT.advance(artifact, "withdrawn", withdrawn_at=timezone.now(), visibility="me", shared_at=None)
    events.record("artifact.withdrawn", artifact, by=by)
    asked = TakedownRequest.objects.filter(artifact=artifact, state=TakedownState.OPEN)
    asked.update(state=TakedownState.WITHDRAWN, decided_by=by, decided_at=timezone.now())
    if not Artifact.objects.filter(attempt=artifact.attempt_id, state__in=USABLE).exists():
        tries.take_back(attempt=artifact.attempt, by=by)


@transaction.atomic
def restore(*, artifact: Artifact, by: User) -> None:
    """Undo of withdraw: back to its owner alone, to be shared anew."""
    if artifact.state in USABLE:
        return
    if artifact.taken_down_at:
        raise Refused(
            "Somebody asked to take this file down. Bring it again with the place covered.", "taken-down"
        )
    if _same(artifact.attempt, artifact.received_sha256):
        raise Refused("You brought the same file again since. That one is kept.", "duplicate")
    ARTIFACT.advance(artifact, "restored", withdrawn_at=None)
    events.record("artifact.restored", artifact, by=by)
    tries.bring(attempt=artifact.attempt, by=by)


@transaction.atomic
def clear(*, artifact: Artifact, by: User) -> None:
    """Take a refused file off the list. The file itself was deleted when it was refused."""
    ARTIFACT.advance(artifact, "cleared")
    events.record("artifact.cleared", artifact, by=by)


@transaction.atomic
def clear_refused(*, attempt: Try, by: User) -> None:
    """Take every refused file of a try off the list, those that were not taken at the door too."""
    for artifact in Artifact.objects.filter(attempt=attempt, state=ArtifactState.QUARANTINED):
        clear(artifact=artifact, by=by)
    Upload.objects.filter(attempt=attempt, state=UploadState.REFUSED).delete()
