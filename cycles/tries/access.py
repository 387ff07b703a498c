"""Who may see and change which tries. A try is its owner's; of others only what they chose to share.

Reflections follow the same rule as files (domain.md 3.6): deny wins for whoever administers the owner.
"""

import uuid
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.http import Http404

from cycles.planning.access import get_session
from cycles.planning.choices import LIVE_STATES, TeamState
from cycles.planning.models import SeriesLeader, Session
from cycles.roster.choices import CAME, ON_ROSTER
from cycles.roster.models import Attendance, Enrollment, StrandPlace
from cycles.tries.choices import ReflectionVisibility
from cycles.tries.models import Commitment, Try
from cycles.tries.queries import Round, lineage, rounds
from districts.access import administered_schools, granted_districts, grants
from districts.models import RoleGrant
from districts.permissions import Permission, Role
from ilc.accounts.models import User
from participants.access import get_own_person, person_of, posts
from participants.choices import AppointmentRole
from participants.models import Appointment, Person
from participants.queries import by_id

AnyUser = User | AnonymousUser
BLIND = (Role.PROGRAM, Role.PARTNER)


def tries(user: AnyUser) -> QuerySet[Try]:
    """The account's own tries, those of records merged into its person included."""
    person = person_of(user)
    return Try.objects.filter(person__root=person.pk) if person else Try.objects.none()


