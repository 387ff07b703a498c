"""Who may see which district, and the grants everything else starts from.

An outsider gets 404, an insider without the right 403 (domain.md 5).
"""

import uuid

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from districts.models import Alliance, District, RoleGrant
from districts.permissions import MATRIX, Hat, Permission, Role, allowed
from ilc.accounts.models import User

ROLE_HAT: dict[str, Hat] = {
    Role.PROGRAM: Hat.PROGRAM,
    Role.DISTRICT_ADMIN: Hat.DISTRICT_ADMIN,
    Role.SCHOOL_ADMIN: Hat.SCHOOL_ADMIN,
    Role.LEADER: Hat.NAMED_LEADER,
    Role.PARTNER: Hat.PARTNER,
}


def grants(user: User | AnonymousUser) -> list[RoleGrant]:
    """The account's grants in force today; read once a request."""
    if not isinstance(user, User):
        return []
    kept: list[RoleGrant] | None = getattr(user, "_grants", None)
    if kept is None:
        kept = list(RoleGrant.objects.on().filter(user=user).select_related("school", "district"))
        user._grants = kept  # type: ignore[attr-defined]
    return kept


def is_program(user: User | AnonymousUser) -> bool:
    return any(grant.role == Role.PROGRAM for grant in grants(user))


def has(user: User | AnonymousUser, permission: Permission) -> bool:
    """Whether any grant carries the right, whatever its scope."""
    return any(permission in MATRIX[ROLE_HAT[grant.role]] for grant in grants(user))


def granted_districts(user: User | AnonymousUser, role: Role) -> set[uuid.UUID]:
    """Districts of the grants with this role."""
    return {grant.district_id for grant in grants(user) if grant.role == role and grant.district_id}


def administered_schools(user: User | AnonymousUser) -> set[uuid.UUID]:
    return {grant.school_id for grant in grants(user) if grant.role == Role.SCHOOL_ADMIN and grant.school_id}


def alliances_of(district_ids: set[uuid.UUID]) -> QuerySet[Alliance]:
    """Alliances these districts belong to today, as members or as lead."""
    today = timezone.localdate()
    return Alliance.objects.filter(
        Q(lead_district__in=district_ids)
        | Q(memberships__district__in=district_ids, memberships__from_date__lte=today)
        & (Q(memberships__to_date=None) | Q(memberships__to_date__gt=today))
    ).distinct()


def district_hats(user: User | AnonymousUser, district: District) -> set[Hat]:
    """In what capacities the account stands before a district."""
    hats = set()
    for grant in grants(user):
        if grant.role == Role.PROGRAM or (grant.district_id == district.pk and grant.district_id):
            hats.add(ROLE_HAT[grant.role])
        elif grant.role == Role.SCHOOL_ADMIN and grant.school and grant.school.district_id == district.pk:
            hats.add(Hat.SCHOOL_ADMIN)
    return hats


def districts(user: User | AnonymousUser) -> QuerySet[District]:
    """Districts whose inner pages the account may open."""
    if is_program(user):
        return District.objects.all()
    own = {grant.district_id for grant in grants(user) if grant.district_id}
    own |= {grant.school.district_id for grant in grants(user) if grant.school and grant.school.district_id}
    return District.objects.filter(pk__in=own)


def get_district(user: User | AnonymousUser, pk: uuid.UUID, need: Permission) -> District:
    """One district, for somebody with the right; else 404 outside, 403 inside."""
    district = districts(user).select_related("county").filter(pk=pk).first()
    if district is None:
        raise Http404
    if not allowed(district_hats(user, district), need):
        raise PermissionDenied
    return district


def alliances(user: User | AnonymousUser) -> QuerySet[Alliance]:
    """Alliances whose figures the account may open: program staff, administrators of member districts."""
    if is_program(user):
        return Alliance.objects.all()
    return alliances_of(granted_districts(user, Role.DISTRICT_ADMIN))


def get_alliance(user: User | AnonymousUser, pk: uuid.UUID) -> Alliance:
    """One alliance or 404."""
    found = alliances(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def require(user: User | AnonymousUser, permission: Permission) -> None:
    """For pages without an object of their own: 404 without any grant, 403 without the right."""
    if not grants(user):
        raise Http404
    if not has(user, permission):
        raise PermissionDenied
