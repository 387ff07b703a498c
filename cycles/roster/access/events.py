"""Who may see, keep and count which conferences and presentations (domain.md 5; decision 0028)."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from cycles.planning.access import AnyUser, administered_by, hosted_in, led_series
from cycles.planning.choices import EventState
from cycles.planning.models import Event
from cycles.roster.access import took_part
from cycles.roster.choices import CAME
from cycles.roster.models import EventAttendance
from districts.access import (
    administered_schools,
    alliances_of,
    granted_districts,
    grants,
    is_program,
    require,
)
from districts.choices import Status
from districts.models import Alliance, District
from districts.permissions import Hat, Permission, Role, allowed
from ilc.accounts.models import User
from participants.access import person_of, posts
from participants.models import Appointment, Person

KEEPING = (Role.LEADER, Role.DISTRICT_ADMIN)


def _responsible(user: AnyUser) -> set[uuid.UUID]:
    """Districts whose events the account has a part in: as named leader or as administrator."""
    return granted_districts(user, Role.LEADER) | administered_by(user)


def _partners(user: AnyUser) -> set[uuid.UUID]:
    return {one.partner_id for one in grants(user) if one.role == Role.PARTNER and one.partner_id}


def was_named(person: Person | None, event: Event) -> bool:
    return person is not None and named_at(person).filter(event=event).exists()


def named_at(person: Person) -> QuerySet[EventAttendance]:
    """Where a person was named, through merges."""
    return EventAttendance.objects.filter(person__root=person.root_id, status__in=CAME)


def events(user: AnyUser) -> QuerySet[Event]:
    """Every event the account may know of. Cancelled ones are known to those who would have held them."""
    rows = Event.objects.all()
    if not isinstance(user, User):
        return rows.none()
    if is_program(user):
        return rows
    near = Q(open_to_all=True) | hosted_in({post.district_id for post in posts(user) if post.district_id})
    seen = near & ~Q(state=EventState.CANCELLED) | hosted_in(_responsible(user))
    if partners := _partners(user):
        seen |= Q(partner__in=partners)
    if person := person_of(user):
        seen |= Q(pk__in=named_at(person).values("event"))
    return rows.filter(seen)


def event_hats(user: AnyUser, event: Event) -> set[Hat]:
    """In what capacities the account stands before an event."""
    worn = {Hat.PROGRAM} if is_program(user) else set()
    if event.partner_id in _partners(user):
        worn.add(Hat.PARTNER)
    for role, hat in ((Role.LEADER, Hat.NAMED_LEADER), (Role.DISTRICT_ADMIN, Hat.DISTRICT_ADMIN)):
        if _is_of(event, granted_districts(user, role)):
            worn.add(hat)
    if Hat.DISTRICT_ADMIN not in worn and administered_schools(user) and _is_of(event, _responsible(user)):
        worn.add(Hat.SCHOOL_ADMIN)
    return worn


def _is_of(event: Event, districts: set[uuid.UUID]) -> bool:
    return bool(districts) and Event.objects.filter(hosted_in(districts), pk=event.pk).exists()


def can(user: AnyUser, event: Event, permission: Permission) -> bool:
    """Administrators keep the events of their own district; an alliance's, those of its lead district."""
    worn = event_hats(user, event)
    if permission == Permission.EVENT_KEEP and event.host_alliance and Hat.DISTRICT_ADMIN in worn:
        led = event.host_alliance.lead_district_id in granted_districts(user, Role.DISTRICT_ADMIN)
        worn -= set() if led else {Hat.DISTRICT_ADMIN}
    return allowed(worn, permission)


def get_event(user: AnyUser, pk: uuid.UUID, need: Permission | None = None) -> Event:
    """One event; 404 to those who know nothing of it, 403 to those without the right."""
    rows = events(user).select_related("host_district", "host_alliance", "partner")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    if need and not can(user, found, need):
        raise PermissionDenied
    return found


def get_kept_event(user: AnyUser, pk: uuid.UUID) -> Event:
    """One event, for those who keep it."""
    return get_event(user, pk, Permission.EVENT_KEEP)


def may_plan(user: AnyUser) -> bool:
    """Whether the account may plan an event of its own."""
    return is_program(user) or any(granted_districts(user, role) for role in KEEPING)


def require_plan(user: AnyUser) -> None:
    """Those who may plan an event: 404 to outsiders, 403 to others with a role."""
    if not may_plan(user):
        require(user, Permission.EVENT_KEEP)
        raise PermissionDenied


def host_districts(user: AnyUser) -> QuerySet[District]:
    """Districts the account may plan an event for; any running one for program staff."""
    if is_program(user):
        return District.objects.exclude(status__in=Status.ended())
    return District.objects.filter(pk__in={pk for role in KEEPING for pk in granted_districts(user, role)})


def host_alliances(user: AnyUser) -> QuerySet[Alliance]:
    """Alliances of the districts where the account is a named leader, and those its district leads."""
    if is_program(user):
        return Alliance.objects.all()
    leads = Q(lead_district__in=granted_districts(user, Role.DISTRICT_ADMIN))
    return Alliance.objects.filter(
        leads | Q(pk__in=alliances_of(granted_districts(user, Role.LEADER)).values("pk"))
    )


def known_at_event(user: AnyUser, event: Event) -> QuerySet[Person]:
    """Whom somebody at the desk may be asked about by name: people who work in the host's districts, were
    named at an event or took part in a series there, or in one that this account leads. Program staff may be
    asked about everybody."""
    if is_program(user):
        return Person.objects.filter(merged_into=None)
    if event.host_alliance:
        districts = set(event.host_alliance.members_on(event.local_date).values_list("pk", flat=True))
        districts.add(event.host_alliance.lead_district_id)
    else:
        districts = {event.host_district_id} if event.host_district_id else set()
    near = Event.objects.filter(hosted_in(districts)).values("pk")
    around = Q(host_district__in=districts) | Q(pk__in=led_series(user).values("pk"))
    if event.host_alliance_id:
        around |= Q(host_alliance=event.host_alliance_id)
    return Person.objects.filter(
        Q(pk__in=EventAttendance.objects.filter(event__in=near).values("person__root"))
        | Q(pk__in=EventAttendance.objects.filter(event=event).values("person__root"))
        | Q(pk__in=Appointment.objects.filter(district__in=districts).values("person__root"))
        | took_part(around)
    )
