"""One command for the embedded shape: web server, worker and clock, started and stopped together."""

import fcntl
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any, TextIO

from celery import current_app
from django.conf import settings
from django.core.management import BaseCommand, CommandError

from ilc import env
from ilc.core import processes

WAIT_FOR_WEB = 60  # seconds
# Celery warns at length about root; in a container, or on a try-out machine, that is how it is.
QUIET_PYTHON = [sys.executable, "-W", "ignore:You're running the worker with superuser"]


class Command(BaseCommand):
    requires_system_checks = ()  # `make check` and the tests run them; a start should be quick
    help = "Serve pages, do deferred work and run the clock until Ctrl-C."

    def handle(self, *_: Any, **__: Any) -> None:
        run_dir = settings.VAR_DIR / "run"
        run_dir.mkdir(parents=True, exist_ok=True)
        host, port = env.get("BIND"), env.get("PORT")
        lock = _lock(run_dir / "serve.lock")
        _check_port(host, port)
        declare_queues()
        current_app.send_task("core.heartbeat")  # so that /readyz need not wait for the clock
        config = run_dir / "supervisor.conf"
        processes.write_config(config, commands(), folder=settings.BASE_DIR)
        prefixed = settings.LOG_FORMAT != "json"
        say = processes.console_say(prefixed)
        threading.Thread(target=_announce, args=(say, host, port), daemon=True).start()
        with closing(lock):
            started = processes.run(config, say)
        if not started:
            raise CommandError("Stopped, because one process could not be started. Its last lines are above.")
        say("ilc", "Stopped.")


def commands() -> dict[str, list[str]]:
    """The three processes. docs/operators.md starts the same ones by hand."""
    clock_file = settings.CELERY_BEAT_SCHEDULE_FILENAME
    return {
        "web": [sys.executable, "-m", "gunicorn", "-c", "python:ilc.gunicorn", "ilc.wsgi"],
        "worker": [
            *QUIET_PYTHON, "-m", "celery", "-q", "--skip-checks", "-A", "ilc", "worker", "--loglevel", "INFO",
            "--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat",
        ],
        "clock": [
            sys.executable, "-m", "celery", "-q", "--skip-checks", "-A", "ilc", "beat", "--pidfile", "",
            "--schedule", clock_file,
        ],
    }  # fmt: skip


def declare_queues() -> None:
    """Make the queues before anything rings: a bell rung before there is a queue is not heard."""
    with current_app.connection_for_write() as link:
        for queue in current_app.amqp.queues.values():
            queue(link.default_channel).declare()


def _lock(path: Path) -> TextIO:
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise CommandError(
            f"It is already running with the data in {settings.VAR_DIR}. Stop that one first (Ctrl-C there), "
            "or give this one a folder of its own with VAR_DIR."
        ) from error
    return file


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            raise CommandError(
                f"Port {port} on {host} cannot be used ({error.strerror}). Is it running already? "
                f"To use another port: PORT={port + 1}"
            ) from error


def _announce(say: processes.Say, host: str, port: int) -> None:
    """Say where to go once the web server answers."""
    asked = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104  compared, not bound
    address = f"http://{asked}:{port}/healthz"
    deadline = time.monotonic() + WAIT_FOR_WEB
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=2):
                say("ilc", f"Ready: {settings.SITE_URL}  (Ctrl-C stops it)")
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
