"""Who may see, enter and confirm what trained coaches claim. Claims are numbers: no names of those reached."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from cycles.planning.access import AnyUser, can, get_series, led_series
from cycles.planning.models import Series
from cycles.roster.models import IndirectReachClaim
from cycles.roster.queries.claims import TRAINING, trained_in
from districts.access import grants, is_program
from districts.permissions import Permission
from participants.access import person_of


def claims(user: AnyUser) -> QuerySet[IndirectReachClaim]:
    """One's own; those of series one leads; all for program staff. Taken-back ones stay visible to them."""
    rows = IndirectReachClaim.objects.all()
    if is_program(user):
        return rows
    person = person_of(user)
    if person is None:
        return rows.none()
    return rows.filter(Q(coach__root=person.pk) | Q(series__in=led_series(user).values("pk")))


def require_claims(user: AnyUser) -> None:
    """Program staff, leaders of series that train coaches, and coaches: 404 to outsiders, 403 to others."""
    if is_program(user) or led_series(user).filter(TRAINING).exists() or trained_for(user).exists():
        return
    if claims(user).exists():
        return
    if grants(user):
        raise PermissionDenied
    raise Http404


def trained_for(user: AnyUser) -> QuerySet[Series]:
    """Series that trained the account's person as a coach."""
    person = person_of(user)
    return trained_in(person) if person else Series.objects.none()


def get_training(user: AnyUser, pk: uuid.UUID) -> Series:
    """A series that trains coaches, for those who read its roster and confirm its claims."""
    series = get_series(user, pk, Permission.CLAIM_CONFIRM)
    if not (series.trains_coaches or series.is_leader_institute):
        raise Http404
    return series


def get_claim(user: AnyUser, pk: uuid.UUID) -> IndirectReachClaim:
    rows = claims(user).select_related("coach__root", "series", "appointment", "confirmed_by", "entered_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def may_confirm(user: AnyUser, claim: IndirectReachClaim) -> bool:
    """Program staff, or a leader of the series; nobody their own."""
    person = person_of(user)
    if person and claim.coach.root_id == person.pk:
        return False
    return is_program(user) or bool(claim.series and can(user, claim.series, Permission.CLAIM_CONFIRM))


def get_to_confirm(user: AnyUser, pk: uuid.UUID) -> IndirectReachClaim:
    """A claim, for those who may believe it."""
    claim = get_claim(user, pk)
    if not may_confirm(user, claim):
        raise PermissionDenied
    return claim
