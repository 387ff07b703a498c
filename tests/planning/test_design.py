"""The design check: figures worked out by hand, sentences from the plan's own facts, nothing that blocks."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from cycles.planning.choices import AgendaKind, AimLevel, SeriesState, SessionState
from cycles.planning.design import Design, Facts, Planned, Sitting, Strength, assess, percent
from cycles.planning.models import AgendaItem, Aim, FollowUpItem, Strategy
from cycles.planning.queries.design import design_of, facts_of
from tests import factories as make
from tests.cast import Cast

MARCH, APRIL = date(2027, 3, 1), date(2027, 4, 12)  # 42 days apart
TWO = (Sitting(1, MARCH, 210), Sitting(2, APRIL, 180))


def strengths(facts: Facts) -> dict[str, str]:
    return {one.name: one.strength.value for one in assess(facts).adjectives}


def reason(design: Design, name: str) -> str:
    return next(one.reason for one in design.adjectives if one.name == name)


def test_hours_and_weeks_of_two_dated_sessions() -> None:
    design = assess(Facts(sittings=TWO, contacts=(Planned(2, 20, 3),)))
    assert (design.hours.minutes, design.hours.hours, design.hours.figure) == (390, 6.5, "6.5")
    assert design.hours.note == "7.5 more to the line of 14, 13.5 to 20"
    assert (design.span.sessions, design.span.whole, design.span.weeks) == (42, 62, 8)
    assert (design.span.figure, design.span.note) == ("8", "6 of them to the last session.")


@pytest.mark.parametrize(
    ("minutes", "note"),
    [
        (839, "0 more to the line of 14, 6 to 20"),
        (840, "past the line of 14; 6 more to 20"),
        (1199, "past the line of 14; 0 more to 20"),
        (1200, "past both lines, 14 and 20"),
    ],
)
def test_the_reference_lines_are_told_at_their_edges(minutes: int, note: str) -> None:
    assert assess(Facts(sittings=(Sitting(1, MARCH, minutes),))).hours.note == note


def test_an_undated_session_makes_it_at_least() -> None:
    design = assess(Facts(sittings=(*TWO, Sitting(3)), contacts=(Planned(3, 90, 4),)))
    assert design.hours.figure == "at least 6.5"
    assert design.hours.note.endswith("; 1 session without a date not counted")
    assert (design.span.figure, design.span.whole) == ("at least 6", 42)


def test_without_any_date_nothing_is_guessed() -> None:
    design = assess(Facts(sittings=(Sitting(1), Sitting(2))))
    assert (design.hours.figure, design.span.figure) == ("not known yet", "not known yet")
    assert strengths(Facts(sittings=(Sitting(1), Sitting(2))))["Intensive"] == "unknown"
    known = assess(Facts(sittings=(Sitting(1),), contacts=(Planned(1, 70, 1),)))
    assert known.span.figure == "at least 10"


def test_the_mix_of_depths() -> None:
    contacts = tuple(Planned(1, 7, depth) for depth in (1, 1, 2, 3, 4))
    depths = assess(Facts(contacts=contacts)).depths
    assert (depths.counts, depths.total, depths.meaningful, depths.deep) == ((2, 1, 1, 1), 5, 1, 2)
    assert (depths.share, depths.note) == ("20 %", "1 of 5; of depth 3 or more: 2 of 5 (40 %).")


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(0, 0, 0), (1, 8, 13), (1, 3, 33), (2, 3, 67), (5, 5, 100)]
)
def test_per_cents_are_whole_and_halves_go_up(part: int, whole: int, share: int) -> None:
    assert percent(part, whole) == share


def test_an_empty_plan_is_open_everywhere_and_says_what_to_do() -> None:
    design = assess(Facts())
    assert {one.strength for one in design.adjectives} == {Strength.OPEN, Strength.UNKNOWN}
    assert all(one.advice and one.step for one in design.adjectives)
    assert design.there == 0


WHOLE = Facts(
    sittings=(Sitting(1, MARCH, 420), Sitting(2, APRIL, 420)),
    contacts=(Planned(1, 21, 4), Planned(2, 30, 3, together=True)),
    leaders=2,
    outcomes=1,
    practices=1,
    student_aim=True,
    student_evidence=True,
    use_aim=True,
)


def test_a_whole_plan_has_all_six() -> None:
    design = assess(WHOLE)
    assert design.there == 6
    assert not any(one.advice for one in design.adjectives)
    assert reason(design, "Sustained") == "2 sessions, 2 follow-up contacts over 10 weeks."
    assert reason(design, "Intensive") == "14 hours of sessions: past the line of 14; 6 more to 20."


@pytest.mark.parametrize(
    ("changed", "name", "strength", "step"),
    [
        ({"contacts": ()}, "Sustained", "partly", "follow-up"),
        ({"sittings": WHOLE.sittings[:1]}, "Sustained", "open", "sessions"),
        ({"sittings": TWO}, "Intensive", "open", "sessions"),
        ({"sittings": (Sitting(1, MARCH, 420), Sitting(2))}, "Intensive", "partly", "sessions"),
        ({"leaders": 1}, "Collaborative", "partly", "team"),
        ({"leaders": 1, "enrolled": 4, "with_colleague": 2}, "Collaborative", "there", ""),
        ({"contacts": (Planned(1, 60, 4),)}, "Collaborative", "partly", "follow-up"),
        ({"contacts": (Planned(1, 60, 3),)}, "Job-embedded", "partly", "follow-up"),
        ({"sittings": WHOLE.sittings[:1]}, "Job-embedded", "partly", "sessions"),
        ({"student_evidence": False}, "Data-driven", "partly", "aims"),
        ({"contacts": ()}, "Data-driven", "partly", "follow-up"),
        ({"contacts": (), "joint_analysis": 1}, "Data-driven", "there", ""),
        ({"practices": 0}, "Classroom-focused", "partly", "aims"),
        ({"outcomes": 0, "use_aim": False}, "Classroom-focused", "partly", "aims"),
    ],
)
def test_what_is_missing_weakens_its_own_mark(
    changed: dict[str, Any], name: str, strength: str, step: str
) -> None:
    found = next(one for one in assess(replace(WHOLE, **changed)).adjectives if one.name == name)
    assert (found.strength.value, found.step) == (strength, step)
    assert bool(found.advice) == (strength != "there")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.none() | st.dates(MARCH, date(2028, 3, 1)), st.integers(1, 600)), max_size=6),
    st.lists(st.tuples(st.integers(1, 8), st.integers(0, 730), st.integers(1, 4)), max_size=8),
)
def test_whatever_is_planned_gets_six_whole_sentences(
    sittings: list[tuple[date | None, int]], contacts: list[tuple[int, int, int]]
) -> None:
    rows = tuple(Sitting(n, day, minutes if day else 0) for n, (day, minutes) in enumerate(sittings, 1))
    design = assess(Facts(sittings=rows, contacts=tuple(Planned(*one) for one in contacts)))
    assert len(design.adjectives) == 6
    assert all(one.reason.endswith(".") and ".." not in one.reason for one in design.adjectives)
    assert design.span.whole is None or design.span.whole >= (design.span.sessions or 0)


# -- from the rows -----------------------------------------------------------------------------------------------


def test_facts_come_from_the_plan(cast: Cast) -> None:
    draft = make.series(leaders=[cast.alice, cast.carol], state=SeriesState.DRAFT)
    start = datetime(2027, 3, 1, 9, tzinfo=ZoneInfo("America/Los_Angeles"))
    first = make.session(draft, 1, start=start, hours=3.5)
    make.session(draft, 2)
    make.session(draft, 3, start=start + timedelta(days=9), state=SessionState.CANCELLED)
    FollowUpItem.objects.create(series=draft, kind="peer-visit", days_after=30, after_session=2)
    draft.strategies.add(Strategy.objects.create(name="Talk moves"))
    Aim.objects.create(series=draft, level=AimLevel.STUDENTS, text="They argue", evidence="Recordings")
    AgendaItem.objects.create(session=first, kind=AgendaKind.JOINT_ANALYSIS)
    assert facts_of(draft) == Facts(
        sittings=(Sitting(1, date(2027, 3, 1), 210), Sitting(2)),
        contacts=(Planned(1, 7, 2, together=True), Planned(2, 30, 4, together=True)),
        leaders=2,
        outcomes=1,
        practices=1,
        student_aim=True,
        student_evidence=True,
        joint_analysis=1,
    )


def test_colleagues_of_one_school_are_counted_once_each(cast: Cast) -> None:
    other = make.person("Olga Ruiz", at=cast.other_school)
    nowhere = make.person("Nils Berg", account=False)
    gone = make.person("Gil Soto", at=cast.other_school)
    for who, state in ((other, "registered"), (nowhere, "registered"), (gone, "withdrawn")):
        make.enroll(who, cast.series, state)
    facts = facts_of(cast.series)
    assert (facts.enrolled, facts.with_colleague) == (4, 2)
    assert design_of(cast.series).colleague_share == "50 %"


# -- the page ----------------------------------------------------------------------------------------------------


def test_who_opens_the_check(cast: Cast) -> None:
    url = reverse("planning:check", args=[cast.series.pk])
    people = (cast.alice, cast.bob, cast.dana, cast.erin, cast.charlie, cast.pat)
    assert [cast.client(who).get(url).status_code for who in people] == [200, 403, 200, 404, 404, 200]


def test_the_check_links_to_what_is_missing_and_publishes_what_is_whole(cast: Cast) -> None:
    bare = make.series(leaders=[cast.alice], state=SeriesState.DRAFT)
    client = cast.client(cast.alice)
    page = client.get(reverse("planning:check", args=[bare.pk])).text
    assert page.count("needs a host") == 2  # in the steps, and in the list
    assert "Publish</button>" not in page
    whole = make.series(leaders=[cast.alice, cast.carol], host=cast.madera, state=SeriesState.DRAFT)
    for number in (1, 2):
        make.session(whole, number)
    page = client.get(reverse("planning:check", args=[whole.pk])).text
    assert "Nothing is missing" in page
    assert ">Publish</button>" in page
    assert client.post(reverse("planning:publish", args=[whole.pk])).status_code == 302


def test_the_plan_shows_the_check_in_short_to_those_it_is_for(cast: Cast) -> None:
    url = reverse("planning:plan", args=[cast.series.pk])
    assert "Design check" in cast.client(cast.alice).get(url).text
    assert "Design check" in cast.client(cast.dana).get(url).text
    assert "Design check" not in cast.client(cast.bob).get(url).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_check_takes_four_queries_whatever_the_series(
    cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3, 2 + count):
        make.session(cast.series, number)
        make.enroll(make.person(f"Person {number}", at=cast.school), cast.series)
        FollowUpItem.objects.create(series=cast.series, kind="visit", days_after=number)
    with django_assert_num_queries(4):
        design_of(cast.series)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_sessions_takes_the_same_queries_for_one_and_three(
    cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    draft = make.series(leaders=[cast.alice], state=SeriesState.DRAFT)
    for number in range(count):
        make.session(draft, number + 1)
    client = cast.client(cast.alice)
    with django_assert_num_queries(10):
        assert client.get(f"/series/{draft.pk}/sessions/").text.count("Set the date") == count
