"""What the bell and the clock start here. Each is safe to run twice."""

import uuid

from celery import shared_task

from cycles.roster.actions import enrollments, notices, sending, waitlist


@shared_task(name="roster.advance_waitlists")
def advance_waitlists() -> None:
    waitlist.advance_all()
    enrollments.complete_ended()


@shared_task(name="roster.announce_moves")
def announce_moves(*_: str) -> None:
    notices.announce_moves()


@shared_task(name="roster.send_invitations")
def send_invitations(pk: str) -> None:
    sending.work(uuid.UUID(pk))


@shared_task(name="roster.hand_out_lists")
def hand_out_lists() -> None:
    sending.hand_out()
