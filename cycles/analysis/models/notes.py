"""What everybody writes and sorts, how it was grouped, and what the group concluded."""

from django.db import models
from django.db.models import Q

from cycles.analysis.choices import NoteKind
from cycles.analysis.models.runs import ProtocolRun, RunPhase, RunSample
from cycles.evidence.choices import SampleRating
from ilc.core.models import Stamped
from participants.models import Person


class NoteGroup(Stamped):
    """A heading under which the facilitator gathers notes."""

    run = models.ForeignKey(ProtocolRun, on_delete=models.CASCADE, related_name="groups")
    heading = models.CharField(max_length=80)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.heading


class Note(Stamped):
    """A few words, perhaps at a place in a picture. The id is made where it is typed, so that a note sent again is the
    same note. `changed` is the run's version at its last change."""

    run = models.ForeignKey(ProtocolRun, on_delete=models.CASCADE, related_name="notes")
    phase = models.ForeignKey(RunPhase, on_delete=models.CASCADE, related_name="notes")
    sample = models.ForeignKey(
        RunSample, null=True, blank=True, on_delete=models.CASCADE, related_name="notes"
    )
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="protocol_notes")
    kind = models.CharField(max_length=12, choices=NoteKind)
    text = models.TextField()
    page = models.PositiveSmallIntegerField(null=True, blank=True)
    x = models.FloatField(null=True, blank=True)  # fractions of the picture's width and height
    y = models.FloatField(null=True, blank=True)
    pin = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # its place's number in the sample, never another's
    late = models.BooleanField(default=False)  # arrived when its phase was over
    group = models.ForeignKey(
        NoteGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="notes"
    )
    hidden_at = models.DateTimeField(null=True, blank=True)  # put aside by the facilitator
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # taken back by its author
    changed = models.PositiveIntegerField()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                name="note_place_is_whole",
                condition=Q(page=None, x=None, y=None)
                | Q(sample__isnull=False, page__gte=1, x__gte=0.0, x__lte=1.0, y__gte=0.0, y__lte=1.0),
            ),
            models.CheckConstraint(
                name="note_place_has_number", condition=Q(page=None, pin=None) | Q(page__gte=1, pin__gte=1)
            ),
            models.UniqueConstraint(fields=["sample", "pin"], name="pin_once_a_sample"),
            models.CheckConstraint(name="note_has_words", condition=~Q(text="")),
        ]
        indexes = [models.Index(fields=["run", "changed"], name="note_by_change")]

    def __str__(self) -> str:
        return self.text[:60]


class Sort(Stamped):
    """How one person placed one sample: not yet, partly, meets."""

    run = models.ForeignKey(ProtocolRun, on_delete=models.CASCADE, related_name="placed")
    sample = models.ForeignKey(RunSample, on_delete=models.CASCADE, related_name="placed")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="placed_samples")
    rating = models.CharField(max_length=10, choices=SampleRating)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "person"], name="sample_sorted_once_each")]

    def __str__(self) -> str:
        return f"{self.sample}: {self.rating}"


class Conclusion(Stamped):
    """What the group concluded, one sentence each."""

    run = models.ForeignKey(ProtocolRun, on_delete=models.CASCADE, related_name="conclusions")
    text = models.CharField(max_length=400)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.text
