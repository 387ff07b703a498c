"""The screening desk: received files wait as rows, are looked at in a child process, and are kept clean or refused.

What is common to every app that takes files in. The row is the truth. Whoever holds a claim finishes under it:
`attempts` is the fencing number, so that a worker that was given up and comes back changes nothing any more.
"""

import hashlib
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Generic, TypeVar, cast

import structlog
from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from ilc.core import clamd, queue
from ilc.core.choices import WorkState
from ilc.core.errors import Refused
from ilc.core.models import ScreeningWork
from ilc.core.screening import Limits, Outcome, ScreeningFailed, screen

log = structlog.get_logger(__name__)

VIDEOS = (".mp4", ".mov", ".m4v")
LEASE = timedelta(minutes=5)  # longer than the virus scanner and two children may take together
MAX_ATTEMPTS = 6
LONGEST_PAUSE = 60  # minutes between two attempts
AWAY = "ScannerAway"  # begins the problem of a work that waits for the virus scanner
LEFT_OVER = 3600  # seconds after which a work folder belongs to nobody
GAVE_UP = "We could not check this file, though we tried several times. Add it again, or another form of it."
VIRUS = (
    "The virus scanner found “{}” in this file, so it was deleted here. Check your device, and add the file "
    "from a clean one."
)
TOO_LARGE_TO_SCAN = (
    "This file is larger than the virus scanner here takes, so it could not be checked. Make it smaller or shorter and "
    "add it again, or ask who runs this service to let larger files through."
)
W = TypeVar("W", bound=ScreeningWork)
K = TypeVar("K")


@dataclass(frozen=True)
class Desk(Generic[W, K]):
    """What one app does with the files it takes in."""

    works: type[W]
    task: str  # what the bell starts with a work's id
    related: tuple[str, ...]  # read along with the work
    name_of: Callable[[W], str]  # as its owner calls the file
    is_wanted: Callable[[W], bool]  # False when it was withdrawn meanwhile
    store: Callable[[W, Outcome], K]  # what was accepted, into storage; cleans up after itself when it fails
    write: Callable[
        [W, Outcome, K | None], str
    ]  # inside the transaction that ends the claim; says the result
    discard: Callable[[K], None]  # what was stored and is not needed after all
    kept: str  # the result under which what was stored stays
    films: bool = False  # whether films are taken here


# -- taking in -------------------------------------------------------------------------------------------


def plain_name(name: str | None) -> str:
    """The file's name as shown to people."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in last if char.isprintable())[-200:] or "file"


def is_video(name: str) -> bool:
    """By its ending; that it is what it says is the screening's to find out."""
    return name.lower().endswith(VIDEOS)


def check_size(name: str, size: int, *, videos: bool = False) -> None:
    """Refuse at the door what is too large or empty. `videos`: whether films are taken here, and may be larger."""
    video = videos and is_video(name)
    limit = settings.VIDEO_MAX_BYTES if video else settings.UPLOAD_MAX_BYTES
    if size > limit:
        most, advice = (
            limit // 1024 // 1024,
            "Make it shorter" if video else "Take a smaller picture or split it",
        )
        raise Refused(
            f"{name} is too large: {filesizeformat(size)}, at most {most} MB. {advice}.", "too-large"
        )
    if size == 0:
        raise Refused(f"{name} is empty (0 bytes). Export it again and add the new one.", "empty")


def digest(file: File[bytes]) -> str:
    """SHA-256 of what was sent, read piece by piece; the file stands at its beginning again."""
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def put_down(work: ScreeningWork, upload: File[bytes], name: str) -> None:
    """The file as it came, into private storage, outside the web root; its row is written by the caller."""
    try:
        work.source.save("source.bin", upload, save=False)
    except OSError as error:
        log.error("screening.storage_failed", error=str(error))
        raise Refused(
            f"{name} could not be stored just now. Nothing else was lost; try again later.", "storage"
        ) from error


# -- looking at it ---------------------------------------------------------------------------------------


def work_folder() -> Path:
    return Path(settings.VAR_DIR) / "screening"


