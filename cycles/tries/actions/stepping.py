"""Each press of a button is one step: it counts once however often it arrives, and the latest can be undone."""

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cycles.tries.actions.steps import reopen
from cycles.tries.choices import TryState
from cycles.tries.lifecycle import TRY
from cycles.tries.models import Try, TryStep
from cycles.tries.queries import FIELDS
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused

STORED = (
    "plan",
    "planned_for",
    "class_label",
    "grade",
    "subject",
    "class_size",
    "tried_on",
    "what_happened",
    "engagement",
    "would_change",
    "reflection_visibility",
    "decision_note",
    "adopts_id",
    "strategy_id",
)  # what Undo puts back; the state goes its own way, by the table
SKIPPED = ("skip_reason", "skip_note")
KEPT = FIELDS - {"planned_for"}  # taken back words wait as a draft


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)


def _fields(row: Try, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _now(row: Try) -> dict[str, Any]:
    return {"state": row.state, **_fields(row, STORED), **_fields(row, SKIPPED)}


def arrived(attempt: Try, key: uuid.UUID | None) -> bool:
    """Whether the sending `key` is done already: it was its answer that got lost."""
    return key is not None and TryStep.objects.filter(attempt=attempt, key=key).exists()


@transaction.atomic
def once(*, attempt: Try, key: uuid.UUID | None, act: Callable[[], Any]) -> bool:
    """Run `act` as one step of the try. False, with nothing done, when the sending `key` arrived before."""
    row = Try.objects.select_for_update().get(pk=attempt.pk)
    if arrived(row, key):
        return False
    before = _now(row)
    act()
    if _now(Try.objects.get(pk=row.pk)) == before:  # the same form once more
        return False
    Try.objects.filter(pk=row.pk, version=row.version).update(version=F("version") + 1)
    attempt.refresh_from_db()
    TryStep.objects.filter(attempt=row).exclude(before={}).update(before={})
    TryStep.objects.create(attempt=row, key=key or uuid.uuid4(), before=before, version=attempt.version)
    return True


@transaction.atomic
def undo(*, attempt: Try, by: User) -> None:
    """Take the latest step back. What was typed waits as a draft. Pressed twice it undoes once."""
    row = Try.objects.select_for_update().select_related("session__series").get(pk=attempt.pk)
    step = TryStep.objects.filter(attempt=row).order_by("-created_at", "-id").first()
    if step is None or step.undone_at:
        return
    if step.version != row.version:
        raise Refused("This try was changed since. Nothing was undone.", "stale")
    before = dict(step.before)
    state, skipped = before.pop("state"), {name: before.pop(name) for name in SKIPPED}
    gone = {name: _plain(getattr(row, name)) for name in KEPT & {*STORED, *SKIPPED}}
    old = {**before, **skipped}
    taken = {name: str(value) for name, value in gone.items() if value not in (None, "", old.get(name))}
    if state != row.state:
        reopen(attempt=row, by=by)
        if state == TryState.SKIPPED:
            TRY.advance(row, "skipped", **skipped)
    if state != row.state:
        raise Refused("This try went on since. Nothing was undone.", "wrong-state")
    now = timezone.now()
    Try.objects.filter(pk=row.pk).update(
        **before, draft={**row.draft, **taken}, version=F("version") + 1, updated_at=now
    )
    TryStep.objects.filter(pk=step.pk).update(undone_at=now, before={})
    events.record("try.undone", row, by=by)
    attempt.refresh_from_db()
