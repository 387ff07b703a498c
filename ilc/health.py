"""/healthz: this process answers. /readyz: everything it needs is there, or which thing is not."""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from ilc.core.http import public
from ilc.core.models import Heartbeat
from ilc.core.parts import parts

OLDEST_HEARTBEAT = timedelta(seconds=90)  # the clock asks for one every 15 s
BROKER_TIMEOUT = 2  # seconds


class NotReady(Exception):
    """What is missing, in a few words. Goes to operators, so it names no secret."""


@public
@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Alive. Asks nothing of the database, so a restart loop cannot follow from its absence."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when database, queue, storage and worker are there; else 503, naming each."""
    answers: dict[str, str] = {}
    ready = True
    for name, check in CHECKS.items():
        try:
            answers[name] = check()
        except NotReady as error:
            answers[name] = str(error)
            ready = False
    return JsonResponse({"ready": ready, **answers}, status=200 if ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        raise NotReady("unreachable") from error
    return "ok"


def _queue() -> str:
    try:
        with current_app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, timeout=BROKER_TIMEOUT, interval_start=0)
    except (OperationalError, OSError) as error:
        raise NotReady("unreachable") from error
    if not settings.REDIS_URL:
        _write_into(settings.QUEUE_DIR / "messages")
    return "ok"


def _storage() -> str:
    try:
        parts().check()
    except OSError as error:
        raise NotReady(f"cannot be written: {error.strerror or error}") from error
    return "ok"


def _write_into(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"ready?")
    except OSError as error:
        raise NotReady(f"cannot be written: {error.strerror}") from error


def _worker() -> str:
    try:
        last = Heartbeat.objects.filter(name="worker").values_list("at", flat=True).first()
    except DatabaseError as error:
        raise NotReady(
            "unknown: the database does not say (is it there, did `manage.py prepare` run?)"
        ) from error
    if last is None:
        raise NotReady("never seen: start the worker and the clock")
    age = timezone.now() - last
    if age > OLDEST_HEARTBEAT:
        raise NotReady(f"last seen {age.total_seconds():.0f} s ago")
    return f"seen {max(age.total_seconds(), 0):.0f} s ago"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "queue": _queue,
    "storage": _storage,
    "worker": _worker,
}
