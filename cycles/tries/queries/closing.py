"""What closing a session asks for: everybody expected or seen, and whose attendance nobody knows yet."""

from dataclasses import dataclass

from django.db.models import Q

from cycles.planning.choices import SessionState, TeamState
from cycles.planning.models import SeriesLeader, Session
from cycles.roster.choices import ON_ROSTER, AttendanceStatus
from cycles.roster.models import Attendance, Enrollment
from cycles.tries.models import TryAssignment
from cycles.tries.queries.work import next_after
from participants.models import Person


@dataclass(frozen=True)
class Unknown:
    """One line of the closing screen."""

    person: Person
    status: str  # AttendanceStatus; unknown when nobody said anything
    confirmed: bool
    strand: str = ""

    @property
    def is_open(self) -> bool:
        """Whether a leader still has to say something."""
        return self.status == AttendanceStatus.UNKNOWN or not self.confirmed


def stamp(session: Session) -> str:
    """What a form to close a session was opened with: versions of session, assignment and following session."""
    asked = TryAssignment.objects.filter(session=session).values_list("version", flat=True).first()
    here = Session.objects.values_list("version", flat=True).get(pk=session.pk)
    following = next_after(session)
    return f"{here}.{asked or 0}.{following.version if following else 0}"


def everybody(session: Session) -> list[Unknown]:
    """People on the roster and people who came, by family name; records merged into one count once."""
    team = SeriesLeader.objects.filter(series=session.series_id, state=TeamState.ACCEPTED)
    leads = Q(person__root__in=team.values("person__root"))  # leading is not taking part
    rows = Attendance.objects.filter(~leads, session=session).select_related("person__root", "strand")
    found: dict[object, Unknown] = {}
    for one in rows:
        before = found.get(one.person.root_id)
        if before is None or before.is_open:
            found[one.person.root_id] = Unknown(
                one.person.root, one.status, one.confirmed, one.strand.name if one.strand else ""
            )
    enrolled = Enrollment.objects.filter(~leads, series=session.series_id, state__in=ON_ROSTER)
    for enrollment in enrolled.select_related("person__root"):
        person = enrollment.person.root
        found.setdefault(person.pk, Unknown(person, AttendanceStatus.UNKNOWN, True))
    return sorted(found.values(), key=lambda one: (one.person.family_name, one.person.given_name))


def unknown(session: Session) -> list[Unknown]:
    """Only those a leader still has to say something about."""
    return [one for one in everybody(session) if one.is_open]


def previous_session(session: Session) -> Session | None:
    """The session before this one that was not cancelled."""
    rows = Session.objects.filter(series=session.series_id, number__lt=session.number)
    found = rows.exclude(state=SessionState.CANCELLED).order_by("-number").first()
    if found:
        found.series = session.series
    return found
