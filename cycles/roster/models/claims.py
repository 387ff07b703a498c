"""What trained coaches claim: people they reached in their turn."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cycles.planning.models import Series
from cycles.roster.choices import ClaimBasis
from ilc.core.models import Versioned
from participants.models import Appointment, Person


class IndirectReachClaim(Versioned):
    """A number claimed by a trained coach. Never added to participants.

    A change takes the confirmation away again; what was before stays in the domain events. One that was
    taken back counts nowhere."""

    coach = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reach_claims")
    appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="reach_claims"
    )
    people = models.PositiveIntegerField()
    basis = models.CharField(max_length=10, choices=ClaimBasis)
    what_for = models.CharField(max_length=240, blank=True)  # such as: three staff meetings on number talks
    claimed_on = models.DateField()
    period_from = models.DateField(null=True, blank=True)  # when these people were reached
    period_to = models.DateField(null=True, blank=True)
    said_by = models.CharField(max_length=120, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="claim_period",
                condition=Q(period_from=None) | Q(period_to=None) | Q(period_to__gte=F("period_from")),
            )
        ]
        indexes = [models.Index(fields=["confirmed_at", "-claimed_on"], name="claim_to_confirm")]

    def __str__(self) -> str:
        return f"{self.people} claimed by {self.coach}"
