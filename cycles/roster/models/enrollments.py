"""Who means to come, and to which room."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cycles.planning.models import Series, Session, Strand
from cycles.roster.choices import (
    EnrollmentSource,
    EnrollmentState,
)
from cycles.roster.words import moment
from ilc.core.models import Stamped, Versioned
from participants.models import Appointment, Person


class Enrollment(Versioned):
    """Intent to attend a series. Never counted as reach."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="enrollments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrollments")
    appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=12, choices=EnrollmentState, default=EnrollmentState.REGISTERED)
    source = models.CharField(max_length=10, choices=EnrollmentSource, default=EnrollmentSource.SELF)
    queued_at = models.DateTimeField(default=timezone.now)  # order of the waitlist
    offered_until = models.DateTimeField(null=True, blank=True)
    offers_lapsed = models.PositiveSmallIntegerField(default=0)  # offers that ran out unanswered
    registered_at = models.DateTimeField(null=True, blank=True)  # first time; stays after withdrawal
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "person"], name="enrolled_once"),
            models.CheckConstraint(
                name="offer_has_an_end",
                condition=~Q(state=EnrollmentState.OFFERED) | Q(offered_until__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["series", "state", "queued_at"], name="enrollment_queue")]

    def __str__(self) -> str:
        return f"{self.person} in {self.series}"

    @property
    def answer_by(self) -> str:
        """Until when an offer stands, in the series' time zone; nothing without one."""
        return moment(self.offered_until.astimezone(self.series.tz)) if self.offered_until else ""


class StrandPlace(Stamped):
    """Which room of a session an enrolled person goes to."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="strand_places")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="places")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "session"], name="one_strand_a_session")]

    def __str__(self) -> str:
        return f"{self.enrollment.person} in {self.strand}"
