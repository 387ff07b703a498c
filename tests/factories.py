"""Small makers of rows for tests. They write rows directly; what actions do is tested through actions."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from cycles.planning.choices import SeriesState, SessionState, TeamRole
from cycles.planning.models import FollowUpItem, Outcome, Series, SeriesLeader, Session
from cycles.roster.choices import AttendanceStatus, EnrollmentState
from cycles.roster.models import Attendance, Enrollment
from cycles.tries.models import Try, TryAssignment
from districts.models import County, District, RoleGrant, School
from districts.permissions import Role
from ilc.accounts.models import User
from participants.models import Appointment, Person, PersonEmail

PASSWORD = "orange-poppy-42"
LONG_AGO = date(2015, 7, 1)
_numbers = itertools.count(1)


def district(name: str = "Madera Unified", **fields: Any) -> District:
    county, _ = County.objects.get_or_create(code="20", defaults={"name": "Madera"})
    cds = f"20-{next(_numbers):05}"
    return District.objects.create(
        **{"cds": cds, "county": county, "name": name, "status": "active", **fields}
    )


def school(name: str = "Sierra Vista Elementary", *, within: District, **fields: Any) -> School:
    lea = within.cds
    cds = f"{lea.replace('-', '')}{next(_numbers):07}"
    return School.objects.create(
        **{"cds": cds, "lea_code": lea, "district": within, "name": name, "status": "active", **fields}
    )


def user(email: str = "") -> User:
    """An account with a verified address and `PASSWORD`."""
    made = User.objects.create_user(email or f"user{next(_numbers)}@example.org", PASSWORD)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def person(
    name: str = "Rosa Medina",
    *,
    at: School | None = None,
    office: District | None = None,
    account: bool = True,
) -> Person:
    """A person appointed at a school or district office (or nowhere), with an account unless told."""
    given, _, family = name.partition(" ")
    email = f"{given}.{family}.{next(_numbers)}@example.org".lower().replace(" ", "")
    made = Person.objects.create(given_name=given, family_name=family, user=user(email) if account else None)
    PersonEmail.objects.create(person=made, email=email, is_primary=True, verified_at=timezone.now())
    if at or office:
        appoint(made, at=at, office=office)
    return made


def appoint(
    who: Person,
    *,
    at: School | None = None,
    office: District | None = None,
    since: date = LONG_AGO,
    **fields: Any,
) -> Appointment:
    where = office or (at.district if at else None)
    return Appointment.objects.create(person=who, school=at, district=where, from_date=since, **fields)


def grant(account: User, role: Role, **scope: Any) -> RoleGrant:
    return RoleGrant.objects.create(user=account, role=role, from_date=LONG_AGO, **scope)


def series(
    title: str = "Academic conversation",
    *,
    leaders: list[Person],
    host: District | None = None,
    state: str = SeriesState.PUBLISHED,
    **fields: Any,
) -> Series:
    """A publishable series with one outcome and one follow-up item, no session yet."""
    made = Series.objects.create(
        title=title, focus="Talk in every subject", host_district=host, state=state, **fields
    )
    for index, leader in enumerate(leaders):
        role = TeamRole.CO_LEADER if index else TeamRole.LEADER
        SeriesLeader.objects.create(series=made, person=leader, role=role)
    Outcome.objects.create(series=made, text="Students build on each other's ideas")
    FollowUpItem.objects.create(series=made, kind="reflection", days_after=7)
    return made


def session(
    of: Series, number: int = 1, *, start: datetime | None = None, hours: float = 3, **fields: Any
) -> Session:
    """One session; undated unless `start` is given."""
    state = SessionState.SCHEDULED if start else SessionState.UNSCHEDULED
    end = start + timedelta(hours=hours) if start else None
    return Session.objects.create(
        **{"series": of, "number": number, "starts_at": start, "ends_at": end, "state": state, **fields}
    )


def enroll(who: Person, into: Series, state: str = EnrollmentState.REGISTERED, **fields: Any) -> Enrollment:
    return Enrollment.objects.create(
        **{
            "series": into,
            "person": who,
            "state": state,
            "appointment": who.appointments.first(),
            "registered_at": timezone.now(),
            **fields,
        }
    )


def attend(who: Person, at: Session, status: str = AttendanceStatus.PRESENT, **fields: Any) -> Attendance:
    """Attendance with full minutes and the appointment of the session's date, unless told."""
    came = status in (AttendanceStatus.PRESENT, AttendanceStatus.PARTIAL)
    fields.setdefault("minutes", at.minutes if came else 0)
    fields.setdefault("appointment", who.appointments.on(at.local_date).first())
    return Attendance.objects.create(session=at, person=who, status=status, **fields)


def assignment(after: Session, **fields: Any) -> TryAssignment:
    return TryAssignment.objects.create(session=after, text="Try one sentence frame", **fields)


def attempt(who: Person, after: Session, **fields: Any) -> Try:
    return Try.objects.create(person=who, series=after.series, session=after, **{"plan": "Frames", **fields})
