"""The follow-up plan on a line of time."""

from datetime import date, timedelta

from cycles.planning.choices import SessionState
from cycles.planning.models import FollowUpItem, Session
from ilc.core.ui import Moment

APART = timedelta(days=28)  # between sessions without a date, for their order alone


def line_of_time(sessions: list[Session], contacts: list[FollowUpItem]) -> list[Moment]:
    """Sessions and contacts in the order in which they will happen. Contacts of a session without a date are told
    relative to it."""
    going = [one for one in sessions if one.state != SessionState.CANCELLED]
    order = _order(going)
    dated = {one.number: one.local_date for one in going}
    marks = [(order[one.number], 0, _meeting(one)) for one in going]
    for item in contacts:
        after = timedelta(days=item.days_after)
        base = order.get(item.after_session) or max(order.values(), default=date.min) + APART
        anchor = dated.get(item.after_session)
        when = _day(anchor + after) if anchor else item.when
        marks.append((base + after, item.depth, _contact(item, when, bool(anchor))))
    return [moment for _, _, moment in sorted(marks, key=lambda mark: mark[:2])]


def _order(sessions: list[Session]) -> dict[int, date]:
    """A day for each session: its own, or one that keeps the order of their numbers."""
    days: dict[int, date] = {}
    last = date.min
    for index, one in enumerate(sessions):
        later = next((other.local_date for other in sessions[index:] if other.local_date), None)
        guess = last + APART if later is None else min(last + APART, later)
        last = one.local_date or guess
        days[one.number] = last
    return days


def _meeting(session: Session) -> Moment:
    begun = session.state in (SessionState.HELD, SessionState.IN_PROGRESS)
    state = "done" if begun else "now"
    return Moment(session.day or "To be scheduled", session.label, session.title, state)  # type: ignore[arg-type]


def _contact(item: FollowUpItem, when: str, dated: bool) -> Moment:
    words = [f"Depth {item.depth}, by {item.get_by_display().lower()}"]
    if dated:
        words.append(item.when[:1].lower() + item.when[1:])
    if item.note:
        words.append(item.note)
    return Moment(when, item.get_kind_display(), " · ".join(words))


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
