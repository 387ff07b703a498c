"""`manage.py serve`: web server, worker and clock start, are mended and stop together."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ilc import env
from tests import prepared
from tests.ports import free_port

pytestmark = [pytest.mark.sockets, pytest.mark.slow]

PATIENCE = 30  # seconds


def _until(happened: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, f"{what} did not happen in {PATIENCE} s"
        time.sleep(0.1)


def _session(leader: int) -> dict[int, str]:
    """Living processes of a session: pid and command line. A dead one that init has not yet asked about is none."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            command = (stat.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found[int(stat.parent.name)] = command
    return found


class Server:
    """A running `manage.py serve` in a session of its own, and what it printed."""

    def __init__(self, folder: Path, *, first: bool) -> None:
        self.port = free_port()
        self.environment = {
            "PATH": os.environ["PATH"],
            "EMBEDDED": "yes",
            "VAR_DIR": str(folder),
            "PORT": str(self.port),
            "SITE_URL": f"http://localhost:{self.port}",
        }
        if not first:
            prepared.fill(folder, f"sqlite:///{folder / 'db.sqlite3'}")
        self.manage("prepare").check_returncode()
        self.process = subprocess.Popen(
            self._command("serve"),
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, str(env.ROOT / "manage.py"), *words]

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line)  # one by one, as others look on

    def manage(self, *words: str, **also: str) -> subprocess.CompletedProcess[str]:
        environment = {**self.environment, **also}
        return subprocess.run(
            self._command(*words), env=environment, capture_output=True, text=True, timeout=300
        )

    def said(self, text: str) -> bool:
        found = any(text in line for line in list(self.lines))
        assert found or self.process.poll() is None, "".join(self.lines)
        return found

    def notices(self) -> int:
        return sum("stopped unexpectedly; starting it again" in line for line in list(self.lines))

    def asks(self, path: str) -> int:
        """The status of an answer; 0 when nobody listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            return 0

    def pids(self, words: str) -> set[int]:
        return {pid for pid, command in _session(self.process.pid).items() if words in command}

    def end(self) -> None:
        for pid in _session(self.process.pid):
            os.kill(pid, signal.SIGKILL)
        self.process.wait(timeout=10)
        self.reader.join(timeout=10)
        assert self.process.stdout
        self.process.stdout.close()


@contextmanager
def _serving(folder: Path, *, first: bool = False) -> Iterator[Server]:
    running = Server(folder, first=first)
    try:
        _until(lambda: running.said("Ready: "), "start")
        yield running
    finally:
        running.end()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with _serving(tmp_path / "with space and 100%") as running:
        yield running


@pytest.fixture
def first_server(tmp_path: Path) -> Iterator[Server]:
    """As on a new machine: nothing is there but an empty folder."""
    with _serving(tmp_path / "with space and 100%", first=True) as running:
        yield running


def test_ready_within_seconds_and_second_start_is_refused_kindly(
    first_server: Server, tmp_path: Path
) -> None:
    assert first_server.asks("/healthz") == 200
    _until(lambda: first_server.asks("/readyz") == 200, "readiness")
    same_data = first_server.manage("serve", PORT=str(free_port()))
    assert same_data.returncode == 1
    assert "already running with the data in" in same_data.stderr
    same_port = first_server.manage("serve", VAR_DIR=str(tmp_path / "other"))
    assert same_port.returncode == 1
    assert f"Port {first_server.port} on 127.0.0.1 cannot be used" in same_port.stderr
    assert "Traceback" not in same_data.stderr + same_port.stderr


def test_killed_processes_are_shown_and_started_again(server: Server) -> None:
    for count, name in enumerate(["-m gunicorn", "ilc worker", "ilc beat"], start=1):
        _until(lambda name=name: bool(server.pids(name)), f"start of {name}")  # type: ignore[misc]
        before = server.pids(name)
        os.kill(min(before), signal.SIGKILL)
        _until(lambda count=count: server.notices() == count, "notice")  # type: ignore[misc]
        _until(
            lambda name=name, before=before: bool(server.pids(name)) and not server.pids(name) & before,  # type: ignore[misc]
            f"new {name}, with the old one and its children gone",
        )
    _until(lambda: server.asks("/readyz") == 200, "readiness after all that")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_no_process_stays(server: Server, ending: signal.Signals) -> None:
    _until(lambda: server.said("celery@"), "worker")
    started = time.monotonic()
    server.process.send_signal(ending)
    assert server.process.wait(timeout=20) == 0
    print(f"stopped within {time.monotonic() - started:.1f} s")
    assert _session(server.process.pid) == {}
    server.reader.join(timeout=10)
    assert server.lines[-1] == "   ilc | Stopped.\n"
