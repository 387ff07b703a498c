"""Planning backwards: what the series is for, from the students back to the room."""

from django.db import models
from django.db.models import Q

from cycles.planning.choices import AimLevel
from cycles.planning.models.series import Series
from ilc.core.models import Versioned


class Aim(Versioned):
    """The answer to one of the five questions; a question nobody has opened has no row."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="aims")
    level = models.PositiveSmallIntegerField(choices=AimLevel)
    text = models.CharField(max_length=600, blank=True)
    evidence = models.CharField(max_length=600, blank=True)  # how we will know

    class Meta:
        ordering = ["-level"]
        constraints = [
            models.UniqueConstraint(fields=["series", "level"], name="aim_once"),
            models.CheckConstraint(name="aim_level_1_to_5", condition=Q(level__gte=1, level__lte=5)),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.text}"
