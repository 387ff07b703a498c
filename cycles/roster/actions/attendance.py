"""Checking in, marking, counting heads. Attendance is never refused for capacity (domain.md 3.2)."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cycles.planning.choices import OPEN_STATES, SessionState
from cycles.planning.local_time import clock
from cycles.planning.models import Session
from cycles.roster import queries
from cycles.roster.actions import enrollments, marks
from cycles.roster.actions.marks import Said
from cycles.roster.choices import (
    CAME,
    AttendanceSource,
    AttendanceStatus,
    EnrollmentSource,
    EnrollmentState,
    MarkKind,
)
from cycles.roster.models import Attendance, Enrollment, HeadCount
from cycles.roster.windows import Phase, why_not, window
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused
from participants.access import current_appointment
from participants.models import Person

Status = AttendanceStatus
REGISTERED = (EnrollmentState.REGISTERED, EnrollmentState.COMPLETED)


@dataclass(frozen=True)
class CheckedIn:
    """What checking in came to."""

    attendance: Attendance
    again: bool  # was checked in already; counted once
    enrollment: Enrollment | None  # waitlisted when they walked into a full series


@transaction.atomic
def check_in(
    *, session: Session, person: Person, by: User | None = None, source: str = AttendanceSource.SELF
) -> CheckedIn:
    """The person says: I am here. In the window it counts; after the end a leader confirms it first.

    Somebody not enrolled is enrolled as a walk-in; when the series is full they wait for a seat in the
    following sessions, and their attendance counts all the same.
    """
    person = person.root
    if queries.is_leader(session.series, person):
        raise Refused(
            "You lead this series: leaders are not counted as participants. Your hours of leading are kept apart.",
            "leader",
        )
    now = window(session, timezone.now())
    if not now.takes_names:
        raise Refused(why_not(session, now), now.phase)
    phase = now.phase
    enrollment = _enrolled(session, person, by)
    found = marks.hold(session, person, enrollment)  # an impatient thumb's second tap waits here
    if found.status in CAME and (found.confirmed or phase == Phase.AFTER):
        return CheckedIn(found, True, enrollment)
    if phase == Phase.AFTER and found.status != Status.UNKNOWN:
        said = found.get_status_display().lower()
        raise Refused(f"A leader noted you as {said}. Tell a leader if that is wrong.", "leader-said")
    attendance = marks.put(
        session=session,
        person=person,
        said=Said(MarkKind.PRESENT, source, confirmed=phase == Phase.OPEN),
        by=by,
        enrollment=enrollment,
        checked_in_at=timezone.now(),
    )
    return CheckedIn(attendance, False, enrollment)


def _enrolled(session: Session, person: Person, by: User | None) -> Enrollment | None:
    """The person's enrollment; whoever came without one walks in. Coming in accepts an open offer."""
    found = queries.enrollment_of(session.series, person)
    if found and found.state in (*REGISTERED, EnrollmentState.WAITLISTED):
        return found
    if session.series.state not in OPEN_STATES:
        return found
    expected = found and found.state in (EnrollmentState.INVITED, EnrollmentState.OFFERED)
    return enrollments.register(
        series=session.series,
        person=person,
        by=by,
        appointment=current_appointment(person, session.local_date),
        source=found.source if found and expected else EnrollmentSource.WALK_IN,
    )


