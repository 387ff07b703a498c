"""Questions about agendas: what is in one, when each item begins, whether it fits."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from cycles.planning.local_time import clock
from cycles.planning.models import AgendaItem, Session, Strand
from cycles.planning.queries.resources import Shelf

UNDO = 5  # removals that can be undone on the page


@dataclass(frozen=True)
class Slot:
    """One item with its hours, local to the series; None while the session has no date."""

    item: AgendaItem
    after: int  # minutes from the session's start
    starts_at: datetime | None
    ends_at: datetime | None

    @property
    def when(self) -> str:
        """9:20 am to 9:45 am; while undated, how far into the session: after 20 minutes."""
        if self.starts_at and self.ends_at:
            return f"{clock(self.starts_at)} to {clock(self.ends_at)}"
        return f"after {self.after} minutes" if self.after else "at the start"


def agenda_of(session: Session, strand: Strand | None = None) -> QuerySet[AgendaItem]:
    """The items in order; of one strand: what is for everybody and what is for it alone."""
    rows = session.agenda.filter(removed_at=None).select_related("leader__root", "strand")
    if strand is not None:
        rows = rows.filter(Q(strand=None) | Q(strand=strand))
    return rows.order_by("position", "id")


def slots(session: Session, items: list[AgendaItem]) -> list[Slot]:
    """Clock times of the items of one room, one after the other. Elapsed time is counted, so that they are
    right over a change of the clocks."""
    found, passed = [], 0
    for item in items:
        ends = passed + item.minutes
        found.append(Slot(item, passed, _local(session, passed), _local(session, ends)))
        passed = ends
    return found


def _local(session: Session, minutes: int) -> datetime | None:
    if session.starts_at is None:
        return None
    return (session.starts_at + timedelta(minutes=minutes)).astimezone(session.series.tz)


def timetable(session: Session, strand: Strand | None = None) -> list[Slot]:
    """The agenda with clock times; of one strand: common items and that strand's."""
    return slots(session, list(agenda_of(session, strand)))


@dataclass(frozen=True)
class Row:
    """One item as lists show it. `times`: room and hours; the room is empty where all rooms agree."""

    item: AgendaItem
    times: list[tuple[str, str]]
    shelves: list[Shelf]


@dataclass(frozen=True)
class Plan:
    """A session's agenda with the times of every room."""

    items: list[AgendaItem]
    removed: list[AgendaItem]  # taken off last, to be put back
    strands: list[Strand]
    rows: list[Row]


def plan_of(session: Session, shelves: Iterable[Shelf] = ()) -> Plan:
    """The whole agenda: common items, and each strand's own with the times in that strand. `shelves`: resources
    that the reader may open; those of an item stand with it."""
    every = session.agenda.select_related("leader__root", "strand").order_by("position", "id")
    items: list[AgendaItem] = []
    gone: list[AgendaItem] = []
    strands = list(session.strands.all())
    for one in every:
        (gone if one.removed_at else items).append(one)
    gone.sort(key=lambda one: one.removed_at or one.updated_at, reverse=True)
    rooms: list[Strand | None] = [*strands] if any(one.strand_id for one in items) else [None]
    times: dict[uuid.UUID, list[tuple[str, str]]] = {one.pk: [] for one in items}
    for room in rooms:
        own = [one for one in items if room is None or one.strand_id in (None, room.pk)]
        for slot in slots(session, own):
            times[slot.item.pk].append((room.name if room else "", slot.when))
    held = list(shelves)
    rows = [
        Row(one, _agreed(times[one.pk]), [shelf for shelf in held if shelf.resource.agenda_item_id == one.pk])
        for one in items
    ]
    return Plan(items, gone[:UNDO], strands, rows)


def _agreed(times: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """One line without a room where all rooms have the same hours."""
    return [("", times[0][1])] if len({when for _, when in times}) == 1 else times


@dataclass(frozen=True)
class Fit:
    """How the minutes of one room stand against the session's length. Shown, never refused."""

    room: str  # "" when there is one room for all
    planned: int
    length: int  # 0 while the session has no date

    @property
    def words(self) -> str:
        free = self.length - self.planned
        if not self.length:
            return f"{in_hours(self.planned)} planned"
        if not free:
            return "Fills the session exactly"
        return f"{in_hours(free)} free" if free > 0 else f"{in_hours(-free)} longer than the session"

    @property
    def state(self) -> str:
        """Kind of badge."""
        if not self.length:
            return "plain"
        return "bad" if self.planned > self.length else "done" if self.planned == self.length else "wait"


def fits(session: Session, items: list[AgendaItem], strands: list[Strand]) -> list[Fit]:
    """One line for the session, or one for each of its rooms where the agenda has something of their own."""
    if not any(one.strand_id for one in items):
        return [Fit("", sum(one.minutes for one in items), session.minutes)]
    return [
        Fit(room.name, sum(one.minutes for one in items if one.strand_id in (None, room.pk)), session.minutes)
        for room in strands
    ]


def in_hours(minutes: int) -> str:
    """85 -> 1 hour 25 minutes."""
    hours, rest = divmod(minutes, 60)
    words = [f"{hours} {'hour' if hours == 1 else 'hours'}"] if hours else []
    if rest or not hours:
        words.append(f"{rest} {'minute' if rest == 1 else 'minutes'}")
    return " ".join(words)
