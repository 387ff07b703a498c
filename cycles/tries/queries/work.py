"""Where one person is between two sessions: the session behind them, the task, their try, the session ahead."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from cycles.planning.choices import OPEN_STATES, SeriesState, SessionState
from cycles.planning.models import Series, Session
from cycles.roster.choices import CAME, ON_ROSTER, EnrollmentState
from cycles.roster.models import Attendance, Enrollment
from cycles.tries.models import Try, TryAssignment
from participants.models import Person

LONGEST_LINE = 20  # rounds shown of one line


@dataclass(frozen=True)
class Work:
    """One person's stand in one series. `sessions` are all that were not cancelled, in order."""

    series: Series
    sessions: list[Session]
    came: frozenset[uuid.UUID]  # ids of sessions with confirmed or own attendance
    last: Session | None  # the latest that has begun
    following: Session | None  # the one after it, dated or not
    assignment: TryAssignment | None
    attempt: Try | None
    tries: list[Try]  # all of this person in this series, oldest first

    def try_after(self, session: Session) -> Try | None:
        """The current try of the way that starts at `session`: the latest one."""
        return next((one for one in reversed(self.tries) if one.session_id == session.pk), None)


def has_begun(session: Session) -> bool:
    return session.state in (SessionState.IN_PROGRESS, SessionState.HELD) or bool(
        session.starts_at and session.starts_at <= timezone.now()
    )


def current_try(person: Person, session: Session) -> Try | None:
    """The latest try of a person after a session: a refinement stands for what it refines."""
    found = Try.objects.filter(person__root=person.root_id, session=session)
    return found.select_related("session__series", "person").order_by("-created_at", "-id").first()


def next_after(session: Session) -> Session | None:
    """The following session of the series that was not cancelled, held or not, dated or not."""
    rows = Session.objects.filter(series=session.series_id, number__gt=session.number)
    found = rows.exclude(state=SessionState.CANCELLED).order_by("number").first()
    if found:
        found.series = session.series
    return found


def lineage(attempt: Try) -> list[Try]:
    """The line of refinements this try belongs to, oldest first. One query for each round."""
    rows = Try.objects.select_related("session", "adopts__person__root")
    line = [attempt]
    while line[0].refines_id and len(line) < LONGEST_LINE:
        line.insert(0, rows.get(pk=line[0].refines_id))
    while (after := rows.filter(refines=line[-1]).first()) and len(line) < LONGEST_LINE:
        line.append(after)
    return line


def works(person: Person, only: Series | None = None) -> list[Work]:
    """Every series somebody takes part in that is open or just completed, in five queries whatever their number."""
    enrolled = Enrollment.objects.filter(person__root=person.root_id, state__in=ON_ROSTER).values("series")
    visited = Attendance.objects.filter(person__root=person.root_id, status__in=CAME).values(
        "session__series"
    )
    # Whoever left gets no new work; what they began stays theirs. Who came while waiting may try, too.
    left = Enrollment.objects.filter(person__root=person.root_id, state=EnrollmentState.WITHDRAWN)
    began = Try.objects.filter(person__root=person.root_id).values("series")
    there = Q(pk__in=visited) & ~Q(pk__in=left.values("series"))
    rows = Series.objects.filter(
        Q(pk__in=enrolled) | there | Q(pk__in=began), state__in=(*OPEN_STATES, SeriesState.COMPLETED)
    )
    if only is not None:
        rows = rows.filter(pk=only.pk)
    series = {one.pk: one for one in rows.order_by("id")}
    sessions = _by_series(series)
    tries: dict[uuid.UUID, list[Try]] = {}
    own = Try.objects.filter(person__root=person.root_id, series__in=series)
    for attempt in own.select_related("adopts__person__root").order_by("created_at", "id"):
        tries.setdefault(attempt.series_id, []).append(attempt)
    came = Attendance.objects.filter(
        person__root=person.root_id, session__series__in=series, status__in=CAME
    ).values_list("session", flat=True)
    been = frozenset(came)
    return [_work(one, sessions.get(pk, []), been, tries.get(pk, [])) for pk, one in series.items()]


def work(person: Person, series: Series) -> Work | None:
    """The same for one series; None for somebody who takes no part in it."""
    return next(iter(works(person, only=series)), None)


def _by_series(series: dict[uuid.UUID, Series]) -> dict[uuid.UUID, list[Session]]:
    found: dict[uuid.UUID, list[Session]] = {}
    rows = Session.objects.filter(series__in=series).exclude(state=SessionState.CANCELLED)
    for session in rows.select_related("assignment").order_by("number"):
        session.series = series[session.series_id]
        found.setdefault(session.series_id, []).append(session)
    return found


def _work(series: Series, sessions: list[Session], came: Iterable[uuid.UUID], tries: list[Try]) -> Work:
    begun = [one for one in sessions if has_begun(one)]
    last = begun[-1] if begun else None
    following = next((one for one in sessions if last is None or one.number > last.number), None)
    for attempt in tries:
        attempt.series = series
        if known := next((one for one in sessions if one.pk == attempt.session_id), None):
            attempt.session = known
    made = Work(series, sessions, frozenset(came), last, following, None, None, tries)
    if last is None:
        return made
    assignment = getattr(last, "assignment", None)
    return Work(series, sessions, frozenset(came), last, following, assignment, made.try_after(last), tries)
