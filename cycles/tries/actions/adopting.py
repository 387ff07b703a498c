"""Trying what a colleague tried, with credit."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from cycles.planning.models import Session, Strategy
from cycles.tries.actions.stepping import once
from cycles.tries.actions.steps import LONGEST_PLAN, refine, reopen, start
from cycles.tries.choices import TryState
from cycles.tries.models import Try
from cycles.tries.queries import current_try, of_next
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused
from participants.models import Person


@transaction.atomic
def adopt(
    *,
    source: Try | None,
    session: Session,
    person: Person,
    by: User,
    plan: str = "",
    strategy: Strategy | None = None,
) -> Try:
    """The person's planned try after `session`, with credit to `source` and/or under `strategy`.

    Whoever calls this has fetched `source` through the reader's access: one adopts only what one may see. `plan`
    are the reader's or released words; it never replaces a plan the person wrote. A decided try gets its next
    round; one that is told and not decided is refused, since credit belongs to what is going to be tried.
    """
    if source is not None and source.person.root_id == person.root_id:
        raise Refused("That is your own try. Decide what becomes of it, then plan your next round.", "own")
    credit: dict[str, Any] = {"adopts": source} if source else {}
    if strategy is not None:
        credit["strategy"] = strategy
    if not credit:
        raise Refused("There is nothing to take over.", "empty")
    words = " ".join(plan.split())[:LONGEST_PLAN]
    current = current_try(person, session)
    if current is None:
        made = start(person=person.root, session=session, by=by, plan=words, **credit)
        return _noted(made, by)
    if current.state == TryState.DECIDED:
        typed = " ".join(current.draft.get(of_next("plan"), "").split())  # and did not send
        own = typed if 0 < len(typed) <= LONGEST_PLAN else words
        fields: dict[str, Any] = {"plan": own, **_class_of(current), **credit}
        return _noted(refine(attempt=current, session=session, by=by, fields=fields), by)
    if current.state not in (TryState.PLANNED, TryState.SKIPPED):
        raise Refused(
            "You told already how your try went. Decide what becomes of it, then use this in your next round.",
            "told",
        )
    if all(getattr(current, name) == value for name, value in credit.items()) and (current.plan or not words):
        return current  # pressed twice
    once(attempt=current, key=None, act=lambda: _credit(current, words, credit, by))
    return _noted(current, by)


def _class_of(one: Try) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("class_label", "grade", "subject", "class_size")}


def _credit(current: Try, words: str, credit: dict[str, Any], by: User) -> None:
    if current.state == TryState.SKIPPED:
        reopen(attempt=current, by=by)
    fields = {**credit, "plan": current.plan or words}
    Try.objects.filter(pk=current.pk).update(**fields, updated_at=timezone.now())


def _noted(attempt: Try, by: User) -> Try:
    found = Try.objects.select_related("session__series", "adopts", "strategy").get(pk=attempt.pk)
    events.record(
        "try.adopted",
        found,
        by=by,
        adopts=str(found.adopts_id) if found.adopts_id else "",
        strategy=str(found.strategy_id) if found.strategy_id else "",
    )
    return found
