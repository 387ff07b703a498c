"""Asks a virus scanner (clamd) about one file, piece by piece, so that a large film needs no memory.

Protocol: clamd(8), command INSTREAM: pieces, each behind its length in four bytes, a length of 0 at the end; one
answer, "stream: OK", "stream: NAME FOUND" or "... ERROR". Our own client, because nothing may be accepted
unless the scanner said OK in exactly these words.
"""

import re
import select
import socket
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

PIECE = 256 * 1024
STEP_SECONDS = 20.0  # for one piece, or for the answer to begin
WHOLE_SECONDS = 90.0  # for the whole file: the claim of the screening has to outlast it
_LONGEST_ANSWER = 4096


class ScannerAway(Exception):
    """The scanner cannot be reached, is too slow or talks nonsense: ask again later."""


class TooLargeToScan(Exception):
    """The scanner takes no file of this size (StreamMaxLength in clamd.conf)."""


def scan(path: Path, url: str, *, step: float = STEP_SECONDS, whole: float = WHOLE_SECONDS) -> str:
    """The name of what was found in the file; "" when the scanner says that there is nothing.

    Raises ScannerAway or TooLargeToScan; never returns without an answer.
    """
    until = time.monotonic() + whole
    try:
        with _connected(url, step) as line:
            _send(line, path, until)
            answer = _answer(line, until)
    except (OSError, ValueError) as error:
        raise ScannerAway(f"clamd: {error!r}") from error
    return _understood(answer)


def _connected(url: str, step: float) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(step)
        try:
            line.connect(parts.path)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=step)


def _send(line: socket.socket, path: Path, until: float) -> None:
    """Ends early when the scanner already answers, or hung up after it did: it does when it has seen too much."""
    line.sendall(b"zINSTREAM\0")
    with path.open("rb") as file, suppress(BrokenPipeError, ConnectionResetError):
        while piece := file.read(PIECE):
            if time.monotonic() > until:
                raise TimeoutError("too slow")
            if select.select([line], [], [], 0)[0]:
                return
            line.sendall(len(piece).to_bytes(4, "big") + piece)
        line.sendall(bytes(4))


def _answer(line: socket.socket, until: float) -> str:
    """Up to the zero byte that ends it."""
    said = b""
    while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER:
        if time.monotonic() > until:
            raise TimeoutError("too slow")
        piece = line.recv(1024)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def _understood(answer: str) -> str:
    if answer == "stream: OK":
        return ""
    if found := re.fullmatch(r"stream: (.+) FOUND", answer):
        return found[1][:200]
    if "size limit exceeded" in answer:
        raise TooLargeToScan(answer)
    raise ScannerAway(f"clamd said {answer[:200]!r}")
