"""Ring the bell: tell a worker that a row is due. Losing the ring loses nothing."""

import uuid
from collections.abc import Iterable

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def ring(task: str, *ids: uuid.UUID | str) -> None:
    """After the commit, ask for `task` with these ids. The clock asks again if nobody hears."""
    transaction.on_commit(lambda: _send_each(task, [[str(one) for one in ids]]), robust=True)


def ring_each(task: str, ids: Iterable[uuid.UUID | str]) -> None:
    """After the commit, ask for `task` once with each id."""
    calls = [[str(one)] for one in ids]
    transaction.on_commit(lambda: _send_each(task, calls), robust=True)


def _send_each(task: str, calls: list[list[str]]) -> None:
    """Stops at the first failure: who waits for an absent queue once for each row, waits for hours."""
    try:
        for arguments in calls:
            current_app.send_task(task, args=arguments, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("queue.unreachable", task=task, error=str(error))
