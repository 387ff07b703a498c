"""What students are to learn, as published: lists of standards, each in one version."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from ilc.core.models import Stamped


class Framework(Stamped):
    """One list of standards in one version. A new version stands beside the old: series keep what they chose."""

    key = models.CharField(max_length=40)  # the same for every version of the list
    version = models.CharField(max_length=80)  # in the publisher's words: "2010"
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    source = models.CharField(max_length=300)  # where the file is from
    licence = models.CharField(max_length=300)
    attribution = models.CharField(max_length=400)  # shown wherever its standards are
    sha256 = models.CharField(max_length=64)  # of the unpacked file
    loaded_at = models.DateTimeField(default=timezone.now)
    is_current = models.BooleanField(default=True)  # offered to choose from

    class Meta:
        ordering = ["short_name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="framework_version_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(is_current=True), name="framework_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"


class Standard(Stamped):
    """One standard. It is never deleted: one that left its list is retired, and stays where it was chosen."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="standards")
    identity = models.CharField(max_length=100)  # what makes it the same one when its list is loaded again
    position = models.PositiveIntegerField()  # its place in the list
    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=40, blank=True)  # as the list says: cluster, standard
    grades = models.CharField(max_length=60, blank=True)  # between blanks: " K 1 2 "
    domain = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=200, blank=True)
    statement = models.TextField()
    further = models.TextField(blank=True)  # clarification, boundary
    is_retired = models.BooleanField(default=False)
    # Folded for searching, between blanks (cycles.planning.codes)
    code_ways = models.TextField(editable=False)
    words = models.TextField(editable=False)

    class Meta:
        ordering = ["framework", "position"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "identity"], name="standard_identity_once")
        ]
        indexes = [models.Index(fields=["framework", "position"], name="standard_in_order")]

    def __str__(self) -> str:
        return self.code

    @property
    def grade_words(self) -> str:
        """Grade 3; Grades 6 to 8; nothing when the list does not say."""
        marks = self.grades.split()
        if not marks:
            return ""
        return f"Grade {marks[0]}" if len(marks) == 1 else f"Grades {marks[0]} to {marks[-1]}"
