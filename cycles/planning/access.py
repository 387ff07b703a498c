"""Who may see and change which series and sessions. Fetching and authorising is one call."""

import uuid

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, Exists, ExpressionWrapper, Q, QuerySet
from django.http import Http404

from cycles.planning.choices import (
    DATED_STATES,
    LIVE_STATES,
    OPEN_STATES,
    ResourceFor,
    SeriesState,
    Side,
    TeamState,
)
from cycles.planning.models import AgendaItem, Resource, Series, SeriesLeader, Session, SupportLine
from districts.access import (
    administered_schools,
    alliances_of,
    granted_districts,
    grants,
    is_program,
    require,
)
from districts.choices import Status
from districts.models import Alliance, District, School
from districts.permissions import Hat, Permission, Role, allowed
from ilc.accounts.models import User
from participants.access import person_of, posts
from participants.models import Person

AnyUser = User | AnonymousUser
ON_TEAM = (TeamState.ACCEPTED, TeamState.INVITED)
ENROLLED = (
    "invited",
    "registered",
    "waitlisted",
    "offered",
    "completed",
)  # roster's words; all but withdrawn
SEATED = ("registered", "completed")
CAME = ("present", "partial")  # roster's words
# What an administrator may for series of their own district only, not for all of an alliance.
OF_THE_HOST = (Permission.SERIES_APPROVE, Permission.MONEY_READ, Permission.HISTORY_READ)


def hosted_in(district_ids: set[uuid.UUID]) -> Q:
    """Hosted by these districts or by an alliance they belong to."""
    return Q(host_district__in=district_ids) | Q(host_alliance__in=alliances_of(district_ids).values("pk"))


def _workplaces(user: AnyUser) -> set[uuid.UUID]:
    """Districts the account's person is appointed in today."""
    return {post.district_id for post in posts(user) if post.district_id}


def administered_by(user: AnyUser) -> set[uuid.UUID]:
    """Districts the account administers, or administers a school of."""
    own = granted_districts(user, Role.DISTRICT_ADMIN)
    schools = administered_schools(user)
    if schools:
        own |= {pk for pk in School.objects.filter(pk__in=schools).values_list("district", flat=True) if pk}
    return own


def series(user: AnyUser) -> QuerySet[Series]:
    """Every series the account may know of."""
    rows = Series.objects.all()
    if not isinstance(user, User):
        return rows.none()
    if is_program(user):
        return rows
    near = Q(open_to_all=True)
    if workplaces := _workplaces(user):
        invited = Series.invited_districts.through.objects.filter(district__in=workplaces).values("series")
        near |= hosted_in(workplaces) | Q(pk__in=invited)
    seen = Q(state__in=OPEN_STATES) & near & _not_only_for_leaders(user)
    if administered := administered_by(user):
        seen |= Q(state__in=(*LIVE_STATES, SeriesState.SUBMITTED, SeriesState.CANCELLED)) & hosted_in(
            administered
        )
    if person := person_of(user):
        seen |= Q(
            pk__in=Series.objects.filter(team__person__root=person.pk, team__state__in=ON_TEAM).values("pk")
        )
        enrolled = Series.objects.filter(
            enrollments__person__root=person.pk, enrollments__state__in=ENROLLED
        ).exclude(state=SeriesState.DRAFT)
        seen |= Q(pk__in=enrolled.values("pk")) | Q(pk__in=_attended(person).values("series"))
    return rows.filter(seen)


def _not_only_for_leaders(user: AnyUser) -> Q:
    """Leader institutes are announced to people who lead: on a team, or named by a district."""
    person = person_of(user)
    if granted_districts(user, Role.LEADER):
        return Q()
    if person is None:
        return Q(is_leader_institute=False)
    leads = SeriesLeader.objects.filter(person__root=person.pk, state=TeamState.ACCEPTED)
    return Q(is_leader_institute=False) | Q(Exists(leads))


def get_kind(user: AnyUser, pk: uuid.UUID) -> Series:
    """One series, for its leaders, and for program staff who say what kind it is."""
    found = get_series(user, pk, Permission.SERIES_SEE)
    if not any(can(user, found, right) for right in (Permission.SERIES_KIND, Permission.SERIES_EDIT)):
        raise PermissionDenied
    return found


def _attended(person: Person) -> QuerySet[Session]:
    """Sessions the person came to: whoever walked into a full series takes part, though without a seat."""
    return Session.objects.filter(attendances__person__root=person.pk, attendances__status__in=CAME)


def hats(user: AnyUser, one: Series) -> set[Hat]:
    """In what capacities the account stands before a series; looked up once for this very object."""
    kept: dict[object, set[Hat]] = one.__dict__.setdefault("_hats", {})
    if user.pk not in kept:
        kept[user.pk] = _hats(user, one)
    return kept[user.pk]


