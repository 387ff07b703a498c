"""What a plan asks of people that they cannot do: two sessions at once, two rooms at once. Told, never refused."""

import uuid
from itertools import combinations

from django.db.models import QuerySet
from django.utils import timezone

from cycles.planning.choices import SeriesState, SessionState, TeamState
from cycles.planning.models import Series, SeriesLeader, Session
from participants.models import Person

ENDED = (SeriesState.COMPLETED, SeriesState.ARCHIVED, SeriesState.CANCELLED)


def conflicts(series: Series, visible: QuerySet[Series], only: Session | None = None) -> list[str]:
    """Sentences about sessions to come, in a fixed number of queries; about one session if told.

    `visible`: series the reader may see; others are not named."""
    ahead = _dated(series.sessions.all()).prefetch_related("strands__leaders__root").order_by("number")
    sessions = list(ahead)
    for one in sessions:
        one.series = series
    found = [words for pair in combinations(sessions, 2) if _touches(pair, only) for words in _overlap(*pair)]
    wanted = [one for one in sessions if only is None or one.pk == only.pk]
    for one in wanted:
        found += _two_rooms(one)
    return found + (_elsewhere(series, wanted, visible) if wanted else [])


def _dated(rows: QuerySet[Session]) -> QuerySet[Session]:
    return rows.filter(starts_at__isnull=False, ends_at__gt=timezone.now()).exclude(
        state=SessionState.CANCELLED
    )


def _touches(pair: tuple[Session, ...], only: Session | None) -> bool:
    return only is None or only.pk in {one.pk for one in pair}


def _at_once(one: Session, other: Session) -> bool:
    if not (one.starts_at and one.ends_at and other.starts_at and other.ends_at):
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _overlap(one: Session, other: Session) -> list[str]:
    if not _at_once(one, other):
        return []
    return [f"{one.label} ({one.when}) and {other.label.lower()} ({other.when}) overlap."]


def _two_rooms(session: Session) -> list[str]:
    """Somebody leads several strands of one session."""
    leads: dict[uuid.UUID, tuple[Person, list[str]]] = {}
    for strand in session.strands.all():
        for leader in strand.leaders.all():
            leads.setdefault(leader.root_id, (leader.root, []))[1].append(strand.name)
    return [
        f"{person.name} leads {' and '.join(rooms)} at once in {session.label.lower()} ({session.when})."
        for person, rooms in leads.values()
        if len(rooms) > 1
    ]


def _elsewhere(series: Series, sessions: list[Session], visible: QuerySet[Series]) -> list[str]:
    """Leaders of this series who lead another one at the same time."""
    on_team = series.team.filter(state=TeamState.ACCEPTED).values("person__root")
    rows = SeriesLeader.objects.filter(state=TeamState.ACCEPTED, person__root__in=on_team)
    rows = rows.exclude(series=series).exclude(series__state__in=ENDED).select_related("person__root")
    others: dict[uuid.UUID, list[Person]] = {}
    for row in rows:
        others.setdefault(row.series_id, []).append(row.person.root)
    starts = [one.starts_at for one in sessions if one.starts_at]
    ends = [one.ends_at for one in sessions if one.ends_at]
    near = _dated(Session.objects.filter(series__in=others, starts_at__lt=max(ends), ends_at__gt=min(starts)))
    theirs = list(near.select_related("series").order_by("starts_at"))
    named = set(visible.filter(pk__in={one.series_id for one in theirs}).values_list("pk", flat=True))
    return [
        f"{person.name} leads {one.label.lower()} here ({one.when}) and at the same time "
        f"{_name(other, other.series_id in named)}."
        for one in sessions
        for other in theirs
        if _at_once(one, other)
        for person in others[other.series_id]
    ]


def _name(other: Session, may_see: bool) -> str:
    return f"{other.label.lower()} of “{other.series.title}” ({other.when})" if may_see else "another session"
