"""Granting and ending roles; a district's own rules."""

from django.db import transaction
from django.utils import timezone

from districts.models import District, RoleGrant
from ilc.accounts.models import User
from ilc.core import events


@transaction.atomic
def end(*, grant: RoleGrant, by: User) -> None:
    """The role no longer holds from today on; doing it twice changes nothing."""
    if RoleGrant.objects.filter(pk=grant.pk, to_date=None).update(to_date=timezone.localdate()):
        events.record("role.ended", grant, by=by, role=grant.role)


@transaction.atomic
def set_approval(*, district: District, requires_approval: bool, by: User) -> None:
    """Whether series hosted here wait for an administrator."""
    changed = District.objects.filter(pk=district.pk).exclude(requires_approval=requires_approval)
    if changed.update(requires_approval=requires_approval):
        events.record("district.approval-rule", district, by=by, requires_approval=requires_approval)
