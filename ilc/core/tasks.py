"""What the bell and the clock start in the ground: sending mail, heartbeats."""

import uuid

import structlog
from celery import current_app, shared_task
from django.utils import timezone

from ilc.core import outbox
from ilc.core.models import Heartbeat

log = structlog.get_logger(__name__)


@shared_task(name="core.send_message")
def send_message(pk: str) -> None:
    outbox.send(uuid.UUID(pk))


@shared_task(name="core.heartbeat")
def heartbeat() -> None:
    """Runs in a worker because the clock asked: one row proves both alive."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})


@shared_task(name="core.hand_out_overdue")
def hand_out_overdue() -> None:
    outbox.hand_out_overdue()


@shared_task(name="core.tick")
def tick(jobs: list[str]) -> None:
    """The clock's short jobs by name, each as if it had been asked for alone: one that fails stops no other."""
    for name in jobs:
        try:
            current_app.tasks[name]()
        except Exception:
            log.exception("clock.job_failed", job=name)
