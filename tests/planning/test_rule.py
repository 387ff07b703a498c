"""What completing a series takes."""

import pytest
from django.urls import reverse

from cycles.planning.actions.rule import set_rule
from cycles.planning.models import Series
from cycles.roster.hours.rule import Standing, needed_sessions
from ilc.core.errors import Refused
from ilc.core.ids import uuid7
from tests import factories as make
from tests.cast import Cast


@pytest.mark.parametrize(
    ("rule", "amount", "of", "needed"),
    [
        ("all-but-one", None, 1, 1),
        ("all-but-one", None, 2, 2),
        ("all-but-one", None, 3, 2),
        ("all-but-one", None, 5, 4),
        ("sessions", 3, 5, 3),
        ("percent", 80, 5, 4),
        ("percent", 80, 4, 4),
        ("percent", 75, 4, 3),
    ],
)
def test_sessions_needed(rule: str, amount: int | None, of: int, needed: int) -> None:
    series = Series(attendance_rule=rule, attendance_amount=amount)
    assert needed_sessions(series, of) == needed


@pytest.mark.parametrize(
    ("rule", "amount", "sessions", "words"),
    [
        ("all-but-one", None, 0, "Come to all sessions but one, and to at least two."),
        ("all-but-one", None, 1, "Come to the session."),
        ("all-but-one", None, 2, "Come to both sessions."),
        ("all-but-one", None, 3, "Come to all sessions but one, and to at least two."),
        ("sessions", 2, 2, "Come to both sessions."),
        ("sessions", 2, 3, "Come to at least 2 sessions."),
        ("percent", 80, 2, "Come to at least 80 % of the sessions."),
    ],
)
def test_the_rule_in_words(rule: str, amount: int | None, sessions: int, words: str) -> None:
    assert Series(attendance_rule=rule, attendance_amount=amount).rule_for(sessions) == words


def test_a_cancelled_session_does_not_count_in_the_words(cast: Cast) -> None:
    def shown() -> str:
        return cast.client(cast.bob).get(reverse("planning:series", args=[cast.series.pk])).content.decode()

    assert "Come to both sessions." in shown()
    make.session(cast.series, 3)
    assert "Come to all sessions but one, and to at least two." in shown()
    cast.series.sessions.filter(number=3).update(state="cancelled")
    page = shown()
    assert "Come to both sessions." in page
    assert page.count("<dt>Open to</dt>") == 1


def test_by_hours_the_sessions_do_not_matter() -> None:
    series = Series(attendance_rule="hours", attendance_amount=6)
    assert Standing({uuid7(): 180, uuid7(): 180}).meets(series, 9)
    assert Standing({uuid7(): 350}).lacks(series, 9) == "0.2 hours short"


def test_setting_it_in_the_browser(cast: Cast) -> None:
    client = cast.client(cast.alice)
    url = reverse("planning:rule", args=[cast.series.pk])
    sent = {"kind": "percent", "amount": "80", "version": "1"}
    for _ in range(2):  # a double click
        assert client.post(url, sent).status_code == 302
    page = cast.client(cast.bob).get(reverse("planning:series", args=[cast.series.pk])).content.decode()
    assert "at least 80 % of the sessions" in page


@pytest.mark.parametrize("amount", ["", "0", "101", "many"])
def test_a_wrong_number_changes_nothing(cast: Cast, amount: str) -> None:
    url = reverse("planning:rule", args=[cast.series.pk])
    answer = cast.client(cast.alice).post(url, {"kind": "percent", "amount": amount, "version": "1"})
    assert answer.status_code == 422
    cast.series.refresh_from_db()
    assert cast.series.attendance_rule == "all-but-one"


def test_a_stale_form_shows_what_is_there(cast: Cast) -> None:
    assert cast.alice.user
    set_rule(series=cast.series, kind="hours", amount=10, by=cast.alice.user, version=1)
    url = reverse("planning:rule", args=[cast.series.pk])
    answer = cast.client(cast.carol).post(url, {"kind": "sessions", "amount": "2", "version": "1"})
    assert answer.status_code == 422
    assert "A number of hours" in answer.content.decode()


def test_a_completed_series_keeps_its_rule(cast: Cast) -> None:
    Series.objects.filter(pk=cast.series.pk).update(state="completed")
    cast.series.refresh_from_db()
    assert cast.alice.user
    with pytest.raises(Refused):
        set_rule(series=cast.series, kind="hours", amount=10, by=cast.alice.user)
