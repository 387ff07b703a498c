"""Private files on their way to a browser: never kept by caches, never run as a page."""

import re
from typing import IO

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404


class Piece:
    """So many bytes of an open file from where it stands, then its end."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self._file, self._left = file, length

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        data = self._file.read(wanted)
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._file.close()


def stream(stored: FieldFile, media_type: str, name: str, *, download: bool, asked: str = "") -> FileResponse:
    """From private storage; 404 when the file is gone.

    `asked` is the Range header of somebody who plays a film: Safari plays none without, and nobody can go to its
    middle. One range is answered (RFC 9110, 14.2); anything else gets the whole file.
    """
    try:
        content = stored.open("rb")
        size = stored.size if asked else 0
    except FileNotFoundError as error:
        raise Http404 from error
    span = _span(asked, size)
    if span is None:
        response = FileResponse(content, content_type=media_type, filename=name, as_attachment=download)
    else:
        first, last = span
        content.seek(first)
        length = max(0, last - first + 1)
        response = FileResponse(
            Piece(content, length), content_type=media_type, filename=name, as_attachment=download,
            status=206 if length else 416,
        )  # fmt: skip
        response["Content-Range"] = f"bytes {first}-{last}/{size}" if length else f"bytes */{size}"
        response["Content-Length"] = str(length)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte; None for the whole; an empty span (0, -1) when the file is shorter."""
    found = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", asked.strip())
    if found is None or found[1] + found[2] == "":
        return None
    if not found[1]:  # the last so many
        first, last = max(0, size - int(found[2])), size - 1
    else:
        first, last = int(found[1]), min(int(found[2] or size - 1), size - 1)
    if found[1] and found[2] and int(found[1]) > int(found[2]):
        return None
    return (first, last) if first < size else (0, -1)
