"""A virus scanner to talk to, on a socket of this machine: what it is told to answer, and what it was sent."""

import contextlib
import socket
import tempfile
import threading
import time
from collections.abc import Iterator

EICAR = b"EICAR-STANDARD-ANTIVIRUS"


class FakeClamd:
    """Answers each connection in the way set: `answer` says what, "" means to find EICAR by itself."""

    def __init__(
        self, folder: str, answer: str = "", *, most: int = 0, slow: float = 0, hang_up: bool = False
    ) -> None:
        self.url = f"unix:{folder}/clamd.sock"
        self.answer, self.most, self.slow, self.hang_up = answer, most, slow, hang_up
        self.sent: list[bytes] = []
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(f"{folder}/clamd.sock")
        self._listening.listen()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._listening.accept()
                with line, contextlib.suppress(OSError):
                    self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        read = line.makefile("rb")
        assert read.read(10) == b"zINSTREAM\0"
        if self.hang_up:
            return
        body = b""
        while length := int.from_bytes(read.read(4), "big"):
            body += read.read(length)
            if self.most and len(body) > self.most:
                line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.sent.append(body)
        time.sleep(self.slow)
        found = "Eicar-Test-Signature FOUND" if EICAR in body else "OK"
        line.sendall(f"{self.answer or 'stream: ' + found}\0".encode())

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(timeout=5)


@contextlib.contextmanager
def clamd(answer: str = "", *, most: int = 0, slow: float = 0, hang_up: bool = False) -> Iterator[FakeClamd]:
    """A scanner for as long as the block lasts. (A short folder: addresses of sockets are at most 107 bytes.)"""
    with tempfile.TemporaryDirectory(prefix="clamd") as folder:
        scanner = FakeClamd(folder, answer, most=most, slow=slow, hang_up=hang_up)
        try:
            yield scanner
        finally:
            scanner.close()
