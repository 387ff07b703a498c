"""What goes into a screening and what comes out of it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one file may cost. Sizes in bytes, times in seconds, edges in pixels.

    The picture limit lets the 50 and 64 megapixel modes of today's phones through. The memory limit is
    address space, which is always larger than the memory really used. Films are taken where `film_bytes` is
    not 0; 4K is 4,096 x 2,304 pixels at most.
    """

    max_bytes: int = 50 * MB
    max_pixels: int = 64_000_000
    max_edge: int = 4096
    max_pages: int = 60
    preview_pages: int = 10
    page_edge: int = 1600
    thumb_edge: int = 480
    jpeg_quality: int = 88
    text_characters: int = 8000
    zip_entries: int = 2000
    zip_total: int = 200 * MB
    zip_ratio: int = 100
    xml_bytes: int = 40 * MB
    memory: int = 1024 * MB
    cpu_seconds: int = 30
    wall_seconds: int = 60
    max_output: int = 100 * MB
    film_bytes: int = 0
    film_pixels: int = 4096 * 2304
    film_seconds: int = 600

    @property
    def output_bytes(self) -> int:
        """The most one written file may hold: a film is copied, so somewhat more than the film."""
        return max(self.max_output, self.film_bytes + 16 * MB if self.film_bytes else 0)


class Refusal(Exception):
    """The file is not taken. `code` is stable, `message` says what is wrong and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Cleaned:
    """The file to keep instead of the original."""

    path: Path
    media_type: str
    extension: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Preview:
    """One picture of one page, counted from 1. `size` is the longest edge's kind."""

    path: Path
    page: int
    size: Literal["thumb", "page"]
    media_type: str
    width: int
    height: int


@dataclass(frozen=True)
class Outcome:
    """What a screening found.

    `kind` is "image", "pdf", "docx", "pptx", "odt" or "video"; of a refused file, also what it was found to be
    ("gif", "zip", ...; "" when nobody can tell). `code` is "" exactly when the file is accepted. `removed` says in
    plain words what was taken out ("GPS position"). `text` is the beginning of an Office file's words, its only
    preview, or what there is to say of a film.
    Width and height are of the cleaned picture, or of the first page's preview. `seconds` is wall-clock time,
    `memory` the most the child used in bytes (0 when it did not live to say).
    The files lie in a directory of their own, `folder`; whoever called deletes it.
    """

    accepted: bool
    kind: str = ""
    code: str = ""
    message: str = ""
    folder: Path | None = None
    cleaned: Cleaned | None = None
    previews: tuple[Preview, ...] = ()
    pages: int = 0
    width: int = 0
    height: int = 0
    removed: tuple[str, ...] = ()
    text: str = ""
    seconds: float = 0.0
    memory: int = 0


@dataclass
class Work:
    """What a cleaner in the child builds up. Names are plain file names inside the work folder."""

    folder: Path
    limits: Limits
    kind: str = ""
    name: str = ""
    media_type: str = ""
    previews: list[tuple[str, int, str, int, int]] = field(default_factory=list)
    pages: int = 0
    width: int = 0
    height: int = 0
    removed: list[str] = field(default_factory=list)
    text: str = ""

    def took_out(self, *what: str) -> None:
        """Notes what was removed, each thing once, in the order found."""
        self.removed.extend(w for w in dict.fromkeys(what) if w not in self.removed)
