"""What leaders ask before somebody comes, and what was answered."""

from django.db import models

from cycles.planning.models import Series
from cycles.roster.choices import QuestionKind
from cycles.roster.models.enrollments import Enrollment
from ilc.core.models import Stamped


class RegistrationQuestion(Stamped):
    """One question asked at registration. Once answered its words stay: a change retires it and asks anew."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveIntegerField(default=1)
    text = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=QuestionKind, default=QuestionKind.TEXT)
    options = models.JSONField(default=list, blank=True)  # the answers of a choice
    required = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True, blank=True)  # no longer asked; its answers stay

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text


class RegistrationAnswer(Stamped):
    """One person's answer, for the leaders of the series and the person alone."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(RegistrationQuestion, on_delete=models.PROTECT, related_name="answers")
    text = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "question"], name="registration_answered_once")
        ]

    def __str__(self) -> str:
        return self.text
