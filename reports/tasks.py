"""What the bell starts: building one report."""

import uuid

from celery import shared_task

from reports import actions


@shared_task(name="reports.build")
def build(pk: str) -> None:
    actions.build(uuid.UUID(pk))
