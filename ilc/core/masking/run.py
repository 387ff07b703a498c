"""The parent's side: starts the child, waits for it within limits, measures what it wrote."""

import json
import shutil
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ilc.core.screening.run import command, environment, sha256_of

CHILD = "ilc.core.masking.child"
WALL_SECONDS = 150


class CoveringFailed(Exception):
    """No covered copy was made. Nothing was changed; the file stays with its owner."""


@dataclass(frozen=True)
class Box:
    """A rectangle on a page (counted from 1); all four are fractions of the page's width and height."""

    page: int
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True)
class Covered:
    """The new file, its previews as (page, path; 0 is the small one), and what words it still has."""

    folder: Path
    path: Path
    size: int
    sha256: str
    previews: tuple[tuple[int, Path], ...]
    text: str
    redrawn: int  # pages that became pictures


def cover(
    source: Path, *, media_type: str, boxes: list[Box], into: Path, previews: int, text_characters: int
) -> Covered:
    """Writes a copy of a picture or PDF without what the boxes cover. `previews` is the number of pages to draw,
    `text_characters` how much of the remaining text to read. The caller deletes `Covered.folder`."""
    into.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="cover-", dir=into))
    job = {
        "source": str(source.resolve()),
        "media_type": media_type,
        "boxes": [asdict(box) for box in boxes],
        "folder": str(folder),
        "previews": previews,
        "text_characters": text_characters,
    }
    try:
        return _read(folder, _run(folder, job))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _run(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command(CHILD),
            input=json.dumps(job).encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=environment(folder),
            timeout=WALL_SECONDS,
            start_new_session=True,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise CoveringFailed(str(error)) from error
    if done.returncode:
        complaint = done.stderr[-500:].decode("utf-8", "replace")
        raise CoveringFailed(f"exit {done.returncode}: {complaint}")
    answer: dict[str, Any] = json.loads((folder / "result.json").read_bytes())
    return answer


def _read(folder: Path, answer: dict[str, Any]) -> Covered:
    path = _inside(folder, answer["name"])
    previews = tuple((int(number), _inside(folder, name)) for number, name in answer["previews"])
    redrawn = int(answer["redrawn"])
    return Covered(folder, path, path.stat().st_size, sha256_of(path), previews, str(answer["text"]), redrawn)


def _inside(folder: Path, name: str) -> Path:
    path = folder / Path(name).name
    if path.is_symlink() or not path.is_file():
        raise CoveringFailed(f"{path.name} is not there")
    return path
