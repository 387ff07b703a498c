"""Sessions as iCalendar (RFC 5545, 5546): what calendar programs subscribe to, and what comes with mails.

One UID a session, the session's own id, wherever it is told. SEQUENCE is `Session.sequence`, which rises with each
change of date or place and with the cancellation. A session without a date is in no calendar. Times are in UTC: each
is one moment that every program shows in its own zone. A time zone of our own would have to describe its daylight
saving, and programs read those descriptions differently.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from cycles.planning.choices import SessionState
from cycles.planning.models import Session

PRODUCT = "-//ILC Cycles//Sessions//EN"
READ_AGAIN = timedelta(hours=1)  # how often programs are asked to look
Attachment = tuple[str, bytes, str]  # name, content, kind
A_WHILE = timedelta(hours=1)  # only the old start is known of a session put off


@dataclass(frozen=True)
class Reader:
    """Whose calendar it is: rooms of their strands, and what they lead."""

    places: Mapping[uuid.UUID, str]
    leads: frozenset[uuid.UUID] = frozenset()  # series


NOBODY = Reader({})


def feed(title: str, sessions: Iterable[Session], reader: Reader = NOBODY) -> bytes:
    """A calendar to subscribe to. `sessions` come with their series."""
    made = _calendar("PUBLISH")
    made.add("name", title)
    made.add("x-wr-calname", title)
    made.add("refresh-interval", vDuration(READ_AGAIN, params={"VALUE": "DURATION"}))
    made.add("x-published-ttl", vDuration(READ_AGAIN).to_ical().decode())
    for session in sessions:
        if session.starts_at:
            made.add_component(_event(session, reader))
    return _bytes(made)


def invitation(session: Session, *, to: str, name: str, reader: Reader = NOBODY) -> Attachment | None:
    """What a mail about a dated session carries: an attachment that puts it into the calendar, or moves it there."""
    if session.starts_at is None:
        return None
    cancelled = session.state == SessionState.CANCELLED
    return _attached(session, "CANCEL" if cancelled else "REQUEST", to, name, reader)


def takes_back(session: Session, *, to: str, name: str, old_start: datetime) -> Attachment:
    """What a mail about a session put off carries: out of the calendar until it has a date again."""
    return _attached(session, "CANCEL", to, name, NOBODY, old_start)


def _attached(
    session: Session, method: str, to: str, name: str, reader: Reader, start: datetime | None = None
) -> Attachment:
    made, event = _calendar(method), _event(session, reader, start)
    if method == "CANCEL":
        event["status"] = vText("CANCELLED")
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">")
    event.add("organizer", _address(sender, "ILC Cycles"))
    event.add("attendee", _address(to, name, partstat="ACCEPTED", rsvp="FALSE", role="REQ-PARTICIPANT"))
    made.add_component(event)
    return f"session-{session.number}.ics", _bytes(made), f"text/calendar; method={method}"


def _calendar(method: str) -> Calendar:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", method)
    return made


def _address(address: str, name: str, **parameters: str) -> vCalAddress:
    made = vCalAddress(f"mailto:{address}")
    made.params["CN"] = vText(name)
    made.params.update(parameters)
    return made


def _event(session: Session, reader: Reader, start: datetime | None = None) -> Event:
    series, made = session.series, Event()
    begins = start or session.starts_at
    if begins is None:
        raise ValueError("a session without a date is in no calendar")
    ends = session.ends_at if session.ends_at and start is None else begins + A_WHILE
    made.add("uid", str(session.pk))
    made.add("sequence", session.sequence)
    made.add("dtstamp", session.updated_at.astimezone(UTC))
    made.add("last-modified", session.updated_at.astimezone(UTC))
    made.add("dtstart", begins.astimezone(UTC))
    made.add("dtend", ends.astimezone(UTC))
    made.add("summary", f"{series.title}: {session.label}")
    if place := reader.places.get(session.pk) or session.place:
        made.add("location", place)
    made.add("description", _words(session, reader))
    made.add("url", f"{settings.SITE_URL}{reverse('planning:session', args=[session.pk])}")
    made.add("status", "CANCELLED" if session.state == SessionState.CANCELLED else "CONFIRMED")
    return made


def _words(session: Session, reader: Reader) -> str:
    lines = [session.title] if session.title else []
    if session.state == SessionState.CANCELLED:
        lines.append(f"Cancelled. {session.cancel_reason}".strip())
    if session.series_id in reader.leads:
        lines.append("You lead this session.")
    lines.append(f"{settings.SITE_URL}{reverse('planning:session', args=[session.pk])}")
    return "\n".join(lines)


def _bytes(made: Calendar) -> bytes:
    return bytes(made.to_ical())
