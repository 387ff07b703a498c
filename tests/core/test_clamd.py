"""The virus scanner's client: only "stream: OK" means that nothing was found."""

import io
import socket
import threading
import time
from pathlib import Path

import pytest

from ilc.core import clamd
from ilc.core.clamd import ScannerAway, TooLargeToScan
from tests import fake_clamd
from tests.evidence import files


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(bytes(range(256)) * 4096)  # one million bytes: several pieces
    return path


def test_a_clean_file_is_sent_whole(file: Path) -> None:
    with fake_clamd.clamd() as scanner:
        assert clamd.scan(file, scanner.url) == ""
    assert scanner.sent == [file.read_bytes()]


def test_what_is_found_is_named(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(files.eicar())
    with fake_clamd.clamd() as scanner:
        assert clamd.scan(path, scanner.url) == "Eicar-Test-Signature"


def test_larger_than_the_scanner_takes(file: Path) -> None:
    with fake_clamd.clamd(most=300_000) as scanner, pytest.raises(TooLargeToScan):
        clamd.scan(file, scanner.url)


def test_it_answers_and_hangs_up_before_the_end_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Paused(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            found = super().read(size)
            time.sleep(0 if found else 0.3)
            return found

    monkeypatch.setattr(Path, "open", lambda *_: Paused(bytes(200)))
    with fake_clamd.clamd(most=100) as scanner, pytest.raises(TooLargeToScan):
        clamd.scan(file, scanner.url)


@pytest.mark.parametrize(
    "answer",
    [
        "stream: Can't allocate memory ERROR",
        "UNKNOWN COMMAND",
        "OK",
        "stream: OK and more",
        "stream: FOUND",
        "stream: ok",
        "x" * 9000,
    ],
)
def test_anything_else_is_no_answer(file: Path, answer: str) -> None:
    with fake_clamd.clamd(answer) as scanner, pytest.raises(ScannerAway):
        clamd.scan(file, scanner.url)


def test_it_hangs_up(file: Path) -> None:
    with fake_clamd.clamd(hang_up=True) as scanner, pytest.raises(ScannerAway):
        clamd.scan(file, scanner.url)


def test_it_is_too_slow(file: Path) -> None:
    started = time.monotonic()
    with fake_clamd.clamd(slow=1) as scanner, pytest.raises(ScannerAway, match="timed out"):
        clamd.scan(file, scanner.url, step=0.2)
    assert time.monotonic() - started < 5


def test_the_whole_may_not_take_forever_either(file: Path) -> None:
    with fake_clamd.clamd() as scanner, pytest.raises(ScannerAway, match="too slow"):
        clamd.scan(file, scanner.url, whole=-1)


def test_nobody_is_there(file: Path, tmp_path: Path) -> None:
    with pytest.raises(ScannerAway):
        clamd.scan(file, f"unix:{tmp_path}/none")


@pytest.mark.sockets
def test_over_the_network(file: Path) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    answered = []

    def serve() -> None:
        line, _ = listening.accept()
        with line:
            read = line.makefile("rb")
            read.read(10)
            while length := int.from_bytes(read.read(4), "big"):
                answered.append(len(read.read(length)))
            line.sendall(b"stream: OK\0")

    thread = threading.Thread(target=serve)
    thread.start()
    assert clamd.scan(file, f"tcp://127.0.0.1:{listening.getsockname()[1]}") == ""
    thread.join()
    listening.close()
    assert sum(answered) == len(file.read_bytes())
