"""Educators as people: names, addresses, appointments. A person is not a login (domain.md 2)."""

from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from districts.models import District, School
from districts.permissions import Role
from ilc.core.models import Stamped, Versioned
from participants.choices import AppointmentRole, Topic


def full_name(given: str, family: str) -> str:
    """A name as it is written out, also where only one of its parts is known."""
    return f"{given} {family}".strip()


class Person(Versioned):
    """Somebody who takes part or leads; may have no account and no e-mail (a sign-in sheet line).

    `root` is the remaining record after merges (itself unless merged): all counting goes through it, so a
    merge or its undoing moves no row (domain.md 3.11).
    """

    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="person"
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    root = models.ForeignKey("self", on_delete=models.PROTECT, related_name="branches", editable=False)
    is_demo = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, blank=True)  # a tombstone: totals stay, the name is gone

    class Meta:
        constraints = [
            models.CheckConstraint(name="person_not_merged_into_self", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(
                name="person_root_if_unmerged", condition=Q(merged_into__isnull=False) | Q(root=F("id"))
            ),
        ]
        indexes = [models.Index(Lower("family_name"), Lower("given_name"), name="person_by_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and not self.root_id:
            self.root_id = self.pk
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        return full_name(self.given_name, self.family_name)

    @property
    def short_name(self) -> str:
        """As lists show it to colleagues: Rosa M."""
        return f"{self.given_name} {self.family_name[:1]}.".strip() if self.family_name else self.given_name


class PersonEmail(Stamped):
    """One address of a person; an address belongs to one person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="emails")
    email = models.EmailField()
    is_primary = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_once"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_primary=True), name="one_primary_email"
            ),
        ]

    def __str__(self) -> str:
        return self.email


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def on(self, day: date | None = None) -> Self:
        """Appointments in force on a day (today unless told)."""
        when = day or timezone.localdate()
        return self.filter(Q(to_date=None) | Q(to_date__gt=when), from_date__lte=when)


class Appointment(Stamped):
    """Person x school or district office x role, with dates. Rows are ended, never rewritten.

    `district` is kept beside `school`, so that a school changing hands later moves no past figure.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="appointments")
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments"
    )
    district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments"
    )
    role = models.CharField(max_length=20, choices=AppointmentRole, default=AppointmentRole.TEACHER)
    grades = models.JSONField(default=list, blank=True)  # of Grade values
    subjects = models.CharField(max_length=200, blank=True)
    from_date = models.DateField(default=timezone.localdate)
    to_date = models.DateField(null=True, blank=True)  # first day it no longer holds
    is_primary = models.BooleanField(default=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="appointment_dates", condition=Q(to_date=None) | Q(to_date__gte=F("from_date"))
            ),
            models.CheckConstraint(
                name="appointment_somewhere",
                condition=Q(school__isnull=False)
                | Q(district__isnull=False)
                | Q(role__in=[AppointmentRole.ASPIRING, AppointmentRole.OTHER]),
            ),
        ]
        indexes = [models.Index(fields=["district", "from_date"], name="appointment_by_district")]

    def __str__(self) -> str:
        return ", ".join(
            str(part) for part in (self.school or self.district, self.get_role_display()) if part
        )

    @property
    def place(self) -> str:
        """School, or district office, or nothing."""
        return self.school.name if self.school else self.district.name if self.district else ""


def _in_three_weeks() -> Any:
    return timezone.now() + timedelta(days=21)


class Invitation(Stamped):
    """An e-mailed link that claims a person and, if it says so, brings a role."""

    email = models.EmailField()
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=20, choices=Role, blank=True)  # "" = claims the person only
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    note = models.TextField(blank=True)
    next_url = models.CharField(max_length=200, blank=True)  # own address to go to afterwards
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField(default=_in_three_weeks)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(Lower("email"), name="invitation_by_email")]

    def __str__(self) -> str:
        return f"{self.email} as {self.role or 'participant'}"

    @property
    def is_open(self) -> bool:
        return not (self.accepted_at or self.cancelled_at) and self.expires_at > timezone.now()


class Muted(Stamped):
    """A kind of mail this person turned off."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="muted")
    topic = models.CharField(max_length=20, choices=Topic)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="muted_once")]

    def __str__(self) -> str:
        return f"{self.person} without {self.topic}"
