"""Two sessions at once, two rooms at once: told with both names, never refused."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cycles.planning import access
from cycles.planning.actions import sessions
from cycles.planning.models import Series, Session, Strand
from cycles.planning.queries.conflicts import conflicts
from ilc.core.ids import uuid7
from participants.models import Person
from tests import factories as make
from tests.cast import Cast
from tests.planning.test_lifecycle import account

NOON = timezone.now().replace(hour=20, minute=0, second=0, microsecond=0) + timedelta(days=20)


def dated(session: Session, start: datetime = NOON) -> Session:
    end = start + timedelta(hours=3)
    Session.objects.filter(pk=session.pk).update(starts_at=start, ends_at=end, state="scheduled")
    session.refresh_from_db()
    return session


def found(cast: Cast, who: Person) -> list[str]:
    return conflicts(cast.series, access.series(account(who)))


def other_series(cast: Cast, title: str = "Ratios", state: str = "running") -> Series:
    """Carol leads it, too, in another district; its session overlaps."""
    lee = make.person("Lee Far", at=cast.other_school)
    series = make.series(title, leaders=[lee, cast.carol], host=cast.other_district, state=state)
    make.session(series, 1, start=NOON + timedelta(hours=1))
    return series


def test_overlapping_sessions_are_saved_and_both_named(cast: Cast) -> None:
    dated(cast.second)
    third = make.session(cast.series, 3)
    local = (NOON + timedelta(hours=1)).astimezone(cast.series.tz)
    data = {
        "version": "1",
        "day": local.date().isoformat(),
        "start": f"{local:%H:%M}",
        "end": f"{local + timedelta(hours=2):%H:%M}",
    }
    address = reverse("planning:session-schedule", args=[third.pk])
    page = cast.client(cast.alice).post(address, data, follow=True).content.decode()
    third.refresh_from_db()
    assert third.starts_at == NOON + timedelta(hours=1)
    assert f"Session 2 ({dated(cast.second).when}) and session 3 ({third.when}) overlap." in page


def test_adding_an_overlapping_session_says_so_at_once(cast: Cast) -> None:
    local = (dated(cast.second).starts_at or NOON).astimezone(cast.series.tz)
    data = {
        "new_id": str(uuid7()),
        "day": local.date().isoformat(),
        "start": f"{local:%H:%M}",
        "end": f"{local + timedelta(hours=2):%H:%M}",
    }
    address = reverse("planning:session-new", args=[cast.series.pk])
    page = cast.client(cast.alice).post(address, data, follow=True).content.decode()
    assert "overlap. It is saved; change it if that is not meant." in page


def test_a_leader_of_two_rooms_is_named_with_both(cast: Cast) -> None:
    dated(cast.second)
    for name in ("Elementary", "Secondary"):
        Strand.objects.create(session=cast.second, name=name).leaders.add(cast.carol)
    [words] = found(cast, cast.alice)
    assert words.startswith("Carol Diaz leads Elementary and Secondary at once in session 2 (")


def test_a_series_the_reader_may_not_see_is_not_named(cast: Cast) -> None:
    dated(cast.second)
    other_series(cast)
    assert "session 1 of “Ratios”" in found(cast, cast.carol)[0]
    [words] = found(cast, cast.alice)
    assert words.startswith("Carol Diaz leads session 2 here (")
    assert words.endswith("at the same time another session.")
    assert "Ratios" not in words


def test_the_check_of_a_plan_tells_them(cast: Cast) -> None:
    dated(cast.second)
    other_series(cast)
    page = cast.client(cast.carol).get(reverse("planning:check", args=[cast.series.pk])).content.decode()
    assert "At the same time" in page
    assert "session 1 of “Ratios”" in page


@pytest.mark.parametrize("state", ["cancelled", "completed", "archived"])
def test_a_series_that_ended_is_no_conflict(cast: Cast, state: str) -> None:
    dated(cast.second)
    other_series(cast, state=state)
    assert found(cast, cast.carol) == []


def test_one_after_the_other_is_no_conflict(cast: Cast) -> None:
    dated(cast.second)
    dated(make.session(cast.series, 3), NOON + timedelta(hours=3))
    assert found(cast, cast.alice) == []


def test_sessions_still_begin_in_order(cast: Cast) -> None:
    dated(cast.second)
    third = make.session(cast.series, 3)
    begin = NOON - timedelta(hours=1)
    with pytest.raises(sessions.Refused, match="belongs after session 2"):
        sessions.schedule(
            session=third, starts_at=begin, ends_at=begin + timedelta(hours=2), by=account(cast.alice)
        )


@pytest.mark.parametrize("amount", [1, 3])
def test_the_same_queries_for_any_number(
    cast: Cast, amount: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    dated(cast.second)
    for number in range(amount):
        other_series(cast, f"Ratios {number}")
    visible = access.series(account(cast.carol))
    with django_assert_num_queries(5):
        assert len(conflicts(cast.series, visible)) == amount
