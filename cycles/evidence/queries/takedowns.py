"""Requests to take files down, for those who decide and for the file's owner. Nothing of the file itself."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, QuerySet, When

from cycles.evidence.choices import TakedownState
from cycles.evidence.models import Artifact, TakedownRequest
from participants.models import Person


def takedown_log() -> QuerySet[TakedownRequest]:
    """All of them, those that wait first, then the latest. One query."""
    rows = TakedownRequest.objects.select_related(
        "artifact__attempt__series", "artifact__owner__root", "entered_by__person", "decided_by__person"
    )
    return rows.order_by(Case(When(state=TakedownState.OPEN, then=0), default=1), "-created_at")


@dataclass(frozen=True)
class Undecided:
    """How many requests are not decided yet, and how many of them their owners have answered."""

    waiting: int
    answered: int


def undecided_takedowns() -> Undecided:
    """For those who decide. One query."""
    rows = TakedownRequest.objects.filter(state=TakedownState.OPEN)
    found = rows.aggregate(waiting=Count("pk"), answered=Count("answered_at"))
    return Undecided(**found)


def waiting_takedowns(artifact: Artifact) -> QuerySet[TakedownRequest]:
    """What its owner has to answer, oldest first."""
    return artifact.takedowns.filter(state=TakedownState.OPEN).order_by("created_at")


def own_takedowns(person: Person) -> QuerySet[TakedownRequest]:
    """What is asked about this person's files and not decided: those without an answer first, then the oldest."""
    rows = TakedownRequest.objects.filter(artifact__owner__root=person.pk, state=TakedownState.OPEN)
    rows = rows.select_related("artifact__attempt__series")
    return rows.order_by(F("answered_at").asc(nulls_first=True), "created_at")
