"""What the clock starts here; safe to run twice, also at once."""

from celery import shared_task

from reports import actions


@shared_task(name="reports.hand_out_overdue")
def hand_out_overdue() -> None:
    actions.hand_out_overdue()
