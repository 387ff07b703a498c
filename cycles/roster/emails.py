"""Mails about taking part. Each is worked out when it is due: what changed meanwhile makes it pointless."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from cycles.planning.choices import OPEN_STATES, SeriesState, SessionChange, SessionState, TeamState
from cycles.planning.models import Series, Session, SessionMove
from cycles.planning.queries import next_session
from cycles.roster import calendars
from cycles.roster.calendars import Attachment
from cycles.roster.choices import EnrollmentState, MissingState
from cycles.roster.models import Enrollment, InviteList, MissingHours
from cycles.roster.queries import attendance_of, concerned, is_leader, waitlist_place
from cycles.roster.queries.calendars import rooms_of
from cycles.roster.queries.missing import missing_of
from cycles.roster.words import moment
from ilc.core import mailing, registry
from ilc.core.choices import MessageState
from ilc.core.models import OutgoingMessage
from participants.choices import Topic
from participants.links import absolute, personal_url
from participants.models import Invitation, Person
from participants.queries import by_id, is_muted, mail_address


def check_in_link(enrollment: Enrollment) -> str:
    """Tells who somebody is at check-in without an account; the code in the room is still asked for."""
    return personal_url("roster:check-in-link", "check-in", enrollment.series_id, enrollment.person.root_id)


def _found(message: OutgoingMessage, wanted: str) -> tuple[Enrollment, str] | registry.Built:
    """The enrollment and where to write, or why there is nothing to send."""
    rows = Enrollment.objects.select_related("series", "person__root", "appointment__school")
    enrollment = rows.filter(pk=message.object_id).first()
    if enrollment is None or enrollment.state != wanted:
        return registry.Pointless(f"no longer {wanted}")
    if enrollment.series.state not in OPEN_STATES:
        return registry.Pointless(f"the series is {enrollment.series.state}")
    address = mail_address(enrollment.person.root)
    return (enrollment, address) if address else registry.Suppressed("no e-mail address")


def _page(view: str, enrollment: Enrollment) -> str:
    return absolute(reverse(view, args=[enrollment.series_id]))


@registry.builder("enrollment.invited")
def invited(message: OutgoingMessage) -> registry.Built:
    found = _found(message, EnrollmentState.INVITED)
    if not isinstance(found, tuple):
        return found
    enrollment, address = found
    person = enrollment.person.root
    if is_muted(person, Topic.NUDGES):
        return registry.Suppressed("turned off messages from leaders")
    register = reverse("roster:register", args=[enrollment.series_id])
    link = absolute(register)
    if person.user_id is None and (claim := _claim(person, register)):
        link = personal_url("participants:invitation", "invitation", claim)
    return mailing.render(
        "enrollment.invited",
        to=address,
        subject=f"You are invited: {enrollment.series.title}",
        unsubscribe_url=personal_url("participants:unsubscribe", "unsubscribe", person.pk, Topic.NUDGES),
        enrollment=enrollment,
        series=enrollment.series,
        leaders=_leaders(enrollment),
        words=_words(message),
        next=next_session(enrollment.series),
        link=link,
    )


def _claim(person: Person, register: str) -> uuid.UUID | None:
    open_ones = Invitation.objects.filter(
        person__root=person.pk,
        next_url=register,
        accepted_at=None,
        cancelled_at=None,
        expires_at__gt=timezone.now(),
    )
    return open_ones.values_list("pk", flat=True).first()


def _words(message: OutgoingMessage) -> str:
    """What the leader wrote to everybody on the list this invitation came from."""
    try:
        found = InviteList.objects.filter(pk=uuid.UUID(message.occurrence))
    except ValueError:
        return ""
    return found.values_list("message", flat=True).first() or ""


def _leaders(enrollment: Enrollment) -> str:
    rows = enrollment.series.team.filter(state=TeamState.ACCEPTED).select_related("person__root")
    names = [one.person.root.name for one in rows.order_by("created_at", "id")]
    if len(names) < 2:
        return names[0] if names else "Your leaders"
    return f"{', '.join(names[:-1])} and {names[-1]}"


@registry.builder("enrollment.registered")
def registered(message: OutgoingMessage) -> registry.Built:
    found = _found(message, EnrollmentState.REGISTERED)
    if not isinstance(found, tuple):
        return found
    enrollment, address = found
    places = enrollment.strand_places.select_related("strand", "session").order_by("session__number")
    sessions = enrollment.series.sessions.exclude(state=SessionState.CANCELLED).order_by("number")
    for session in sessions:
        session.series = enrollment.series
    return mailing.render(
        "enrollment.registered",
        to=address,
        attachments=_invitations(sessions, enrollment.person.root, address),
        subject=f"You are registered: {enrollment.series.title}",
        enrollment=enrollment,
        series=enrollment.series,
        sessions=sessions,
        places=places,
        has_account=enrollment.person.root.user_id is not None,
        link=absolute(reverse("planning:series", args=[enrollment.series_id])),
        check_in=check_in_link(enrollment),
        withdraw=_page("roster:withdraw", enrollment),
    )


@registry.builder("enrollment.waitlisted")
def waitlisted(message: OutgoingMessage) -> registry.Built:
    found = _found(message, EnrollmentState.WAITLISTED)
    if not isinstance(found, tuple):
        return found
    enrollment, address = found
    return mailing.render(
        "enrollment.waitlisted",
        to=address,
        subject=f"On the waitlist: {enrollment.series.title}",
        enrollment=enrollment,
        series=enrollment.series,
        place=waitlist_place(enrollment),
        withdraw=_page("roster:withdraw", enrollment),
    )


@registry.builder("enrollment.offered")
def offered(message: OutgoingMessage) -> registry.Built:
    found = _found(message, EnrollmentState.OFFERED)
    if not isinstance(found, tuple):
        return found
    enrollment, address = found
    until = enrollment.offered_until
    if until is None or until.isoformat() != message.occurrence or until <= timezone.now():
        return registry.Pointless("this offer has run out")
    return mailing.render(
        "enrollment.offered",
        to=address,
        subject=f"A seat is free for you: {enrollment.series.title}",
        enrollment=enrollment,
        series=enrollment.series,
        until=enrollment.answer_by,
        next=next_session(enrollment.series),
        link=_page("roster:offer", enrollment),
    )


@registry.builder("session.changed")
def session_changed(message: OutgoingMessage) -> registry.Built:
    """Another date is announced as a new date, another hour of the same day as a change (domain.md 3.10)."""
    session = Session.objects.select_related("series").filter(pk=message.object_id).first()
    person = by_id(message.recipient_id)
    if session is None or person is None:
        return registry.Pointless("gone")
    moves = {str(one.pk): one for one in session.moves.order_by("created_at", "id")}
    last = moves.get(message.occurrence)
    if last is None or last.pk != list(moves.values())[-1].pk:
        return registry.Pointless("changed again: a later notice tells it")
    if why := _pointless(session, person):
        return registry.Pointless(why)
    untold = _untold(message, list(moves.values()))
    old = untold[0].old_start
    if old == session.starts_at and {one.kind for one in untold} <= {
        SessionChange.DATED,
        SessionChange.MOVED,
    }:
        return registry.Pointless("moved back before anybody was told")
    address = mail_address(person)
    if not address:
        return registry.Suppressed("no e-mail address")
    before = old.astimezone(session.series.tz) if old else None
    return mailing.render(
        "session.changed",
        to=address,
        attachments=_calendar_change(session, person, address, old),
        subject=f"{_what(session, before)}: {session.series.title}, {session.label}",
        person=person,
        session=session,
        series=session.series,
        cancelled=session.state == SessionState.CANCELLED,
        before=moment(before) if before and old != session.starts_at else "",
        link=absolute(reverse("planning:session", args=[session.pk])),
    )


def _untold(message: OutgoingMessage, moves: list[SessionMove]) -> list[SessionMove]:
    """The moves this person has not heard of, an earlier notice that was never sent included."""
    rows = OutgoingMessage.objects.filter(
        rule=message.rule, recipient_id=message.recipient_id, object_id=message.object_id
    )
    first = message
    for one in rows.exclude(pk=message.pk).order_by("-created_at", "-id"):
        if one.result == MessageState.SENT:
            break
        first = one
    begin = first.context.get("first", message.occurrence)
    found = next((number for number, one in enumerate(moves) if str(one.pk) == begin), len(moves) - 1)
    return moves[found:]


def _invitations(sessions: Iterable[Session], person: Person, address: str) -> tuple[Attachment, ...]:
    """Each dated session for the person's own calendar, in their room."""
    reader = calendars.Reader(rooms_of(person))
    made = (
        calendars.invitation(one, to=address, name=person.name, reader=reader)
        for one in sessions
        if not one.is_over
    )
    return tuple(one for one in made if one)


