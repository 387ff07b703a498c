"""The follow-up plan: spans in words, a suggestion that can be undone, two leaders at once, a line of time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from cycles.planning.actions import follow_up as actions
from cycles.planning.choices import DEPTH, DEPTH_WORDS, ContactKind, SeriesState, SessionState
from cycles.planning.models import FollowUpItem, Series
from cycles.planning.queries import sessions_of
from cycles.planning.queries.follow_up import line_of_time
from cycles.planning.words import days_in_words
from ilc.core.errors import Refused, Stale
from tests import factories as make
from tests.cast import Cast
from tests.planning.test_lifecycle import account, verbs
from tests.planning.test_pages import hidden


@pytest.fixture
def draft(cast: Cast) -> Series:
    made = make.series(leaders=[cast.alice, cast.carol], state=SeriesState.DRAFT)
    made.follow_up.all().delete()
    for number in (1, 2, 3):
        make.session(made, number)
    return made


def url(series: Series, end: str = "") -> str:
    return reverse("planning:follow-up", args=[series.pk]) + end


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0 days"),
        (1, "1 day"),
        (7, "1 week"),
        (14, "2 weeks"),
        (30, "1 month"),
        (60, "2 months"),
        (63, "63 days"),
        (90, "90 days"),
        (180, "6 months"),
        (365, "1 year"),
    ],
)
def test_spans_are_told_as_people_say_them(days: int, words: str) -> None:
    assert days_in_words(days) == words


def test_every_kind_has_a_depth_and_every_depth_a_sentence() -> None:
    assert {DEPTH[kind] for kind in ContactKind} == set(DEPTH_WORDS)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ({"offset": "30"}, 30),
        ({"offset": "30", "days_after": "5"}, 30),
        ({"offset": "own", "days_after": "45"}, 45),
        ({"days_after": "45"}, 45),
        ({"offset": "0"}, 0),
    ],
)
def test_a_span_is_chosen_or_typed(cast: Cast, draft: Series, typed: dict[str, str], days: int) -> None:
    data = {"kind": "modelling", "after_session": "3", "who": "leader", **typed}
    data["new_id"] = hidden(cast.client(cast.alice).get(url(draft)).text, "new_id")
    assert cast.client(cast.alice).post(url(draft), data).status_code == 302
    item = draft.follow_up.get()
    assert (item.days_after, item.depth) == (days, 4)


def test_another_number_has_to_be_typed(cast: Cast, draft: Series) -> None:
    data = {"kind": "visit", "after_session": "1", "who": "leader", "offset": "own", "note": "Kept"}
    answer = cast.client(cast.alice).post(url(draft), data)
    assert (answer.status_code, draft.follow_up.count()) == (422, 0)
    assert 'value="Kept"' in answer.text


def test_a_suggestion_fits_the_sessions_and_is_undone_in_one_go(cast: Cast, draft: Series) -> None:
    client = cast.client(cast.alice)
    for _ in range(2):
        assert client.post(url(draft, "suggest/")).status_code == 302
    planned = list(draft.follow_up.values_list("after_session", "days_after", "kind"))
    assert planned == [
        (1, 7, "check-in"),
        (1, 21, "visit"),
        (2, 7, "check-in"),
        (2, 21, "reflection"),
        (3, 14, "reflection"),
        (3, 30, "student-work"),
        (3, 90, "check-in"),
    ]
    assert verbs(draft).count("series.follow-up-suggested") == 1
    client.post(url(draft, "unsuggest/"))
    assert draft.follow_up.count() == 0


def test_what_was_changed_by_hand_survives_the_undoing(cast: Cast, draft: Series) -> None:
    client = cast.client(cast.alice)
    client.post(url(draft, "suggest/"))
    item = draft.follow_up.get(kind="student-work")
    data = {"kind": "lesson", "after_session": "3", "offset": "60", "who": "leader", "version": "1"}
    assert client.post(url(draft, f"{item.pk}/"), data).status_code == 302
    client.post(url(draft, "unsuggest/"))
    left = draft.follow_up.get()
    assert (left.pk, left.kind, left.days_after, left.suggested) == (item.pk, "lesson", 60, False)


def test_the_last_contacts_of_a_published_series_are_not_taken_back(cast: Cast) -> None:
    actions.suggest(series=cast.series, by=account(cast.alice))
    cast.series.follow_up.filter(suggested=False).delete()
    with pytest.raises(Refused, match="at least one follow-up contact"):
        actions.unsuggest(series=cast.series, by=account(cast.alice))
    assert cast.series.follow_up.count() == 5


def test_two_leaders_changing_one_contact_see_both(cast: Cast) -> None:
    item = cast.series.follow_up.get()
    data = {"kind": "reflection", "after_session": "1", "who": "leader", "version": "1"}
    first = {**data, "offset": "30", "note": "In the library"}
    assert cast.client(cast.alice).post(url(cast.series, f"{item.pk}/"), first).status_code == 302
    answer = cast.client(cast.carol).post(url(cast.series, f"{item.pk}/"), {**data, "offset": "60"})
    assert answer.status_code == 422
    assert "1 month" in answer.text
    assert "In the library" in answer.text
    item.refresh_from_db()
    assert item.days_after == 30
    with pytest.raises(Stale):
        actions.change(
            item=item,
            kind="visit",
            after_session=1,
            days_after=3,
            who="leader",
            note="",
            by=account(cast.bob),
            version=1,
        )


def test_a_contact_removed_meanwhile_is_not_found(cast: Cast, draft: Series) -> None:
    item = actions.add(
        series=draft, kind="visit", after_session=1, days_after=7, who="leader", by=account(cast.alice)
    )
    actions.remove(series=draft, item=item.pk, by=account(cast.alice))
    assert cast.client(cast.alice).get(url(draft, f"{item.pk}/")).status_code == 404
    with pytest.raises(Refused, match="removed meanwhile"):
        actions.change(
            item=item,
            kind="visit",
            after_session=1,
            days_after=3,
            who="leader",
            note="",
            by=account(cast.bob),
        )


def test_the_line_of_time_is_in_the_order_in_which_things_happen(cast: Cast, draft: Series) -> None:
    start = datetime(2027, 3, 1, 16, tzinfo=ZoneInfo("America/Los_Angeles"))
    for number, ahead in ((1, 0), (2, 20)):
        session = draft.sessions.get(number=number)
        session.starts_at = start + timedelta(days=ahead)
        session.ends_at = session.starts_at + timedelta(hours=2)
        session.state = SessionState.SCHEDULED
        session.save()
    for after, days, kind in ((1, 30, "visit"), (1, 14, "check-in"), (3, 30, "survey"), (2, 0, "reflection")):
        FollowUpItem.objects.create(series=draft, after_session=after, days_after=days, kind=kind)
    moments = line_of_time(list(sessions_of(draft)), list(draft.follow_up.all()))
    assert [(one.when, one.title) for one in moments] == [
        ("1 Mar 2027", "Session 1"),
        ("15 Mar 2027", "Ask how it went"),
        ("21 Mar 2027", "Session 2"),
        ("21 Mar 2027", "Reflect with colleagues"),
        ("31 Mar 2027", "Classroom visit: modelling, observation or peer visit"),
        ("To be scheduled", "Session 3"),
        ("1 month after session 3", "A few questions by mail"),
    ]


def test_without_any_date_the_line_of_time_is_relative(draft: Series) -> None:
    for after, days in ((2, 14), (1, 60), (1, 7)):
        FollowUpItem.objects.create(series=draft, after_session=after, days_after=days, kind="check-in")
    moments = line_of_time(list(sessions_of(draft)), list(draft.follow_up.all()))
    assert [one.when for one in moments][:4] == [
        "To be scheduled",
        "1 week after session 1",
        "To be scheduled",
        "2 weeks after session 2",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_one_and_three_contacts(
    cast: Cast, draft: Series, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        FollowUpItem.objects.create(series=draft, days_after=number, kind="check-in")
    client = cast.client(cast.alice)
    with django_assert_num_queries(12):
        page = client.get(url(draft)).text
    assert page.count("Change<span") == count
