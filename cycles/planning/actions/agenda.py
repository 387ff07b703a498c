"""The agenda of a session: items added, changed, ordered, removed and put back.

Order is kept per session under the lock of its row, and told as "after which item", so that two people who
add or move different items at once both keep their work.
"""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from cycles.planning.actions.checks import must_be_editable
from cycles.planning.choices import AgendaKind
from cycles.planning.models import AgendaItem, Session, Strand
from cycles.planning.queries.agenda import agenda_of
from ilc.accounts.models import User
from ilc.core import events, versions
from ilc.core.errors import Refused
from ilc.core.ids import unused
from participants.models import Person

K = AgendaKind
# Usual shapes to begin with: key, words, items with their minutes.
SHAPES: tuple[tuple[str, str, tuple[tuple[AgendaKind, int], ...]], ...] = (
    (
        "learn",
        "Learn something new, then plan a try",
        (
            (K.WELCOME, 10),
            (K.MODELLING, 40),
            (K.DISCUSSION, 20),
            (K.BREAK, 10),
            (K.PLANNING, 45),
            (K.DEBRIEF, 10),
            (K.NEXT_STEPS, 15),
        ),
    ),
    (
        "look",
        "Look at what was tried, then refine",
        (
            (K.WELCOME, 10),
            (K.DEBRIEF, 20),
            (K.JOINT_ANALYSIS, 50),
            (K.BREAK, 10),
            (K.MODELLING, 25),
            (K.PLANNING, 30),
            (K.NEXT_STEPS, 15),
        ),
    ),
)
MOST = 60  # items of one session
GONE = "Somebody removed this item meanwhile. Put it back on the agenda page, then save again: your text stays here."


def _hold(session: Session) -> list[AgendaItem]:
    """The items in order, with the session's row held until the transaction ends."""
    must_be_editable(session.series)
    Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    return list(agenda_of(session))


def _number(rows: list[AgendaItem]) -> None:
    """Write positions 1 to n where they changed."""
    for position, row in enumerate(rows, 1):
        if row.position != position:
            AgendaItem.objects.filter(pk=row.pk).update(position=position)
            row.position = position


def _fitting(session: Session, strand: Strand | None) -> None:
    if strand is not None and strand.session_id != session.pk:
        raise Refused("That strand belongs to another session. Choose one of this session.", "strand")


@transaction.atomic
def add(
    *,
    session: Session,
    by: User,
    kind: str,
    minutes: int,
    title: str = "",
    strand: Strand | None = None,
    leader: Person | None = None,
    led_by: str = "",
    note: str = "",
    leader_note: str = "",
    pk: uuid.UUID | None = None,
) -> AgendaItem:
    """One more item, at the end. The same `pk` sent twice is one item."""
    rows = _hold(session)
    if pk and (twice := session.agenda.filter(pk=pk).first()):
        return twice
    _fitting(session, strand)
    if len(rows) >= MOST:
        raise Refused(f"An agenda holds at most {MOST} items. Put some of them together.", "too-many")
    fresh = unused(AgendaItem, pk)
    _number(rows)
    item = AgendaItem.objects.create(
        session=session,
        position=len(rows) + 1,
        kind=kind,
        minutes=minutes,
        title=title.strip(),
        strand=strand,
        leader=leader,
        led_by=led_by.strip(),
        note=note,
        leader_note=leader_note,
        **fresh,
    )
    events.record("session.agenda-added", session, by=by, item=str(item.pk), kind=kind, minutes=minutes)
    return item


@transaction.atomic
def add_shape(*, session: Session, shape: str, by: User, pk: uuid.UUID) -> list[AgendaItem]:
    """All items of a usual shape at the end. The same `pk` sent twice adds them once."""
    items = next((items for key, _, items in SHAPES if key == shape), None)
    if items is None:
        raise Refused("Choose one of the shapes.", "shape")
    return [
        add(session=session, by=by, kind=kind, minutes=minutes, pk=uuid.uuid5(pk, str(number)))
        for number, (kind, minutes) in enumerate(items)
    ]


@transaction.atomic
def edit(*, item: AgendaItem, by: User, version: int | None = None, **fields: Any) -> None:
    """Change some of its fields: what it is, how long, who leads, for which room, notes."""
    must_be_editable(item.session.series)
    if item.removed_at:
        raise Refused(GONE, "removed")
    _fitting(item.session, fields.get("strand"))
    if changed := versions.save(item, version=version, **fields):
        events.record("session.agenda-edited", item.session, by=by, item=str(item.pk), fields=changed)


@transaction.atomic
def move(*, item: AgendaItem, after: uuid.UUID | None, by: User) -> int:
    """Put it right after another item, or first (None). Returns its place, from 1."""
    rows = _hold(item.session)
    moving = next((one for one in rows if one.pk == item.pk), None)
    if moving is None:
        raise Refused("Somebody removed this item meanwhile.", "removed")
    rest = [one for one in rows if one.pk != item.pk]
    place = next((n for n, one in enumerate(rest, 1) if one.pk == after), 0)
    if after is not None and not place:
        raise Refused("The item before it was removed meanwhile. Look at the order, then move it.", "order")
    return _put(item.session, moving, rest, place, by)


@transaction.atomic
def step(*, item: AgendaItem, up: bool, by: User) -> int:
    """One place up or down; at either end it stays. Returns its place, from 1."""
    rows = _hold(item.session)
    index = next((n for n, one in enumerate(rows) if one.pk == item.pk), None)
    if index is None:
        raise Refused("Somebody removed this item meanwhile.", "removed")
    moving = rows.pop(index)
    return _put(item.session, moving, rows, max(0, index - 1) if up else index + 1, by)


def _put(session: Session, moving: AgendaItem, rest: list[AgendaItem], place: int, by: User) -> int:
    before = moving.position
    rest.insert(place, moving)
    _number(rest)
    if moving.position != before:
        events.record(
            "session.agenda-moved", session, by=by, item=str(moving.pk), to=moving.position, before=before
        )
    return moving.position


@transaction.atomic
def remove(*, item: AgendaItem, by: User) -> None:
    """Take it off the agenda; twice is fine. It keeps its place, so that this can be undone."""
    _hold(item.session)
    if AgendaItem.objects.filter(pk=item.pk, removed_at=None).update(removed_at=timezone.now()):
        item.refresh_from_db(fields=["removed_at"])
        events.record("session.agenda-removed", item.session, by=by, item=str(item.pk))


@transaction.atomic
def restore(*, item: AgendaItem, by: User) -> None:
    """Undo of remove: back where it stood, as far as others did not move."""
    rows = _hold(item.session)
    if not AgendaItem.objects.filter(pk=item.pk, removed_at__isnull=False).update(removed_at=None):
        return
    item.refresh_from_db(fields=["removed_at"])
    rows.insert(min(item.position - 1, len(rows)), item)
    _number(rows)
    events.record("session.agenda-restored", item.session, by=by, item=str(item.pk))
