"""Where a room is in its agenda, as the wall and the leaders' phones show it."""

import uuid
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from cycles.planning.models import Session, Strand
from cycles.planning.queries.agenda import Slot, timetable
from cycles.roster.models import AgendaClock


@dataclass(frozen=True)
class Running:
    """The agenda of one room at one moment."""

    slots: list[Slot]
    clock: AgendaClock | None
    now: datetime

    @property
    def index(self) -> int | None:
        """Which item is on; None before the first and after the last."""
        if self.clock is None or self.clock.ended_at or self.clock.item_id is None:
            return None
        return next((n for n, one in enumerate(self.slots) if one.item.pk == self.clock.item_id), None)

    @property
    def current(self) -> Slot | None:
        return None if self.index is None else self.slots[self.index]

    @property
    def following(self) -> Slot | None:
        """What comes next; before the start the first item."""
        if self.is_over:
            return None
        number = 0 if self.index is None else self.index + 1
        return self.slots[number] if number < len(self.slots) else None

    @property
    def is_over(self) -> bool:
        return bool(self.clock and self.clock.ended_at)

    @property
    def is_paused(self) -> bool:
        return bool(self.clock and self.clock.paused_at)

    @property
    def version(self) -> int:
        return self.clock.version if self.clock else 0

    @property
    def stamp(self) -> str:
        """Changes with every press and every change of the agenda."""
        shown = [(str(one.item.pk), one.item.version) for one in self.slots]
        return f"{self.version}~{zlib.crc32(repr(shown).encode()):08x}"

    @property
    def seconds(self) -> int:
        """Left of the item that is on; below zero when it takes longer. Told as a length, not as a time of day,
        since the clock of a laptop at a projector may be wrong."""
        if self.current is None or self.clock is None or self.clock.started_at is None:
            return 0
        passed = (self.clock.paused_at or self.now) - self.clock.started_at
        return round((timedelta(minutes=self.current.item.minutes) - passed).total_seconds())

    @property
    def left(self) -> str:
        """The same for a page without JavaScript: 12:04."""
        size = abs(self.seconds)
        return f"{'+' if self.seconds < 0 else ''}{size // 60}:{size % 60:02}"


def running(session: Session, strand: Strand | None, now: datetime) -> Running:
    """In two queries."""
    clock = AgendaClock.objects.filter(session=session, strand=strand).first()
    return Running(timetable(session, strand), clock, now)


def room_of(session: Session, asked: str) -> Strand | None:
    """The strand an address names; None where it names none of this session."""
    try:
        return session.strands.filter(pk=uuid.UUID(asked)).first() if asked else None
    except ValueError:
        return None