def _calendar_change(
    session: Session, person: Person, address: str, old: datetime | None
) -> tuple[Attachment, ...]:
    """The session moves in calendars, too; put off, it leaves them until it has a date."""
    if session.starts_at is None:
        if old is None:
            return ()
        return (calendars.takes_back(session, to=address, name=person.name, old_start=old),)
    reader = calendars.Reader(rooms_of(person))
    made = calendars.invitation(session, to=address, name=person.name, reader=reader)
    return (made,) if made else ()


def _pointless(session: Session, person: Person) -> str:
    cancelled = session.state == SessionState.CANCELLED
    if session.series.state not in OPEN_STATES and not (
        cancelled and session.series.state == SeriesState.CANCELLED
    ):
        return f"the series is {session.series.state}"
    if not concerned([session.series_id], person.pk) and not is_leader(session.series, person):
        return "no longer registered"
    return "the session is over" if session.is_over and not cancelled else ""


def _what(session: Session, before: datetime | None) -> str:
    if session.state == SessionState.CANCELLED:
        return "Cancelled"
    if session.local_start is None:
        return "Put off"
    if before is None:
        return "Date set"
    if before == session.local_start:
        return "New place"
    return "New time" if before.date() == session.local_date else "New date"


@registry.builder("hours.missed")
def hours_missed(message: OutgoingMessage) -> registry.Built:
    """One mail for everything that waits for an answer in a series when it is sent."""
    series = Series.objects.filter(pk=message.object_id).first()
    person = by_id(message.recipient_id)
    if series is None or person is None or not is_leader(series, person):
        return registry.Pointless("no longer leads it")
    waiting = list(missing_of(series).filter(state=MissingState.WAITING))
    if not waiting:
        return registry.Pointless("all answered")
    address = mail_address(person)
    if not address:
        return registry.Suppressed("no e-mail address")
    number = "A session is" if len(waiting) == 1 else f"{len(waiting)} sessions are"
    return mailing.render(
        "hours.missed",
        to=address,
        subject=f"{number} missing on somebody's record: {series.title}",
        person=person,
        series=series,
        rows=waiting,
        link=absolute(reverse("roster:missing", args=[series.pk])),
    )


