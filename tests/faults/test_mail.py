"""Mail when workers are killed with -9 or run at once: real processes, a real SMTP server on loopback.

Nothing is lost; doubled only where a crash fell between the server's acceptance and our commit, and then
with the same Message-ID and the mark "possibly doubled" (domain.md 3.10).
"""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

pytestmark = [pytest.mark.slow, pytest.mark.sockets, pytest.mark.django_db(transaction=True)]
PATIENCE = 60  # seconds


class Server:
    """Accepts every mail and remembers it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.mails: list[Message] = []
        self.slowly = 0.0  # seconds a mail

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.slowly:
            time.sleep(self.slowly)
        self.mails.append(BytesParser().parsebytes(envelope.content))
        return "250 OK"

    def ids(self) -> Counter[str]:
        return Counter(str(mail["Message-ID"]) for mail in self.mails)


class Workers:
    """Starts worker processes on a database they share."""

    def __init__(self, tmp_path: Path, port: int) -> None:
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "ilc.settings",
            "EMBEDDED": "yes",
            "VAR_DIR": str(tmp_path),
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "DATABASE_URL": self._database(tmp_path),
        }

    @staticmethod
    def _database(tmp_path: Path) -> str:
        if connection.vendor == "sqlite":
            return f"sqlite:///{tmp_path}/db.sqlite3"
        found = connection.settings_dict
        return (
            f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"
        )

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.faults.mail_worker", *arguments]
        return subprocess.Popen(
            command, env=self.environment, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
        )

    def run(self, *arguments: str, status: int = 0) -> list[str]:
        """Lines the worker printed."""
        process = self.start(*arguments)
        output, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == status
        return output.splitlines()

    def rows(self) -> dict[str, dict[str, Any]]:
        return {row["id"]: row for row in json.loads(self.run("show")[0])}


@pytest.fixture
def server() -> Iterator[Server]:
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells every step
    with socket.create_server(("127.0.0.1", 0)) as free:
        handler = Server(free.getsockname()[1])
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port, ready_timeout=PATIENCE)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def workers(server: Server, tmp_path: Path) -> Workers:
    made = Workers(tmp_path, server.port)
    if connection.vendor == "sqlite":
        made.run("prepare")
    return made


def test_killed_between_acceptance_and_commit(workers: Workers, server: Server) -> None:
    [pk] = workers.run("post", "1")
    workers.run("die", pk, status=-signal.SIGKILL)
    assert workers.run("send", pk) == [""]  # still claimed by the dead one
    workers.run("expire")
    assert workers.run("send", pk) == ["sent"]
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert (first["X-Possibly-Doubled"], second["X-Possibly-Doubled"]) == (None, "yes")
    row = workers.rows()[pk]
    assert (row["result"], row["attempts"], row["possibly_doubled"]) == ("sent", 2, True)


def test_four_workers_at_once_send_each_mail_once(workers: Workers, server: Server) -> None:
    ids = workers.run("post", "20")
    running = [workers.start("send", *ids[turn:], *ids[:turn]) for turn in (0, 5, 10, 15)]
    results = [line for process in running for line in process.communicate(timeout=PATIENCE)[0].splitlines()]
    print(f"4 workers, 20 mails, results: {dict(Counter(results))}")
    assert Counter(results) == {"sent": 20, "": 60}
    assert set(server.ids().values()) == {1}
    assert len(server.mails) == 20


def test_killed_again_and_again_nothing_is_lost(workers: Workers, server: Server) -> None:
    """Each worker is killed with -9 after a few mails; the next takes over what the dead one held."""
    ids = workers.run("post", "12")
    server.slowly = 0.1
    for kills in range(1, 4):
        process = workers.start("send", *ids)
        assert process.stdout
        for _ in range(2 * kills):
            process.stdout.readline()
        time.sleep(0.05)  # into the next hand-over, while the server thinks
        process.kill()
        process.communicate(timeout=PATIENCE)
        workers.run("expire")
    workers.run("send", *ids)
    rows, times = workers.rows(), server.ids()
    doubled = [name for name, n in times.items() if n > 1]
    print(
        f"3 workers killed with -9, 12 mails posted, {len(times)} arrived, {len(doubled)} of them twice and marked"
    )
    assert {row["result"] for row in rows.values()} == {"sent"}
    assert len(times) == 12
    assert max(times.values()) <= 2
    marked = {str(mail["Message-ID"]) for mail in server.mails if mail["X-Possibly-Doubled"]}
    assert set(doubled) <= marked
