"""Who is due for each rule: set-based, a handful of queries for any number of people.

Each function takes occasions and gives (remaining person, id of the session it is about). The same function,
narrowed to one person, decides again when the mail is sent: there is one truth about eligibility.
"""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Q

from cycles.followup.models import Response
from cycles.followup.queries.work import Doing, doing, missing
from cycles.followup.timing import Line, Occasion
from cycles.planning.choices import OPEN_STATES, SeriesState, SessionState
from cycles.planning.models import Session
from cycles.roster.choices import ON_ROSTER, EnrollmentState
from cycles.roster.models import Enrollment
from cycles.roster.queries import concerned, confirmed_attendance
from cycles.tries.models import TryAssignment

Pair = tuple[uuid.UUID, uuid.UUID]  # remaining person, session the mail is about


def lines(ended_since: datetime, series: uuid.UUID | None = None) -> list[Line]:
    """Open series with their sessions, and completed ones with sessions that ended lately; one query."""
    lately = Q(series__state=SeriesState.COMPLETED, ends_at__gte=ended_since)
    rows = Session.objects.filter(Q(series__state__in=OPEN_STATES) | lately)
    if series:
        rows = rows.filter(series=series)
    found: dict[uuid.UUID, Line] = {}
    for one in (
        rows.exclude(state=SessionState.CANCELLED).select_related("series").order_by("series", "number")
    ):
        line = found.setdefault(one.series_id, Line(one.series, []))
        one.series = line.series
        line.sessions.append(one)
    return list(found.values())


def _mine(person: uuid.UUID | None) -> Q:
    return Q(person__root=person) if person else Q()


def registered(occasions: list[Occasion], person: uuid.UUID | None = None) -> set[Pair]:
    """Everybody with a seat in the series."""
    about: dict[uuid.UUID, list[uuid.UUID]] = {}
    for one in occasions:
        about.setdefault(one.about.series_id, []).append(one.about.pk)
    rows = Enrollment.objects.filter(_mine(person), series__in=list(about), state__in=ON_ROSTER)
    return {
        (root, session)
        for series, root in rows.values_list("series", "person__root")
        for session in about[series]
    }


def _withdrawn(occasions: Iterable[Occasion], person: uuid.UUID | None) -> set[Pair]:
    """(person, series) of those who left and did not come back."""
    series = {one.about.series_id for one in occasions}
    rows = Enrollment.objects.filter(_mine(person), series__in=series).values_list(
        "person__root", "series", "state"
    )
    left: set[Pair] = set()
    stayed: set[Pair] = set()
    for root, one, state in rows:
        (left if state == EnrollmentState.WITHDRAWN else stayed).add((root, one))
    return left - stayed


def came(occasions: list[Occasion], person: uuid.UUID | None = None) -> set[Pair]:
    """(person, session) of confirmed attendance of the sessions the occasions come after."""
    rows = confirmed_attendance().filter(_mine(person), session__in={one.after.pk for one in occasions})
    return {(root, session) for root, session in rows.values_list("person__root", "session")}


def _asked(
    occasions: list[Occasion], person: uuid.UUID | None
) -> Iterator[tuple[uuid.UUID, Occasion, TryAssignment, Doing | None]]:
    """Everybody who came (or began a try) and stayed, where something was asked for, with what they did."""
    asked = {
        one.session_id: one
        for one in TryAssignment.objects.filter(session__in={one.after.pk for one in occasions})
    }
    given = [one for one in occasions if one.after.pk in asked]
    if not given:
        return
    done = doing(asked, person)
    there = came(given, person) | {(root, session) for session, root in done}
    left = _withdrawn(given, person)
    by_session = {one.after.pk: one for one in given}
    for root, session in there:
        one = by_session[session]
        if (root, one.about.series_id) not in left:
            yield root, one, asked[session], done.get((session, root))


def to_try(occasions: list[Occasion], person: uuid.UUID | None = None) -> set[Pair]:
    """Neither tried nor skipped, nor planned for today or later."""
    return {
        (root, one.about.pk)
        for root, one, _, done in _asked(occasions, person)
        if done is None or not (done.settled or done.waits_until(one.today))
    }


def to_bring(occasions: list[Occasion], person: uuid.UUID | None = None) -> set[Pair]:
    """Something asked for is still missing, and the session it is to be brought to concerns them."""
    lacking = [
        (root, one.about) for root, one, asked, done in _asked(occasions, person) if missing(asked, done)
    ]
    expected = concerned({about.series_id for _, about in lacking}, person)
    return {(root, about.pk) for root, about in lacking if (root, about.series_id) in expected}


def to_tell(occasions: list[Occasion], person: uuid.UUID | None = None) -> set[Pair]:
    """Neither told nor skipped."""
    return {
        (root, one.about.pk)
        for root, one, _, done in _asked(occasions, person)
        if done is None or not done.settled
    }


def to_answer(occasions: list[Occasion], person: uuid.UUID | None = None) -> set[Pair]:
    """Came, and has not answered the exit survey."""
    rows = Response.objects.filter(_mine(person), session__in={one.about.pk for one in occasions})
    return came(occasions, person) - set(rows.values_list("person__root", "session"))


def has_withdrawn(one: Occasion, person: uuid.UUID) -> bool:
    """Why somebody is no longer due: they left the series."""
    return bool(_withdrawn([one], person))
