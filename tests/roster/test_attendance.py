"""Checking in: the window, once only, walk-ins, the appointment of that day."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from time_machine import travel

from cycles.planning.models import Series, Session
from cycles.roster import hours, queries
from cycles.roster.actions import attendance
from cycles.roster.actions.attendance import CheckedIn
from cycles.roster.models import Attendance, AttendanceMark
from ilc.core.errors import Refused
from participants.models import Appointment
from tests import factories as make
from tests.cast import Cast


def test_counted_once(cast: Cast, today: Session) -> None:
    first = attendance.check_in(session=today, person=cast.bob)
    second = attendance.check_in(session=today, person=cast.bob)
    assert (first.again, second.again) == (False, True)
    assert (first.attendance.minutes, first.attendance.confirmed) == (180, True)
    assert Attendance.objects.filter(session=today).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("come", [attendance.check_in, attendance.walk_in])
def test_two_taps_at_once_are_one_mark(cast: Cast, today: Session, come: Callable[..., CheckedIn]) -> None:
    """The second waits until the first is written, then finds it there."""

    def tap() -> CheckedIn:
        return come(session=today, person=cast.bob, by=cast.alice.user)

    def second_tap() -> bool:
        try:
            return tap().again
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first = tap()
            second = pool.submit(second_tap)
            with pytest.raises(TimeoutError):
                second.result(timeout=1)
        assert (first.again, second.result(timeout=30)) == (False, True)
    assert AttendanceMark.objects.filter(attendance__session=today).count() == 1


def test_database_keeps_one_row_a_person(cast: Cast, today: Session) -> None:
    make.attend(cast.bob, today)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.attend(cast.bob, today)


def test_absent_people_have_no_minutes(cast: Cast, today: Session) -> None:
    with pytest.raises(IntegrityError, match="minutes_only_when_there"), transaction.atomic():
        make.attend(cast.bob, today, "absent", minutes=5)


@pytest.mark.parametrize(("before", "opens"), [(31, False), (29, True)])
def test_window_opens_half_an_hour_before(cast: Cast, today: Session, before: int, opens: bool) -> None:
    assert today.starts_at
    with travel(today.starts_at - timedelta(minutes=before), tick=False):
        if opens:
            assert attendance.check_in(session=today, person=cast.bob).attendance.confirmed
        else:
            with pytest.raises(Refused, match="Check-in opens at"):
                attendance.check_in(session=today, person=cast.bob)


def test_after_the_end_a_leader_confirms_first(cast: Cast, today: Session) -> None:
    assert today.ends_at
    assert cast.alice.user
    with travel(today.ends_at + timedelta(minutes=1)):
        came = attendance.check_in(session=today, person=cast.bob)
    assert not came.attendance.confirmed
    assert not queries.came(today).exists()
    assert attendance.confirm_all(session=today, by=cast.alice.user) == 1
    assert queries.came(today).count() == 1


def test_leader_said_absent_stands_after_the_end(cast: Cast, today: Session) -> None:
    make.attend(cast.bob, today, "absent")
    assert today.ends_at
    with travel(today.ends_at + timedelta(hours=1)), pytest.raises(Refused, match="noted you as absent"):
        attendance.check_in(session=today, person=cast.bob)


def test_closed_cancelled_undated(cast: Cast, today: Session) -> None:
    today.closed_at = timezone.now()
    with pytest.raises(Refused, match="is closed"):
        attendance.check_in(session=today, person=cast.bob)
    with pytest.raises(Refused, match="no date yet"):
        attendance.check_in(session=cast.second, person=cast.bob)


def test_leader_is_told_so(cast: Cast, today: Session) -> None:
    with pytest.raises(Refused, match="You lead this series"):
        attendance.check_in(session=today, person=cast.alice)


def test_walk_in_takes_a_seat(cast: Cast, today: Session) -> None:
    came = attendance.check_in(session=today, person=cast.charlie)
    assert came.enrollment
    assert (came.enrollment.state, came.enrollment.source) == ("registered", "walk-in")


def test_full_series_never_refuses_attendance(cast: Cast, today: Session) -> None:
    Series.objects.filter(pk=cast.series.pk).update(capacity=2)
    came = attendance.check_in(session=today, person=cast.charlie)
    assert came.attendance.status == "present"
    assert came.enrollment
    assert (came.enrollment.state, came.enrollment.source) == ("waitlisted", "walk-in")
    cast.series.refresh_from_db()
    assert cast.series.seats_taken == 2


def test_movers_appointment_of_that_day(cast: Cast, today: Session) -> None:
    """Ben moved to Westlake last week: session 1 counts there, a session of last month in Madera."""
    moved = timezone.localdate() - timedelta(days=7)
    Appointment.objects.filter(person=cast.ben).update(to_date=moved)
    now_at = make.appoint(cast.ben, at=cast.other_school, since=moved)
    past = make.session(
        make.series(leaders=[cast.alice], host=cast.madera), start=timezone.now() - timedelta(days=30)
    )
    here = attendance.check_in(session=today, person=cast.ben).attendance
    there = attendance.mark(session=past, person=cast.ben, status="present", by=cast.alice.user)
    assert here.appointment == now_at
    assert there.appointment
    assert there.appointment.district == cast.madera


def test_chosen_appointment_wins_while_it_holds(cast: Cast, today: Session) -> None:
    second = make.appoint(cast.bob, at=cast.other_school, is_primary=False)
    cast.bob.enrollments.update(appointment=second)
    assert attendance.check_in(session=today, person=cast.bob).attendance.appointment == second


def test_marks(cast: Cast, today: Session) -> None:
    by = cast.alice.user
    row = attendance.mark(session=today, person=cast.bob, status="partial", by=by)
    assert row.minutes == 90
    assert attendance.mark(session=today, person=cast.bob, status="partial", minutes=30, by=by).minutes == 30
    assert attendance.mark(session=today, person=cast.bob, status="excused", by=by).minutes == 0
    with pytest.raises(Refused, match="between 1 and 180 minutes"):
        attendance.mark(session=today, person=cast.bob, status="partial", minutes=300, by=by)


def test_excuses_before_attendance_not(cast: Cast, today: Session) -> None:
    assert today.starts_at
    with travel(today.starts_at - timedelta(days=2)):
        attendance.mark(session=today, person=cast.bob, status="excused", by=cast.alice.user)
        with pytest.raises(Refused, match="has not begun"):
            attendance.mark(session=today, person=cast.bob, status="present", by=cast.alice.user)


def test_coming_after_all_replaces_an_excuse(cast: Cast, today: Session) -> None:
    make.attend(cast.bob, today, "excused")
    assert attendance.check_in(session=today, person=cast.bob).attendance.status == "present"


def test_checking_in_accepts_an_open_offer(cast: Cast, today: Session) -> None:
    cast.bob.enrollments.update(state="offered", offered_until=timezone.now() + timedelta(hours=3))
    came = attendance.check_in(session=today, person=cast.bob)
    assert came.enrollment
    assert (came.enrollment.state, came.enrollment.source) == ("registered", "self")


def test_head_count_stays_beside_the_names(cast: Cast, today: Session) -> None:
    assert cast.alice.user
    for people in (31, 33):
        attendance.set_head_count(session=today, people=people, by=cast.alice.user)
    assert today.head_counts.get().people == 33
    attendance.set_head_count(session=today, people=None, by=cast.alice.user)
    assert not today.head_counts.exists()


def test_hours_are_confirmed_and_leading_apart(cast: Cast, today: Session) -> None:
    """Bob: 3 h confirmed and 1.5 h not; he leads another series for 2 h."""
    make.attend(cast.bob, today)
    other = make.series(leaders=[cast.alice], host=cast.madera)
    unconfirmed = make.session(other, start=timezone.now() - timedelta(days=9), hours=1.5)
    make.attend(cast.bob, unconfirmed, confirmed=False)
    led = make.series(leaders=[cast.bob], host=cast.madera)
    make.session(led, start=timezone.now() - timedelta(days=5), hours=2)
    led.sessions.update(state="held")
    found = hours.hours(cast.bob)
    assert (found.total, found.leading, len(found.waiting)) == ("3.0", "2.0", 1)


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, "0.0"), (45, "45 min"), (390, "6.5"), (600, "10.0"), (100, "1.7")]
)
def test_hours_in_words(minutes: int, shown: str) -> None:
    assert hours.in_hours(minutes) == shown
