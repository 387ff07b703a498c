"""What a session is made of, in order."""

from django.db import models

from cycles.planning.choices import AgendaKind
from cycles.planning.models.sessions import Session, Strand
from ilc.core.models import Versioned
from participants.models import Person


class AgendaItem(Versioned):
    """One ordered piece of a session, for everybody or for one strand.

    Clock times are worked out from the session's start and the minutes before (`queries.timetable`).
    Removed items stay a while, so that a removal can be undone: read through `queries.agenda_of`.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="agenda")
    strand = models.ForeignKey(
        Strand, null=True, blank=True, on_delete=models.SET_NULL, related_name="agenda"
    )
    position = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=16, choices=AgendaKind, default=AgendaKind.OTHER)
    title = models.CharField(max_length=160, blank=True)
    minutes = models.PositiveSmallIntegerField(default=10)
    leader = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_led"
    )
    led_by = models.CharField(max_length=120, blank=True)  # in words, for somebody who is not on the team
    note = models.TextField(blank=True)  # for everybody
    leader_note = models.TextField(blank=True)  # for leaders only
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["session", "position"], name="agenda_by_position")]

    def __str__(self) -> str:
        return self.title or str(self.get_kind_display())

    @property
    def who(self) -> str:
        """Who leads it, as pages say it; empty when nobody is named."""
        names = (self.leader.root.name if self.leader else "", self.led_by)
        return ", ".join(one for one in names if one)
