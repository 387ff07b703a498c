"""Asking for impact, and nudging kindly."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from cycles.followup.choices import Confidentiality, InfluenceDomain, ItemKind
from cycles.planning.models import Series, Session
from ilc.core.models import Stamped
from participants.models import Person


class Instrument(Stamped):
    """A short questionnaire; its wording lives in versions."""

    key = models.SlugField(unique=True)
    title = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.title


class InstrumentVersion(Stamped):
    """One wording. Frozen once answered; a change makes a new version (domain.md 3.8)."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    intro = models.TextField(blank=True)
    confidentiality = models.CharField(max_length=14, choices=Confidentiality)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instrument", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.instrument}, version {self.number}"


class Item(Stamped):
    """One question, tagged with its Guskey level and, on the extent scale, its influence domain."""

    version = models.ForeignKey(InstrumentVersion, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=ItemKind)
    text = models.CharField(max_length=240)
    domain = models.CharField(max_length=12, choices=InfluenceDomain, blank=True)
    guskey_level = models.PositiveSmallIntegerField()
    required = models.BooleanField(default=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="item_position_once"),
            models.CheckConstraint(
                name="guskey_level_1_to_5", condition=Q(guskey_level__gte=1, guskey_level__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Response(Stamped):
    """One person's answers after one session: once only, by the constraint, whatever the wording.

    `instrument` repeats the version's, so that a new wording does not open a second answer.
    """

    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="responses")
    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="responses", editable=False
    )
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="responses")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person", "instrument"], name="answered_once")
        ]
        indexes = [models.Index(fields=["session", "created_at"], name="response_by_session")]

    def __str__(self) -> str:
        return f"Response to {self.version}"  # never a name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.instrument_id = self.version.instrument_id
        super().save(*args, **kwargs)


class Answer(Stamped):
    """A number on the item's scale, or words."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="answers")
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "item"], name="one_answer_an_item")]

    def __str__(self) -> str:
        return f"Answer to {self.item}"


class Nudge(Stamped):
    """A kind message a leader sent from the readiness table to some people.

    Its id is made with the form, so that the same form sent twice is one nudge.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="nudges")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="nudges")  # tries follow it
    text = models.TextField()
    recipients = models.ManyToManyField(Person, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"Nudge after {self.session}"
