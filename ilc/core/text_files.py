"""From a file on disk to lines of text: unpacked with a limit, decoded, never trusted. For every import."""

import gzip
import hashlib
import zlib
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path

CHUNK = 1024 * 1024
SIGNATURES = {
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x89PNG": "a PNG picture",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}


class Unreadable(Exception):
    """The file cannot be what was asked for; `str()` is a sentence that names it."""


@dataclass(frozen=True)
class TextFile:
    """`lines` without line ends; index 0 is row 1 of the file. `sha256` is of the unpacked bytes."""

    lines: list[str]
    encoding: str
    sha256: str


def read(path: Path, *, limit: int, what: str, expected: str) -> TextFile:
    """Read, unpack and decode at most `limit` bytes; Unreadable says why a file cannot be `what`.

    `expected` is the sentence that says which file would do."""
    try:
        content = _content(path, limit, what)
    except FileNotFoundError:
        raise Unreadable(f"There is no file {path}. Nothing was changed.") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise Unreadable(f"{path.name} is a broken or cut-off gzip file. Nothing was changed.") from None
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}. Nothing was changed.") from None
    text, encoding = _decode(path.name, content, expected)
    # Not splitlines(): it also breaks at U+0085 and U+2028, which may stand inside a cell.
    lines = [line.rstrip("\r") for line in text.split("\n")]
    return TextFile(lines, encoding, hashlib.sha256(content).hexdigest())


def _content(path: Path, limit: int, what: str) -> bytes:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if not packed:
            return _limited(path.name, file, limit, what)
        with gzip.GzipFile(fileobj=file) as unpacked:
            return _limited(path.name, unpacked, limit, what)


def _limited(name: str, file: BufferedIOBase, limit: int, what: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := file.read(CHUNK):
        size += len(part)
        if size > limit:
            most = limit // (1024 * 1024)
            raise Unreadable(f"{name} holds more than {most} MB of text: not {what}. Nothing was changed.")
        parts.append(part)
    return b"".join(parts)


def _decode(name: str, content: bytes, expected: str) -> tuple[str, str]:
    if not content.strip():
        raise Unreadable(f"{name} is empty. {expected}")
    for signature, kind in SIGNATURES.items():
        if content.startswith(signature):
            raise Unreadable(f"{name} is {kind}. {expected}")
    if b"\0" in content:
        raise Unreadable(f"{name} is not a text file. {expected}")
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"{name}, row {row}: neither UTF-8 nor Windows-1252 text. {expected}") from None
