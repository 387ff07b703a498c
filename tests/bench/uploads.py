"""A large file over a line that breaks: cut, gone on with, compared. Speed is told against a plain loopback copy.

Both sides of the comparison write to the disk of this machine and wait for it once at the end. The web processes'
memory is their own highest figure (VmHWM, set back before), against what they had after ordinary pages.
"""

import hashlib
import http.client
import os
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.journeys.harness import Product, until

MB = 1024 * 1024
PIECE = 256 * 1024
TOKEN = "a" * 32
PREPARE = """
from django.conf import settings
from django.test import Client
from tests import factories as make
school = make.school(within=make.district())
series = make.series(leaders=[make.person("Alma Reyes", at=school)], host=school.district, state="running")
who = make.person("Rosa Medina", at=school)
attempt = make.attempt(who, make.session(series, 1))
client = Client()
client.force_login(who.user)
answer = {"try": str(attempt.pk), "cookie": settings.SESSION_COOKIE_NAME,
          "key": client.cookies[settings.SESSION_COOKIE_NAME].value}
"""
RECEIVE = """
import os, socket, sys
with socket.create_server(("127.0.0.1", 0)) as server, open(sys.argv[1], "wb", buffering=0) as file:
    print(server.getsockname()[1], flush=True)
    link, _ = server.accept()
    buffer = memoryview(bytearray(64 * 1024))
    while count := link.recv_into(buffer):
        file.write(buffer[:count])
    os.fdatasync(file.fileno())
    link.sendall(b"done")
"""
LOOK = """
from cycles.evidence.models import Artifact, Screening, Upload
one = Upload.objects.get(pk="{pk}")
answer = {{"state": one.state, "sha256": one.sha256, "offset": one.offset, "problem": one.problem,
          "claimed": one.is_claimed(), "artifacts": Artifact.objects.filter(attempt=one.attempt).count()}}
"""


def make_file(path: Path, megabytes: int) -> str:
    """A file in which no piece is like another. Returns its SHA-256."""
    block, found = os.urandom(MB), hashlib.sha256()
    with path.open("wb") as file:
        for number in range(megabytes):
            piece = number.to_bytes(8, "big") + block[8:]
            found.update(piece)
            file.write(piece)
    return found.hexdigest()


@dataclass
class Sender:
    """One signed-in person's connection to a running product."""

    url: str
    cookie: str
    key: str
    attempt: str

    @classmethod
    def of(cls, product: Product) -> "Sender":
        made = product.shell(PREPARE)
        return cls(product.url, made["cookie"], made["key"], made["try"])

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Cookie": f"{self.cookie}={self.key}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Referer": f"{self.url}/",
        }

    @property
    def tus(self) -> dict[str, str]:
        return {**self.headers, "Tus-Resumable": "1.0.0"}

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)

    def metadata(self, name: str) -> dict[str, str]:
        return {
            "filename": name,
            "kind": "student-work",
            "try": self.attempt,
            "consent": "teacher principal",
        }

    def ask(self, method: str, path: str, headers: dict[str, str]) -> http.client.HTTPResponse:
        link = self.connect()
        link.request(method, path, headers=headers)
        answer = link.getresponse()
        answer.read()
        link.close()
        return answer

    def begin(self, name: str, length: int) -> str:
        pairs = (f"{key} {b64encode(value.encode()).decode()}" for key, value in self.metadata(name).items())
        told = {**self.tus, "Upload-Length": str(length), "Upload-Metadata": ",".join(pairs)}
        answer = self.ask("POST", "/uploads/", told)
        assert answer.status == 201, answer.status
        return answer.headers["Location"]

    def offset(self, path: str) -> int:
        answer = self.ask("HEAD", path, self.tus)
        assert answer.status == 200, answer.status
        return int(answer.headers["Upload-Offset"])

    def open_patch(self, path: str, offset: int, length: int) -> http.client.HTTPConnection:
        """The headers of a PATCH are sent; its body is the caller's."""
        link = self.connect()
        link.putrequest("PATCH", path)
        told = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        for name, value in {**self.tus, **told, "Content-Length": str(length)}.items():
            link.putheader(name, value)
        link.endheaders()
        return link

    def send(self, path: str, file: Path, offset: int, cut: int = 0) -> int:
        """From `offset` to the end, or to `cut`, where the line breaks without a word. Status, or 0."""
        size = file.stat().st_size
        link = self.open_patch(path, offset, size - offset)
        try:
            with file.open("rb") as source:
                source.seek(offset)
                for piece in _until(source, (cut or size) - offset):
                    link.send(piece)
            if cut:
                return 0
            answer = link.getresponse()
            answer.read()
            return answer.status
        except OSError:  # refused before it was read: 409, 423
            return 0
        finally:
            link.close()


