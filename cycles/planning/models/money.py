"""Partners of a series, what they and the districts contribute, and a simple budget. Decimal money, never float."""

from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.db.models import Q

from cycles.planning.choices import EACH, CostKind, Fund, GivenKind, GivenState, Unit
from cycles.planning.models.series import Series
from cycles.planning.models.support import counted, plain
from districts.models import District, Partner
from ilc.core.models import Versioned

CENT = Decimal("0.01")


class SeriesPartner(Versioned):
    """A partner taking part in a series; by its own words until program staff links it to a known one."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="partners")
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="partnerships"
    )
    called = models.CharField(max_length=200, blank=True)  # as its leader wrote it down; kept when linked
    role = models.CharField(max_length=240, blank=True)  # what it does in the series

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "partner"], name="series_partner_once", condition=Q(partner__isnull=False)
            ),
            models.CheckConstraint(
                name="series_partner_named", condition=Q(partner__isnull=False) | ~Q(called="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.partner) if self.partner else self.called


class Contribution(Versioned):
    """What a partner or a district gives to a series. `value` in dollars, also of what is not money."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="contributions")
    partner = models.ForeignKey(
        SeriesPartner, null=True, blank=True, on_delete=models.PROTECT, related_name="contributions"
    )
    district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.PROTECT, related_name="contributions"
    )
    kind = models.CharField(max_length=10, choices=GivenKind)
    quantity = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=8, choices=Unit, blank=True)
    value = models.DecimalField(max_digits=11, decimal_places=2, null=True, blank=True)
    source = models.CharField(max_length=120, blank=True)  # funding source in words, such as LCAP goal 2
    school_year = models.PositiveIntegerField()  # the calendar year in which it begins, on 1 July
    state = models.CharField(max_length=10, choices=GivenState, default=GivenState.PLEDGED)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="contribution_of_one",
                condition=Q(partner__isnull=False, district=None) | Q(partner=None, district__isnull=False),
            ),
            models.CheckConstraint(
                name="contribution_not_negative", condition=Q(value=None) | Q(value__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.giver}"

    @property
    def giver(self) -> SeriesPartner | District | None:
        return self.partner or self.district

    @property
    def amount(self) -> str:
        """30 days; nothing when only a value is known."""
        return counted(self.quantity, self.unit) if self.quantity is not None else ""

    @property
    def year_words(self) -> str:
        return f"{self.school_year}-{(self.school_year + 1) % 100:02}"


class BudgetLine(Versioned):
    """One cost: how many times what price, rounded to the cent, and who pays."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="budget")
    kind = models.CharField(max_length=12, choices=CostKind)
    what = models.CharField(max_length=120, blank=True)
    count = models.DecimalField(max_digits=8, decimal_places=2)
    rate = models.DecimalField(max_digits=9, decimal_places=2)
    fund = models.CharField(max_length=8, choices=Fund, default=Fund.OPEN)
    source = models.CharField(max_length=120, blank=True)  # in words, such as LCAP goal 2

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(name="budget_not_negative", condition=Q(count__gt=0, rate__gte=0))
        ]

    def __str__(self) -> str:
        return self.what or self.get_kind_display()

    @property
    def amount(self) -> Decimal:
        """Count times rate in dollars; half cents go up."""
        return (self.count * self.rate).quantize(CENT, ROUND_HALF_UP)

    @property
    def sum_words(self) -> str:
        """40 people at $150.00"""
        one, many = EACH[self.kind]
        counted = f"{plain(self.count)} {one if self.count == 1 else many}".strip()
        return f"{counted} at ${self.rate:,.2f}"
