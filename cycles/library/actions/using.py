"""Using something from the library in one's own try, with credit that stays."""

from dataclasses import dataclass

from django.db import transaction

from cycles.evidence.models import Artifact
from cycles.evidence.queries.credit import is_unnamed
from cycles.library.choices import EntryKind
from cycles.library.models import Adoption, Example
from cycles.library.queries.cards import credit_line
from cycles.planning.models import Resource, Session, Strategy
from cycles.tries import actions as tries
from cycles.tries.choices import TryState
from cycles.tries.models import Try
from cycles.tries.queries import current_try
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused
from participants.models import Person


@dataclass(frozen=True)
class Thing:
    """One of the three, fetched through the reader's access."""

    strategy: Strategy | None = None
    resource: Resource | None = None
    artifact: Artifact | None = None

    @property
    def kind(self) -> EntryKind:
        if self.artifact:
            return EntryKind.EXAMPLE
        return EntryKind.RESOURCE if self.resource else EntryKind.STRATEGY

    @property
    def credit(self) -> str:
        """Whom it is from, as of today; a strategy is everybody's."""
        if self.artifact:
            return credit_line(self.artifact)
        if self.resource:
            series = self.resource.series
            return f"{series.title}, {series.host}" if series.host else series.title
        return str(self.strategy)

    @property
    def plan(self) -> str:
        """Words to begin a plan with: what was written for the library."""
        if self.artifact:
            example = Example.objects.filter(artifact=self.artifact).first()
            return example.title if example else ""
        return str(self.resource or self.strategy or "")

    def practice(self) -> Strategy | None:
        """The strategy a try with it is under, when there is only one."""
        if self.strategy:
            return self.strategy
        if self.artifact:
            example = Example.objects.filter(artifact=self.artifact).select_related("strategy").first()
            return example.strategy if example else None
        several = list(self.resource.series.strategies.all()[:2]) if self.resource else []
        return several[0] if len(several) == 1 else None


@dataclass(frozen=True)
class Use:
    """What using something did: Undo takes back that much and no more."""

    adoption: Adoption
    attempt: Try
    is_new: bool  # not there before
    planned: bool  # the try was made for it
    changed: bool  # or a step of the try there was


@transaction.atomic
def use(*, thing: Thing, session: Session, person: Person, by: User) -> Use:
    """Plan a try after this session with it, or put it into the plan there is. Twice is once.

    The lineage names the colleague; where the owner chose not to be named, only the words of the credit do."""
    artifact = thing.artifact
    if artifact and artifact.owner.root_id == person.root_id:
        raise Refused("That is your own. Decide what becomes of your try, then plan its next round.", "own")
    source = artifact.attempt if artifact and not is_unnamed(artifact) else None
    before = current_try(person, session)
    practice = None if _has_its_strategy(before) else thing.practice()
    if source or practice:
        made = tries.adopt(
            source=source, session=session, person=person, by=by, plan=thing.plan, strategy=practice
        )
    else:
        made = tries.start(person=person.root, session=session, by=by, plan=thing.plan)
    adoption, is_new = Adoption.objects.get_or_create(
        attempt=made,
        strategy=thing.strategy,
        resource=thing.resource,
        artifact=artifact,
        defaults={"person": person.root, "kind": thing.kind, "credit": thing.credit[:240]},
    )
    if is_new:
        events.record("library.used", adoption, by=by, attempt=str(made.pk), kind=thing.kind)
    same = before is not None and before.pk == made.pk
    changed = before is not None and same and before.version != made.version
    return Use(adoption, made, is_new, not same, changed)


def _has_its_strategy(before: Try | None) -> bool:
    """What one chose for a round that is still planned stays: a use adds its credit."""
    waits = (TryState.PLANNED, TryState.SKIPPED)
    return before is not None and before.state in waits and before.strategy_id is not None


@transaction.atomic
def undo_use(*, adoption: Adoption, by: User, planned: bool, changed: bool) -> None:
    """As before `use`: the credit goes, the try it made too, or the step it was. Refused once the try went on."""
    attempt = adoption.attempt
    borrowed = Thing(adoption.strategy, adoption.resource, adoption.artifact).plan
    events.record("library.use-undone", adoption, by=by, attempt=str(attempt.pk), kind=adoption.kind)
    adoption.delete()
    if planned:
        tries.unplan(attempt=attempt, by=by, borrowed=borrowed)
    elif changed:
        tries.undo(attempt=attempt, by=by)
