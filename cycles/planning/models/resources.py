"""Task cards, slides, handouts, links: what a series works with, each with its versions."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cycles.planning.choices import FileState, ResourceFor, ResourceKind, ResourceLanguage
from cycles.planning.models.agenda import AgendaItem
from cycles.planning.models.series import Series
from cycles.planning.models.sessions import Session, Strand
from cycles.planning.words import named_grades
from ilc.core.models import ScreeningWork, Stamped, Versioned
from ilc.core.storing import stored_name


class Resource(Versioned):
    """One thing to work with. What it holds now is its latest ready version.

    Belongs to a series; shown with a session, a strand or an agenda item when one is named.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="resources")
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.CASCADE, related_name="resources"
    )
    strand = models.ForeignKey(
        Strand, null=True, blank=True, on_delete=models.SET_NULL, related_name="resources"
    )
    agenda_item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="resources"
    )
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=ResourceKind, default=ResourceKind.HANDOUT)
    grade_band = models.CharField(max_length=40, blank=True)
    language = models.CharField(
        max_length=10, choices=ResourceLanguage, default=ResourceLanguage.ENGLISH, blank=True
    )
    open_to = models.CharField(max_length=12, choices=ResourceFor, default=ResourceFor.PARTICIPANTS)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["title", "id"]
        indexes = [models.Index(fields=["series", "session"], name="resource_by_session")]

    def __str__(self) -> str:
        return self.title

    @property
    def grade_words(self) -> str:
        return named_grades(self.grade_band)


class ResourceVersion(Stamped):
    """One file or link that a resource held, from number 1. None is overwritten."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=FileState, default=FileState.RECEIVED)
    url = models.URLField(max_length=500, blank=True)  # https; empty for files
    original_name = models.CharField(max_length=255, blank=True)
    received_sha256 = models.CharField(max_length=64, blank=True)
    file = models.FileField(upload_to=stored_name, blank=True)  # cleaned
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    problem_code = models.CharField(max_length=40, blank=True)
    problem = models.TextField(blank=True)  # why it was refused, in the user's words
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "number"], name="resource_version_once"),
            models.UniqueConstraint(
                fields=["resource", "received_sha256"],
                condition=~Q(received_sha256="") & ~Q(state=FileState.REFUSED),
                name="same_file_once_a_resource",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource}, version {self.number}"


class ResourceScreening(ScreeningWork):
    """The work of checking one received file."""

    version = models.OneToOneField(ResourceVersion, on_delete=models.CASCADE, related_name="screening")

    def __str__(self) -> str:
        return f"Screening of {self.version}"
