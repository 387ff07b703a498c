"""Hours somebody misses on their record."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cycles.planning.models import Session
from cycles.roster.choices import MissingState
from ilc.core.models import Stamped
from participants.models import Person


class MissingHours(Stamped):
    """ "I was there, and it is missing": asked once a person and session, answered by a leader."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="missing")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="missing")
    sentence = models.CharField(max_length=240)
    state = models.CharField(max_length=10, choices=MissingState, default=MissingState.WAITING)
    reason = models.CharField(max_length=240, blank=True)  # why it was not confirmed
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="missing_asked_once"),
            models.CheckConstraint(
                name="missing_answered_when_answered",
                condition=Q(state=MissingState.WAITING, answered_at=None)
                | (~Q(state=MissingState.WAITING) & Q(answered_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["session"], name="missing_waiting", condition=Q(state=MissingState.WAITING))
        ]

    def __str__(self) -> str:
        return f"{self.person} misses {self.session}"
