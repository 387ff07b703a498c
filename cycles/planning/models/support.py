"""What a series asks of administrators, what they promise, and whether it was kept."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from cycles.planning.choices import (
    SUPPORT_BADGE,
    TELLABLE,
    Side,
    SupportKind,
    SupportState,
    Unit,
)
from cycles.planning.models.series import Series
from districts.models import District, School
from ilc.core.models import Stamped, Versioned


class SupportLine(Versioned):
    """One thing asked of the administrators of a district or school; answered, a support commitment.

    Neither district nor school: of whoever will host the series. `pledged_quantity` is less than `quantity` when
    only a part was promised. `announced_at`: when its administrators were told; drafts tell nobody.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="support")
    kind = models.CharField(max_length=12, choices=SupportKind)
    quantity = models.DecimalField(max_digits=8, decimal_places=2)
    unit = models.CharField(max_length=8, choices=Unit)
    district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.PROTECT, related_name="support_asked"
    )
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="support_asked"
    )
    by_when = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=240, blank=True)
    state = models.CharField(max_length=10, choices=SupportState, default=SupportState.ASKED)
    announced_at = models.DateTimeField(null=True, blank=True)
    pledged_quantity = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    answer = models.CharField(
        max_length=240, blank=True
    )  # the administrator's words: reason or counter-offer
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(name="support_of_one", condition=Q(district=None) | Q(school=None)),
            models.CheckConstraint(name="support_some", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="support_promise_has_amount",
                condition=~Q(state__in=TELLABLE) | Q(pledged_quantity__gt=0),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "state"], name="support_by_district"),
            models.Index(fields=["school", "state"], name="support_by_school"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.amount}"

    @property
    def badge(self) -> str:
        return SUPPORT_BADGE[self.state]

    @property
    def of(self) -> District | School | None:
        """Whose administrators are asked; None: the host, not chosen yet."""
        return self.school or self.district

    @property
    def answerer(self) -> str:
        """Who answered; "" when nobody did or the account has no name."""
        person = getattr(self.answered_by, "person", None)
        return person.root.name if person else ""

    @property
    def amount(self) -> str:
        """12 days"""
        return counted(self.quantity, self.unit)

    @property
    def promised(self) -> str:
        """8 of 12 days; 12 days when all was promised; nothing before."""
        if self.pledged_quantity is None:
            return ""
        if self.pledged_quantity >= self.quantity:
            return counted(self.pledged_quantity, self.unit)
        return f"{plain(self.pledged_quantity)} of {self.amount}"


class SupportView(Stamped):
    """How one side tells what became of a promise. Both are kept; they may differ."""

    line = models.ForeignKey(SupportLine, on_delete=models.CASCADE, related_name="views")
    side = models.CharField(max_length=14, choices=Side)
    kept = models.BooleanField()
    words = models.CharField(max_length=240, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["side"]
        constraints = [models.UniqueConstraint(fields=["line", "side"], name="support_view_once")]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {'kept' if self.kept else 'not kept'}"


def plain(number: Decimal) -> str:
    """A number of a form as people write it: 12, 2.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted(number: Decimal, unit: str) -> str:
    """12 days, 1 day, 1 person."""
    words = Unit(unit).label if unit else ""
    if number == 1:
        words = "person" if unit == Unit.PEOPLE else words.removesuffix("s")
    return f"{plain(number)} {words}".strip()
