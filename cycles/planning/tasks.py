"""What the bell and the clock start: screening one resource file, handing overdue ones out again."""

import uuid

from celery import shared_task

from cycles.planning.actions import resources


@shared_task(name="planning.screen_resource")
def screen_resource(pk: str) -> None:
    resources.screen_version(uuid.UUID(pk))


@shared_task(name="planning.hand_out_resources")
def hand_out_resources() -> None:
    resources.hand_out_overdue()
