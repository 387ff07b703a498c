"""A person's own record: three lists of sessions."""

import uuid
from dataclasses import dataclass, field

from cycles.planning.choices import SessionState
from cycles.planning.models import Session
from cycles.roster.choices import CAME
from cycles.roster.hours.leading import led_sessions
from cycles.roster.models import Attendance
from participants.models import Person


@dataclass(frozen=True)
class HoursRow:
    """One session on somebody's record."""

    session: Session
    minutes: int
    note: str = ""  # "Part of it"
    role: str = "Taking part"

    @property
    def hours(self) -> str:
        return in_hours(self.minutes)


@dataclass(frozen=True)
class Hours:
    """Confirmed minutes; leading apart; what waits for a leader's word."""

    attended: list[HoursRow] = field(default_factory=list)
    led: list[HoursRow] = field(default_factory=list)
    waiting: list[HoursRow] = field(default_factory=list)

    @property
    def total(self) -> str:
        return in_hours(sum(row.minutes for row in self.attended))

    @property
    def leading(self) -> str:
        return in_hours(sum(row.minutes for row in self.led))


def in_hours(minutes: int) -> str:
    """Hours with one decimal, 6.5 or 3.0; under an hour minutes: 50 min."""
    return f"{minutes} min" if 0 < minutes < 60 else f"{minutes / 60:.1f}"


def with_unit(minutes: int) -> str:
    """The same with its unit, for a sentence: 6.5 hours, 50 min."""
    told = in_hours(minutes)
    return told if "min" in told else f"{told} hours"


def hours(person: Person) -> Hours:
    """A person's record: three lists, the latest session first."""
    mine = (
        Attendance.objects.filter(person__root=person.root_id, status__in=CAME)
        .exclude(session__state=SessionState.CANCELLED)
        .select_related("session__series")
        .order_by("-session__starts_at", "-confirmed", "-minutes")
    )
    attended: dict[uuid.UUID, HoursRow] = {}
    waiting: dict[uuid.UUID, HoursRow] = {}
    for one in mine:  # merged records may both have been there: the stronger row comes first
        if one.session_id not in attended:
            note = one.get_status_display() if one.status == "partial" else ""
            (attended if one.confirmed else waiting).setdefault(
                one.session_id, HoursRow(one.session, one.minutes, note)
            )
    led = Session.objects.filter(pk__in=led_sessions().filter(leader=person.root_id).values("pk"))
    led = led.select_related("series").order_by("-starts_at")
    return Hours(
        list(attended.values()),
        [HoursRow(one, one.minutes, role="Leading") for one in led],
        list(waiting.values()),
    )
