"""Keeping what is typed, before it is sent. Nothing here changes a state, so no event is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from cycles.planning.models import Session
from cycles.tries.models import PlanDraft, Try
from cycles.tries.queries import FIELDS, NEXT, TAB, is_news, same_words
from ilc.core.errors import Refused, Stale
from participants.models import Person

LONGEST = 5000  # characters a field keeps as a draft
ELSEWHERE = (
    "Somebody changed this meanwhile, perhaps you on another device. Both texts are kept: "
    "compare them, then save again."
)
PLANNED = "Your next round is planned already, perhaps on another device."


@dataclass(frozen=True)
class Seen:
    """What a form's tab knows of the draft: `rev` when it was opened or last saved (None: whatever there is)."""

    typed: dict[str, str] = field(default_factory=dict)  # as sent, by form name
    rev: str | None = None
    tab: str = ""  # made up by each tab that saves as one types


def _moved(draft: dict[str, str], seen: Seen) -> bool:
    """Whether another tab wrote since. One's own words, whose answer may have got lost, are no news."""
    own = seen.tab and draft.get(TAB) == seen.tab
    return not (own or seen.rev is None) and is_news(draft, seen.typed, seen.rev or "")


def check(draft: dict[str, str], seen: Seen | None) -> None:
    """For a whole page that is sent: Stale when another tab kept other words since."""
    if seen is None or not _moved(draft, seen):
        return
    kept = {name: draft[name] for name in seen.typed.keys() & FIELDS if name in draft}
    if any(not same_words(value, seen.typed[name]) for name, value in kept.items()):
        raise Stale(ELSEWHERE)


def rest(draft: dict[str, str], sent: set[str]) -> dict[str, str]:
    """What of a draft stays when `sent` is saved for good."""
    left = {name: value for name, value in draft.items() if name not in sent}
    return left if left.keys() & FIELDS else {}


def _merge(kept: dict[str, str], seen: Seen) -> dict[str, str]:
    for name, value in seen.typed.items():
        if len(value) > LONGEST:
            raise Refused(f"Please use at most {LONGEST:,} characters.", name)
    if _moved(kept, seen):
        raise Stale(ELSEWHERE)
    typed = {name: value for name, value in seen.typed.items() if name in FIELDS}
    return {**kept, **typed, **({TAB: seen.tab} if typed and seen.tab else {})}


@transaction.atomic
def autosave(*, attempt: Try, seen: Seen, version: int) -> dict[str, str]:
    """Merge the changed fields into the draft, and give it back. Stale when it changed elsewhere meanwhile; refused for
    the plan of a next round that is there already."""
    row = Try.objects.select_for_update().get(pk=attempt.pk)
    if row.version != version:
        raise Stale(ELSEWHERE)
    if seen.typed.keys() & set(NEXT) and Try.objects.filter(refines=row).exists():
        raise Refused(PLANNED, next(name for name in NEXT if name in seen.typed))
    draft = _merge(row.draft, seen)
    Try.objects.filter(pk=row.pk).update(draft=draft, updated_at=timezone.now())
    return draft


@transaction.atomic
def autosave_plan(*, person: Person, session: Session, seen: Seen) -> dict[str, str]:
    """The same before there is a try. Stale once there is one."""
    if Try.objects.filter(person__root=person.root_id, session=session).exists():
        raise Stale(ELSEWHERE)
    kept, _ = PlanDraft.objects.select_for_update().get_or_create(person=person, session=session)
    kept.draft = _merge(kept.draft, seen)
    kept.save(update_fields=["draft", "updated_at"])
    return kept.draft


@transaction.atomic
def forget(*, attempt: Try, names: Iterable[str]) -> None:
    """These were sent and stand elsewhere now: no draft of them is needed."""
    row = Try.objects.select_for_update().get(pk=attempt.pk)
    left = rest(row.draft, set(names))
    if left != row.draft:
        Try.objects.filter(pk=row.pk).update(draft=left)
        attempt.draft = left
