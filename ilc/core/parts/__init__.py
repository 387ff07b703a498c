"""Files that come in pieces, on their way into private storage: the same few verbs for a disk and for S3.

`state` is what a storage must know to go on; its caller keeps it in the row beside the offset it belongs to. That
row is the truth: what a killed process stored beyond it is written over, and swept when nothing refers to it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

State = dict[str, Any]
FOLDER = "parts"  # beside the files, in the same storage


class Busy(OSError):
    """Another process writes to it just now."""


class Sink(ABC):
    """One file, open at its end."""

    @abstractmethod
    def write(self, piece: bytes) -> None:
        """Add a piece. OSError when storage is full or away; what was written before stays."""

    @abstractmethod
    def settle(self) -> tuple[int, State]:
        """Make what was written safe from a power cut; returns how far that is, and how it is stored."""


class Parts(ABC):
    """Where unfinished files lie. `place` is the name in private storage under which a file will end up."""

    @contextmanager
    @abstractmethod
    def open(self, place: str, state: State, offset: int) -> Iterator[Sink]:
        """To write from `offset` on. Busy when somebody else does."""
        yield  # type: ignore[misc]

    @abstractmethod
    def stored(self, place: str, state: State, offset: int) -> int:
        """How much of the first `offset` bytes is truly there."""

    @abstractmethod
    def complete(self, place: str, state: State, length: int) -> None:
        """Make the whole file appear in private storage under its place. Safe to repeat."""

    @abstractmethod
    def discard(self, place: str, state: State) -> None:
        """Remove the parts, not the finished file. Safe to repeat."""

    @abstractmethod
    def sweep(self, known: set[str], before: datetime) -> int:
        """Remove parts of no known place that were last written before then. Returns how many."""

    @abstractmethod
    def check(self) -> None:
        """OSError, with a few words, when nothing can be stored."""


@cache
def _made(path: str) -> Parts:
    return import_string(path)()


def parts() -> Parts:
    """As settings say. Imported when first asked for: a disk needs no S3 library in memory."""
    return _made(settings.PARTS)
