"""Who may see and change which rosters. Fetching and authorising is one call (domain.md 5)."""

import uuid
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from cycles.planning.access import AnyUser, get_series, get_session, hats, led_series, meets_colleagues
from cycles.planning.choices import LIVE_STATES
from cycles.planning.models import Series, Session
from cycles.roster.choices import ON_ROSTER
from cycles.roster.models import Attendance, Enrollment, StrandPlace
from cycles.roster.queries import confirmed_attendance
from districts.access import administered_schools, granted_districts
from districts.permissions import Permission, Role, allowed
from participants.access import person_of
from participants.models import Appointment, Person


class Sees(StrEnum):
    """How much of a roster somebody sees."""

    ALL = "all"
    OWN_PEOPLE = "own-people"  # appointed in the reader's district or school
    OWN_STRAND = "own-strand"


@dataclass(frozen=True)
class Roster:
    """A series, and which of its enrollments the reader may see."""

    series: Series
    sees: Sees
    may_edit: bool
    enrollments: QuerySet[Enrollment]


def get_roster(user: AnyUser, pk: uuid.UUID) -> Roster:
    """The roster of a series: 404 to outsiders, 403 to those who see the series but not its people."""
    series = get_series(user, pk, Permission.SERIES_SEE)
    worn = hats(user, series)
    rows = Enrollment.objects.filter(series=series)
    if allowed(worn, Permission.ROSTER_READ):
        return Roster(series, Sees.ALL, allowed(worn, Permission.ROSTER_EDIT), rows)
    if allowed(worn, Permission.ROSTER_OWN_PEOPLE):
        return Roster(series, Sees.OWN_PEOPLE, False, rows.filter(_own_people(user)))
    person = person_of(user)
    if person and meets_colleagues(user, series):
        return Roster(series, Sees.OWN_STRAND, False, _own_strand(series, person, rows))
    raise PermissionDenied


def _was_there(series: Series, person: Person) -> QuerySet[Attendance]:
    return confirmed_attendance().filter(session__series=series, person__root=person.pk)


def _own_people(user: AnyUser) -> Q:
    return Q(appointment__district__in=granted_districts(user, Role.DISTRICT_ADMIN)) | Q(
        appointment__school__in=administered_schools(user)
    )


def _own_strand(series: Series, person: Person, rows: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Colleagues in the same rooms; everybody where a series has no rooms apart."""
    on_roster = rows.filter(state__in=ON_ROSTER)
    if not series.sessions.filter(strands__isnull=False).exists():
        return on_roster
    chosen = StrandPlace.objects.filter(enrollment__series=series, enrollment__person__root=person.pk)
    sat_in = _was_there(series, person).exclude(strand=None)
    return on_roster.filter(
        Q(strand_places__strand__in=chosen.values("strand"))
        | Q(strand_places__strand__in=sat_in.values("strand"))
        | Q(person__root=person.pk)
    ).distinct()


def get_led_session(user: AnyUser, pk: uuid.UUID) -> Session:
    """A session, for those who keep its roster. A draft has none."""
    session = get_session(user, pk, Permission.ROSTER_EDIT)
    if session.series.state not in LIVE_STATES:
        raise Http404
    return session


def get_led_series(user: AnyUser, pk: uuid.UUID) -> Series:
    """A series, for those who keep its roster."""
    return get_series(user, pk, Permission.ROSTER_EDIT)


def joinable_series(code: str) -> Series | None:
    """The series with a public page at this code, for anybody. None alike for an unknown code and for a series
    that is not published or not public; its letters are too many to be tried one after another."""
    rows = Series.objects.select_related("host_district", "host_alliance__lead_district")
    found = rows.filter(join_code=code.strip().upper()).first()
    return found if found is not None and found.has_public_page else None


def get_led_enrollment(user: AnyUser, pk: uuid.UUID) -> Enrollment:
    """Somebody's enrollment, for those who keep the roster."""
    found = Enrollment.objects.select_related("person__root", "series").filter(pk=pk).first()
    if found is None:
        raise Http404
    found.series = get_series(user, found.series_id, Permission.ROSTER_EDIT)
    return found


def known_to_leader(user: AnyUser, series: Series) -> QuerySet[Person]:
    """Whom a leader of this series may be asked about by name: people who work in its host districts, or were
    enrolled or came in a series hosted there, or in one that this leader leads."""
    districts = _host_districts(series)
    near = Q(host_district__in=districts) | Q(pk__in=led_series(user).values("pk")) | Q(pk=series.pk)
    if series.host_alliance_id:
        near |= Q(host_alliance=series.host_alliance_id)
    return Person.objects.filter(
        took_part(near) | Q(pk__in=Appointment.objects.filter(district__in=districts).values("person__root"))
    )


def took_part(near: Q) -> Q:
    """People who were enrolled or came in the series of this condition."""
    around = Series.objects.filter(near).values("pk")
    enrolled = Enrollment.objects.filter(series__in=around).values("person__root")
    came = Attendance.objects.filter(session__series__in=around).values("person__root")
    return Q(pk__in=enrolled) | Q(pk__in=came)


def _host_districts(series: Series) -> set[uuid.UUID]:
    """The host district, or those of the host alliance today."""
    if series.host_alliance:
        members = series.host_alliance.members_on(timezone.localdate()).values_list("pk", flat=True)
        return {*members, series.host_alliance.lead_district_id}
    return {series.host_district_id} if series.host_district_id else set()