def _hats(user: AnyUser, one: Series) -> set[Hat]:
    worn: set[Hat] = set()
    for grant in grants(user):
        if grant.role == Role.PROGRAM:
            worn.add(Hat.PROGRAM)
        elif grant.role == Role.PARTNER:
            worn.add(Hat.PARTNER)
    districts = administered_by(user)
    if districts and Series.objects.filter(hosted_in(districts), pk=one.pk).exists():
        whole = granted_districts(user, Role.DISTRICT_ADMIN)
        is_whole = bool(whole) and Series.objects.filter(hosted_in(whole), pk=one.pk).exists()
        worn.add(Hat.DISTRICT_ADMIN if is_whole else Hat.SCHOOL_ADMIN)
    if person := person_of(user):
        leads = Exists(one.team.filter(person__root=person.pk, state=TeamState.ACCEPTED))
        attends = Exists(
            Series.objects.filter(
                Q(enrollments__person__root=person.pk, enrollments__state__in=SEATED)
                | Q(pk__in=_attended(person).values("series")),
                pk=one.pk,
            )
        )
        asked = Series.objects.filter(pk=one.pk).values_list(leads, attends, _colleagues(one, person))
        found = asked.first() or (False, False, False)
        one.__dict__.setdefault("_colleagues", {})[user.pk] = found[2]
        if found[0]:
            worn.add(Hat.SERIES_LEADER)
        if found[1]:
            worn.add(Hat.PARTICIPANT)
    return worn


def _colleagues(one: Series, person: Person) -> ExpressionWrapper[Q]:
    """With a seat, or there without ever being enrolled; coming while one waits opens no names."""
    own = one.enrollments.filter(person__root=person.pk)
    came = one.sessions.filter(
        attendances__person__root=person.pk,
        attendances__status__in=CAME,
        attendances__confirmed=True,
        state__in=DATED_STATES,
        starts_at__isnull=False,
    )
    meets = Q(Exists(own.filter(state__in=SEATED))) | Q(~Exists(own), Exists(came))
    return ExpressionWrapper(meets, BooleanField())


def meets_colleagues(user: AnyUser, one: Series) -> bool:
    """Whether somebody who takes part reads the names of the own rooms."""
    takes_part = Hat.PARTICIPANT in hats(user, one)
    return takes_part and bool(one.__dict__.get("_colleagues", {}).get(user.pk))


def can(user: AnyUser, one: Series, permission: Permission) -> bool:
    """Whether the account has a right over a series. Seeing it is enough to see its public face."""
    if permission == Permission.SERIES_SEE:
        return series(user).filter(pk=one.pk).exists()
    worn = hats(user, one)
    if permission in OF_THE_HOST and not allowed(worn - {Hat.DISTRICT_ADMIN}, permission):
        return may_approve(user, one)
    return allowed(worn, permission)


def may_approve(user: AnyUser, one: Series) -> bool:
    """Administrators approve for their own district; for an alliance only its lead district does."""
    lead = one.host_district_id or (one.host_alliance.lead_district_id if one.host_alliance else None)
    return lead in granted_districts(user, Role.DISTRICT_ADMIN)


def get_series(user: AnyUser, pk: uuid.UUID, need: Permission) -> Series:
    """One series for somebody with the right: 404 to outsiders, 403 to insiders without it."""
    found = series(user).select_related("host_district", "host_alliance__lead_district").filter(pk=pk).first()
    if found is None:
        raise Http404
    if need != Permission.SERIES_SEE and not can(user, found, need):
        raise PermissionDenied
    return found


def get_session(user: AnyUser, pk: uuid.UUID, need: Permission) -> Session:
    """One session, by the right over its series."""
    session = (
        Session.objects.select_related("series__host_district", "series__host_alliance").filter(pk=pk).first()
    )
    if session is None:
        raise Http404
    session.series = get_series(user, session.series_id, need)
    return session


def get_agenda_item(user: AnyUser, pk: uuid.UUID, need: Permission) -> AgendaItem:
    """One agenda item, removed ones too, by the right over its series."""
    rows = AgendaItem.objects.select_related("session__series", "leader__root", "strand")
    item = rows.filter(pk=pk).first()
    if item is None:
        raise Http404
    item.session.series = get_series(user, item.session.series_id, need)
    return item


def resources(user: AnyUser, one: Series) -> QuerySet[Resource]:
    """What of a series' resources the account may open: leaders all, insiders what is for those who take part,
    everybody who sees the series what is public or in the library. Administrators read plans, not what is for
    leaders only."""
    rows = Resource.objects.filter(series=one, removed_at=None)
    if Hat.SERIES_LEADER in hats(user, one):
        return rows
    open_to = [ResourceFor.PUBLIC, ResourceFor.LIBRARY]
    if can(user, one, Permission.SERIES_PLAN_READ):
        open_to.append(ResourceFor.PARTICIPANTS)
    return rows.filter(open_to__in=open_to)


def library_resources(user: AnyUser) -> QuerySet[Resource]:
    """What leaders put into the library: for everybody signed in, once the series is published."""
    rows = Resource.objects.filter(
        open_to=ResourceFor.LIBRARY, removed_at=None, series__state__in=LIVE_STATES
    )
    return rows if isinstance(user, User) else rows.none()


