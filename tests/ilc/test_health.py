"""/healthz and /readyz: what a balancer and a person on call ask."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertNumQueries

from ilc import health
from ilc.core.models import Heartbeat

pytestmark = [pytest.mark.urls("tests.ilc.ground_urls")]


def _refuse(*_: Any, **__: Any) -> Any:
    raise OperationalError("gone")


@pytest.mark.django_db
def test_healthz_asks_nothing_of_the_database(client: Client) -> None:
    with assertNumQueries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_when_everything_is_there(client: Client) -> None:
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(seconds=20))
    with assertNumQueries(2):
        response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "database": "ok",
        "queue": "ok",
        "storage": "ok",
        "worker": "seen 20 s ago",
    }


@pytest.mark.django_db
def test_names_a_worker_that_was_never_seen(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["worker"] == "never seen: start the worker and the clock"
    assert response.json()["database"] == "ok"


@pytest.mark.django_db
def test_names_a_worker_that_went_silent(client: Client) -> None:
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(seconds=100))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["worker"] == "last seen 100 s ago"


@pytest.mark.django_db
def test_names_storage_that_cannot_be_written(client: Client, settings: LazySettings, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    settings.MEDIA_ROOT = file / "below"
    assert client.get("/readyz").json()["storage"] == "cannot be written: Not a directory"


@pytest.mark.parametrize("missing", ["database", "worker"])
def test_names_a_database_that_is_gone(client: Client, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setattr(health.connection, "cursor", _refuse)
    monkeypatch.setattr(health.Heartbeat.objects, "filter", _refuse)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()[missing].startswith(("unreachable", "unknown: "))


@pytest.mark.django_db
def test_names_a_queue_that_is_gone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse: Callable[..., Any] = lambda *_, **__: (_ for _ in ()).throw(ConnectionRefusedError())  # noqa: E731
    monkeypatch.setattr(health.current_app, "connection_for_write", refuse)
    assert client.get("/readyz").json()["queue"] == "unreachable"
