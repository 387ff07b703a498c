"""Writing notes from many phones at once; gathering them; putting one aside kindly."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cycles.analysis.actions.versions import bump
from cycles.analysis.choices import RunState
from cycles.analysis.models import Note, NoteGroup, ProtocolRun, RunMember, RunPhase, RunSample
from cycles.analysis.queries.sheets import has_page
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused
from participants.models import Person

LONGEST = 500
HEADING = 80


@dataclass(frozen=True)
class Place:
    """A place in a sample's picture: page, and fractions of its width and height."""

    page: int
    x: float
    y: float


@transaction.atomic
def join(*, run: ProtocolRun, person: Person) -> None:
    """They have it open: they take part, and the wall counts them. Again changes nothing."""
    if RunMember.objects.filter(run=run, person=person).exists():
        return
    bump(run.pk)
    RunMember.objects.bulk_create([RunMember(run=run, person=person)], ignore_conflicts=True)


@transaction.atomic
def add(
    *,
    run: ProtocolRun,
    person: Person,
    pk: uuid.UUID,
    phase: RunPhase,
    kind: str,
    text: str,
    sample: RunSample | None = None,
    place: Place | None = None,
) -> Note:
    """Keep a note under the id it was typed with. The same one again is the same note. When its phase is over it is
    kept and marked late. No event is written: an event would name who wrote it."""
    if found := _sent_before(pk, run, person):
        return found
    words = text.strip()
    if not words:
        raise Refused("Write a few words first.", "empty")
    if len(words) > LONGEST:
        raise Refused(f"Please use at most {LONGEST} characters: one thought a note.", "too-long")
    if kind not in phase.kinds or phase.run_id != run.pk:
        raise Refused("This phase takes no such notes.", "kind")
    if (sample and sample.run_id != run.pk) or (place and sample is None):
        raise Refused("This sample is not on the wall.", "sample")
    if sample and place and not has_page(sample.artifact, place.page):
        raise Refused("The sample has no such page. Mark the place in the picture again.", "page")
    now = bump(run.pk)
    if found := _sent_before(pk, run, person):  # while we waited for the row
        return found
    _refuse_unless_begun(now, phase)
    where = {"page": place.page, "x": place.x, "y": place.y, "pin": _next_pin(sample)} if place else {}
    return Note.objects.create(
        id=pk,
        run=run,
        phase=phase,
        sample=sample,
        author=person,
        kind=kind,
        text=words,
        late=now.state != RunState.RUNNING or now.phase_id != phase.pk,
        changed=now.version,
        **where,
    )


def _next_pin(sample: RunSample | None) -> int:
    """The number of a new place. A note that is taken back keeps its own, so that "place 3" stays what it was."""
    return (Note.objects.filter(sample=sample).aggregate(last=Max("pin"))["last"] or 0) + 1


def _sent_before(pk: uuid.UUID, run: ProtocolRun, person: Person) -> Note | None:
    found = Note.objects.filter(pk=pk).select_related("author").first()
    if found and (found.run_id != run.pk or found.author.root_id != person.root_id):
        raise Refused("This note was not taken. Write it again.", "id")
    return found


def _refuse_unless_begun(run: ProtocolRun, phase: RunPhase) -> None:
    if run.state == RunState.CANCELLED:
        raise Refused("This joint look was cancelled. Your words are still on this phone.", "cancelled")
    if not RunPhase.objects.filter(pk=phase.pk, began_at__isnull=False).exists():
        raise Refused("This phase has not begun yet. Your words are still on this phone.", "too-early")


def _refuse_when_closed(run: ProtocolRun) -> None:
    """A closed record is gathered no more; its authors may still take a note back."""
    if run.state in (RunState.CLOSED, RunState.CANCELLED):
        raise Refused("This joint look is closed. Reopen it to change its record.", "wrong-state")


@transaction.atomic
def withdraw(*, note: Note) -> None:
    """Its author takes it back."""
    _change(note, withdrawn_at=timezone.now())


@transaction.atomic
def restore(*, note: Note) -> None:
    """Undo of `withdraw`."""
    _change(note, withdrawn_at=None)


@transaction.atomic
def put_aside(*, note: Note, by: User) -> None:
    """The facilitator takes it from the screens; its author still sees it, and that it was put aside."""
    _refuse_when_closed(note.run)
    _change(note, hidden_at=timezone.now())
    events.record("analysis.note-put-aside", note.run, by=by)


@transaction.atomic
def put_back(*, note: Note, by: User) -> None:
    _refuse_when_closed(note.run)
    _change(note, hidden_at=None)
    events.record("analysis.note-put-back", note.run, by=by)


def _change(note: Note, **values: object) -> None:
    now = bump(note.run_id)
    Note.objects.filter(pk=note.pk).update(**values, changed=now.version, updated_at=timezone.now())


@transaction.atomic
def gather(
    *, run: ProtocolRun, notes: Iterable[uuid.UUID], into: NoteGroup | None, heading: str = ""
) -> NoteGroup | None:
    """Put notes under a heading: one that is there, or a new one; neither takes them out of their group."""
    chosen = list(notes)
    words = " ".join(heading.split())
    if not chosen:
        raise Refused("Choose at least one note.", "none")
    if len(words) > HEADING:
        raise Refused(f"Please use at most {HEADING} characters for a heading.", "too-long")
    now = bump(run.pk, frame=True)
    _refuse_when_closed(now)
    group = into
    if group is None and words:
        group, _ = NoteGroup.objects.get_or_create(run=run, heading=words)
    Note.objects.filter(run=run, pk__in=chosen).update(
        group=group, changed=now.version, updated_at=timezone.now()
    )
    return group


@transaction.atomic
def rename(*, group: NoteGroup, heading: str) -> None:
    words = " ".join(heading.split())
    if not words or len(words) > HEADING:
        raise Refused(f"A heading has 1 to {HEADING} characters.", "heading")
    _refuse_when_closed(bump(group.run_id, frame=True))
    NoteGroup.objects.filter(pk=group.pk).update(heading=words, updated_at=timezone.now())


@transaction.atomic
def ungroup(*, group: NoteGroup) -> None:
    """The heading goes, its notes stay."""
    now = bump(group.run_id, frame=True)
    _refuse_when_closed(now)
    group.notes.update(group=None, changed=now.version, updated_at=timezone.now())
    group.delete()
