"""What was shared, gathered for looking at it together."""

import uuid
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, QuerySet, Subquery
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


def _notes(path: str) -> Coalesce:
    """How many notes a try has."""
    counted = Feedback.objects.standing().filter(attempt=OuterRef(path)).order_by().values("attempt")
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0)


def wall(artifacts: QuerySet[Artifact], reflections: QuerySet[Try]) -> list[Entry]:
    """Artifacts and reflections, already narrowed to the reader, gathered by try. Three queries."""
    entries: dict[uuid.UUID, Entry] = {}
    files = artifacts.select_related(
        "attempt__person__root", "attempt__adopts__person__root"
    ).prefetch_related("images")
    for artifact in files.annotate(notes=_notes("attempt")).order_by("attempt__created_at", "created_at"):
        entry = entries.setdefault(artifact.attempt_id, Entry(artifact.attempt, notes=artifact.notes))
        entry.artifacts.append(artifact)
    for attempt in (
        reflections.select_related("person__root", "adopts__person__root")
        .annotate(notes=_notes("pk"))
        .order_by("created_at")
    ):
        entries.setdefault(attempt.pk, Entry(attempt, notes=attempt.notes)).reflection = True
    return list(entries.values())
