"""Addresses from which calendar programs read, without signing in."""

import secrets

from django.db import models
from django.db.models import Q

from cycles.planning.models import Series
from ilc.core.models import Stamped
from participants.models import Person


def fresh_key() -> str:
    """192 random bits: the address is the key, so nobody guesses it."""
    return secrets.token_urlsafe(24)


class CalendarFeed(Stamped):
    """The calendar of one person or of one series. Whoever has the address reads it; a new key ends the old one."""

    person = models.OneToOneField(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    series = models.OneToOneField(
        Series, null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    key = models.CharField(max_length=43, unique=True, default=fresh_key)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="calendar_of_one_thing",
                condition=Q(person__isnull=False, series=None) | Q(person=None, series__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.person or self.series}"
