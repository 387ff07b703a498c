"""Telling people that a session got a date, moved, or will not take place. The moves are the truth."""

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cycles.planning.choices import OPEN_STATES, SeriesState, TeamState
from cycles.planning.models import Session, SessionMove
from cycles.roster import queries
from ilc.core import outbox
from participants.models import Person


def announce_moves() -> int:
    """Derive the mails of every move not announced yet. Safe to run twice at once."""
    waiting = SessionMove.objects.filter(announced_at=None).values_list("session", flat=True)
    return sum(announce(pk) for pk in set(waiting))


@transaction.atomic
def announce(session_id: uuid.UUID) -> int:
    """One mail a person for all moves of a session since the last announcement; keyed by the latest move."""
    moves = SessionMove.objects.filter(session=session_id, announced_at=None)
    batch = list(moves.order_by("created_at", "id"))
    # The conditional UPDATE decides which of two workers tells.
    if not batch or not moves.filter(pk__in=[one.pk for one in batch]).update(announced_at=timezone.now()):
        return 0
    session = Session.objects.select_related("series").get(pk=session_id)
    if session.series.state not in (*OPEN_STATES, SeriesState.CANCELLED):
        return 0
    return sum(
        outbox.post(
            rule="session.changed",
            recipient_id=pk,
            object_id=session_id,
            occurrence=str(batch[-1].pk),
            context={"first": str(batch[0].pk)},
        )
        for pk in _recipients(session, batch[-1]).values_list("pk", flat=True)
    )


def _recipients(session: Session, move: SessionMove) -> QuerySet[Person]:
    """Everybody it concerns, and the team but for whoever made the change; each once, through merges."""
    theirs = {root for root, _ in queries.concerned([session.series_id])}
    team = session.series.team.filter(state=TeamState.ACCEPTED).values("person__root")
    rows = Person.objects.filter(pk__in=theirs) | Person.objects.filter(pk__in=team)
    return rows.exclude(user=move.by) if move.by_id else rows
