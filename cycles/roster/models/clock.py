"""The running agenda of a session: shared by all its leaders and by the wall."""

from django.db import models
from django.db.models import Q

from cycles.planning.models import AgendaItem, Session, Strand
from ilc.core.models import Versioned


class AgendaClock(Versioned):
    """Which item one room is at. `version` rises with each press, so that two leaders who press at once move it once.

    `started_at` is when the item began, moved on by every pause; while paused, `paused_at` says since when.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="clocks")
    strand = models.ForeignKey(
        Strand, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )  # its room; null where there is one for all
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # the last item is over

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "strand"], name="one_clock_a_room"),
            models.UniqueConstraint(
                fields=["session"], condition=Q(strand=None), name="one_clock_for_everybody"
            ),
        ]

    def __str__(self) -> str:
        return f"Clock of {self.session}"
