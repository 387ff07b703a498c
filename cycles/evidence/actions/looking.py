"""What was looked at together."""

from collections.abc import Iterable

from django.db import transaction

from cycles.planning.models import Session
from cycles.tries import actions as tries
from cycles.tries.models import Try
from ilc.accounts.models import User


@transaction.atomic
def mark_analysed(*, attempts: Iterable[Try], session: Session, by: User) -> int:
    """A leader says: we looked at these together. Returns how many."""
    count = 0
    for attempt in attempts:
        tries.look_at(attempt=attempt, session=session, by=by)
        count += 1
    return count


@transaction.atomic
def unmark_analysed(*, attempts: Iterable[Try], by: User) -> None:
    for attempt in attempts:
        tries.unlook(attempt=attempt, by=by)
