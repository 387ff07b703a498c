"""Writing down what one will change."""

from django.db import transaction
from django.utils import timezone

from cycles.planning.models import Session
from cycles.tries.models import Commitment
from cycles.tries.queries.commitments import LINES, rev, texts, written
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused, Stale
from participants.models import Person

LONGEST = 300
ELSEWHERE = "You changed this meanwhile, perhaps on another device. Both texts are kept: choose one."


@transaction.atomic
def write(
    *, person: Person, session: Session, typed: dict[str, str], by: User | None, seen: str = "", tab: str = ""
) -> dict[str, str]:
    """Keep these lines; the others stay. An emptied line is taken back. Words on a line that was answered are new
    ones: what stood there stays, with its answer, as history. Gives all lines as they are now.

    `seen` is `rev` of the lines when the form was opened or last saved ("" to write whatever is there). Stale when
    one of these lines was changed elsewhere since."""
    Person.objects.select_for_update().get(pk=person.root_id)
    rows = {one.position: one for one in written(person, session)}
    before = texts(list(rows.values()))
    old = dict(zip(LINES, seen.split("."), strict=False)) if seen else {}
    there = dict(zip(LINES, rev(before).split("."), strict=True))
    new = {name: " ".join(text.split()) for name, text in typed.items() if name in LINES}
    for name, text in new.items():
        if len(text) > LONGEST:
            raise Refused(f"Please use at most {LONGEST} characters: one sentence.", name)
        row = rows.get(LINES[name])
        own = tab and row is not None and row.tab == tab
        if name in old and old[name] != there[name] and not own and before[name] != text:
            raise Stale(ELSEWHERE)
    said = {name: rows[line].text for name, line in LINES.items() if line in rows and not before[name]}
    changed = {
        name: text
        for name, text in new.items()
        if before[name] != text and (not text or said.get(name) != text)
    }
    for name, text in changed.items():
        _put(person, session, rows.get(LINES[name]), LINES[name], text, tab[:40])
    if changed and not rows and any(changed.values()):
        events.record("commitment.written", session, by=by, on_behalf_of=person.pk)
    return {**before, **changed}


def _put(
    person: Person, session: Session, row: Commitment | None, position: int, text: str, tab: str
) -> None:
    now = timezone.now()
    if row is not None and row.carried_out:
        line = Commitment.objects.filter(person__root=person.root_id, session=session, position=position)
        line.filter(followed_at=None).update(followed_at=now)
        row = None
    if row is None:
        Commitment.objects.create(person=person, session=session, position=position, text=text, tab=tab)
    elif text:
        Commitment.objects.filter(pk=row.pk).update(text=text, tab=tab, updated_at=now)
    else:
        row.delete()


@transaction.atomic
def answer(*, person: Person, session: Session, answers: dict[int, tuple[str, str]], by: User) -> bool:
    """What became of each line: how far it was carried out, and why. "" takes an answer back. True if any changed."""
    Person.objects.select_for_update().get(pk=person.root_id)
    changed = False
    for row in written(person, session):
        carried_out, reason = answers.get(row.position, (row.carried_out, row.reason))
        if (carried_out, reason) == (row.carried_out, row.reason):
            continue
        now = timezone.now()
        Commitment.objects.filter(pk=row.pk).update(
            carried_out=carried_out, reason=reason, answered_at=now if carried_out else None, updated_at=now
        )
        changed = True
    if changed:
        events.record("commitment.answered", session, by=by, on_behalf_of=person.pk)
    return changed
