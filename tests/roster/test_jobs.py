"""What the clock starts, and what a series' end does."""

from datetime import timedelta

from django.utils import timezone

from cycles.planning.access import get_series
from cycles.planning.models import Series
from cycles.roster import tasks
from cycles.roster.actions import attendance, enrollments
from cycles.roster.models import Enrollment
from districts.permissions import Permission
from tests import factories as make
from tests.cast import Cast


def test_waitlist_advances_when_capacity_grows(cast: Cast) -> None:
    Series.objects.filter(pk=cast.series.pk).update(capacity=2)
    waits = enrollments.register(series=cast.series, person=cast.charlie, by=None)
    assert waits.state == "waitlisted"
    Series.objects.filter(pk=cast.series.pk).update(capacity=3)
    for _ in range(3):
        tasks.advance_waitlists()
    waits.refresh_from_db()
    assert waits.state == "offered"


def test_completed_are_those_who_came_twice(cast: Cast) -> None:
    """Bob came to both sessions, Ben to one."""
    second = make.session(cast.series, 3, start=timezone.now() - timedelta(hours=5))
    for session in (cast.first, second):
        make.attend(cast.bob, session)
    make.attend(cast.ben, second)
    Series.objects.filter(pk=cast.series.pk).update(state="completed", completed_at=timezone.now())
    for _ in range(2):
        tasks.advance_waitlists()
    assert Enrollment.objects.get(person=cast.bob).state == "completed"
    assert Enrollment.objects.get(person=cast.ben).state == "registered"


def test_whoever_walked_into_a_full_series_takes_part(cast: Cast) -> None:
    Series.objects.filter(pk=cast.series.pk).update(capacity=2)
    assert cast.alice.user
    assert cast.charlie.user
    came = attendance.walk_in(session=cast.first, person=cast.charlie, by=cast.alice.user)
    assert came.enrollment
    assert came.enrollment.state == "waitlisted"
    assert get_series(cast.charlie.user, cast.series.pk, Permission.SERIES_PLAN_READ)


def test_moves_are_announced_by_the_clock(cast: Cast) -> None:
    tasks.announce_moves()
    tasks.announce_moves("an id from the bell")