def _until(source: object, length: int) -> Iterator[memoryview]:
    buffer = memoryview(bytearray(PIECE))
    while length > 0:
        count = source.readinto(buffer[: min(PIECE, length)])  # type: ignore[attr-defined]
        length -= count
        yield buffer[:count]


def web_pids(product: Product) -> list[int]:
    """The web processes that answer requests: gunicorn's children."""
    mark, found = product.environment["VAR_DIR"], {}
    for entry in Path("/proc").iterdir():
        try:
            line = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
            if b"gunicorn" in line and mark.encode() in (entry / "environ").read_bytes():
                found[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    return [pid for pid, parent in found.items() if parent in found]


def memory(pid: int, name: str) -> int:
    """A figure of /proc/PID/status in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def forget_highest(pid: int) -> None:
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def loopback_seconds(file: Path) -> float:
    """A plain copy of the file over loopback, from one process to another, onto the same disk."""
    target = file.with_suffix(".copy")
    command = [sys.executable, "-c", RECEIVE, str(target)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        port = int(other.stdout.readline())
        with socket.create_connection(("127.0.0.1", port)) as link, file.open("rb") as source:
            began = time.perf_counter()
            for piece in _until(source, file.stat().st_size):
                link.sendall(piece)
            link.shutdown(socket.SHUT_WR)
            assert link.recv(4) == b"done"
            seconds = time.perf_counter() - began
    target.unlink()
    return seconds


@dataclass
class Result:
    """What came of it."""

    megabytes: int
    cuts: int
    sent: str = ""
    arrived: str = ""
    artifacts: int = 0
    seconds: float = 0.0
    plain: float = 0.0
    taken_after: float = 0.0
    more: list[int] = field(default_factory=list)  # bytes above idle, by web process
    offsets: list[int] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        found = []
        if self.sent != self.arrived:
            found.append(f"sent {self.sent}, arrived {self.arrived}")
        if self.artifacts != 1:
            found.append(f"{self.artifacts} files on the try, not 1")
        if max(self.more) > 32 * MB:
            found.append(f"a web process took {max(self.more) / MB:.0f} MB more than idle")
        return found

    def report(self) -> str:
        kept = ", ".join(f"{offset / MB:.1f}" for offset in self.offsets)
        speed, plain = self.megabytes / self.seconds, self.megabytes / self.plain
        return "\n".join(
            [
                f"{self.megabytes} MB, the line cut {self.cuts} times; kept at each cut, in MB: {kept}",
                f"  checksum {'equal' if self.sent == self.arrived else 'DIFFERENT'}, {self.artifacts} file",
                f"  {speed:.0f} MB/s = {speed / plain:.2f} x a plain loopback copy of it ({plain:.0f} MB/s)",
                f"  counted and taken in {self.taken_after:.1f} s after the last byte",
                "  web processes above idle: " + ", ".join(f"{more / MB:.1f} MB" for more in self.more),
                *(f"  WRONG {one}" for one in self.wrong),
            ]
        )


def run(product: Product, folder: Path, megabytes: int, cuts: int = 5) -> Result:
    """One file, cut so many times at places that fit no boundary."""
    result, sender = Result(megabytes, cuts), Sender.of(product)
    file = folder / "talk.mp4"
    result.sent = make_file(file, megabytes)
    for _ in range(24):  # every web process has answered pages
        sender.ask("GET", f"/tries/{sender.attempt}/bring/", sender.headers)
    pids = web_pids(product)
    idle = {pid: memory(pid, "VmRSS") for pid in pids}
    for pid in pids:
        forget_highest(pid)
    path = sender.begin(file.name, file.stat().st_size)
    result.plain = loopback_seconds(file)
    began = time.perf_counter()
    offset = 0
    for number in range(1, cuts + 1):
        cut = file.stat().st_size * number // (cuts + 1) + 12_345
        sender.send(path, file, offset, cut)
        offset = _settled(sender, path, cut)
        result.offsets.append(offset)
    while sender.send(path, file, sender.offset(path)) != 204:
        time.sleep(0.005)
    result.seconds = time.perf_counter() - began
    result.more = [max(0, memory(pid, "VmHWM") - idle[pid]) for pid in pids]
    done = time.perf_counter()
    code = LOOK.format(pk=path.strip("/").rpartition("/")[2])
    found = until(
        lambda: (now := product.shell(code))["state"] in ("taken", "refused") and now, 120, "taken in"
    )
    result.taken_after = time.perf_counter() - done
    result.arrived, result.artifacts = found["sha256"], found["artifacts"]
    file.unlink()
    return result


def _settled(sender: Sender, path: str, cut: int) -> int:
    """The offset once the server has noticed that the line is gone. What lay in the line's buffers counts too."""
    now = -1
    for _ in range(400):
        if (now := sender.offset(path)) == cut:
            break
        time.sleep(0.005)
    return now
