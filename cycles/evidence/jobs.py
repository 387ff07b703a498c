"""What the clock starts here; safe to run twice, also at once."""

from celery import shared_task

from cycles.evidence import actions, reminders


@shared_task(name="evidence.tell_of_feedback")
def tell_of_feedback() -> None:
    reminders.tell_of_feedback()


@shared_task(name="evidence.announce_purge")
def announce_purge() -> None:
    actions.announce()


@shared_task(name="evidence.purge")
def purge() -> None:
    actions.purge_daily()
