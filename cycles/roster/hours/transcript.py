"""A person's hours as they are told: by school year and series, taking part and leading apart."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from cycles.planning.models import Series
from cycles.roster.choices import CAME
from cycles.roster.hours.record import Hours, HoursRow, hours, with_unit
from cycles.roster.models import EventAttendance
from ilc.core.days import school_year
from participants.models import Person


@dataclass
class SeriesHours:
    """One series of one school year."""

    series: Series
    attended: list[HoursRow] = field(default_factory=list)
    led: list[HoursRow] = field(default_factory=list)

    @property
    def rows(self) -> list[HoursRow]:
        """By date; who leads a session does not also take part in it."""
        return sorted([*self.attended, *self.led], key=lambda row: str(row.session.starts_at))

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.attended)

    @property
    def minutes_led(self) -> int:
        return sum(row.minutes for row in self.led)

    @property
    def hours(self) -> str:
        return with_unit(self.minutes)

    @property
    def leading(self) -> str:
        return with_unit(self.minutes_led)


@dataclass
class EventRow:
    """A conference or presentation somebody was at; its hours are not counted."""

    title: str
    kind: str
    starts_at: datetime  # local to the event


@dataclass
class Year:
    """One school year, 1 July to 30 June."""

    first: int
    series: dict[uuid.UUID, SeriesHours] = field(default_factory=dict)
    events: list[EventRow] = field(default_factory=list)

    @property
    def label(self) -> str:
        return f"{self.first}–{(self.first + 1) % 100:02}"  # noqa: RUF001

    @property
    def blocks(self) -> list[SeriesHours]:
        return list(self.series.values())

    @property
    def hours(self) -> str:
        return with_unit(sum(one.minutes for one in self.blocks))

    @property
    def minutes_led(self) -> int:
        return sum(one.minutes_led for one in self.blocks)

    @property
    def leading(self) -> str:
        return with_unit(self.minutes_led)


@dataclass(frozen=True)
class Transcript:
    """Everything, the latest year first."""

    record: Hours
    years: list[Year]

    @property
    def blocks(self) -> list[tuple[Year, SeriesHours]]:
        return [(year, one) for year in self.years for one in year.blocks]


def transcript(person: Person) -> Transcript:
    """A person's record through merges, in a fixed number of queries."""
    record = hours(person)
    years: dict[int, Year] = {}
    for rows, name in ((record.attended, "attended"), (record.led, "led")):
        for row in rows:
            if row.session.local_date:
                first = school_year(row.session.local_date)
                year = years.setdefault(first, Year(first))
                of = year.series.setdefault(row.session.series_id, SeriesHours(row.session.series))
                getattr(of, name).append(row)
    for event in _events(person):
        first = school_year(event.starts_at.date())
        years.setdefault(first, Year(first)).events.append(event)
    return Transcript(record, [years[first] for first in sorted(years, reverse=True)])


def _events(person: Person) -> list[EventRow]:
    rows = EventAttendance.objects.filter(person__root=person.root_id, status__in=CAME)
    found = {}  # merged records may both have been there
    for one in rows.select_related("event").order_by("-event__starts_at"):
        event = one.event
        local = event.starts_at.astimezone(event.tz)
        found[event.pk] = EventRow(event.title, event.get_kind_display(), local)
    return list(found.values())