def get_own_try(user: AnyUser, pk: uuid.UUID) -> Try:
    """One try for its owner; 404 for everybody else."""
    rows = tries(user).select_related(
        "series", "session__series", "person", "strategy", "adopts__person__root"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def takes_part(person: Person) -> Q:
    """Sessions of series the person is on the roster of, or that they came to (walk-ins)."""
    enrolled = Enrollment.objects.filter(person__root=person.pk, state__in=ON_ROSTER)
    came = Attendance.objects.filter(person__root=person.pk, status__in=CAME)
    return Q(series__in=enrolled.values("series")) | Q(pk__in=came.values("session"))


def get_session_to_try(user: AnyUser, pk: uuid.UUID) -> tuple[Person, Session]:
    """The session after which the account's person may plan a try: 404 to those who do not see its series, 403 to
    those who do and take no part."""
    person = get_own_person(user)
    session = (
        Session.objects.select_related("series", "assignment")
        .filter(takes_part(person), pk=pk, series__state__in=LIVE_STATES)
        .first()
    )
    if session is None:
        get_session(user, pk, Permission.SERIES_SEE)
        raise PermissionDenied
    return person, session


def may_try(person: Person, session: Session) -> bool:
    """Whether `get_session_to_try` gives this session to the person."""
    rows = Session.objects.filter(takes_part(person), pk=session.pk, series__state__in=LIVE_STATES)
    return rows.exists()


def _may_commit(person: Person, session: Session | None) -> bool:
    """Whoever was noted as there, once it has begun, may write down what they will change; and whoever wrote
    something, in a joint look before anybody noted who came, may see and correct it."""
    if session is None or session.series.state not in LIVE_STATES:
        return False
    came = Attendance.objects.filter(session=session, person__root=person.pk, status__in=CAME)
    return came.exists() or Commitment.objects.filter(session=session, person__root=person.pk).exists()


def get_session_to_commit(user: AnyUser, pk: uuid.UUID) -> tuple[Person, Session]:
    """A session the account's person came to or wrote something in: 404 to those who do not see its series, 403 to
    others."""
    person = get_own_person(user)
    session = Session.objects.select_related("series").filter(pk=pk).first()
    if session is None or not _may_commit(person, session):
        get_session(user, pk, Permission.SERIES_SEE)
        raise PermissionDenied
    return person, session


def get_to_commit_by_link(session_pk: str, person_pk: str) -> tuple[Person, Session]:
    """The same for whoever holds a personal link; 404 when the person did not come."""
    person, session = by_id(person_pk), Session.objects.select_related("series").filter(pk=session_pk).first()
    if person is None or session is None or person.erased_at or not _may_commit(person, session):
        raise Http404
    return person, session


def sees_nothing_of_others(user: AnyUser) -> bool:
    """Program staff and partner viewers never see what teachers wrote or brought (domain.md 5)."""
    return any(grant.role in BLIND for grant in grants(user))


def _administered(user: AnyUser) -> tuple[set[uuid.UUID], set[uuid.UUID]]:
    """Districts and schools the account administers, by grant or by its person's own post; read once a request."""
    kept: tuple[set[uuid.UUID], set[uuid.UUID]] | None = getattr(user, "_administered", None)
    if kept is not None:
        return kept
    districts, schools = granted_districts(user, Role.DISTRICT_ADMIN), administered_schools(user)
    for post in posts(user):
        if post.role == AppointmentRole.ADMINISTRATOR and post.school_id:
            schools = schools | {post.school_id}
        elif post.role == AppointmentRole.ADMINISTRATOR and post.district_id:
            districts = districts | {post.district_id}
    user._administered = (districts, schools)  # type: ignore[union-attr]
    return districts, schools


def denied(user: AnyUser, path: str = "") -> Q | None:
    """Deny wins: tries whose owner the account administers, then (at the try) or today. `path` leads to Try."""
    districts, schools = _administered(user)
    if not (districts or schools):
        return None

    def covered(at: str) -> Q:
        return (
            Q(**{f"{at}district__in": districts})
            | Q(**{f"{at}school__district__in": districts})
            | Q(**{f"{at}school__in": schools})
        )

    current = Appointment.objects.on().filter(covered(""), person__root=OuterRef(f"{path}person__root"))
    # without the extra test, tries that carry no appointment would fall out of the negation
    then = covered(f"{path}appointment__") & Q(**{f"{path}appointment__isnull": False})
    return then | Q(Exists(current))


def _own_series(person: Person) -> tuple[set[uuid.UUID], set[uuid.UUID]]:
    """Series on whose roster and on whose team the person is; read once for this very object. Asking for them within
    each of the rules below cost more than everything else on a page. So never hold a Person, or its User, across a
    change of roster or team: the next request, or a Person read anew, knows of it."""
    kept: tuple[set[uuid.UUID], set[uuid.UUID]] | None = person.__dict__.get("_own_series")
    if kept is None:
        roster = Enrollment.objects.filter(person__root=person.pk, state__in=ON_ROSTER)
        team = SeriesLeader.objects.filter(person__root=person.pk, state=TeamState.ACCEPTED)
        both = team.values_list("series", Value(True)).union(roster.values_list("series", Value(False)))
        kept = set(), set()
        for pk, leads in both:
            kept[leads].add(pk)
        person.__dict__["_own_series"] = kept
    return kept


def leads_owner(person: Person, path: str = "") -> Q:
    """The owner's strand has leaders: those of them on the team. It has none: the whole team."""
    _, team = _own_series(person)
    if not team:
        return Q(pk__in=[])
    where: dict[str, Any] = {
        "session": OuterRef(f"{path}session"),
        "strand__leaders__isnull": False,
    }
    came_to = Attendance.objects.filter(person__root=OuterRef(f"{path}person__root"), **where)
    placed = StrandPlace.objects.filter(enrollment__person__root=OuterRef(f"{path}person__root"), **where)
    mine = {"strand__leaders__root": person.pk}
    strand_led = Q(Exists(came_to)) | Q(Exists(placed))
    led_by_me = Q(Exists(came_to.filter(**mine))) | Q(Exists(placed.filter(**mine)))
    return Q(**{f"{path}series__in": team}) & (~strand_led | led_by_me)


def leading(attempt: Try) -> QuerySet[Person]:
    """`leads_owner`, `denied` and `sees_nothing_of_others` the other way round: who leads the owner of this try and may
    see what is theirs."""
    owner = attempt.person.root_id
    team = SeriesLeader.objects.filter(series=attempt.series_id, state=TeamState.ACCEPTED)
    led = {"session": attempt.session_id, "strand__leaders__isnull": False}
    came_to = Attendance.objects.filter(person__root=owner, **led)
    placed = StrandPlace.objects.filter(enrollment__person__root=owner, **led)
    strand_led = Q(Exists(came_to)) | Q(Exists(placed))
    leads = Q(pk__in=came_to.values("strand__leaders__root")) | Q(
        pk__in=placed.values("strand__leaders__root")
    )
    rows = Person.objects.filter(~strand_led | leads, pk__in=team.values("person__root")).exclude(pk=owner)
    seeing = rows.exclude(Exists(_closing_grants(attempt))).exclude(Exists(_closing_posts(attempt)))
    return seeing.select_related("user").order_by("given_name", "family_name", "pk")


def _posts_of_owner(attempt: Try) -> QuerySet[Appointment]:
    """Then, at the try, and today."""
    today = Appointment.objects.on().filter(person__root=attempt.person.root_id)
    return Appointment.objects.filter(Q(pk=attempt.appointment_id) | Q(pk__in=today.values("pk")))


def _in_their_districts(attempt: Try) -> Q:
    own = _posts_of_owner(attempt)
    return Q(district__in=own.values("district")) | Q(district__in=own.values("school__district"))


def _closing_grants(attempt: Try) -> QuerySet[RoleGrant]:
    """Grants of a person's account with which it sees nothing of this try's owner."""
    schools = _posts_of_owner(attempt).values("school")
    return RoleGrant.objects.on().filter(
        Q(role__in=BLIND)
        | Q(_in_their_districts(attempt), role=Role.DISTRICT_ADMIN)
        | Q(role=Role.SCHOOL_ADMIN, school__in=schools),
        user=OuterRef("user"),
    )


def _closing_posts(attempt: Try) -> QuerySet[Appointment]:
    """The same for a person's own posts as an administrator."""
    schools = _posts_of_owner(attempt).values("school")
    return Appointment.objects.on().filter(
        Q(school__in=schools) | Q(_in_their_districts(attempt), school=None),
        person__root=OuterRef("pk"),
        role=AppointmentRole.ADMINISTRATOR,
    )


def in_series(person: Person, path: str = "") -> Q:
    """On the roster or the team of the try's series."""
    roster, team = _own_series(person)
    return Q(**{f"{path}series__in": roster | team})


def reflections(user: AnyUser) -> QuerySet[Try]:
    """Tries whose reflection the account may read: their own, and what others share with it."""
    rows = Try.objects.all()
    person = person_of(user)
    if person is None:
        return rows.none()
    own = Q(person__root=person.pk)
    if sees_nothing_of_others(user):
        return rows.filter(own)
    shared = Q(reflection_visibility=ReflectionVisibility.LEADERS) & leads_owner(person)
    shared |= Q(reflection_visibility=ReflectionVisibility.SERIES) & (leads_owner(person) | in_series(person))
    shared &= Q(tried_at__isnull=False)
    no = denied(user)
    return rows.filter(own | (shared & ~no if no is not None else shared))


def shared_rounds(user: AnyUser, attempt: Try) -> list[Round]:
    """The line of somebody's try as far as it is shared with the account; nothing when this try's words are not."""
    line = lineage(attempt)
    ids = [one.pk for one in line]
    readable = set(reflections(user).filter(pk__in=ids).values_list("pk", flat=True))
    return rounds(line, attempt, readable) if attempt.pk in readable else []
