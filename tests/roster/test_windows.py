"""When a code works, at each edge; what a wrong one is told; how many guesses one address has."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cycles.planning.actions import sessions
from cycles.planning.models import Session
from cycles.roster import queries
from cycles.roster.windows import Phase, why_not, window
from tests import factories as make
from tests.cast import Cast

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
# Saturday, 9:00 to 12:00 in California: a winter day, and the nights on which the clocks change.
DAYS = {
    "a winter day": (datetime(2026, 2, 7, 17, tzinfo=UTC), 3 * HOUR),
    "the clocks go forward": (datetime(2026, 3, 8, 9, 45, tzinfo=UTC), 3 * HOUR),  # 1:45 am; 2:15 is skipped
    "the clocks go back": (datetime(2026, 11, 1, 8, 30, tzinfo=UTC), 3 * HOUR),  # 1:30 am comes twice
}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    ("edge", "phase"),
    [
        (-30 * 60 - 1, Phase.BEFORE),
        (-30 * 60, Phase.OPEN),
        (0, Phase.OPEN),
        (3 * 3600, Phase.OPEN),
        (3 * 3600 + 1, Phase.AFTER),
    ],
)
def test_each_edge_of_the_window_is_elapsed_time(cast: Cast, day: str, edge: int, phase: Phase) -> None:
    start, length = DAYS[day]
    cast.first.starts_at, cast.first.ends_at = start, start + length
    assert window(cast.first, start + edge * SECOND).phase == phase


def test_the_opening_is_told_by_the_clock_on_the_wall_that_night(cast: Cast) -> None:
    start = datetime(2026, 3, 8, 10, 15, tzinfo=UTC)  # 3:15 am, the hour before does not exist
    cast.first.starts_at, cast.first.ends_at = start, start + HOUR
    words = why_not(cast.first, window(cast.first, start - HOUR))
    assert "Check-in opens at 1:45 am on Sunday, 8 March" in words


def test_a_moved_session_opens_at_its_new_hour(cast: Cast) -> None:
    assert cast.alice.user
    start = timezone.now() + timedelta(days=3)
    moved = make.session(cast.series, 3, start=start)
    cast.second.delete()
    later = start + timedelta(days=1)
    sessions.schedule(session=moved, starts_at=later, ends_at=later + HOUR, by=cast.alice.user)
    assert window(moved, start).phase == Phase.BEFORE
    assert window(moved, later - timedelta(minutes=20)).phase == Phase.OPEN


def test_of_two_codes_alike_the_open_session_is_meant(cast: Cast) -> None:
    now = timezone.now()
    Session.objects.filter(pk=cast.first.pk).update(check_in_code="KRTZ", closed_at=now - HOUR)
    other = make.series("Number talks", leaders=[cast.alice], host=cast.madera)
    open_one = make.session(other, 1, start=now, check_in_code="KRTZ")
    assert queries.session_by_code("KRTZ", now) == open_one


def say(cast: Cast, code: str) -> str:
    return cast.client(cast.bob).post("/check-in/", {"code": code}).content.decode()


def test_the_code_of_another_day_says_when_it_opens(cast: Cast) -> None:
    soon = timezone.now() + timedelta(days=5)
    Session.objects.filter(pk=cast.second.pk).update(
        check_in_code="PLMN", starts_at=soon, ends_at=soon + HOUR, state="scheduled"
    )
    assert "Check-in opens at" in say(cast, "PLMN")


def test_the_code_of_a_closed_session_says_whom_to_ask(cast: Cast) -> None:
    Session.objects.filter(pk=cast.first.pk).update(check_in_code="PLMN", closed_at=timezone.now())
    assert "tell one of its leaders" in say(cast, "PLMN")


def test_two_hundred_wrong_codes_from_one_address_lock_nobody_out(cast: Cast) -> None:
    now = timezone.now()
    Session.objects.filter(pk=cast.first.pk).update(
        check_in_code="KRTZ", starts_at=now, ends_at=now + HOUR, state="in-progress"
    )
    visitor = Client()
    assert {visitor.get("/check-in/QQQQ/").status_code for _ in range(100)} == {422}
    assert visitor.get("/check-in/KRTZ/").status_code == 200
    assert {visitor.get("/check-in/QQQQ/").status_code for _ in range(400)} == {422, 429}
    assert cast.client(cast.bob).post("/check-in/", {"code": "KRTZ"}).status_code == 302