@transaction.atomic
def mark(
    *,
    session: Session,
    person: Person,
    status: str,
    by: User | None,
    minutes: int | None = None,
    source: str = AttendanceSource.LEADER,
    at: datetime | None = None,
    pk: uuid.UUID | None = None,
) -> Attendance:
    """A leader notes who was there; `status` is a `MarkKind`. `minutes` are, for "part of it", how long they were
    there (half of the session unless told); for "came late" and "left early" how much they missed (from the start
    until now, from now until the end, unless told). `at` and `pk` come from a phone that had no line."""
    person = person.root
    if queries.is_leader(session.series, person):
        raise Refused(f"{person.name} leads this series: leaders are not counted as participants.", "leader")
    if session.state == SessionState.CANCELLED:
        raise Refused(f"{session.label} was cancelled: nobody can be noted for it.", "cancelled")
    moment = None
    if status in (*CAME, MarkKind.LATE, MarkKind.LEFT):
        phase = window(session, timezone.now()).phase
        if phase in (Phase.BEFORE, Phase.UNDATED):
            raise Refused(
                f"{session.label} has not begun. Note excuses now, attendance from then on.", "too-early"
            )
    if status == Status.PARTIAL:
        minutes = session.minutes // 2 if minutes is None else minutes
        if not 0 < minutes <= session.minutes:
            raise Refused(f"Part of {session.label} is between 1 and {session.minutes} minutes.", "minutes")
    else:
        if status in (MarkKind.LATE, MarkKind.LEFT):
            moment = _when(session, status, minutes, at or timezone.now())
        minutes = None
    return marks.put(
        session=session,
        person=person,
        said=Said(status, source, minutes=minutes, moment=moment, at=at, pk=pk),
        by=by,
        enrollment=queries.enrollment_of(session.series, person),
    )


def _when(session: Session, kind: str, missed: int | None, at: datetime) -> datetime:
    """When somebody came or left: told by the minutes they missed, or it is now."""
    start, end = session.starts_at, session.ends_at
    if start is None or end is None:
        raise Refused(f"{session.label} has no date yet.", "too-early")
    late = kind == MarkKind.LATE
    if missed is not None and not 0 < missed < session.minutes:
        raise Refused(
            f"Between 1 and {session.minutes - 1} minutes can be missed of {session.label}.", "minutes"
        )
    if missed is not None:
        return start + timedelta(minutes=missed) if late else end - timedelta(minutes=missed)
    if at <= start:
        raise Refused(
            f"{session.label} begins at {clock(start.astimezone(session.series.tz))}: nobody is late or gone yet.",
            "too-early",
        )
    if at >= end:
        raise Refused(f"{session.label} is over: say how many minutes they missed (More).", "minutes")
    return at


@transaction.atomic
def confirm_all(*, session: Session, by: User, person: Person | None = None) -> int:
    """Confirm everybody who said afterwards that they had been there, or one of them."""
    rows = Attendance.objects.filter(session=session, confirmed=False, status__in=CAME).select_related(
        "person__root"
    )
    if person:
        rows = rows.filter(person__root=person.root_id)
    for row in rows:
        said = Said(row.status, row.source, minutes=row.minutes if row.status == Status.PARTIAL else None)
        marks.put(session=session, person=row.person.root, said=said, by=by, enrollment=None)
        events.record("attendance.confirmed", row, by=by, on_behalf_of=row.person_id)
    return len(rows)


@transaction.atomic
def walk_in(
    *, session: Session, person: Person, by: User, source: str = AttendanceSource.LEADER
) -> CheckedIn:
    """Somebody stands in the door: enrolled as a walk-in, if a seat is free, and noted as present."""
    person = person.root
    if queries.is_leader(session.series, person):
        raise Refused(f"{person.name} leads this series: leaders are not counted as participants.", "leader")
    if window(session, timezone.now()).phase in (Phase.BEFORE, Phase.UNDATED, Phase.CANCELLED):
        raise Refused(f"{session.label} is not open for check-in.", "too-early")
    enrollment = _enrolled(session, person, by)
    found = marks.hold(session, person, enrollment)
    if found.status in CAME and found.confirmed:
        return CheckedIn(found, True, enrollment)
    row = marks.put(
        session=session, person=person, said=Said(MarkKind.PRESENT, source), by=by, enrollment=enrollment
    )
    return CheckedIn(row, False, enrollment)


@transaction.atomic
def set_head_count(*, session: Session, people: int | None, by: User) -> None:
    """Everybody in the room, named ones included; None takes the number back."""
    if people is None:
        HeadCount.objects.filter(session=session).delete()
    else:
        HeadCount.objects.update_or_create(session=session, defaults={"people": people, "recorded_by": by})
    events.record("session.head-counted", session, by=by, people=people)
