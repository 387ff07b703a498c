"""Where something of the library can go: the tries somebody has open, and whose ideas are in one."""

import uuid
from dataclasses import dataclass

from cycles.evidence.models import Artifact
from cycles.library.choices import EntryKind
from cycles.library.models import Adoption
from cycles.library.queries.live import AnyUser, entries
from cycles.planning.choices import OPEN_STATES
from cycles.planning.models import Resource, Session, Strategy
from cycles.tries.choices import TryState
from cycles.tries.models import Try
from cycles.tries.queries import works
from participants.models import Person

WAITING = (TryState.TRIED, TryState.BROUGHT, TryState.ANALYSED)


@dataclass(frozen=True)
class Place:
    """One session after which the person may use it. `why_not`: told already, and not decided."""

    session: Session
    attempt: Try | None
    has_it: bool = False  # used there already

    @property
    def is_open(self) -> bool:
        return self.attempt is None or self.attempt.state not in WAITING

    @property
    def words(self) -> str:
        return f"{self.session.series.title}, after {self.session.label.lower()}"

    @property
    def note(self) -> str:
        """What becomes of it there."""
        if self.attempt is None:
            return "You have planned nothing yet: this begins your plan."
        if self.has_it:
            return "It is in your plan already."
        if self.attempt.state == TryState.DECIDED:
            return "As your next round."
        plan = f": {self.attempt.plan}" if self.attempt.plan else ""
        return f"It goes into your plan{plan}"


def places_for(person: Person, **thing: Strategy | Resource | Artifact | None) -> list[Place]:
    """The latest session that has begun, of each running series the person takes part in. `thing`: what is to be used,
    as `Adoption` names it."""
    found = [one for one in works(person) if one.last is not None and one.series.state in OPEN_STATES]
    attempts = [one.attempt.pk for one in found if one.attempt and one.attempt.state != TryState.DECIDED]
    used = set(Adoption.objects.filter(attempt__in=attempts, **thing).values_list("attempt", flat=True))
    return [
        Place(one.last, one.attempt, bool(one.attempt and one.attempt.pk in used))
        for one in found
        if one.last is not None
    ]


@dataclass(frozen=True)
class CreditLine:
    """Whose idea is in a try. The address is there while the thing is."""

    kind: str
    words: str
    pk: uuid.UUID | None


def credits_of(user: AnyUser, attempt: Try) -> list[CreditLine]:
    """In the order in which they were taken up; what is gone keeps its credit and links nowhere."""
    rows = list(Adoption.objects.filter(attempt=attempt))
    named = {one.kind: "" for one in rows}
    seen: set[uuid.UUID] = set()
    for kind in named:
        field = "artifact" if kind == EntryKind.EXAMPLE else kind
        wanted = [getattr(one, f"{field}_id") for one in rows if one.kind == kind]
        seen |= set(entries(user).filter(**{f"{field}__in": wanted}).values_list(field, flat=True))
    lines = []
    for one in rows:
        pk = one.artifact_id or one.resource_id or one.strategy_id
        lines.append(CreditLine(one.kind, one.credit, pk if pk in seen else None))
    return lines
