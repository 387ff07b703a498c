"""What the bell and the clock start here. Safe to run twice."""

from celery import shared_task

from cycles.library.actions import follow


@shared_task(name="library.follow")
def follow_changes() -> None:
    follow()