def screen_one(desk: Desk[W, K], pk: uuid.UUID) -> str:
    """Screen one file. Returns what `desk.write` says, "retry", "dropped", or "" when there is nothing to do."""
    if not desk.works._default_manager.all().claim(pk, lease=LEASE):
        return ""
    work = cast(W, desk.works._default_manager.select_related(*desk.related).get(pk=pk))
    if not desk.is_wanted(work):
        return _finish(desk, work, None)
    if work.attempts > MAX_ATTEMPTS and not work.problem.startswith(AWAY):
        return _finish(desk, work, Outcome(accepted=False, code="unchecked", message=GAVE_UP))
    try:
        with _local(work) as source:
            films = settings.VIDEO_MAX_BYTES if desk.films else 0
            limits = Limits(max_bytes=settings.UPLOAD_MAX_BYTES, film_bytes=films)
            outcome = scanned(source) or screen(
                source, name=desk.name_of(work), into=work_folder(), limits=limits
            )
    except (ScreeningFailed, clamd.ScannerAway, OSError) as error:
        return _retry(desk, work, error)
    try:
        return _finish(desk, work, outcome)
    except OSError as error:  # storage full or away
        return _retry(desk, work, error)
    finally:
        if outcome.folder:
            shutil.rmtree(outcome.folder, ignore_errors=True)


def scanned(source: Path) -> Outcome | None:
    """What the virus scanner has against it; None when nothing, or when there is no scanner (CLAMD_URL)."""
    if not settings.CLAMD_URL:
        return None
    try:
        found = clamd.scan(source, settings.CLAMD_URL)
    except clamd.TooLargeToScan as error:
        log.error("screening.too_large_to_scan", size=source.stat().st_size, error=str(error))
        return Outcome(accepted=False, code="too-large-to-scan", message=TOO_LARGE_TO_SCAN)
    if not found:
        return None
    log.warning("screening.virus", found=found)
    return Outcome(accepted=False, code="virus", message=VIRUS.format(found))


@contextmanager
def _local(work: ScreeningWork) -> Iterator[Path]:
    """The source as a file on this machine."""
    try:
        yield Path(work.source.path)
    except NotImplementedError:  # object storage
        work_folder().mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=work_folder()) as copy, work.source.open("rb") as source:
            shutil.copyfileobj(source, copy)
            copy.flush()
            yield Path(copy.name)


def _finish(desk: Desk[W, K], work: W, outcome: Outcome | None) -> str:
    """Write the outcome if the claim is still ours; then delete the source."""
    stored: K | None = None
    result = "dropped"
    try:
        if outcome and outcome.accepted:
            stored = desk.store(work, outcome)
        with transaction.atomic():
            held = desk.works._default_manager.select_for_update().filter(
                pk=work.pk, work_state=WorkState.CLAIMED, attempts=work.attempts
            )
            if held.exists():
                result = desk.write(work, outcome, stored) if outcome else "dropped"
                held.update(work_state=WorkState.DONE, done_at=timezone.now(), claimed_until=None, problem="")
    except BaseException:
        if stored is not None:
            desk.discard(stored)
        raise
    if stored is not None and result != desk.kept:
        desk.discard(stored)
    delete_source(desk, work.pk)
    return result


def _retry(desk: Desk[W, K], work: W, error: Exception) -> str:
    """Ours, not the file's fault: again after 1, 2, 4 ... minutes, at most an hour."""
    pause = min(2 ** min(work.attempts - 1, 10), LONGEST_PAUSE)
    log.warning("screening.failed", task=desk.task, screening=str(work.pk), error=str(error))
    ours = desk.works._default_manager.filter(
        pk=work.pk, work_state=WorkState.CLAIMED, attempts=work.attempts
    )
    kept = ours.update(
        work_state=WorkState.DUE,
        due_at=timezone.now() + timedelta(minutes=pause),
        claimed_until=None,
        problem=repr(error)[:2000],
    )
    return "retry" if kept else "dropped"


def delete_source(desk: Desk[W, K], pk: uuid.UUID) -> None:
    """The original goes when the work is done; the name is forgotten after the file is gone."""
    rows = desk.works._default_manager.filter(pk=pk, work_state=WorkState.DONE)
    work = rows.exclude(source="").first()
    if work and work.source.name:
        work.source.storage.delete(work.source.name)
        rows.update(source="")


def hand_out_overdue(desk: Desk[W, K], limit: int = 200) -> int:
    """Ring again for what is ripe, and clear what killed workers left behind. Safe to run twice."""
    rows = desk.works._default_manager.all()
    ripe = rows.ripe(timezone.now()).order_by("due_at")
    found = list(ripe.values_list("pk", flat=True)[:limit])
    for pk in found:
        queue.ring(desk.task, pk)
    done = rows.filter(work_state=WorkState.DONE).exclude(source="")
    for pk in done.values_list("pk", flat=True)[:limit]:
        delete_source(desk, pk)
    if work_folder().is_dir():
        for path in work_folder().iterdir():
            _remove_if_old(path)
    return len(found)


def _remove_if_old(path: Path) -> None:
    try:
        if time.time() - path.stat().st_mtime > LEFT_OVER:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
    except FileNotFoundError:
        pass
