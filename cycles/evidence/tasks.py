"""What the bell and the clock start: screening one file, handing overdue ones out again."""

import uuid

from celery import shared_task

from cycles.evidence import actions


@shared_task(name="evidence.screen")
def screen(pk: str) -> None:
    actions.screen_artifact(uuid.UUID(pk))


@shared_task(name="evidence.hand_out_overdue")
def hand_out_overdue() -> None:
    actions.hand_out_overdue()


@shared_task(name="evidence.take_in")
def take_in(pk: str) -> None:
    actions.take_in(uuid.UUID(pk))


@shared_task(name="evidence.hand_out_arrivals")
def hand_out_arrivals() -> None:
    actions.hand_out_arrivals()


@shared_task(name="evidence.tidy_uploads")
def tidy_uploads() -> None:
    actions.tidy_uploads()


@shared_task(name="evidence.burn")
def burn(pk: str) -> None:
    actions.burn(uuid.UUID(pk))


@shared_task(name="evidence.hand_out_coverings")
def hand_out_coverings() -> None:
    actions.hand_out_coverings()


@shared_task(name="evidence.drop_originals")
def drop_originals() -> None:
    actions.drop_originals()
