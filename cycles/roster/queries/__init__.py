"""Questions about who means to come and who came."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Lower

from cycles.planning.choices import (
    DATED_STATES,
    LIVE_STATES,
    OPEN_STATES,
    SeriesState,
    SessionState,
    TeamState,
)
from cycles.planning.models import Series, SeriesLeader, Session
from cycles.roster.choices import CAME, ON_ROSTER, SEATED, EnrollmentSource, EnrollmentState
from cycles.roster.models import Attendance, Enrollment
from cycles.roster.windows import OPENS_BEFORE
from districts.models import RoleGrant
from districts.permissions import Role
from participants.models import Person

# The stronger state stands for a person whose merged records are enrolled twice.
STRENGTH = (
    EnrollmentState.COMPLETED,
    EnrollmentState.REGISTERED,
    EnrollmentState.OFFERED,
    EnrollmentState.WAITLISTED,
    EnrollmentState.INVITED,
    EnrollmentState.WITHDRAWN,
)


def enrollment_of(series: Series, person: Person | None) -> Enrollment | None:
    """The person's enrollment in a series, through merges."""
    if person is None:
        return None
    rows = Enrollment.objects.filter(series=series, person__root=person.root_id).select_related(
        "person__root", "appointment__school", "appointment__district", "series"
    )
    return min(rows, key=lambda one: STRENGTH.index(EnrollmentState(one.state)), default=None)


def waitlist(series: Series) -> QuerySet[Enrollment]:
    """Who waits, in order."""
    return Enrollment.objects.filter(series=series, state=EnrollmentState.WAITLISTED).order_by(
        "queued_at", "id"
    )


def waitlist_place(enrollment: Enrollment) -> int:
    """1 for the first in line. People with an open offer are no longer in line."""
    before = Q(queued_at__lt=enrollment.queued_at) | Q(queued_at=enrollment.queued_at, id__lt=enrollment.pk)
    return waitlist(enrollment.series).filter(before).count() + 1


def seats_left(series: Series) -> int | None:
    """None when the series has no limit."""
    return None if series.capacity is None else max(0, series.capacity - series.seats_taken)


def next_start(series: Series, after: datetime) -> datetime | None:
    """When the next session that stands begins."""
    rows = series.sessions.exclude(state=SessionState.CANCELLED).filter(starts_at__gt=after)
    return rows.order_by("starts_at").values_list("starts_at", flat=True).first()


def is_leader(series: Series, person: Person | None) -> bool:
    """Leading a series is not participation in it (domain.md 6)."""
    if person is None:
        return False
    return series.team.filter(person__root=person.root_id, state=TeamState.ACCEPTED).exists()


def why_not_for(series: Series, person: Person, found: Enrollment | None) -> str:
    """Why somebody cannot register themselves for a leader institute, in words; "" when they can.

    It is for people on a team and for leaders named by a district; others come when its leaders invite or add
    them. Whoever walks in is counted all the same."""
    if not series.is_leader_institute:
        return ""
    if found and (found.state == EnrollmentState.INVITED or found.source == EnrollmentSource.LEADER):
        return ""
    named = RoleGrant.objects.on().filter(user__person__root=person.root_id, role=Role.LEADER)
    teams = SeriesLeader.objects.filter(person__root=person.root_id, state=TeamState.ACCEPTED)
    if teams.exists() or named.exists():
        return ""
    return (
        "This is a leader institute: it is for people who lead a series, or whom their district has named as "
        "a leader. If you were asked to come, ask one of its leaders to invite you."
    )


def confirmed_attendance() -> QuerySet[Attendance]:
    """The one filter for who was there: present or partial, confirmed, at a session with a date that stands."""
    return Attendance.objects.filter(
        status__in=CAME, confirmed=True, session__state__in=DATED_STATES, session__starts_at__isnull=False
    )


def concerned(
    series: Iterable[uuid.UUID], person: uuid.UUID | None = None
) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(remaining person, series) of everybody whom the sessions of these series concern; of one person if told.

    They are told what to bring and when a session moves: who has or is offered a seat, and who came, confirmed,
    without ever being enrolled. Not who waits (they were told there is no seat), was only invited, or left."""
    mine, ids = Q(person__root=person) if person else Q(), list(series)
    enrolled = Enrollment.objects.filter(mine, series__in=ids)
    there = confirmed_attendance().filter(mine, session__series__in=ids)
    seated = set(enrolled.filter(state__in=SEATED).values_list("person__root", "series"))
    came = set(there.order_by().values_list("person__root", "session__series").distinct())
    return seated | (came - set(enrolled.values_list("person__root", "series")))


def with_people(rows: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Enrollments as lists show them, by name, in a fixed number of queries."""
    return rows.select_related(
        "series", "person__root", "appointment__school", "appointment__district"
    ).order_by(Lower("person__root__family_name"), Lower("person__root__given_name"), "id")


def roster(series: Series) -> QuerySet[Enrollment]:
    """Everybody with a seat in the series, by name."""
    return with_people(Enrollment.objects.filter(series=series, state__in=ON_ROSTER))


def came(session: Session) -> QuerySet[Attendance]:
    """Confirmed attendance of one session."""
    return (
        confirmed_attendance().filter(session=session).select_related("person__root", "appointment__school")
    )


def came_count(session: Session) -> int:
    """Everybody who is there: what the live count shows. Who only says so afterwards waits to be confirmed."""
    there = Attendance.objects.filter(session=session, status__in=CAME, confirmed=True)
    return there.values("person__root").distinct().count()


def counts(series: Series) -> dict[str, int]:
    """Enrollments by state."""
    rows = Enrollment.objects.filter(series=series).values_list("state").annotate(n=Count("id"))
    return dict(rows)


def to_complete(since: datetime) -> list[Enrollment]:
    """Registered people of series completed since then; whether they came to enough is another question."""
    rows = Enrollment.objects.filter(
        series__state=SeriesState.COMPLETED, series__completed_at__gte=since, state=EnrollmentState.REGISTERED
    )
    return list(rows.select_related("series", "person"))


def session_by_code(code: str, now: datetime) -> Session | None:
    """The session whose code this is: an open one, or one closed within the last two days."""
    rows = Session.objects.filter(check_in_code=code, series__state__in=LIVE_STATES).exclude(check_in_code="")
    rows = rows.filter(Q(closed_at=None) | Q(closed_at__gte=now - timedelta(days=2))).select_related("series")
    return rows.order_by(F("closed_at").desc(nulls_first=True)).first()


def to_check_in(person: Person, now: datetime) -> list[Session]:
    """Sessions of this person that are open for check-in at this moment, and where they are not noted yet."""
    own = Enrollment.objects.filter(person__root=person.root_id, state__in=ON_ROSTER).values("series")
    noted = Attendance.objects.filter(person__root=person.root_id).values("session")
    rows = Session.objects.filter(series__in=own, series__state__in=OPEN_STATES, closed_at=None)
    rows = rows.filter(starts_at__lte=now + OPENS_BEFORE, ends_at__gte=now).exclude(pk__in=noted)
    return list(rows.exclude(state=SessionState.CANCELLED).select_related("series").order_by("starts_at"))


def attendance_of(session: Session, person: Person) -> Attendance | None:
    return (
        Attendance.objects.filter(session=session, person__root=person.root_id)
        .order_by("-confirmed", "created_at")
        .first()
    )
