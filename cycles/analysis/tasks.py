"""What the bell and the clock start here. Each is safe to run twice."""

import uuid

from celery import shared_task

from cycles.analysis.actions import papers


@shared_task(name="analysis.set_record")
def set_record(pk: str) -> None:
    papers.set_record(uuid.UUID(pk))


@shared_task(name="analysis.hand_out_records")
def hand_out_records() -> None:
    papers.hand_out_overdue()
