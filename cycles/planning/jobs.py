"""What the clock starts here; safe to run twice, also at once."""

from celery import shared_task

from cycles.planning.actions import clock


@shared_task(name="planning.clock_sessions")
def clock_sessions() -> None:
    clock.turn()
