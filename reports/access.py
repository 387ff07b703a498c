"""Whose figures somebody may see (domain.md 5): own scope, own series, published reports."""

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from cycles.planning.access import get_series, hats
from cycles.planning.models import Series
from districts.access import (
    administered_schools,
    district_hats,
    get_alliance,
    get_district,
    granted_districts,
    has,
    is_program,
    require,
)
from districts.models import Alliance, District, School
from districts.permissions import MATRIX, Hat, Permission, Role
from ilc.accounts.models import User
from ilc.core.choices import WorkState
from reports.counting import Audience, Scope
from reports.models import Snapshot

AnyUser = User | AnonymousUser


def district_scope(user: AnyUser, pk: uuid.UUID) -> tuple[District, Scope]:
    """A district and what of it the account may see: all, or the schools it administers."""
    district = get_district(user, pk, Permission.FIGURES_SCOPE)
    whole = {hat for hat in district_hats(user, district) if hat != Hat.SCHOOL_ADMIN}
    if any(Permission.FIGURES_SCOPE in MATRIX[hat] for hat in whole):
        return district, Scope.of_district(district)
    schools = School.objects.filter(pk__in=administered_schools(user), district=district).order_by("name")
    return district, Scope.of_schools(list(schools))


def alliance_scope(user: AnyUser, pk: uuid.UUID) -> tuple[Alliance, Scope]:
    """One alliance, for program staff and administrators of its members; 404 to everybody else."""
    alliance = get_alliance(user, pk)
    return alliance, Scope.of_alliance(alliance)


def series_scope(user: AnyUser, pk: uuid.UUID) -> tuple[Series, Scope, Audience]:
    """A series' figures: its leaders and program staff see all of it, so does the host district's
    administrator; administrators of an alliance's other members see their own people in it."""
    series = get_series(user, pk, Permission.FIGURES_SERIES)
    worn = hats(user, series)
    if Hat.SERIES_LEADER in worn:
        return series, Scope.of_series(series), Audience.LEADER
    own = granted_districts(user, Role.DISTRICT_ADMIN)
    if Hat.PROGRAM in worn or series.host_district_id in own:
        return series, Scope.of_series(series), Audience.INSIDE
    return series, Scope.of_series(series, frozenset(own)), Audience.INSIDE


def snapshots(user: AnyUser) -> QuerySet[Snapshot]:
    """Program staff: every report. Partner viewers: the published ones."""
    if is_program(user):
        return Snapshot.objects.all()
    if has(user, Permission.FIGURES_PUBLISHED):
        return Snapshot.objects.filter(published=True, work_state=WorkState.DONE)
    return Snapshot.objects.none()


def require_list(user: AnyUser) -> QuerySet[Snapshot]:
    """The list: 404 to accounts without any grant, 403 to those whose grant carries no reports."""
    require(user, Permission.FIGURES_PUBLISHED)
    return snapshots(user)


def get_snapshot(user: AnyUser, pk: uuid.UUID) -> Snapshot:
    found = snapshots(user).select_related("requested_by", "district").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_own_snapshot(user: AnyUser, pk: uuid.UUID) -> Snapshot:
    """For those who make reports: publish, rebuild, follow the progress."""
    found = get_snapshot(user, pk)
    require(user, Permission.FIGURES_ALL)
    return found


def audience(user: AnyUser) -> Audience:
    return Audience.INSIDE if is_program(user) else Audience.PUBLIC
