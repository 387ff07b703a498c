"""What the group concluded, and what each person will change."""

import uuid

from django.db import transaction
from django.utils import timezone

from cycles.analysis import access
from cycles.analysis.actions.notes import join
from cycles.analysis.actions.versions import bump
from cycles.analysis.choices import RunState
from cycles.analysis.models import Conclusion, ProtocolRun
from cycles.tries.actions import commitments
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused, Stale
from ilc.core.ids import unused
from participants.models import Person

LONGEST = 400
OVER = (RunState.CLOSED, RunState.CANCELLED)


class Overtaken(Stale):
    """Two leaders change one sentence; the second is told what the first wrote, and decides."""

    def __init__(self, stands: str, typed: str) -> None:
        super().__init__(
            f"Somebody else changed this to “{stands}” meanwhile. You wrote “{typed}”: save it again to put it in its "
            "place."
        )
        self.stands = stands


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _clean(text: str) -> str:
    words = _in_one_line(text)
    if not words:
        raise Refused("Write a few words first.", "text")
    if len(words) > LONGEST:
        raise Refused(f"A conclusion has at most {LONGEST} characters.", "text")
    return words


def _refuse_when_closed(run: ProtocolRun) -> None:
    if run.state in OVER:
        raise Refused("This joint look is closed. Reopen it to change its record.", "wrong-state")


@transaction.atomic
def add(*, run: ProtocolRun, text: str, by: User, pk: uuid.UUID | None = None) -> Conclusion:
    """One more sentence. Sent twice it stands once."""
    words = _clean(text)
    now = bump(run.pk, frame=True)
    _refuse_when_closed(now)
    if pk and (found := Conclusion.objects.filter(pk=pk, run=run).first()):
        return found
    made = Conclusion.objects.create(**unused(Conclusion, pk), run=run, text=words)
    events.record("analysis.conclusion-added", run, by=by)
    return made


@transaction.atomic
def change(*, conclusion: Conclusion, text: str, by: User, seen: str | None = None) -> None:
    """`seen` is the sentence as it stood when somebody began to change it: what a colleague made of it meanwhile is
    not written over unawares."""
    words = _clean(text)
    _refuse_when_closed(bump(conclusion.run_id, frame=True))
    stands = Conclusion.objects.values_list("text", flat=True).get(pk=conclusion.pk)
    if seen is not None and stands not in (words, _in_one_line(seen)):
        raise Overtaken(stands, words)
    Conclusion.objects.filter(pk=conclusion.pk).update(text=words, updated_at=timezone.now())
    events.record("analysis.conclusion-changed", conclusion.run, by=by)


@transaction.atomic
def remove(*, conclusion: Conclusion, by: User, undo: bool = False) -> None:
    _refuse_when_closed(bump(conclusion.run_id, frame=True))
    Conclusion.objects.filter(pk=conclusion.pk).update(removed_at=None if undo else timezone.now())
    verb = "analysis.conclusion-restored" if undo else "analysis.conclusion-removed"
    events.record(verb, conclusion.run, by=by)


def will_change(
    *, run: ProtocolRun, person: Person, typed: dict[str, str], by: User | None, seen: str = "", tab: str = ""
) -> dict[str, str]:
    """One to three concrete things, as commitments of the run's session: the home page asks about them later."""
    session = access.commit_session(run)
    if session is None:
        raise Refused(
            "This series has not begun yet: there is no session to write this down for.", "no-session"
        )
    if run.state == RunState.RUNNING:
        join(run=run, person=person)
    return commitments.write(person=person, session=session, typed=typed, by=by, seen=seen, tab=tab)
