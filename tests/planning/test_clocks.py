"""Local hours over the changes of the clocks: 8 March and 1 November 2026 in Los Angeles."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from cycles.planning.forms.sessions import ScheduleForm
from cycles.planning.local_time import comes_twice, moment
from cycles.planning.models import Session
from ilc.core.errors import Refused
from tests.cast import Cast

PACIFIC = zoneinfo.ZoneInfo("America/Los_Angeles")
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)
BEFORE = datetime(2026, 1, 10, 18, tzinfo=UTC)


def form(day: date, start: str, end: str) -> ScheduleForm:
    with time_machine.travel(BEFORE, tick=False):
        made = ScheduleForm(
            {"version": "1", "day": day.isoformat(), "start": start, "end": end}, zone=PACIFIC
        )
        made.is_valid()
    return made


def length(made: ScheduleForm) -> timedelta:
    found: timedelta = made.cleaned_data["ends_at"] - made.cleaned_data["starts_at"]
    return found


def test_an_hour_that_does_not_exist_is_refused_with_another() -> None:
    made = form(SPRING, "02:30", "05:00")
    assert "2:30 am does not exist that day. Choose 3:30 am" in str(made.errors["start"])
    assert "does not exist" in str(form(SPRING, "01:00", "02:30").errors["end"])
    with pytest.raises(Refused, match="Sunday, 8 March 2026"):
        moment(SPRING, time(2, 30), PACIFIC)


def test_an_hour_that_comes_twice_means_the_first_time() -> None:
    first = moment(AUTUMN, time(1, 30), PACIFIC)
    assert first == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    assert comes_twice(first, PACIFIC)
    assert comes_twice(first + timedelta(hours=1), PACIFIC)
    assert not comes_twice(first + timedelta(hours=2), PACIFIC)
    assert not comes_twice(moment(SPRING, time(1, 30), PACIFIC), PACIFIC)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 3), (AUTUMN, 5), (date(2026, 2, 7), 4)])
def test_lengths_are_right_over_the_change(day: date, hours: int) -> None:
    """From 12:30 am to 4:30 am."""
    made = form(day, "00:30", "04:30")
    assert length(made) == timedelta(hours=hours)


def post(cast: Cast, day: date, start: str, end: str) -> str:
    Session.objects.filter(pk=cast.first.pk).update(starts_at=BEFORE, ends_at=BEFORE + timedelta(hours=1))
    cast.second.refresh_from_db()
    data: dict[str, Any] = {
        "version": cast.second.version,
        "day": day.isoformat(),
        "start": start,
        "end": end,
    }
    address = reverse("planning:session-schedule", args=[cast.second.pk])
    with time_machine.travel(BEFORE, tick=True):
        page = cast.client(cast.alice).post(address, data, follow=True).content.decode()
    cast.second.refresh_from_db()
    return page


def test_the_choice_for_an_hour_that_comes_twice_is_told(cast: Cast) -> None:
    page = post(cast, AUTUMN, "01:30", "04:00")
    assert "1:30 am comes twice. It means the first time." in page
    assert cast.second.minutes == 210
    assert cast.second.hours == "1:30 am to 4:00 am"


def test_moving_across_the_change_keeps_the_local_hour(cast: Cast) -> None:
    post(cast, date(2026, 3, 7), "09:00", "12:00")
    winter = cast.second.starts_at
    post(cast, date(2026, 3, 14), "09:00", "12:00")
    assert cast.second.hours == "9:00 am to 12:00 pm"
    assert winter
    assert cast.second.starts_at == winter + timedelta(days=7) - timedelta(hours=1)
