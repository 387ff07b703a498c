"""Preparing a run: protocol, people, question, minutes, and what hangs on the wall."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from cycles.analysis import access
from cycles.analysis.actions.versions import bump
from cycles.analysis.choices import OPEN_RUNS, RunState
from cycles.analysis.models import ProtocolRun, ProtocolTemplate, RunPhase, RunSample
from cycles.analysis.queries.pulse import shown_to_all
from cycles.evidence import actions as evidence
from cycles.evidence.choices import Visibility
from cycles.evidence.models import Artifact
from cycles.planning.models import Series, Session
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused
from ilc.core.ids import short_code, unused
from participants.models import Person

CODE_LENGTH = 5
DRAWS = 20
MOST_SAMPLES = 24


@dataclass(frozen=True)
class Plan:
    """What a leader fills in."""

    question: str = ""
    presenter: Person | None = None
    facilitator: Person | None = None
    session: Session | None = None
    minutes: Mapping[int, int] = field(default_factory=dict)  # by position of the phase


@transaction.atomic
def prepare(
    *, series: Series, template: ProtocolTemplate, plan: Plan, by: User, pk: uuid.UUID | None = None
) -> ProtocolRun:
    """A new run with a copy of the protocol. The same form sent twice makes one."""
    if pk and (found := ProtocolRun.objects.filter(pk=pk, series=series).first()):
        return found
    run = _with_code(
        ProtocolRun(
            **unused(ProtocolRun, pk),
            series=series,
            session=plan.session,
            template=template,
            title=template.title,
            anonymous=template.anonymous,
            question=plan.question.strip(),
            presenter=plan.presenter,
            facilitator=plan.facilitator,
        )
    )
    RunPhase.objects.bulk_create(
        RunPhase(run=run, **{**one.as_fields(), "minutes": plan.minutes.get(one.position, one.minutes)})
        for one in template.phases.order_by("position")
    )
    events.record("analysis.prepared", run, by=by, protocol=template.title)
    return run


def _with_code(run: ProtocolRun) -> ProtocolRun:
    """Saved with a code that no open run has; the database settles what two draw at once."""
    for _ in range(DRAWS):
        run.code = short_code(CODE_LENGTH)
        if ProtocolRun.objects.filter(code=run.code, state__in=OPEN_RUNS).exists():
            continue
        try:
            with transaction.atomic():
                run.save(force_insert=True)
            return run
        except IntegrityError:
            continue
    raise Refused("No free code was found. Try again.", "no-code")


@transaction.atomic
def change(*, run: ProtocolRun, plan: Plan, by: User) -> None:
    """Question, people and minutes; of phases that have not begun only."""
    now = bump(run.pk, frame=True)
    if now.state not in (RunState.PREPARED, RunState.RUNNING):
        raise Refused("This joint look is over. Its record stays as it is.", "wrong-state")
    ProtocolRun.objects.filter(pk=now.pk).update(
        question=plan.question.strip(),
        presenter=plan.presenter,
        facilitator=plan.facilitator,
        session=plan.session,
        updated_at=timezone.now(),
    )
    for position, minutes in plan.minutes.items():
        RunPhase.objects.filter(run=now, position=position, began_at=None).update(minutes=minutes)
    events.record("analysis.changed", now, by=by)


@transaction.atomic
def choose(*, run: ProtocolRun, artifacts: Sequence[Artifact], by: User) -> None:
    """What hangs on the wall, in this order. Only what its owner opened to the whole series; what people wrote about a
    sample that is taken off goes with it, so that is refused once notes are there. Once it has begun numbers stay:
    what is new gets the next one that nothing ever had."""
    if len(artifacts) > MOST_SAMPLES:
        raise Refused(f"At most {MOST_SAMPLES} samples fit on a wall.", "too-many")
    now = bump(run.pk, frame=True)
    _refuse_when_over(now)
    wanted = [one.pk for one in artifacts]
    open_to_all = set(Artifact.objects.filter(shown_to_all(), pk__in=wanted).values_list("pk", flat=True))
    if set(wanted) - open_to_all:
        raise Refused(
            "One of these is not shared with the whole series any more. Nothing was changed.", "circle"
        )
    there = {one.artifact_id: one for one in now.samples.all()}
    _keep_highest(now)
    gone = now.samples.exclude(artifact__in=wanted)
    if gone.filter(notes__isnull=False).exists():
        raise Refused("People already wrote about one of these samples: it stays on the wall.", "has-notes")
    gone.delete()
    fixed = {} if now.state == RunState.PREPARED else {pk: one.position for pk, one in there.items()}
    unused_numbers = count(1 if now.state == RunState.PREPARED else _highest(now) + 1)
    for pk in wanted:
        number = fixed[pk] if pk in fixed else next(unused_numbers)
        RunSample.objects.update_or_create(run=now, artifact_id=pk, defaults={"position": number})
    _keep_highest(now)
    events.record("analysis.samples-chosen", now, by=by, samples=len(wanted))


@transaction.atomic
def put_up(*, run: ProtocolRun, artifact: Artifact, by: User) -> RunSample:
    """The owner puts their own work up: that opens it to the whole series, which the button says."""
    if artifact.visibility not in (Visibility.SERIES, Visibility.LIBRARY) or artifact.state != "shared":
        evidence.share(artifact=artifact, visibility=Visibility.SERIES, by=by)
    now = bump(run.pk, frame=True)
    _refuse_when_over(now)
    if not Artifact.objects.filter(access.may_be_projected(now.series), pk=artifact.pk).exists():
        raise Refused(
            "People from several schools will see it. Open it, choose who sees it, and say first where permission is "
            "on file.",
            "release",
        )
    if now.samples.count() >= MOST_SAMPLES:
        raise Refused("The wall is full.", "too-many")
    number = {"position": _highest(now) + 1}
    made, fresh = RunSample.objects.get_or_create(run=now, artifact=artifact, defaults=number)
    if fresh:
        _keep_highest(now)
        events.record("analysis.sample-put-up", now, by=by, artifact=str(artifact.pk))
    return made


def _highest(run: ProtocolRun) -> int:
    """The highest number that any sample of this run has or had."""
    there = run.samples.aggregate(last=Max("position"))["last"] or 0
    return max(there, 0 if run.state == RunState.PREPARED else run.numbered)


def _keep_highest(run: ProtocolRun) -> None:
    """So that a sample taken off leaves its number to nobody."""
    run.numbered = _highest(run)
    ProtocolRun.objects.filter(pk=run.pk).update(numbered=run.numbered)


def _refuse_when_over(run: ProtocolRun) -> None:
    if run.state not in (RunState.PREPARED, RunState.RUNNING):
        raise Refused("This joint look is over. Its wall stays as it is.", "wrong-state")
