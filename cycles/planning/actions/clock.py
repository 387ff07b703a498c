"""What the clock does to sessions: they start and end by themselves, whoever is watching."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cycles.planning.choices import OPEN_STATES, SeriesState, SessionState
from cycles.planning.lifecycle import SERIES, SESSION
from cycles.planning.models import Session
from cycles.planning.queries import overdue_ends, overdue_starts
from ilc.core import events


def turn(now: datetime | None = None) -> int:
    """Start and end what is due; answers how many changed. Twice, or two at once, changes each once."""
    moment = now or timezone.now()
    started = sum(_start(pk, moment) for pk in overdue_starts(moment))
    return started + sum(_hold(pk, moment) for pk in overdue_ends(moment))


@transaction.atomic
def _start(pk: uuid.UUID, now: datetime) -> bool:
    session = Session.objects.select_for_update(of=("self",)).select_related("series").get(pk=pk)
    due = (
        session.state == SessionState.SCHEDULED and session.starts_at is not None and session.starts_at <= now
    )
    if not due or session.series.state not in OPEN_STATES:
        return False  # moved, cancelled or started meanwhile
    SESSION.advance(session, "started")
    events.record("session.started", session, by=None)
    if session.series.state == SeriesState.PUBLISHED:
        SERIES.advance(session.series, "started")
        events.record("series.started", session.series, by=None)
    return True


@transaction.atomic
def _hold(pk: uuid.UUID, now: datetime) -> bool:
    session = Session.objects.select_for_update(of=("self",)).select_related("series").get(pk=pk)
    if session.state != SessionState.IN_PROGRESS or session.ends_at is None or session.ends_at > now:
        return False
    SESSION.advance(session, "held")
    events.record("session.held", session, by=None)
    return True
