"""What was shared, gathered for looking at it together."""

import uuid
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cycles.evidence.models import Artifact, Feedback
from cycles.tries.models import Try


@dataclass
class Entry:
    """One try on the wall: what its owner shared with whoever looks."""

    attempt: Try
    artifacts: list[Artifact] = field(default_factory=list)
    reflection: bool = False
    notes: int = 0
    discussable: bool = False  # whether the reader may say something about it


def _notes(path: str) -> Coalesce:
    """How many notes a try has."""
    counted = Feedback.objects.standing().filter(attempt=OuterRef(path)).order_by().values("attempt")
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0)


def wall(artifacts: QuerySet[Artifact], reflections: QuerySet[Try], discussed: QuerySet[Try]) -> list[Entry]:
    """Artifacts and reflections, already narrowed to the reader, gathered by try, with those the reader may talk
    about. Three queries."""
    entries: dict[uuid.UUID, Entry] = {}
    files = artifacts.select_related(
        "attempt__person__root", "attempt__adopts__person__root"
    ).prefetch_related("images")
    files = files.annotate(notes=_notes("attempt"), talk=Exists(discussed.filter(pk=OuterRef("attempt"))))
    for artifact in files.order_by("attempt__created_at", "created_at"):
        made = Entry(artifact.attempt, notes=artifact.notes, discussable=artifact.talk)
        entries.setdefault(artifact.attempt_id, made).artifacts.append(artifact)
    told = reflections.select_related("person__root", "adopts__person__root")
    told = told.annotate(notes=_notes("pk"), talk=Exists(discussed.filter(pk=OuterRef("pk"))))
    for attempt in told.order_by("created_at"):
        made = Entry(attempt, notes=attempt.notes, discussable=attempt.talk)
        entries.setdefault(attempt.pk, made).reflection = True
    return list(entries.values())
