"""Protocols as rows: those we ship, and those that leaders made from them."""

from typing import Any

from django.db import models
from django.db.models import Q

from cycles.analysis.choices import NoteKind, PhaseKind
from ilc.core.models import Stamped, Versioned
from participants.models import Person

TITLE_LENGTH = 80


class Phase(Stamped):
    """One phase, in a template or in a run."""

    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    prompt = models.CharField(max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(default=5)
    does = models.CharField(max_length=10, choices=PhaseKind, default=PhaseKind.NOTES)
    kinds = models.JSONField(default=list, blank=True)  # of NoteKind values, only while notes are written

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    @property
    def note_kinds(self) -> list[NoteKind]:
        """What may be written in it."""
        return [NoteKind(one) for one in self.kinds if one in NoteKind.values]

    def as_fields(self) -> dict[str, Any]:
        """What a copy takes over."""
        names = ("position", "name", "prompt", "minutes", "does", "kinds")
        return {name: getattr(self, name) for name in names}


class ProtocolTemplate(Versioned):
    """A protocol to begin from. Shipped ones have a key and no owner; nobody edits them, everybody may copy them."""

    key = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="protocols"
    )
    title = models.CharField(max_length=TITLE_LENGTH)
    intro = models.CharField(max_length=300, blank=True)
    anonymous = models.BooleanField(default=False)  # notes carry no names, for anybody
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-key", "title"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="shipped_protocol_once"),
            models.CheckConstraint(
                name="protocol_is_shipped_or_owned",
                condition=Q(owner=None, key__gt="") | Q(owner__isnull=False, key=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def as_copied(self) -> dict[str, Any]:
        """What an own protocol made from it begins with."""
        own = " (own)"
        title = f"{self.title[: TITLE_LENGTH - len(own)]}{own}"
        return {"title": title, "intro": self.intro, "anonymous": self.anonymous}


class TemplatePhase(Phase):
    template = models.ForeignKey(ProtocolTemplate, on_delete=models.CASCADE, related_name="phases")

    class Meta(Phase.Meta):
        constraints = [
            models.UniqueConstraint(fields=["template", "position"], name="template_phase_order"),
            models.CheckConstraint(
                name="template_phase_minutes", condition=Q(minutes__gte=1, minutes__lte=120)
            ),
        ]
