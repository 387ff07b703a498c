"""The bell: rung after the commit, and losing a ring loses nothing (architecture.md 2)."""

import re
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from ilc.celery import app
from ilc.core import queue
from ilc.core.tasks import tick
from ilc.schedule import SCHEDULE, TICK

NAMED = re.compile(r"""queue\.ring(?:_each)?\(\s*["']([\w.]+)["']""")
Rung = list[tuple[str, list[str]]]


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> Rung:
    heard: Rung = []
    monkeypatch.setattr(
        queue.current_app, "send_task", lambda name, args, **_: heard.append((name, args)), raising=False
    )
    return heard


@pytest.mark.django_db
def test_rings_after_the_commit(rung: Rung, django_capture_on_commit_callbacks: Any) -> None:
    pk = uuid.uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        queue.ring("core.send_message", pk)
        assert rung == []
    assert rung == [("core.send_message", [str(pk)])]


@pytest.mark.django_db
def test_rings_once_for_each(rung: Rung, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        queue.ring_each("core.send_message", ["a", "b"])
    assert rung == [("core.send_message", ["a"]), ("core.send_message", ["b"])]


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_is_silent(rung: Rung) -> None:
    def fail() -> None:
        with transaction.atomic():
            queue.ring("core.send_message", "a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert rung == []


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError("down"), ConnectionRefusedError(), TimeoutError()])
def test_an_absent_queue_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any, error: Exception
) -> None:
    asked: list[str] = []

    def absent(name: str, **_: Any) -> None:
        asked.append(name)
        raise error

    monkeypatch.setattr(queue.current_app, "send_task", absent, raising=False)
    with django_capture_on_commit_callbacks(execute=True):
        queue.ring_each("core.send_message", ["a", "b", "c"])
    assert asked == ["core.send_message"]  # asked once, not once for each row


def _rung_in_the_code() -> set[str]:
    root = Path(settings.BASE_DIR)
    files = [
        path
        for top in ("ilc", "districts", "participants", "cycles", "reports")
        for path in (root / top).rglob("*.py")
    ]
    return {name for path in files for name in NAMED.findall(path.read_text())}


def test_every_name_that_is_rung_or_scheduled_is_a_task() -> None:
    app.loader.import_default_modules()
    names = _rung_in_the_code() | {entry["task"] for entry in SCHEDULE.values()} | {*TICK}
    assert "core.send_message" in names
    assert names - set(app.tasks) == set()


def test_a_job_of_the_clock_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def fail() -> None:
        raise ZeroDivisionError

    jobs = {"a": lambda: done.append("a"), "b": fail, "c": lambda: done.append("c")}
    monkeypatch.setattr("ilc.core.tasks.current_app", SimpleNamespace(tasks=jobs))
    tick(["a", "b", "c"])
    assert done == ["a", "c"]


def test_the_clock_asks_for_each_job_once() -> None:
    asked = [*TICK, *(entry["task"] for entry in SCHEDULE.values())]
    assert len(asked) == len(set(asked))
    assert SCHEDULE["tick"]["args"] == [TICK]
