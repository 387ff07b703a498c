"""What the clock starts here; safe to run twice, also at once."""

from celery import shared_task

from cycles.followup import reminders


@shared_task(name="followup.derive_reminders")
def derive_reminders() -> None:
    reminders.derive()