def get_resource(user: AnyUser, pk: uuid.UUID, need: Permission = Permission.SERIES_SEE) -> Resource:
    """One resource by the right over its series, and by whom it is for. Removed ones only for editing."""
    found = Resource.objects.select_related("session", "strand", "agenda_item").filter(pk=pk).first()
    if found is None:
        raise Http404
    if need == Permission.SERIES_SEE and library_resources(user).filter(pk=pk).exists():
        return found
    found.series = get_series(user, found.series_id, need)
    if need == Permission.SERIES_EDIT:
        return found
    if found.removed_at:
        raise Http404
    if not resources(user, found.series).filter(pk=pk).exists():
        raise PermissionDenied
    return found


def led_series(user: AnyUser) -> QuerySet[Series]:
    """Series whose team the account's person is on."""
    person = person_of(user)
    if person is None:
        return Series.objects.none()
    return Series.objects.filter(team__person__root=person.pk, team__state=TeamState.ACCEPTED)


def may_draft(user: AnyUser) -> bool:
    """Leaders named by a district, program staff, and everybody who already leads a series."""
    return bool(is_program(user) or granted_districts(user, Role.LEADER)) or led_series(user).exists()


def require_draft(user: AnyUser) -> None:
    """Only those who may draft: 404 to outsiders, 403 to others with a role."""
    if not may_draft(user):
        require(user, Permission.SERIES_DRAFT)


def mine(user: AnyUser) -> QuerySet[Series]:
    """Series the account's person leads, is asked to lead, or is enrolled in."""
    person = person_of(user)
    if person is None:
        return Series.objects.none()
    leads = Series.objects.filter(team__person__root=person.pk, team__state__in=ON_TEAM)
    attends = Series.objects.filter(enrollments__person__root=person.pk, enrollments__state__in=ENROLLED)
    return series(user).filter(Q(pk__in=leads.values("pk")) | Q(pk__in=attends.values("pk")))


def host_districts(user: AnyUser) -> QuerySet[District]:
    """Districts the account may host series in: where it is named leader; any for program staff."""
    if is_program(user):
        return District.objects.exclude(status__in=Status.ended())
    return District.objects.filter(pk__in=granted_districts(user, Role.LEADER))


def host_alliances(user: AnyUser) -> QuerySet[Alliance]:
    """Alliances the account may host series in: those of its districts; any for program staff."""
    if is_program(user):
        return Alliance.objects.all()
    return alliances_of(granted_districts(user, Role.LEADER))


def support_asked(user: AnyUser) -> QuerySet[SupportLine]:
    """What is asked of the districts and schools the account administers; drafts ask nobody.

    A district's administrators answer for its schools, too."""
    districts, schools = granted_districts(user, Role.DISTRICT_ADMIN), administered_schools(user)
    if not districts and not schools:
        return SupportLine.objects.none()
    scope = Q(district__in=districts) | Q(school__district__in=districts) | Q(school__in=schools)
    return SupportLine.objects.filter(scope).exclude(series__state=SeriesState.DRAFT)


def get_support_line(user: AnyUser, pk: uuid.UUID) -> SupportLine:
    """One line, for an administrator it is asked of. 403 to others who read it, 404 to who may not."""
    rows = SupportLine.objects.select_related("series", "district", "school")
    line = rows.filter(pk__in=support_asked(user).values("pk"), pk=pk).first()
    if line is None:
        line = rows.filter(pk=pk).first()
        if line is None or not series(user).filter(pk=line.series_id).exists():
            raise Http404
        raise PermissionDenied
    return line


def sides(user: AnyUser, line: SupportLine) -> list[Side]:
    """For whom the account may tell whether the promise was kept."""
    found = [Side.LEADERS] if can(user, line.series, Permission.SERIES_EDIT) else []
    if support_asked(user).filter(pk=line.pk).exists():
        found.append(Side.ADMINISTRATOR)
    return found


def borrowable(user: AnyUser) -> QuerySet[Series]:
    """Plans the account may copy: templates, those it leads, and published ones within its reach."""
    if not may_draft(user):
        return Series.objects.none()
    if is_program(user):
        return series(user)
    own = Q(pk__in=led_series(user).values("pk"))
    published = Q(pk__in=series(user).filter(state__in=LIVE_STATES).values("pk"))
    template = Q(is_template=True) & ~Q(state=SeriesState.CANCELLED)
    return Series.objects.filter(own | published | template)


def get_borrowable(user: AnyUser, pk: uuid.UUID) -> Series:
    """One plan to copy: 404 to who may not know of it, 403 to who knows it but may not draft."""
    found = borrowable(user).select_related("host_district", "host_alliance").filter(pk=pk).first()
    if found is None:
        get_series(user, pk, Permission.SERIES_SEE)
        raise PermissionDenied
    return found


def host_of_copy(user: AnyUser, source: Series) -> District | Alliance | None:
    """The source's host where the account may host there; else the only one it may host in."""
    districts, alliances = host_districts(user), host_alliances(user)
    if source.host_district and districts.filter(pk=source.host_district.pk).exists():
        return source.host_district
    if source.host_alliance and alliances.filter(pk=source.host_alliance.pk).exists():
        return source.host_alliance
    own = [] if is_program(user) else list(districts[:2])
    return own[0] if len(own) == 1 else None
