"""A whole running product for one journey: web, worker and clock as `make demo` starts them, and a mail server.

It has a database of its own: a file for SQLite, or a fresh database beside DATABASE_URL's for PostgreSQL. With
REDIS_URL the queue is a Redis database of its own number, else files.
"""

import json
import logging
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings

from tests import prepared
from tests.ports import free_port

ROOT = Path(settings.BASE_DIR)
READY = 240
HAND = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "ilc.settings"
import django
django.setup()
from django.db import close_old_connections
for line in sys.stdin:
    space = {}
    exec(json.loads(line), space)
    close_old_connections()
    print("=> " + json.dumps(space["answer"]), flush=True)
"""


@dataclass
class Inbox:
    """The mail server's memory; it can be told to swallow its answer, as when a line breaks."""

    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert envelope.content is not None
        content = envelope.content if isinstance(envelope.content, bytes) else envelope.content.encode()
        parsed = message_from_bytes(content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        return "250 OK"

    def to(self, address: str, subject: str = "") -> list[EmailMessage]:
        """Mails to an address, with these words in the subject."""
        return [one for one in self.mails if address in str(one["To"]) and subject in str(one["Subject"])]

    def wait(self, address: str, subject: str = "", seconds: float = 60) -> EmailMessage:
        """The first such mail, as soon as it is there."""
        return until(
            lambda: next(iter(self.to(address, subject)), None), seconds, f"mail to {address}: {subject}"
        )


def until(ask: Callable[[], Any], seconds: float, what: str) -> Any:
    """What `ask` returns as soon as it is true; fails the test with `what` when time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := ask():
            return answer
        time.sleep(0.2)
    raise AssertionError(f"did not happen within {seconds} s: {what}")


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@dataclass
class Product:
    """The running product."""

    url: str
    inbox: Inbox
    environment: dict[str, str]
    process: subprocess.Popen[str]
    log: Path
    hand: subprocess.Popen[str] | None = None

    def manage(self, *arguments: str, stdin: str | None = None) -> str:
        return _manage(self.environment, *arguments, stdin=stdin)

    def shell(self, code: str) -> Any:
        """Run code inside the product's own settings and return what it calls `answer`."""
        if self.hand is None:
            self.hand = subprocess.Popen(
                [sys.executable, "-c", HAND],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self.hand.stdin is not None
        assert self.hand.stdout is not None
        self.hand.stdin.write(json.dumps(code) + "\n")
        self.hand.stdin.flush()
        for line in self.hand.stdout:
            if line.startswith("=> "):
                return json.loads(line[3:])
        raise AssertionError(f"this broke: {code}")

    def stop(self) -> None:
        if self.hand is not None:
            self.hand.kill()
            self.hand.communicate()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)

    def worker_pids(self) -> list[int]:
        """Every process of the queue's worker that belongs to this product."""
        mark = self.environment["VAR_DIR"]
        running = (entry for entry in Path("/proc").iterdir() if entry.name.isdigit())
        return [int(entry.name) for entry in running if _is_worker(entry, mark)]

    def kill_worker(self) -> None:
        for pid in self.worker_pids():
            os.kill(pid, signal.SIGKILL)


def _is_worker(entry: Path, mark: str) -> bool:
    try:
        line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        return "celery" in line and " worker" in line and mark in (entry / "environ").read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return False


def _manage(environment: dict[str, str], *arguments: str, stdin: str | None = None) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"manage.py {arguments}: {done.stdout}\n{done.stderr}"
    return done.stdout


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """DATABASE_URL of a database for one product: in a test run a prepared one, else an empty one."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{folder / 'journey.sqlite3'}"
        return
    name = f"ilc_journey_{secrets.token_hex(4)}"
    server, _, _ = given.rpartition("/")
    prepared.ask(server, f'CREATE DATABASE "{name}" TEMPLATE "{prepared.template("prepare", server)}"')
    try:
        yield f"{server}/{name}"
    finally:
        prepared.ask(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _redis_number() -> int:
    """A queue for each test process: products that run side by side must not take each other's work."""
    return 6 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 10


def _environment(folder: Path, database: str, port: int, mail_port: int) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG", "TMPDIR"}}
    made = {
        **kept,
        "EMBEDDED": "yes",
        "VAR_DIR": str(folder / "var"),
        "DATABASE_URL": database,
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "CLOCK_SECONDS": "2",
        "PYTHONUNBUFFERED": "1",
    }
    if redis := os.environ.get("REDIS_URL"):
        made["REDIS_URL"] = f"{redis.rpartition('/')[0]}/{_redis_number()}"
    return made


@contextmanager
def running(folder: Path) -> Iterator[Product]:
    """Start everything, wait until it is ready, stop everything."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    inbox = Inbox()
    mail_server = Controller(inbox, hostname="127.0.0.1", port=free_port())
    mail_server.start()
    port = free_port()
    log = folder / "product.log"
    try:
        with _database(folder) as database:
            environment = _environment(folder, database, port, mail_server.port)
            prepared.fill(folder / "var", database)
            _manage(environment, "prepare")
            with log.open("w") as file:
                process = subprocess.Popen(
                    [sys.executable, "manage.py", "serve"],
                    cwd=ROOT,
                    env=environment,
                    stdout=file,
                    stderr=file,
                    text=True,
                )
            product = Product(environment["SITE_URL"], inbox, environment, process, log)
            try:
                until(lambda: _answers(f"{product.url}/readyz"), READY, f"ready; {log.read_text()[-2000:]}")
                yield product
            finally:
                product.stop()
    finally:
        mail_server.stop()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
