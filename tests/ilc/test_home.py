"""Home answers "what do I do next" for each role."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from cycles.analysis.actions import leading, preparing
from cycles.analysis.models import ProtocolRun, ProtocolTemplate
from cycles.planning.choices import SeriesState
from cycles.roster.choices import EnrollmentState
from tests import factories as make
from tests.cast import Cast


def test_visitors_see_what_it_is(client: Client, db: None) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Sign in" in answer.text


def test_participant_sees_the_cycle_and_one_next_step(cast: Cast) -> None:
    make.attend(cast.bob, cast.first)
    make.assignment(cast.first, samples=3)
    text = cast.client(cast.bob).get("/").text
    assert "Session 2 has no date yet" in text
    assert "Plan your try" in text
    assert text.count("btn btn--do") == 1


def test_leader_is_told_to_close_the_session(cast: Cast) -> None:
    text = cast.client(cast.alice).get("/").text
    assert "Close session 1" in text
    assert f"/sessions/{cast.first.pk}/close/" in text


def test_leader_of_a_draft_is_told_how_much_is_missing(cast: Cast) -> None:
    make.series("Number talks", leaders=[cast.carol], state=SeriesState.DRAFT)
    assert "missing before it can be published" in cast.client(cast.carol).get("/").text


def test_administrator_finds_dashboard_and_approvals(cast: Cast) -> None:
    waiting = make.series(
        "Number talks", leaders=[cast.alice, cast.carol], host=cast.madera, state=SeriesState.SUBMITTED
    )
    text = cast.client(cast.dana).get("/").text
    assert f"/districts/{cast.madera.pk}/dashboard/" in text
    assert waiting.title in text
    assert waiting.title not in cast.client(cast.erin).get("/").text


def test_stranger_is_told_how_to_begin(cast: Cast) -> None:
    assert "Add your school" in cast.client(cast.charlie).get("/").text


def test_the_soonest_session_comes_first(cast: Cast) -> None:
    make.session(cast.series, 3, start=timezone.now() + timedelta(days=6))
    soon = make.series("Number talks", leaders=[cast.alice, cast.carol], host=cast.madera)
    make.session(soon, 1, start=timezone.now() + timedelta(hours=30))
    make.enroll(cast.bob, soon)
    cast.second.delete()
    heading = cast.client(cast.bob).get("/").text.split("<h1>")[1].split("</p>")[0]
    assert "Number talks" in heading


def test_who_gave_up_the_seat_is_not_sent_to_the_next_session(cast: Cast) -> None:
    make.attend(cast.charlie, cast.first)
    make.enroll(cast.charlie, cast.series, EnrollmentState.WITHDRAWN)
    client = cast.client(cast.charlie)
    text = client.get("/").text
    assert "Session 2" not in text.split("<h1>")[1].split("</h1>")[0]
    assert client.get(f"/series/{cast.series.pk}/").status_code == 200  # they came: no link leads nowhere


def test_leaders_of_completed_series_find_what_came_of_them(cast: Cast) -> None:
    type(cast.series).objects.filter(pk=cast.series.pk).update(state=SeriesState.COMPLETED)
    text = cast.client(cast.alice).get("/").text
    assert "Good to see you" in text
    assert f"/series/{cast.series.pk}/insights/" in text


def test_returned_draft_says_that_a_change_is_asked_for(cast: Cast) -> None:
    make.series(
        "Number talks", leaders=[cast.carol], state=SeriesState.DRAFT, return_reason="One more session?"
    )
    assert "A change is asked for" in cast.client(cast.carol).get("/").text


@pytest.mark.parametrize(("rows", "queries"), [(1, 26), (3, 26)])
def test_query_count_does_not_grow_with_series(
    cast: Cast, rows: int, queries: int, django_assert_num_queries: "pytest.FixtureRequest"
) -> None:
    for number in range(rows - 1):
        extra = make.series(f"More {number}", leaders=[cast.alice, cast.carol], host=cast.madera)
        make.session(extra, 1, start=timezone.now() - timedelta(days=1))
        make.enroll(cast.bob, extra)
    client = cast.client(cast.bob)
    with django_assert_num_queries(queries):  # type: ignore[operator]
        client.get("/")


@pytest.mark.parametrize(("rows", "queries"), [(1, 22), (3, 22)])
def test_query_count_does_not_grow_with_series_one_leads(
    cast: Cast, rows: int, queries: int, django_assert_num_queries: "pytest.FixtureRequest"
) -> None:
    for number in range(rows):
        make.series(f"Draft {number}", leaders=[cast.alice], host=cast.madera, state=SeriesState.DRAFT)
    for number in range(rows - 1):
        extra = make.series(f"More {number}", leaders=[cast.alice, cast.carol], host=cast.madera)
        make.session(extra, 1, start=timezone.now() + timedelta(days=9))
    client = cast.client(cast.alice)
    with django_assert_num_queries(queries):  # type: ignore[operator]
        client.get("/")


@pytest.mark.parametrize(
    ("who", "button"), [("bob", "Join in"), ("alice", "To the controls"), ("dana", ""), ("pat", "")]
)
def test_a_joint_look_that_is_on_is_the_next_step(cast: Cast, who: str, button: str) -> None:
    by = cast.alice.user
    assert by
    template = ProtocolTemplate.objects.get(key="tuning")
    run = preparing.prepare(
        series=cast.series, template=template, plan=preparing.Plan(session=cast.first), by=by
    )
    client = cast.client(getattr(cast, who))
    assert "Look together" not in client.get("/").text
    leading.start(run=run, by=by)
    page = BeautifulSoup(client.get("/").content, "html.parser")
    card = page.select_one(f".card:has(#together-{run.pk})")
    assert (card.select_one(".btn--do").get_text() if card else "") == button  # type: ignore[union-attr]
    if card:
        assert card == page.select_one("main .card")
    ProtocolRun.objects.update(started_at=timezone.now() - timedelta(hours=13))  # somebody forgot to end it
    assert "Look together" not in client.get("/").text


def test_who_is_asked_to_co_lead_finds_the_question_at_home(cast: Cast) -> None:
    cast.series.team.create(person=cast.charlie, role="co-leader", state="invited")
    page = cast.client(cast.charlie).get("/").text
    assert f"Will you co-lead “{cast.series.title}”?" in page
    assert f'href="/series/{cast.series.pk}/"' in page
    assert "Will you co-lead" not in cast.client(cast.alice).get("/").text
