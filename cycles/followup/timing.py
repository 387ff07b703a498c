"""When what is due, in the local time of each series. Pure: sessions in, occasions out.

Mails about a day go out in the morning, `MORNING` on the wall clock there, so that a change to or from
daylight saving time moves none of them. The occurrence of a session is its local date (domain.md 3.10).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cycles.planning.choices import OPEN_STATES, SessionState
from cycles.planning.models import Series, Session

MORNING = time(7)
SOON = 2  # days before a session
BRING = 3  # days before the next session
TRY_AFTER = 3  # days after a session
HOW_AFTER = 14  # days after a session whose successor has no date
HOW_UNTIL = 60
SURVEY_MAIL_AFTER = timedelta(minutes=30)  # whoever answers in the room gets no mail
SURVEY_MAIL_UNTIL = timedelta(days=14)


@dataclass(frozen=True)
class Line:
    """A series and its sessions in order, without cancelled ones."""

    series: Series
    sessions: list[Session]

    def last(self, now: datetime) -> Session | None:
        """The latest session that is over."""
        return next((one for one in reversed(self.sessions) if is_over(one, now)), None)

    def following(self, session: Session) -> Session | None:
        return next((one for one in self.sessions if one.number > session.number), None)

    @property
    def is_open(self) -> bool:
        return self.series.state in OPEN_STATES


@dataclass(frozen=True)
class Occasion:
    """Something to be told: about which session, and after which one the tries in question came."""

    about: Session
    after: Session
    occurrence: str  # local date of `about`
    today: date  # local, when this was found


def is_over(session: Session, now: datetime) -> bool:
    return session.state == SessionState.HELD or bool(session.ends_at and session.ends_at <= now)


def occasion(about: Session, now: datetime, after: Session | None = None) -> Occasion:
    return Occasion(about, after or about, str(about.local_date), now.astimezone(about.series.tz).date())


def morning(session: Session, days: int) -> datetime:
    """The morning so many days after (before, if negative) the local date of a dated session."""
    day: date = session.local_date or date.min
    return datetime.combine(day + timedelta(days=days), MORNING, session.series.tz)


def session_soon(line: Line, now: datetime) -> Iterator[Occasion]:
    """Two days before, and not after the start."""
    for one in line.sessions if line.is_open else ():
        if (
            one.state == SessionState.SCHEDULED
            and one.starts_at
            and morning(one, -SOON) <= now < one.starts_at
        ):
            yield occasion(one, now)


def try_window(line: Line, now: datetime) -> Iterator[Occasion]:
    """Three days after a session, until it is time to bring something or to ask how it went."""
    last = line.last(now) if line.is_open else None
    if last is None or last.starts_at is None:
        return
    ahead = line.following(last)
    until = morning(ahead, -BRING) if ahead and ahead.starts_at else morning(last, HOW_AFTER)
    if morning(last, TRY_AFTER) <= now < until:
        yield occasion(last, now)


def bring(line: Line, now: datetime) -> Iterator[Occasion]:
    """Three days before the next session, once it has a date."""
    last = line.last(now) if line.is_open else None
    ahead = line.following(last) if last else None
    if last is None or ahead is None or ahead.state != SessionState.SCHEDULED or ahead.starts_at is None:
        return
    if morning(ahead, -BRING) <= now < ahead.starts_at:
        yield occasion(ahead, now, after=last)


def how_did_it_go(line: Line, now: datetime) -> Iterator[Occasion]:
    """Two weeks after a session, while the next one has no date."""
    last = line.last(now) if line.is_open else None
    ahead = line.following(last) if last else None
    if last is None or last.starts_at is None or ahead is None or ahead.starts_at is not None:
        return
    if morning(last, HOW_AFTER) <= now < morning(last, HOW_UNTIL):
        yield occasion(last, now)


def survey(line: Line, now: datetime) -> Iterator[Occasion]:
    """Half an hour after a session's end, for two weeks. Also when the series is completed meanwhile."""
    for one in line.sessions:
        if one.ends_at and one.ends_at + SURVEY_MAIL_AFTER <= now < one.ends_at + SURVEY_MAIL_UNTIL:
            yield occasion(one, now)
