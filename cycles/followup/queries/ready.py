"""The readiness table: one row a person for the next session. What people did, never what they wrote."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils import timezone

from cycles.evidence.models import Feedback
from cycles.followup.queries.work import Doing, doing, missing
from cycles.planning.choices import SessionState, TeamState
from cycles.planning.models import Series, SeriesLeader, Session
from cycles.roster.queries import concerned
from cycles.roster.queries.day import Line, day_lines
from cycles.tries.models import TryAssignment
from participants.models import Person


@dataclass(frozen=True)
class Span:
    """The way between two sessions on which the series is now."""

    series: Series
    after: Session | None  # the latest session that is over; none before the first
    ahead: Session | None  # the next one; none after the last
    asked: TryAssignment | None


@dataclass(frozen=True)
class Row:
    """One person on the way to the next session."""

    person: Person
    place: str
    came: bool | None  # None: attendance not known
    done: Doing | None
    asked: TryAssignment | None
    feedback: int
    today: date

    @property
    def skipped(self) -> bool:
        return bool(self.done and self.done.skipped)

    @property
    def told(self) -> bool:
        return bool(self.done and self.done.told)

    @property
    def expected(self) -> bool:
        """Whether a try is expected of them: they came, or began one."""
        return bool(self.came or self.done)

    @property
    def ready(self) -> bool:
        lacking = missing(self.asked, self.done) if self.asked else []
        return self.told and not lacking

    @property
    def needs_nudge(self) -> bool:
        """Something is missing, it is not planned for a day to come, and it was not said why it won't happen."""
        if not self.expected or self.ready or self.skipped:
            return False
        return not (self.done and self.done.waits_until(self.today))

    @property
    def waits_for_feedback(self) -> bool:
        return bool(self.done and self.done.shown and not self.feedback)

    @property
    def lesson_plan(self) -> bool:
        return bool(self.done and self.done.lesson_plans)

    @property
    def samples(self) -> int:
        return self.done.samples if self.done else 0


FILTERS: tuple[tuple[str, str], ...] = (
    ("", "Everybody"),
    ("nudge", "Needs a nudge"),
    ("feedback", "Waits for feedback"),
    ("ready", "Ready"),
)


def span_of(series: Series, sessions: Iterable[Session] | None = None) -> Span:
    """Where the series is now. `sessions` saves the query when they are known."""
    now = timezone.now()
    rows = series.sessions.order_by("number") if sessions is None else sessions
    going = [one for one in rows if one.state != SessionState.CANCELLED]
    for one in going:
        one.series = series
    over = [one for one in going if one.state == SessionState.HELD or (one.ends_at and one.ends_at <= now)]
    after = over[-1] if over else None
    ahead = next((one for one in going if after is None or one.number > after.number), None)
    asked = TryAssignment.objects.filter(session=after).first() if after else None
    return Span(series, after, ahead, asked)


def readiness(span: Span) -> list[Row]:
    """Everybody enrolled in the series or seen at its last session whom the next one concerns, but its leaders; by
    name, ten queries."""
    if span.after is None:
        return []
    leaders = SeriesLeader.objects.filter(series=span.series, state=TeamState.ACCEPTED)
    leading = set(leaders.values_list("person__root", flat=True))
    expected = _expected(span)
    done = doing([span.after.pk])
    given = _feedback(span.after)
    today = timezone.now().astimezone(span.series.tz).date()
    return [
        Row(
            person=line.person,
            place=line.place,
            came=_came(line),
            done=done.get((span.after.pk, line.person.pk)),
            asked=span.asked,
            feedback=given.get(line.person.pk, 0),
            today=today,
        )
        for line in day_lines(span.after)
        if line.person.pk not in leading and (expected is None or line.person.pk in expected)
    ]


def _expected(span: Span) -> set[uuid.UUID] | None:
    """Whom the next session concerns: not who waits for a seat or gave it up, though they came. None after the
    last session, when everybody who came is looked at."""
    if span.ahead is None:
        return None
    return {person for person, _ in concerned([span.series.pk])}


def _came(line: Line) -> bool | None:
    seen = line.attendance
    if seen is None or not seen.confirmed or seen.status == "unknown":
        return None
    return seen.status in ("present", "partial")


def _feedback(session: Session) -> Counter[uuid.UUID]:
    """How much feedback others gave each person's try after this session."""
    rows = (
        Feedback.objects.standing()
        .filter(attempt__session=session)
        .exclude(author__root=F("attempt__person__root"))
    )
    return Counter(rows.values_list("attempt__person__root", flat=True))


def chosen(rows: list[Row], show: str) -> list[Row]:
    """The rows of one filter."""
    match show:
        case "nudge":
            return [row for row in rows if row.needs_nudge]
        case "feedback":
            return [row for row in rows if row.waits_for_feedback]
        case "ready":
            return [row for row in rows if row.ready]
        case _:
            return rows


def is_ready(after: Session, person: uuid.UUID) -> bool:
    """Whether a nudge about the tries after this session would be pointless for this person by now."""
    asked = TryAssignment.objects.filter(session=after).first()
    done = doing([after.pk], person).get((after.pk, person))
    if done is None:
        return False
    return done.skipped or (done.told and not (asked and missing(asked, done)))
