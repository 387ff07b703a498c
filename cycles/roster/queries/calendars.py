"""Which sessions stand in whose calendar."""

import uuid
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from cycles.planning.choices import LIVE_STATES, SeriesState, TeamState
from cycles.planning.models import Series, SeriesLeader, Session
from cycles.roster.choices import SEATED
from cycles.roster.models import Enrollment, StrandPlace
from participants.models import Person

CALENDAR_KEEPS = timedelta(days=400)  # the school year behind stays in calendars


def calendar_sessions(rows: QuerySet[Session], now: datetime) -> QuerySet[Session]:
    """Those of `rows` that stand in calendars: announced and dated, cancelled ones too, so that they vanish there."""
    known = Q(series__state__in=LIVE_STATES) | Q(
        series__state=SeriesState.CANCELLED, series__published_at__isnull=False
    )
    return (
        rows.filter(known, starts_at__gte=now - CALENDAR_KEEPS).select_related("series").order_by("starts_at")
    )


def led_by(person: Person) -> QuerySet[Series]:
    """Series on whose team the person is."""
    mine = SeriesLeader.objects.filter(person__root=person.root_id, state=TeamState.ACCEPTED)
    return Series.objects.filter(pk__in=mine.values("series"))


def own_sessions(person: Person) -> QuerySet[Session]:
    """Sessions of every series in which the person has a seat, is offered one, or leads."""
    seats = Enrollment.objects.filter(person__root=person.root_id, state__in=SEATED)
    return Session.objects.filter(Q(series__in=seats.values("series")) | Q(series__in=led_by(person)))


def rooms_of(person: Person) -> dict[uuid.UUID, str]:
    """Room and building by session, where the person chose a strand that has a room of its own."""
    mine = StrandPlace.objects.filter(enrollment__person__root=person.root_id, enrollment__state__in=SEATED)
    rows = mine.exclude(strand__place="").values_list("session", "strand__place", "session__place")
    return {session: ", ".join(filter(None, (room, place))) for session, room, place in rows}
