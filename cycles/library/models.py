"""What the library says beside the things themselves, and the index by which they are found."""

from django.db import models
from django.db.models import Q

from cycles.evidence.models import Artifact
from cycles.library.choices import EntryKind, GradeBand
from cycles.planning.choices import ResourceLanguage
from cycles.planning.models import Resource, Standard, Strategy
from cycles.tries.models import Try
from ilc.core.models import Stamped, Versioned
from participants.choices import Grade
from participants.models import Person


class StrategyLook(Stamped):
    """What one sees and hears in a class of these grades that works with a strategy."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="looks")
    grade_band = models.CharField(max_length=8, choices=GradeBand)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["strategy", "grade_band"], name="look_once_a_band")]

    def __str__(self) -> str:
        return f"{self.strategy}, {self.get_grade_band_display()}"


class Example(Versioned):
    """What its owner says of a file released to the library. Without it the file stands there by kind and grade."""

    artifact = models.OneToOneField(Artifact, on_delete=models.CASCADE, related_name="example")
    title = models.CharField(max_length=120)
    look_for = models.TextField(blank=True)
    grade = models.CharField(max_length=4, blank=True, choices=Grade)
    subject = models.CharField(max_length=80, blank=True)
    language = models.CharField(
        max_length=10, choices=ResourceLanguage, default=ResourceLanguage.ENGLISH, blank=True
    )
    strategy = models.ForeignKey(
        Strategy, null=True, blank=True, on_delete=models.SET_NULL, related_name="examples"
    )
    standards = models.ManyToManyField(Standard, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.title


class LibraryEntry(models.Model):
    """One thing as the search finds it: made from the thing, never edited, always shown through the thing itself.

    `folded_*` are what the search engines read: a generated column of PostgreSQL, two FTS5 tables of SQLite.
    """

    kind = models.CharField(max_length=10, choices=EntryKind)
    tier = models.PositiveSmallIntegerField()  # order among equals: `choices.TIERS`, `choices.BARE`
    strategy = models.OneToOneField(
        Strategy, null=True, blank=True, on_delete=models.CASCADE, related_name="entry"
    )
    resource = models.OneToOneField(
        Resource, null=True, blank=True, on_delete=models.CASCADE, related_name="entry"
    )
    artifact = models.OneToOneField(
        Artifact, null=True, blank=True, on_delete=models.CASCADE, related_name="entry"
    )
    grades = models.CharField(max_length=60, blank=True)  # between blanks: " K 1 2 "; none: every grade
    subjects = models.CharField(max_length=240, blank=True)  # folded, between blanks
    language = models.CharField(max_length=10, blank=True)
    strategies = models.ManyToManyField(Strategy, blank=True, related_name="entries")
    standards = models.ManyToManyField(Standard, blank=True, related_name="entries")
    folded_title = models.TextField(blank=True)
    folded_tags = models.TextField(blank=True)  # grades, subjects, strategies, codes, whom it is from
    folded_text = models.TextField(blank=True)  # only what people wrote for the library
    digest = models.CharField(max_length=64)  # of all of it: unchanged things are not written again
    indexed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "library entries"
        constraints = [
            models.CheckConstraint(
                name="entry_is_of_one_thing",
                condition=Q(kind="strategy", strategy__isnull=False, resource=None, artifact=None)
                | Q(kind="resource", resource__isnull=False, strategy=None, artifact=None)
                | Q(kind="example", artifact__isnull=False, strategy=None, resource=None),
            )
        ]
        indexes = [models.Index(fields=["tier", "-id"], name="entry_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.folded_title}"


class Adoption(Stamped):
    """A try that uses something from the library, with the credit as it stood on that day.

    The credit outlives the thing: whoever was first stays named, though what they showed is no longer there.
    """

    attempt = models.ForeignKey(Try, on_delete=models.CASCADE, related_name="adoptions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")  # whose try it is
    strategy = models.ForeignKey(Strategy, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    resource = models.ForeignKey(Resource, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    artifact = models.ForeignKey(
        Artifact, null=True, blank=True, on_delete=models.SET_NULL, related_name="adoptions"
    )
    kind = models.CharField(max_length=10, choices=EntryKind)
    credit = models.CharField(max_length=240)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "strategy"], name="strategy_adopted_once"),
            models.UniqueConstraint(fields=["attempt", "resource"], name="resource_adopted_once"),
            models.UniqueConstraint(fields=["attempt", "artifact"], name="example_adopted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt} after {self.credit}"


class Follower(models.Model):
    """How far the index has followed what happened elsewhere: one row."""

    name = models.CharField(max_length=20, primary_key=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} until {self.until:%Y-%m-%d %H:%M:%S}"
