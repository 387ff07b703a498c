"""Registering, answering an offer, withdrawing. Registrations never exceed capacity (domain.md 3.2)."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cycles.planning.choices import OPEN_STATES, SessionState
from cycles.planning.models import Series, Strand
from cycles.roster import queries
from cycles.roster.actions import seats
from cycles.roster.actions.waitlist import advance_waitlist
from cycles.roster.choices import EnrollmentSource, EnrollmentState
from cycles.roster.hours.rule import standing_sessions, standings_of
from cycles.roster.lifecycle import ENROLLMENT
from cycles.roster.models import Enrollment
from ilc.accounts.models import User
from ilc.core import events, outbox
from ilc.core.errors import Refused
from participants.access import current_appointment
from participants.models import Appointment, Person

LOOK_BACK = timedelta(days=60)  # the clock asks every minute; nothing older is looked at again
IN = (EnrollmentState.REGISTERED, EnrollmentState.COMPLETED)


@transaction.atomic
def register(
    *,
    series: Series,
    person: Person,
    by: User | None,
    appointment: Appointment | None = None,
    strand_name: str = "",
    strands: Iterable[Strand] | None = None,
    source: str = EnrollmentSource.SELF,
) -> Enrollment:
    """Take a seat, or a place on the waitlist when the series is full or others wait already.

    Registering twice changes nothing. `strands` are the chosen rooms, one a session; `strand_name` means the
    room of that name in every session. A full room refuses the whole registration.
    """
    held = seats.lock(series)
    person = person.root
    if held.state not in OPEN_STATES:
        raise Refused(
            f"This series is {held.get_state_display().lower()}: it takes no registrations.", "not-open"
        )
    if queries.is_leader(held, person):
        raise Refused("Leaders of a series need no registration: they are on the team.", "leader")
    chosen = _rooms(held, strand_name) if strands is None else list(strands)
    found = queries.enrollment_of(held, person)
    if found and found.state in (*IN, EnrollmentState.WAITLISTED):
        return found
    if found and found.state == EnrollmentState.OFFERED:
        return accept_offer(enrollment=found, by=by, strands=chosen)
    if source == EnrollmentSource.SELF and (why := queries.why_not_for(held, person, found)):
        raise Refused(why, "leaders-only")
    enrollment = found or Enrollment(series=held, person=person, state=EnrollmentState.INVITED, source=source)
    enrollment.appointment = appointment or enrollment.appointment or current_appointment(person)
    enrollment.source = source
    enrollment.save()
    # A seat freed a moment ago belongs to those who wait.
    if not queries.waitlist(held).exists() and seats.take(held):
        _seat(enrollment, chosen, by)
    else:
        ENROLLMENT.advance(enrollment, "waitlisted", queued_at=timezone.now(), offers_lapsed=0)
        events.record("enrollment.waitlisted", enrollment, by=by, on_behalf_of=person.pk, source=source)
        _tell("enrollment.waitlisted", enrollment, enrollment.queued_at.isoformat())
        advance_waitlist(series=held)
        enrollment.refresh_from_db()
    return enrollment


def _rooms(series: Series, name: str) -> list[Strand]:
    if not name:
        return []
    rows = Strand.objects.filter(session__series=series, name=name)
    return list(rows.exclude(session__state=SessionState.CANCELLED).select_related("session"))


def _seat(enrollment: Enrollment, strands: Iterable[Strand], by: User | None) -> None:
    """Registered: the seat is counted already."""
    now = timezone.now()
    ENROLLMENT.advance(
        enrollment,
        "registered",
        registered_at=enrollment.registered_at or now,
        offered_until=None,
        offers_lapsed=0,
        withdrawn_at=None,
    )
    seats.place(enrollment, strands)
    events.record(
        "enrollment.registered",
        enrollment,
        by=by,
        on_behalf_of=enrollment.person_id,
        source=enrollment.source,
    )
    _tell("enrollment.registered", enrollment, now.isoformat())


def _tell(rule: str, enrollment: Enrollment, occurrence: str) -> None:
    outbox.post(rule=rule, recipient_id=enrollment.person_id, object_id=enrollment.pk, occurrence=occurrence)


@transaction.atomic
def accept_offer(*, enrollment: Enrollment, by: User | None, strands: Iterable[Strand] = ()) -> Enrollment:
    """Take the seat that was held. Accepting twice changes nothing."""
    seats.lock(enrollment.series)
    enrollment.refresh_from_db()
    if enrollment.state in IN:
        return enrollment
    if enrollment.state != EnrollmentState.OFFERED:
        raise Refused(_no_offer(enrollment), "no-offer")
    if enrollment.offered_until and enrollment.offered_until <= timezone.now():
        raise Refused("This offer ran out, and the seat went to the next person in line.", "ran-out")
    _seat(enrollment, strands, by)
    return enrollment


def _no_offer(enrollment: Enrollment) -> str:
    if enrollment.state == EnrollmentState.WAITLISTED:
        place = queries.waitlist_place(enrollment)
        return f"No seat is held for you now. You are number {place} on the waitlist; the next offer comes by itself."
    return "No seat is held for you. If you want to take part, register again."


@transaction.atomic
def decline_offer(*, enrollment: Enrollment, by: User | None) -> Enrollment:
    """Give the held seat to the next in line."""
    seats.lock(enrollment.series)
    enrollment.refresh_from_db()
    if enrollment.state == EnrollmentState.WITHDRAWN:
        return enrollment
    if enrollment.state != EnrollmentState.OFFERED:
        raise Refused(_no_offer(enrollment), "no-offer")
    return withdraw(enrollment=enrollment, by=by, reason="declined the offer")


@transaction.atomic
def withdraw(*, enrollment: Enrollment, by: User | None, reason: str = "") -> Enrollment:
    """Leave: the seat is free in the series and in every room, and the next in line is asked at once."""
    seats.lock(enrollment.series)
    enrollment.refresh_from_db()
    # A merged person may be enrolled twice; whoever leaves leaves with both.
    theirs = Enrollment.objects.filter(series=enrollment.series, person__root=enrollment.person.root_id)
    for one in theirs.exclude(state=EnrollmentState.WITHDRAWN):
        _leave(one, by, reason)
    advance_waitlist(series=enrollment.series)
    enrollment.refresh_from_db()
    return enrollment


def _leave(enrollment: Enrollment, by: User | None, reason: str) -> None:
    had_seat = enrollment.state in (EnrollmentState.REGISTERED, EnrollmentState.OFFERED)
    ENROLLMENT.advance(enrollment, "withdrawn", withdrawn_at=timezone.now(), offered_until=None)
    events.record("enrollment.withdrawn", enrollment, by=by, on_behalf_of=enrollment.person_id, reason=reason)
    seats.clear(enrollment)
    if had_seat:
        seats.free(enrollment.series)


@transaction.atomic
def choose_rooms(*, enrollment: Enrollment, strands: Iterable[Strand], by: User | None) -> None:
    """Change rooms; each left place is free for others at once."""
    seats.lock(enrollment.series)
    enrollment.refresh_from_db()
    if enrollment.state != EnrollmentState.REGISTERED:
        raise Refused("Rooms are chosen by those who are registered.", "not-registered")
    chosen = list(strands)
    seats.place(enrollment, chosen)
    events.record("enrollment.rooms-chosen", enrollment, by=by, rooms=[str(one.pk) for one in chosen])


@transaction.atomic
def complete(*, enrollment: Enrollment, by: User | None) -> Enrollment:
    """The series ended with this person on its roster."""
    if enrollment.state != EnrollmentState.COMPLETED:
        ENROLLMENT.advance(enrollment, "completed", completed_at=timezone.now())
        events.record("enrollment.completed", enrollment, by=by, on_behalf_of=enrollment.person_id)
    return enrollment


def complete_ended() -> int:
    """In series that ended: everybody on the roster who came to as much as its rule asks for."""
    waiting = queries.to_complete(since=timezone.now() - LOOK_BACK)
    done = _enough(waiting) if waiting else []
    for enrollment in done:
        complete(enrollment=enrollment, by=None)
    return len(done)


def _enough(waiting: list[Enrollment]) -> list[Enrollment]:
    series = {one.series_id: one.series for one in waiting}
    came = standings_of(series)
    number = {pk: len(standing_sessions(one)) for pk, one in series.items()}
    return [
        one
        for one in waiting
        if came[one.series_id][one.person.root_id].meets(one.series, number[one.series_id])
    ]