@registry.builder("hours.answered")
def hours_answered(message: OutgoingMessage) -> registry.Built:
    rows = MissingHours.objects.select_related("session__series", "person__root")
    missing = rows.filter(pk=message.object_id).first()
    if missing is None or missing.state != message.occurrence:
        return registry.Pointless("answered anew")
    person = missing.person.root
    address = mail_address(person)
    if not address:
        return registry.Suppressed("no e-mail address")
    there = attendance_of(missing.session, person)
    done = "Confirmed" if missing.state == MissingState.CONFIRMED else "Not confirmed"
    return mailing.render(
        "hours.answered",
        to=address,
        subject=f"{done}: {missing.session.label}, {missing.session.series.title}",
        person=person,
        missing=missing,
        session=missing.session,
        series=missing.session.series,
        minutes=there.minutes if there else 0,
        link=absolute(reverse("roster:hours")),
    )


@registry.builder("enrollment.room")
def room_moved(message: OutgoingMessage) -> registry.Built:
    """Another room than the person knows of. Moved again, or back before this was sent: a later one tells, or none."""
    found = _found(message, EnrollmentState.REGISTERED)
    if not isinstance(found, tuple):
        return found
    enrollment, address = found
    place = (
        enrollment.strand_places.filter(session=message.context["session"]).select_related("strand").first()
    )
    if place is None or str(place.strand_id) != message.context["strand"]:
        return registry.Pointless("moved again: a later notice tells it")
    known = _known_room(message)
    if known == message.context["strand"]:
        return registry.Pointless("moved back before they were told")
    session = Session.objects.get(pk=message.context["session"])
    session.series = enrollment.series
    if session.state != SessionState.SCHEDULED or session.is_over:
        return registry.Pointless("the session is no longer to come")
    before = session.strands.filter(pk=known).values_list("name", flat=True).first() if known else ""
    return mailing.render(
        "enrollment.room",
        to=address,
        subject=f"Your room: {place.strand.name}. {enrollment.series.title}, {session.label}",
        person=enrollment.person.root,
        series=enrollment.series,
        session=session,
        strand=place.strand,
        before=before,
        link=absolute(reverse("planning:session", args=[session.pk])),
    )


def _known_room(message: OutgoingMessage) -> str:
    """The room the person knows of: the last one told, or the one before the first move."""
    rows = OutgoingMessage.objects.filter(
        rule=message.rule, object_id=message.object_id, occurrence__startswith=message.context["session"]
    )
    told = rows.filter(result=MessageState.SENT).order_by("-created_at", "-id").first()
    first = rows.order_by("created_at", "id").first()
    return str(told.context["strand"]) if told else str(first.context["from"]) if first else ""
