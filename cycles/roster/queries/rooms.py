"""Questions about the rooms of a session: who goes where, and how they would be spread evenly."""

import uuid
from dataclasses import dataclass, field

from django.db.models import Prefetch

from cycles.planning.models import Session, Strand
from cycles.roster.choices import EnrollmentState
from cycles.roster.models import Enrollment, StrandPlace
from cycles.roster.queries import roster


@dataclass
class Room:
    """A strand with the people who go there; without a strand: those who have no room yet."""

    strand: Strand | None
    people: list[Enrollment] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.strand.name if self.strand else "No room yet"

    @property
    def left(self) -> int | None:
        """Places left; None without a limit."""
        if self.strand is None or self.strand.capacity is None:
            return None
        return max(0, self.strand.capacity - self.strand.seats_taken)

    @property
    def words(self) -> str:
        if self.strand is None or self.strand.capacity is None:
            return f"{len(self.people)} {'person' if len(self.people) == 1 else 'people'}"
        return f"{self.strand.seats_taken} of {self.strand.capacity} places taken"


@dataclass(frozen=True)
class Change:
    """One person to another room; `origin` None: they had none."""

    enrollment: Enrollment
    origin: Strand | None
    target: Strand


def rooms(session: Session) -> list[Room]:
    """Every room of the session with its people by name, those without a room first, in a fixed number of queries."""
    here = StrandPlace.objects.filter(session=session)
    found: dict[uuid.UUID | None, Room] = {None: Room(None)}
    found |= {strand.pk: Room(strand) for strand in session.strands.order_by("name")}
    registered = roster(session.series).filter(state=EnrollmentState.REGISTERED)
    for one in registered.prefetch_related(Prefetch("strand_places", here)):
        place = next((place.strand_id for place in one.strand_places.all()), None)
        found[place].people.append(one)
    return list(found.values())


def evened(found: list[Room]) -> list[Change]:
    """The fewest changes after which everybody has a room and the rooms differ by one person at most, as far as
    their places allow. Whoever registered last changes first."""
    real = [room for room in found if room.strand is not None]
    if not real:
        return []
    people = {room.name: list(room.people) for room in real}
    waiting = [one for room in found if room.strand is None for one in room.people]
    origin = {one.pk: room.strand for room in found for one in room.people}
    for one in waiting:
        if room := _smallest(real, people):
            people[room.name].append(one)
    while (room := _smallest(real, people)) is not None:
        largest = max(real, key=lambda one: len(people[one.name]))
        if len(people[largest.name]) - len(people[room.name]) < 2:
            break
        last = max(people[largest.name], key=lambda one: (one.registered_at or one.created_at, one.pk))
        people[largest.name].remove(last)
        people[room.name].append(last)
    return [
        Change(one, origin[one.pk], room.strand)
        for room in real
        if room.strand is not None
        for one in people[room.name]
        if origin[one.pk] != room.strand
    ]


def _smallest(real: list[Room], people: dict[str, list[Enrollment]]) -> Room | None:
    """The room with the fewest people that has a place left for one more."""
    free = [room for room in real if _takes(room, len(people[room.name]))]
    return min(free, key=lambda one: len(people[one.name]), default=None)


def _takes(room: Room, now: int) -> bool:
    return room.strand is not None and (room.strand.capacity is None or now < room.strand.capacity)
