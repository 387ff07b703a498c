"""Office files are archives: looked over by their table of contents before anything is unpacked."""

import re
import stat
import zipfile

from ilc.core.screening.outcome import MB, Limits, Refusal

_BOMB = (
    "This file unpacks to far more than a document holds and was not opened. "
    "Save it again as a new file, or as PDF, and add that one."
)
_UNSAFE = (
    "This document is packed in a way Office programs never do, and was not opened. "
    "Save it again as a new file, or as PDF, and add that one."
)
_BAD_NAME = re.compile(r"(^|/)\.\.?(/|$)|^/|\\|^[A-Za-z]:|[\x00-\x1f:*?\"<>|]|//")
_PACKED = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"BZh",
    b"\xfd7zXZ",
    b"\xd0\xcf\x11\xe0",
)
_PACKED_NAMES = (".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".7z", ".rar", ".gz", ".jar")
_SMALL = 1 * MB
"""Parts below this size are not measured for their ratio: short repetitive XML packs very well."""


def members(archive: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    """The files inside, folders left out. Raises Refusal: bomb, unsafe-archive or encrypted."""
    entries = archive.infolist()
    if len(entries) > limits.zip_entries or sum(entry.file_size for entry in entries) > limits.zip_total:
        raise Refusal("bomb", _BOMB)
    for entry in entries:
        _check(entry, limits)
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise Refusal("unsafe-archive", _UNSAFE)
    _check_overlap(entries)
    return [entry for entry in entries if not entry.is_dir()]


def _check(entry: zipfile.ZipInfo, limits: Limits) -> None:
    if entry.flag_bits & 0x1:
        raise Refusal(
            "encrypted", "Parts of this file are protected with a password. Save it without and add it again."
        )
    if entry.file_size > _SMALL and entry.file_size > limits.zip_ratio * max(1, entry.compress_size):
        raise Refusal("bomb", _BOMB)
    # orig_filename: zipfile itself cuts a name at its first zero byte, and so hides it
    if _BAD_NAME.search(entry.orig_filename) or stat.S_ISLNK(entry.external_attr >> 16):
        raise Refusal("unsafe-archive", _UNSAFE)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refusal("unsafe-archive", _UNSAFE)


def _check_overlap(entries: list[zipfile.ZipInfo]) -> None:
    """Entries that share their data make a bomb without any single one having a remarkable ratio."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise Refusal("bomb", _BOMB)
        end = entry.header_offset + 30 + len(entry.orig_filename.encode()) + entry.compress_size


def looks_packed(name: str, head: bytes) -> bool:
    """Whether a part is an archive or another Office file itself."""
    return head.startswith(_PACKED) or name.lower().endswith(_PACKED_NAMES)
