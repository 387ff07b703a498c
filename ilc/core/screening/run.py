"""The parent's side: starts the child, keeps it to its limits, believes nothing it says unchecked."""

import hashlib
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any, Literal

from ilc.core.screening.outcome import Cleaned, Limits, Outcome, Preview

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[3]
CHILD = "ilc.core.screening.child"
NOT_THE_FILE = 70
"""The child's exit code for trouble that is not the file's fault (sysexits.h: EX_SOFTWARE)."""
_USUAL = Limits()
TOO_HARD = (
    "This file took too long or too much memory to open safely. Export it again in a simpler form "
    "(fewer pages, smaller pictures) and add that one."
)


class ScreeningFailed(Exception):
    """The screening itself did not work (disk full, no process to be had): try again later."""


class _Died(Exception):
    """The child was ended before it could say anything. `by` is the signal, 0 for our own clock."""

    def __init__(self, by: int) -> None:
        super().__init__(f"signal {by}")
        self.by = by


def screen(source: Path, *, name: str, into: Path, limits: Limits = _USUAL) -> Outcome:
    """Looks at `source`, which the user calls `name`; writes what may be kept below `into`.

    Every call writes into a new folder of its own (Outcome.folder), so calls may run side by side and again.
    The source is only read. Raises ScreeningFailed when the machine, not the file, is at fault.
    """
    started = time.monotonic()
    into.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="screen-", dir=into))
    kept = False
    try:
        outcome = _refuse_by_size(source, limits) or _by_child(source, name, folder, limits)
        kept = outcome.accepted
        return replace(outcome, seconds=time.monotonic() - started)
    except OSError as error:
        raise ScreeningFailed(str(error)) from error
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def _refuse_by_size(source: Path, limits: Limits) -> Outcome | None:
    size = source.stat().st_size
    if size == 0:
        return Outcome(False, code="empty", message="This file is empty (0 bytes). Add it again.")
    with source.open("rb") as file:
        limit = max(limits.max_bytes, limits.film_bytes) if _film(file.read(12)) else limits.max_bytes
    if size > limit:
        most, is_now = limit / 1e6, size / 1e6
        return Outcome(
            False,
            code="too-large",
            message=f"This file has {is_now:,.1f} MB; {most:,.0f} MB is the most. Make it smaller.",
        )
    return None


def _film(head: bytes) -> bool:
    """Whether these may be the first bytes of a film (or of a HEIC picture, whose pixels have a limit of their own)."""
    return head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"pnot")


def _by_child(source: Path, name: str, folder: Path, limits: Limits) -> Outcome:
    """One child; a second one if something from outside (an operator, a full machine) killed the first."""
    for attempt in (1, 2):
        try:
            return _checked(_run(source, name, folder, limits), folder, limits)
        except _Died as death:
            log.warning("screening child ended by signal %s (attempt %s)", death.by, attempt)
            if death.by != signal.SIGKILL:
                break
    return Outcome(False, code="too-hard", message=TOO_HARD)


def _run(source: Path, name: str, folder: Path, limits: Limits) -> dict[str, Any]:
    """Runs the child to its end and returns what it wrote. Raises _Died or ScreeningFailed."""
    result = folder / "result.json"
    result.unlink(missing_ok=True)
    job = {"source": str(source.resolve()), "name": name, "folder": str(folder), "limits": asdict(limits)}
    with tempfile.TemporaryFile(dir=folder) as complaints:
        code = _wait(_start(folder, complaints), json.dumps(job).encode(), limits)
        complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - 2000))
        complaint = complaints.read().decode("utf-8", "replace")
    if complaint:
        log.info("screening child: %s", complaint)
    if code < 0:
        raise _Died(-code)
    if code:
        raise ScreeningFailed(complaint or f"exit {code}")
    if result.is_symlink() or result.stat().st_size > 1_000_000:
        raise ScreeningFailed("result of the screening child is not a plain small file")
    answer: dict[str, Any] = json.loads(result.read_bytes())
    result.unlink()
    return answer


def _start(folder: Path, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module; the user's words go by stdin
        command(CHILD),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=complaints,
        cwd=folder,
        env=environment(folder),
        start_new_session=True,
    )


def _wait(child: subprocess.Popen[bytes], job: bytes, limits: Limits) -> int:
    """Hands the job over and returns the exit code; never leaves without the child being gone."""
    try:
        child.communicate(job, timeout=limits.wall_seconds)
    except subprocess.TimeoutExpired as error:
        raise _Died(0) from error
    finally:
        if child.poll() is None:
            child.kill()
            child.communicate()
    return child.returncode


def command(module: str) -> list[str]:
    """How a child is started: our own interpreter, nothing from the folder it works in; it knows its parent."""
    return [sys.executable, "-P", "-s", "-m", module, str(os.getpid())]


def environment(folder: Path) -> dict[str, str]:
    """Nothing of the worker's environment, which holds passwords and addresses."""
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
        "MALLOC_ARENA_MAX": "2",
        "OMP_NUM_THREADS": "1",
    }


def _checked(answer: dict[str, Any], folder: Path, limits: Limits) -> Outcome:
    """Turns the child's answer into an Outcome; every file is found, measured and hashed by us."""
    if not answer["accepted"]:
        return Outcome(
            False,
            kind=str(answer["kind"]),
            code=str(answer["code"]) or "broken",
            message=str(answer["message"]),
            memory=int(answer["memory"]),
        )
    path = _inside(folder, answer["name"], limits)
    return Outcome(
        True,
        kind=str(answer["kind"]),
        folder=folder,
        cleaned=Cleaned(path, str(answer["media_type"]), path.suffix, path.stat().st_size, sha256_of(path)),
        previews=tuple(_preview(row, folder, limits) for row in answer["previews"]),
        pages=int(answer["pages"]),
        width=int(answer["width"]),
        height=int(answer["height"]),
        removed=tuple(str(what) for what in answer["removed"]),
        text=str(answer["text"])[: limits.text_characters],
        memory=int(answer["memory"]),
    )


def _preview(row: list[Any], folder: Path, limits: Limits) -> Preview:
    name, page, size, width, height = row
    path = _inside(folder, name, limits)
    edge: Literal["thumb", "page"] = "thumb" if size == "thumb" else "page"
    return Preview(path, int(page), edge, "image/jpeg", int(width), int(height))


def _inside(folder: Path, name: str, limits: Limits) -> Path:
    path = folder / Path(name).name
    if path.is_symlink() or not path.is_file() or path.stat().st_size > limits.output_bytes:
        raise ScreeningFailed(f"the screening child named a file that is not there: {path.name}")
    return path


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
