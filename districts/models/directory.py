"""What was imported from the state's directory, row by row and change by change.

The rows stand beside District and School, not in them: pages that list schools need not carry 49 columns."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from districts.choices import Change
from ilc.core.ids import uuid7


class DirectoryImport(models.Model):
    """One file that was loaded. All of it or nothing: a file with a rejected row leaves no DirectoryImport.

    Counts are rows of the file; `absent` counts known places of the same kind that the file does not
    mention (they stay untouched)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, help_text="of the unpacked content")
    layout = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(
        default=0, help_text="part of `changed`: open before, closed or merged now"
    )
    unchanged = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0, help_text="rows that are no public school of California")
    absent = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list, help_text="the warnings, as reported")

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.layout})"


class DirectoryRow(models.Model):
    """The last known directory columns of one place, to tell what a later file changes.

    `columns`: canonical column name -> text, only the columns that some file had. Names and e-mails of
    administrators are never kept: their columns hold a short digest, enough to notice a change."""

    cds = models.CharField(max_length=14, primary_key=True, help_text="14 digits; a district ends in 0000000")
    columns = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.cds


class DirectoryChange(models.Model):
    """History: what one import did to one place. Columns before and after, personal ones by digest."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    directory_import = models.ForeignKey(DirectoryImport, on_delete=models.CASCADE, related_name="changes")
    cds = models.CharField(max_length=14, db_index=True, help_text="14 digits; a district ends in 0000000")
    what = models.CharField(max_length=10, choices=Change.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "cds"]
        constraints = [
            models.UniqueConstraint(fields=["directory_import", "cds", "what"], name="directory_change_once"),
            models.CheckConstraint(condition=Q(what__in=Change.values), name="directory_change_known"),
        ]

    def __str__(self) -> str:
        return f"{self.cds} {self.what}"
