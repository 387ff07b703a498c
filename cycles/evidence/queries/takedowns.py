"""Requests to take files down, for those who decide and for the file's owner. Nothing of the file itself."""

from django.db.models import Case, QuerySet, When

from cycles.evidence.choices import TakedownState
from cycles.evidence.models import Artifact, TakedownRequest


def takedown_log() -> QuerySet[TakedownRequest]:
    """All of them, those that wait first, then the latest. One query."""
    rows = TakedownRequest.objects.select_related(
        "artifact__attempt__series", "artifact__owner__root", "entered_by__person", "decided_by__person"
    )
    return rows.order_by(Case(When(state=TakedownState.OPEN, then=0), default=1), "-created_at")


def waiting_takedowns(artifact: Artifact) -> QuerySet[TakedownRequest]:
    """What its owner has to answer, oldest first."""
    return artifact.takedowns.filter(state=TakedownState.OPEN).order_by("created_at")
