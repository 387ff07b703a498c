"""Undo of planning: a round that somebody planned a moment ago and did nothing with is taken back."""

from typing import Any

from django.db import transaction

from cycles.tries.actions.steps import LONGEST_PLAN
from cycles.tries.choices import TryState
from cycles.tries.models import PlanDraft, Try
from cycles.tries.queries import PLAN, of_next
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused


def _went_on(row: Try) -> bool:
    """Told, skipped, or anything at all hangs on it: steps, files, feedback, a colleague's credit."""
    kept: list[Any] = list(Try._meta.related_objects)
    return row.state != TryState.PLANNED or any(
        one.related_model._default_manager.filter(**{one.field.name: row}).exists() for one in kept
    )


@transaction.atomic
def unplan(*, attempt: Try, by: User, borrowed: str = "") -> None:
    """The round is gone; its words wait where it was planned: with the round before it, or in the plan form. A plan
    of just the `borrowed` words is not the person's own and goes. Refused once it went on."""
    row = Try.objects.select_for_update().get(pk=attempt.pk)
    if _went_on(row):
        raise Refused("This round went on since. Nothing was undone.", "wrong-state")
    saved = {name: str(getattr(row, name)) for name in PLAN if getattr(row, name) not in (None, "")}
    if row.plan == " ".join(borrowed.split())[:LONGEST_PLAN]:
        saved.pop("plan", None)
    words = {**saved, **row.draft}
    before = row.refines
    if before and words:
        own = {of_next(name): words[name] for name in PLAN if name in words}
        Try.objects.filter(pk=before.pk).update(draft={**before.draft, **own})
    elif words and not before:
        PlanDraft.objects.update_or_create(
            person=row.person, session_id=row.session_id, defaults={"draft": words}
        )
    events.record("try.unplanned", row, by=by)
    row.delete()
