"""A domain event stands or falls with its change (domain.md 3.9)."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from cycles.planning.models import Strategy
from ilc.core import events
from ilc.core.models import DomainEvent
from tests import factories as make


@pytest.fixture
def strategy(db: None) -> Strategy:
    return Strategy.objects.create(name="Sentence frames")


def test_says_who_what_why_and_for_whom(strategy: Strategy) -> None:
    user, person = make.user(), make.person(account=False)
    with transaction.atomic():
        events.record("strategy.named", strategy, by=user, on_behalf_of=person.pk, reason="asked", old="x")
    event = DomainEvent.objects.get()
    assert (event.verb, event.object_type, event.object_id) == (
        "strategy.named",
        "planning.strategy",
        strategy.pk,
    )
    assert (event.actor, event.on_behalf_of, event.reason, event.data) == (
        user,
        person.pk,
        "asked",
        {"old": "x"},
    )


@pytest.mark.parametrize("by", [None, AnonymousUser()])
def test_nobody_signed_in_is_nobody(strategy: Strategy, by: AnonymousUser | None) -> None:
    with transaction.atomic():
        assert events.record("strategy.named", strategy, by=by).actor is None


def test_undone_with_its_change(strategy: Strategy) -> None:
    def fail() -> None:
        with transaction.atomic():
            events.record("strategy.named", strategy, by=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not DomainEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_refuses_to_stand_alone() -> None:
    strategy = Strategy.objects.create(name="Number talks")
    with pytest.raises(RuntimeError):
        events.record("strategy.named", strategy, by=None)


def test_outlives_the_account(strategy: Strategy) -> None:
    user = make.user()
    with transaction.atomic():
        events.record("strategy.named", strategy, by=user)
    EmailAddress.objects.filter(user=user).delete()
    user.delete()
    assert DomainEvent.objects.get().actor is None
