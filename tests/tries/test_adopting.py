"""Trying what a colleague tried: with credit, and with nothing of theirs that they did not release."""

import pytest
from django.utils import timezone

from cycles.planning.models import Strategy
from cycles.tries import actions
from cycles.tries.choices import TryState
from cycles.tries.models import Try
from ilc.core.errors import Refused
from ilc.core.models import DomainEvent
from tests import factories as make
from tests.cast import Cast

SECRET = "I lost my temper in period 2"


@pytest.fixture
def source(cast: Cast) -> Try:
    """Ben's try: told, for himself alone."""
    told = {"state": TryState.TRIED, "tried_at": timezone.now(), "what_happened": SECRET}
    return make.attempt(cast.ben, cast.first, plan=f"Frames. {SECRET}", **told)


def adopted(cast: Cast, source: Try | None, **fields: object) -> Try:
    assert cast.bob.user
    return actions.adopt(source=source, session=cast.first, person=cast.bob, by=cast.bob.user, **fields)  # type: ignore[arg-type]


def test_adopting_starts_a_try_with_credit_and_writes_it_down(cast: Cast, source: Try) -> None:
    made = adopted(cast, source, plan="Frames  on the\nboard")
    assert (made.adopts, made.plan, made.state) == (source, "Frames on the board", "planned")
    assert made.appointment == cast.bob.appointments.get()
    assert DomainEvent.objects.get(verb="try.adopted").data["adopts"] == str(source.pk)


def test_adopting_twice_is_one_try(cast: Cast, source: Try) -> None:
    assert adopted(cast, source) == adopted(cast, source)
    assert DomainEvent.objects.filter(verb="try.adopted").count() == 1


def test_a_plan_of_ones_own_stays_and_undo_takes_the_credit_back(cast: Cast, source: Try) -> None:
    assert cast.bob.user
    mine = make.attempt(cast.bob, cast.first, plan="Number talk")
    strategy = Strategy.objects.create(name="Sentence frames")
    made = adopted(cast, source, plan="Frames", strategy=strategy)
    assert (made.pk, made.plan, made.adopts, made.strategy) == (mine.pk, "Number talk", source, strategy)
    for _ in range(2):
        actions.undo(attempt=made, by=cast.bob.user)
    made.refresh_from_db()
    assert (made.plan, made.adopts, made.strategy, made.state) == ("Number talk", None, None, "planned")


def test_one_does_not_adopt_oneself_nor_after_the_fact_nor_nothing(cast: Cast, source: Try) -> None:
    make.attempt(cast.bob, cast.first, state=TryState.TRIED, tried_at=timezone.now())
    with pytest.raises(Refused, match="told already"):
        adopted(cast, source)
    own = Try.objects.get(person=cast.bob)
    with pytest.raises(Refused, match="your own"):
        adopted(cast, own)
    with pytest.raises(Refused, match="nothing"):
        adopted(cast, None)


def test_after_a_decision_it_is_the_next_round(cast: Cast, source: Try) -> None:
    first = make.attempt(
        cast.bob, cast.first, state=TryState.DECIDED, decision="adapt", grade="4", tried_at=timezone.now()
    )
    made = adopted(cast, source, plan="Frames")
    assert (made.refines, made.adopts, made.grade) == (first, source, "4")


def test_a_skipped_try_is_opened_again_and_undo_skips_it_again(cast: Cast, source: Try) -> None:
    assert cast.bob.user
    make.attempt(cast.bob, cast.first, state=TryState.SKIPPED, skip_reason="time")
    made = adopted(cast, source)
    assert made.state == "planned"
    actions.undo(attempt=made, by=cast.bob.user)
    made.refresh_from_db()
    assert (made.state, made.skip_reason, made.adopts) == ("skipped", "time", None)
