"""Role grants: account, role, scope, from, to (domain.md 5)."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from districts.models.geography import Alliance, District, Partner, School
from districts.permissions import Role
from ilc.core.models import Stamped


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def on(self, day: date | None = None) -> Self:
        """Grants in force on a day (today unless told)."""
        when = day or timezone.localdate()
        return self.filter(Q(to_date=None) | Q(to_date__gt=when), from_date__lte=when)


class RoleGrant(Stamped):
    """One account's role in one scope; ended by a date, never deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.PROTECT, related_name="grants"
    )
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="grants")
    alliance = models.ForeignKey(
        Alliance, null=True, blank=True, on_delete=models.PROTECT, related_name="grants"
    )
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="grants"
    )
    from_date = models.DateField(default=timezone.localdate)
    to_date = models.DateField(null=True, blank=True)  # first day it no longer holds
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="grant_scope_fits_role",
                condition=Q(role=Role.PROGRAM, district=None, school=None, alliance=None, partner=None)
                | Q(
                    role__in=[Role.DISTRICT_ADMIN, Role.LEADER],
                    district__isnull=False,
                    school=None,
                    partner=None,
                )
                | Q(role=Role.SCHOOL_ADMIN, school__isnull=False, district=None, alliance=None, partner=None)
                | Q(role=Role.PARTNER, partner__isnull=False, district=None, school=None, alliance=None),
            ),
            models.UniqueConstraint(
                name="one_open_district_grant", fields=["user", "role", "district"], condition=Q(to_date=None)
            ),
        ]
        indexes = [models.Index(fields=["user", "role"], name="grant_by_user")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.district or self.school or self.partner or ''}".strip()
