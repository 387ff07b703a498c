"""What the home page says: the next step, and the line of one's own cycle."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from cycles.evidence import queries as evidence
from cycles.planning.choices import SessionState
from cycles.tries import queries
from cycles.tries.choices import TryState
from tests import factories as make
from tests.cast import Cast


def titles(cast: Cast) -> list[tuple[str, bool, bool]]:
    [(_, steps)] = evidence.home_steps(cast.bob)
    return [(one.title, one.done, one.primary) for one in steps]


def test_first_comes_the_plan(cast: Cast) -> None:
    make.assignment(cast.first)
    [step] = queries.next_steps(cast.bob)
    assert (step.title, step.note, step.primary) == ("Plan your try", "Try one sentence frame", True)
    assert step.href == reverse("tries:plan", args=[cast.first.pk])


def test_then_telling_and_bringing_what_was_asked(cast: Cast) -> None:
    make.assignment(cast.first)
    make.attempt(cast.bob, cast.first, plan="Frames")
    assert titles(cast) == [
        ("Planned: Frames", True, False),
        ("Tell how it went", False, True),
        ("Bring your lesson plan", False, False),
        ("Bring 3 samples of student work", False, False),
    ]


def test_nothing_is_asked_that_the_leaders_did_not_ask(cast: Cast) -> None:
    make.assignment(cast.first, lesson_plan=False, samples=0)
    make.attempt(cast.bob, cast.first, plan="Frames", state=TryState.TRIED, tried_at=timezone.now())
    assert titles(cast) == [("Planned: Frames", True, False), ("Told how it went", True, False)]


def test_after_looking_together_comes_the_decision(cast: Cast) -> None:
    make.attempt(cast.bob, cast.first, state=TryState.ANALYSED, tried_at=timezone.now())
    assert titles(cast)[0] == ("Decide what becomes of your try", False, True)


def test_a_decision_to_adapt_asks_for_the_next_round_once(cast: Cast) -> None:
    first = make.attempt(
        cast.bob, cast.first, state=TryState.DECIDED, decision="adapt", tried_at=timezone.now()
    )
    assert titles(cast)[0] == ("Plan your refined try", False, True)
    make.attempt(cast.bob, cast.first, refines=first, plan="Round two")
    assert titles(cast)[0] == ("Planned: Round two", True, False)


def test_the_line_says_where_one_is(cast: Cast) -> None:
    make.attend(cast.bob, cast.first)
    cast.series.sessions.filter(number=1).update(state=SessionState.HELD)
    line = queries.stations_for(cast.bob, cast.series)
    assert [(one.kind, one.title, one.note, one.state) for one in line] == [
        ("session", "Session 1", "you came", "done"),
        ("try", "Try 1", "you are here", "now"),
        ("session", "Session 2", "to be scheduled", ""),
    ]


def test_while_the_next_session_runs_it_is_the_place(cast: Cast) -> None:
    make.attend(cast.bob, cast.first)
    make.attempt(cast.bob, cast.first, state=TryState.TRIED, tried_at=timezone.now())
    now = timezone.now()
    cast.series.sessions.filter(number=2).update(
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1), state=SessionState.IN_PROGRESS
    )
    line = queries.stations_for(cast.bob, cast.series)
    assert [one.state for one in line] == ["done", "done", "now"]


def test_strangers_have_no_steps(cast: Cast) -> None:
    assert queries.next_steps(cast.charlie) == []
    assert queries.stations_for(cast.charlie, cast.series) == []
