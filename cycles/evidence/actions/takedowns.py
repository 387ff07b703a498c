"""Requests to take a file down: hidden at once, decided by people who do not see it."""

from django.db import transaction
from django.utils import timezone

from cycles.evidence.actions.files import withdraw
from cycles.evidence.choices import USABLE, AskedBy, TakedownState
from cycles.evidence.emails import TAKEDOWN_ASKED, TAKEDOWN_DECIDED
from cycles.evidence.models import Artifact, TakedownRequest
from ilc.accounts.models import User
from ilc.core import events, outbox
from ilc.core.errors import Refused


@transaction.atomic
def ask_takedown(
    *, artifact: Artifact, reason: str, by: User, asked_by: str = AskedBy.READER
) -> TakedownRequest:
    """From now on its owner alone sees it, until program staff decide. Asking twice changes nothing."""
    fresh = Artifact.objects.select_for_update().get(pk=artifact.pk)
    if fresh.state not in USABLE:
        raise Refused("This file is not here any more. Nobody sees it.", "gone")
    open_ones = TakedownRequest.objects.filter(artifact=fresh, state=TakedownState.OPEN)
    if found := open_ones.filter(entered_by=by).first():
        return found
    made = TakedownRequest.objects.create(
        artifact=fresh, reason=reason, asked_by=AskedBy(asked_by), entered_by=by
    )
    Artifact.objects.filter(pk=fresh.pk, taken_down_at=None).update(
        taken_down_at=timezone.now(), updated_at=timezone.now()
    )
    events.record("artifact.takedown-asked", fresh, by=by, asked_by=asked_by)
    _tell(TAKEDOWN_ASKED, made)
    return made


@transaction.atomic
def answer_takedown(*, request: TakedownRequest, answer: str, by: User) -> None:
    """The owner's side, for those who decide."""
    rows = TakedownRequest.objects.filter(pk=request.pk, state=TakedownState.OPEN)
    if not rows.update(answer=answer, answered_at=timezone.now()):
        raise Refused("This was decided meanwhile.", "decided")
    events.record("artifact.takedown-answered", request.artifact, by=by)


@transaction.atomic
def decide_takedown(*, request: TakedownRequest, uphold: bool, note: str, by: User) -> None:
    """For good, or shown again. What is decided about a file answers every request about it that is open."""
    artifact = Artifact.objects.select_for_update().get(pk=request.artifact_id)
    waiting = TakedownRequest.objects.filter(artifact=artifact, state=TakedownState.OPEN)
    if not waiting.filter(pk=request.pk).exists():
        raise Refused("This was decided meanwhile.", "decided")
    about = list(waiting)
    state = TakedownState.UPHELD if uphold else TakedownState.REJECTED
    waiting.update(state=state, note=note, decided_by=by, decided_at=timezone.now())
    if uphold:
        withdraw(artifact=artifact, by=by)
    else:
        Artifact.objects.filter(pk=artifact.pk).update(taken_down_at=None, updated_at=timezone.now())
    events.record(f"artifact.takedown-{state}", artifact, by=by, reason=note)
    for one in about:
        _tell(TAKEDOWN_DECIDED, one)


def _tell(rule: str, request: TakedownRequest) -> None:
    owner = request.artifact.owner.root_id
    outbox.post(rule=rule, recipient_id=owner, object_id=request.pk, occurrence=request.state)
