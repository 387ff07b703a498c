"""When a session's code can be used, and when its exit survey can be answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cycles.planning.choices import SessionState
from cycles.planning.local_time import clock
from cycles.planning.models import Session

OPENS_BEFORE = timedelta(minutes=30)
SURVEY_OPENS = timedelta(minutes=30)  # before the end of a session
SURVEY_CLOSES = timedelta(days=30)  # after it


class Phase(StrEnum):
    UNDATED = "undated"
    CANCELLED = "cancelled"
    BEFORE = "before"
    OPEN = "open"
    AFTER = "after"  # ended, not closed: counts as self-reported
    CLOSED = "closed"


@dataclass(frozen=True)
class Window:
    """The check-in of one session at one moment."""

    phase: Phase
    opens_at: datetime | None

    @property
    def takes_names(self) -> bool:
        """Whether somebody may check in, confirmed or not."""
        return self.phase in (Phase.OPEN, Phase.AFTER)


def window(session: Session, now: datetime) -> Window:
    """Opens 30 minutes before the start, until the end; then self-reported, until a leader closes the session."""
    if session.state == SessionState.CANCELLED:
        return Window(Phase.CANCELLED, None)
    if session.starts_at is None or session.ends_at is None:
        return Window(Phase.UNDATED, None)
    opens = session.starts_at - OPENS_BEFORE
    if session.closed_at:
        return Window(Phase.CLOSED, opens)
    if now < opens:
        return Window(Phase.BEFORE, opens)
    return Window(Phase.OPEN if now <= session.ends_at else Phase.AFTER, opens)


def survey_opens(session: Session) -> datetime | None:
    """Near the planned end, or when a leader closes it earlier; never while it has no date."""
    if session.ends_at is None:
        return None
    planned = session.ends_at - SURVEY_OPENS
    return min(planned, session.closed_at) if session.closed_at else planned


def survey_is_open(session: Session, now: datetime) -> bool:
    opens = survey_opens(session)
    if opens is None or session.ends_at is None or session.state == SessionState.CANCELLED:
        return False
    return opens <= now < session.ends_at + SURVEY_CLOSES


def why_not(session: Session, found: Window) -> str:
    """Why nobody can check in now, in words; "" when they can."""
    if found.phase == Phase.BEFORE and found.opens_at:
        opens = found.opens_at.astimezone(session.series.tz)
        return f"Check-in opens at {clock(opens)} on {opens:%A}, {opens.day} {opens:%B}: 30 minutes before the start."
    return {
        Phase.UNDATED: f"{session.label} has no date yet.",
        Phase.CANCELLED: f"{session.label} was cancelled.",
        Phase.CLOSED: f"{session.label} is closed. If you were there, tell one of its leaders: they can still add you.",
    }.get(found.phase, "")
