"""Counties, districts and schools of the state's directory; alliances and partners of the program.

The key of a district or school is its CDS code, kept as text with leading zeros: names repeat, NCES ids
come late and change. Rows are never deleted: a closed school keeps its history (domain.md 2)."""

import datetime

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from districts.choices import PartnerKind, Status
from ilc.core.ids import uuid7


class County(models.Model):
    """One of California's 58 counties, known by the first two digits of every CDS code."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=2, unique=True, validators=[RegexValidator(r"^[0-9]{2}$")])
    name = models.CharField(max_length=60)

    class Meta:
        verbose_name_plural = "counties"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """What the directory says of districts and schools alike. Empty text and null mean "not known"."""

    name = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.UNKNOWN)
    street = models.CharField(max_length=120, blank=True)
    city = models.CharField(max_length=60, blank=True)
    zip_code = models.CharField(max_length=10, blank=True)
    region = models.CharField("state", max_length=2, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    website = models.CharField(max_length=200, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    opened = models.DateField(null=True, blank=True)
    closed = models.DateField(
        null=True, blank=True, help_text="may stand before `opened`: some do in the state's file"
    )
    last_update = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Not closed or merged; a status nobody stated counts as open."""
        return self.status not in Status.ended()


class District(Place):
    """A local educational agency (LEA): school district, county office of education or the like.

    `requires_approval`: series of this district need approval before publication (domain.md 4).
    `onboarded_at`: its first administrator accepted the invitation; before that it is only a row of the
    directory."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cds = models.CharField(
        "CDS code", max_length=8, unique=True, validators=[RegexValidator(r"^[0-9]{2}-[0-9]{5}$")]
    )
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="districts")
    nces = models.CharField("NCES id", max_length=7, blank=True, db_index=True)
    kind_code = models.CharField(
        max_length=2, blank=True, help_text="DOC of the directory: 00 county office, 52 elementary ..."
    )
    kind = models.CharField(max_length=80, blank=True)
    requires_approval = models.BooleanField(default=False)
    onboarded_at = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=40, default="America/Los_Angeles")

    class Meta:
        ordering = ["name", "cds"]
        indexes = [
            models.Index(fields=["status", "name"], name="district_status_name"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(cds__regex=r"^[0-9]{2}-[0-9]{5}$"), name="district_cds_form"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="district_status_known"),
        ]


class School(Place):
    """A public school. `district` is null while the directory has no row for its LEA (69 schools in June
    2018); `lea_code` is what the code says of it, and the school is attached when that district appears."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cds = models.CharField(
        "CDS code", max_length=14, unique=True, validators=[RegexValidator(r"^[0-9]{14}$")]
    )
    lea_code = models.CharField(max_length=8, db_index=True, help_text="CC-DDDDD, as District.cds")
    lea_name = models.CharField(
        max_length=200, blank=True, help_text="as the directory names the LEA in this row"
    )
    district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.PROTECT, related_name="schools"
    )
    nces = models.CharField(
        "NCES id", max_length=12, blank=True, db_index=True, help_text="district 7 + school 5 digits"
    )
    kind_code = models.CharField(
        max_length=2, blank=True, help_text="SOC of the directory: 60 elementary, 66 high ..."
    )
    kind = models.CharField(max_length=80, blank=True)
    level_code = models.CharField(max_length=10, blank=True, help_text="EILCode: ELEM, INTMIDJR, HS ...")
    level = models.CharField(max_length=60, blank=True)
    program_code = models.CharField(max_length=10, blank=True, help_text="EdOpsCode: TRAD, CON ...")
    program = models.CharField(max_length=80, blank=True)
    grades_offered = models.CharField(max_length=20, blank=True)
    grades_served = models.CharField(max_length=20, blank=True)
    charter = models.BooleanField(null=True, blank=True)
    charter_number = models.CharField(max_length=8, blank=True)
    magnet = models.BooleanField(null=True, blank=True)
    virtual = models.CharField(
        max_length=1, blank=True, help_text="F, V exclusively or mainly; C, P in part; N not"
    )

    class Meta:
        ordering = ["name", "cds"]
        indexes = [
            models.Index(fields=["district", "status", "name"], name="school_district_status_name"),
            models.Index(fields=["status", "name"], name="school_status_name"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(cds__regex=r"^[0-9]{14}$"), name="school_cds_form"),
            models.CheckConstraint(
                condition=Q(lea_code__regex=r"^[0-9]{2}-[0-9]{5}$"), name="school_lea_form"
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="school_status_known"),
        ]


class Alliance(models.Model):
    """Several districts and partners that run series together. Its lead district approves its series."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200, unique=True)
    lead_district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="led_alliances")
    about = models.TextField(blank=True)
    members = models.ManyToManyField(District, through="AllianceMembership", related_name="alliances")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def members_on(self, day: datetime.date) -> models.QuerySet[District]:
        """The districts that belonged to it on that day."""
        current = Q(memberships__to_date=None) | Q(memberships__to_date__gt=day)
        return District.objects.filter(
            current, memberships__alliance=self, memberships__from_date__lte=day
        ).distinct()


class AllianceMembership(models.Model):
    """A district in an alliance from `from_date` until `to_date`, the first day it no longer holds.

    No `to_date`: still."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="memberships")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="memberships")
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "district"],
                condition=Q(to_date=None),
                name="alliance_membership_one_open",
            ),
            models.UniqueConstraint(
                fields=["alliance", "district", "from_date"], name="alliance_membership_one_start"
            ),
            models.CheckConstraint(
                condition=Q(to_date=None) | Q(to_date__gte=F("from_date")),
                name="alliance_membership_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district} in {self.alliance}"


class Partner(models.Model):
    """An association, county office, university, funder or state body that keeps cycles alive."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=PartnerKind.choices)
    website = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PartnerKind.values), name="partner_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name
