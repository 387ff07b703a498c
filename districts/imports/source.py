"""The directory's file: lines of text, or DirectoryRefused."""

from pathlib import Path

from districts.imports.report import DirectoryRefused
from ilc.core import text_files

MAX_BYTES = 64 * 1024 * 1024
"""Unpacked. The largest real file has 7 MB; a gzip bomb is stopped here, before memory is."""
EXPECTED = (
    "Expected the state's directory as tab-separated text (.txt or .tsv, UTF-8 or Windows-1252), plain or "
    "packed with gzip. Nothing was changed."
)


def read(path: Path) -> text_files.TextFile:
    """Read, unpack and decode; DirectoryRefused says why a file cannot be the directory."""
    try:
        return text_files.read(path, limit=MAX_BYTES, what="the directory", expected=EXPECTED)
    except text_files.Unreadable as why:
        raise DirectoryRefused(str(why)) from None
