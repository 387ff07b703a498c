"""Marks: what is said about one person at one session. The row is what its marks come to, whatever the order in
which they arrive (a phone without a line sends them later)."""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cycles.planning.models import Session, Strand
from cycles.roster import queries
from cycles.roster.actions import missing, seats
from cycles.roster.choices import CAME, ON_ROSTER, AttendanceSource, AttendanceStatus, MarkKind
from cycles.roster.models import Attendance, AttendanceMark, Enrollment
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused
from ilc.core.ids import uuid7
from participants.access import current_appointment
from participants.models import Appointment, Person

Status = AttendanceStatus
OLDEST = timedelta(days=14)  # how long a phone may keep a mark before it counts as made that long ago


@dataclass(frozen=True)
class Said:
    """One mark as it is made. `pk` when the phone made one; `at` when it was said, now unless told."""

    kind: str
    source: str = AttendanceSource.LEADER
    confirmed: bool = True
    minutes: int | None = None
    moment: datetime | None = None
    at: datetime | None = None
    pk: uuid.UUID | None = None


@transaction.atomic
def put(
    *,
    session: Session,
    person: Person,
    said: Said,
    by: User | None,
    enrollment: Enrollment | None,
    **also: Any,
) -> Attendance:
    """Keep one mark and bring the row up to date. The same `pk` again changes nothing."""
    row = _held(session, person, enrollment)
    now = timezone.now()
    values = {
        "attendance": row,
        "kind": said.kind,
        "minutes": said.minutes,
        "moment": said.moment,
        "confirmed": said.confirmed,
        "source": said.source,
        "by": by,
        "at": max(min(said.at, now), now - OLDEST) if said.at else _after_all(row, now),
    }
    mark, made = AttendanceMark.objects.get_or_create(pk=said.pk or uuid7(), defaults=values)
    if mark.attendance_id != row.pk:
        raise Refused("This mark belongs to somebody else. Reload the page, then mark again.", "other-row")
    if made:
        _settle(row, session, **also)
        events.record(
            "attendance.recorded",
            row,
            by=by,
            on_behalf_of=person.pk,
            kind=said.kind,
            status=row.status,
            confirmed=row.confirmed,
            minutes=row.minutes,
        )
        if row.confirmed and row.status in CAME:
            missing.settle(session=session, person=person, by=by)
    return row


@transaction.atomic
def undo(*, session: Session, mark: uuid.UUID, by: User) -> Attendance | None:
    """Take one mark back: the row is again what the others say. None for a mark that never arrived."""
    found = AttendanceMark.objects.filter(pk=mark, attendance__session=session).first()
    if found is None:
        return None
    row = (
        Attendance.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(pk=found.attendance_id)
    )
    if AttendanceMark.objects.filter(pk=mark, undone_at=None).update(undone_at=timezone.now()):
        _settle(row, session)
        events.record("attendance.undone", row, by=by, on_behalf_of=row.person_id, kind=found.kind)
    return row


@transaction.atomic
def sit(*, session: Session, person: Person, strand: Strand, by: User) -> Attendance:
    """The room they sit in today; never refused for capacity. Their planned place follows where there is one."""
    person = person.root
    enrollment = queries.enrollment_of(session.series, person)
    if enrollment:
        seats.lock(session.series)
    row = hold(session, person, enrollment)
    if row.strand_id == strand.pk:
        return row
    row.strand = strand
    row.save(update_fields=["strand", "updated_at"])
    if enrollment and enrollment.state in ON_ROSTER:
        with suppress(Refused), transaction.atomic():
            seats.place(enrollment, [strand])
    events.record("attendance.room", row, by=by, on_behalf_of=person.pk, strand=str(strand.pk))
    return row


def appointment_on(session: Session, person: Person, enrollment: Enrollment | None) -> Appointment | None:
    """Where the person worked that day: what they chose for the series if it held, else the primary one."""
    day = session.local_date
    chosen = enrollment.appointment if enrollment else None
    if chosen and day and chosen.from_date <= day and (chosen.to_date is None or day < chosen.to_date):
        return chosen
    return current_appointment(person, day)


def hold(session: Session, person: Person, enrollment: Enrollment | None) -> Attendance:
    """The one row of a person and session, made if needed (the database keeps it unique), held until the end of
    the transaction. The appointment is the one of that day and stays, whatever is marked later (domain.md 3.4)."""
    row = queries.attendance_of(session, person)
    if row is None:
        place = enrollment.strand_places.filter(session=session).first() if enrollment else None
        row, _ = Attendance.objects.get_or_create(
            session=session,
            person=person,
            defaults={
                "appointment": appointment_on(session, person, enrollment),
                "strand_id": place.strand_id if place else None,
            },
        )
    return Attendance.objects.select_for_update().get(pk=row.pk)


def _held(session: Session, person: Person, enrollment: Enrollment | None) -> Attendance:
    """The same, its marks beginning with what was written without one (imports)."""
    row = hold(session, person, enrollment)
    if row.status != Status.UNKNOWN and not row.marks.exists():
        AttendanceMark.objects.create(
            attendance=row,
            kind=row.status,
            minutes=row.minutes if row.status == Status.PARTIAL else None,
            confirmed=row.confirmed,
            source=row.source,
            by_id=row.recorded_by_id,
            at=min(row.created_at, timezone.now()),
        )
    return row


def _after_all(row: Attendance, now: datetime) -> datetime:
    """Now, and not before what was said already: a clock that is set back makes nothing stale."""
    latest = row.marks.aggregate(latest=Max("at"))["latest"]
    return max(now, latest + timedelta(microseconds=1)) if latest else now


def _settle(row: Attendance, session: Session, **also: Any) -> None:
    """Write what the standing marks come to."""
    values = {**comes_to(session, list(row.marks.filter(undone_at=None))), **also}
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=[*values, "updated_at"])


def comes_to(session: Session, marks: list[AttendanceMark]) -> dict[str, Any]:
    """The row's values: the latest mark decides; arrival and leaving go together."""
    arrived: datetime | None = None
    left: datetime | None = None
    for one in marks:
        if one.kind == MarkKind.LATE:
            arrived = one.moment
        elif one.kind == MarkKind.LEFT:
            left = one.moment
        else:
            arrived = left = None
    last = marks[-1] if marks else None
    kind = last.kind if last else Status.UNKNOWN
    minutes = 0
    if last and kind == Status.PARTIAL:
        minutes = last.minutes or 0
    elif kind in (MarkKind.PRESENT, MarkKind.LATE, MarkKind.LEFT):
        minutes = there(session, arrived, left)
        kind = Status.PRESENT if arrived is None and left is None else Status.PARTIAL
    return {
        "status": kind,
        "minutes": minutes if kind in CAME else 0,
        "arrived_at": arrived,
        "left_at": left,
        "confirmed": last.confirmed if last else True,
        "source": last.source if last else AttendanceSource.LEADER,
        "recorded_by_id": last.by_id if last else None,
    }


def there(session: Session, arrived: datetime | None, left: datetime | None) -> int:
    """Whole minutes between coming and going within the session; never less than one for somebody who came."""
    if session.starts_at is None or session.ends_at is None:
        return 0
    begin, end = (
        max(arrived or session.starts_at, session.starts_at),
        min(left or session.ends_at, session.ends_at),
    )
    return max(1, int((end - begin).total_seconds() // 60)) if arrived or left else session.minutes
