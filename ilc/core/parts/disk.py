"""Parts on a disk: one file that grows, renamed into its place at the end, never copied."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from ilc.core.parts import FOLDER, Busy, Parts, Sink, State


class Growing(Sink):
    """A file of which `offset` bytes count; what stood behind them was cut off on opening."""

    def __init__(self, handle: int, offset: int) -> None:
        self.handle = handle
        self.offset = offset

    def write(self, piece: bytes) -> None:
        rest = memoryview(piece)
        while rest:
            written = os.pwrite(self.handle, rest, self.offset)
            self.offset += written
            rest = rest[written:]

    def settle(self) -> tuple[int, State]:
        os.fdatasync(self.handle)
        return self.offset, {}


class Disk(Parts):
    @contextmanager
    def open(self, place: str, state: State, offset: int) -> Iterator[Sink]:  # noqa: ARG002 - S3's need
        path = _path(place)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, settings.FILE_UPLOAD_PERMISSIONS)
        try:
            _lock(handle)
            os.ftruncate(handle, offset)
            yield Growing(handle, offset)
        finally:
            os.close(handle)  # and with it the lock, as when the process is killed

    def stored(self, place: str, state: State, offset: int) -> int:  # noqa: ARG002
        try:
            return min(offset, _path(place).stat().st_size)
        except FileNotFoundError:
            return 0

    def complete(self, place: str, state: State, length: int) -> None:  # noqa: ARG002
        path, target = _path(place), Path(default_storage.path(place))
        target.parent.mkdir(mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS, parents=True, exist_ok=True)
        try:
            if path.stat().st_size != length:
                raise OSError(f"{path.name} is not {length} bytes long")
            path.replace(target)
        except FileNotFoundError:
            if not target.exists():  # else a process that was killed had come so far
                raise
        _sync_folder(target.parent)

    def discard(self, place: str, state: State) -> None:  # noqa: ARG002
        _path(place).unlink(missing_ok=True)

    def sweep(self, known: set[str], before: datetime) -> int:
        count = 0
        keep = {_path(place).name for place in known}
        for path in _folder().glob("*"):
            with suppress(FileNotFoundError):
                if path.name not in keep and path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    count += 1
        return count

    def check(self) -> None:
        _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=_folder()) as file:
            file.write(b"ready?")


def _folder() -> Path:
    return Path(default_storage.path(FOLDER))


def _path(place: str) -> Path:
    return _folder() / place.replace("/", "-")


def _lock(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Busy("another process writes to this file") from error


def _sync_folder(folder: Path) -> None:
    """So that the new name outlives a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
