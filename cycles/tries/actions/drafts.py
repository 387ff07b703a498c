"""Keeping what is typed, before it is sent. Nothing here changes a state, so no event is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from cycles.planning.models import Session
from cycles.tries.choices import TryState
from cycles.tries.models import PlanDraft, Try
from cycles.tries.queries import ANSWERS, BY, FIELDS, NEXT, Draft, own, stored, written
from ilc.core import marks
from ilc.core.errors import Refused, Stale
from participants.models import Person

LONGEST = 5000  # characters a field keeps as a draft
ELSEWHERE = (
    "This was changed on another device or tab. Both texts are kept: choose for each, then save again."
)
PLANNED = "Your next round is planned already, perhaps on another device."


@dataclass(frozen=True)
class Seen:
    """What a tab sends, and what it knew of each field when it was opened or last heard of it (`ilc.core.marks`)."""

    typed: dict[str, str] = field(default_factory=dict)  # as sent, by form name
    rev: str | None = None  # None: from no page of ours
    version: int | None = None  # of the try
    tab: str = ""  # made up by each tab that saves as one types

    @property
    def names(self) -> list[str]:
        """All fields of its page."""
        return [name for name in dict.fromkeys([*marks.read(self.rev or ""), *self.typed]) if name in FIELDS]

    def merge(
        self, there: Mapping[str, Any], draft: Draft, version: int, pressed: Iterable[str] = ()
    ) -> marks.Merge:
        """Beside what is there now. A page without marks is judged by its version."""
        typed = {name: value for name, value in self.typed.items() if name in there}
        moved = self.rev is not None or self.version not in (None, version)
        mine = own(draft, self.tab)
        return marks.settle(there, typed, self.rev or "", own=mine, pressed=[*pressed], unmarked_moved=moved)


def rest(draft: Draft, sent: set[str]) -> Draft:
    """What of a draft stays when `sent` is saved for good."""
    left = {name: value for name, value in draft.items() if name in FIELDS - sent}
    by = {name: who for name, who in draft.get(BY, {}).items() if name in left}
    return {**left, **({BY: by} if by else {})}


def there_now(attempt: Try, names: Iterable[str]) -> dict[str, Any]:
    """What is stored for these fields of a try's pages."""
    wanted = list(names)
    asked = any(name in ANSWERS for name in wanted)
    lines = written(attempt.person, attempt.session) if asked else []
    return stored(attempt, wanted, attempt.draft, lines)


def _merged(draft: Draft, there: dict[str, Any], seen: Seen, version: int) -> Draft:
    """The draft with what was changed here alone; Stale where another device changed the same field."""
    for name, value in seen.typed.items():
        if len(value) > LONGEST:
            raise Refused(f"Please use at most {LONGEST:,} characters.", name)
    merge = seen.merge(there, draft, version)
    if merge.clash:
        raise Stale(ELSEWHERE)
    typed = {name: value for name, value in seen.typed.items() if name in there and name not in merge.theirs}
    now = timezone.now().isoformat(timespec="seconds")
    by = {**draft.get(BY, {}), **{name: [seen.tab, now] for name in typed}}
    return {**draft, **typed, **({BY: by} if by else {})}


@transaction.atomic
def hold(attempt: Try) -> Try:
    """The try as it is, with its answers: nobody else writes them between the look at what is there and our writing."""
    row = (
        Try.objects.select_for_update(of=("self",))
        .select_related("session__series", "person")
        .get(pk=attempt.pk)
    )
    Person.objects.select_for_update().get(pk=row.person.root_id)
    return row


@transaction.atomic
def autosave(*, attempt: Try, seen: Seen) -> None:
    """Merge the changed fields into the draft. Stale when one of them changed elsewhere meanwhile; refused for the plan
    of a next round that is there already."""
    row = hold(attempt)
    if seen.typed.keys() & set(NEXT) and Try.objects.filter(refines=row).exists():
        raise Refused(PLANNED, next(name for name in NEXT if name in seen.typed))
    draft = _merged(row.draft, there_now(row, seen.names), seen, row.version)
    Try.objects.filter(pk=row.pk).update(draft=draft, updated_at=timezone.now())


@transaction.atomic
def autosave_plan(*, person: Person, session: Session, seen: Seen) -> None:
    """The same for a plan that is no try yet, or became one on another device. Stale once it was told."""
    if attempt := Try.objects.filter(person__root=person.root_id, session=session, refines=None).first():
        if attempt.state != TryState.PLANNED:
            raise Stale(ELSEWHERE)
        return autosave(attempt=attempt, seen=seen)
    kept, _ = PlanDraft.objects.select_for_update().get_or_create(person=person, session=session)
    kept.draft = _merged(kept.draft, stored(None, seen.names, kept.draft), seen, 0)
    kept.save(update_fields=["draft", "updated_at"])
    return None


@transaction.atomic
def keep(*, attempt: Try, seen: Seen) -> None:
    """Words that cannot be sent now wait as a draft; others that wait already stay."""
    row = hold(attempt)
    typed = {name: value for name, value in seen.typed.items() if value and not row.draft.get(name)}
    Try.objects.filter(pk=row.pk).update(draft={**row.draft, **typed})


@transaction.atomic
def forget(*, attempt: Try, names: Iterable[str]) -> None:
    """These were sent and stand elsewhere now: no draft of them is needed."""
    row = Try.objects.select_for_update().get(pk=attempt.pk)
    left = rest(row.draft, set(names))
    if left != row.draft:
        Try.objects.filter(pk=row.pk).update(draft=left)
        attempt.draft = left
