"""The waitlist advances by itself, in order: an offer holds the seat until it is answered or runs out."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from cycles.planning.choices import OPEN_STATES
from cycles.planning.models import Series
from cycles.roster import queries
from cycles.roster.actions import seats
from cycles.roster.choices import EnrollmentState
from cycles.roster.lifecycle import ENROLLMENT
from cycles.roster.models import Enrollment
from ilc.core import events, outbox

OFFER_STANDS = timedelta(hours=48)  # at most until the next session begins
LAPSES = 2  # after so many unanswered offers the person leaves the waitlist


@transaction.atomic
def advance_waitlist(*, series: Series) -> int:
    """Take back offers that ran out, then offer free seats in order. Returns the number of offers made.

    Safe to run twice at once: the series' row is held."""
    held = seats.lock(series)
    if held.state not in OPEN_STATES:
        return 0
    for lapsed in Enrollment.objects.filter(
        series=held, state=EnrollmentState.OFFERED, offered_until__lte=timezone.now()
    ).order_by("offered_until"):
        _lapse(lapsed)
    offered = 0
    while (first := queries.waitlist(held).first()) and seats.take(held):
        _offer(first)
        offered += 1
    return offered


def _offer(enrollment: Enrollment) -> None:
    now = timezone.now()
    start = queries.next_start(enrollment.series, now)
    # A seat held over the session's start would stay empty in it.
    until = min(now + OFFER_STANDS, start) if start else now + OFFER_STANDS
    ENROLLMENT.advance(enrollment, "offered", offered_until=until)
    events.record("enrollment.offered", enrollment, by=None, until=until.isoformat())
    outbox.post(
        rule="enrollment.offered",
        recipient_id=enrollment.person_id,
        object_id=enrollment.pk,
        occurrence=until.isoformat(),
    )


def _lapse(enrollment: Enrollment) -> None:
    """Not answered in time: to the end of the line; after the second time off the list."""
    lapses = enrollment.offers_lapsed + 1
    if lapses >= LAPSES:
        verb, also = "withdrawn", {"withdrawn_at": timezone.now()}
    else:
        verb, also = "waitlisted", {"queued_at": timezone.now()}
    ENROLLMENT.advance(enrollment, verb, offered_until=None, offers_lapsed=lapses, **also)
    seats.free(enrollment.series)
    events.record(f"enrollment.{verb}", enrollment, by=None, reason="the offer was not answered in time")


def advance_all() -> int:
    """Every open series with somebody waiting for a free seat or an offer that ran out."""
    stuck = Q(enrollments__state=EnrollmentState.OFFERED, enrollments__offered_until__lte=timezone.now())
    free = Q(capacity=None) | Q(seats_taken__lt=F("capacity"))
    stuck |= free & Q(enrollments__state=EnrollmentState.WAITLISTED)
    found = Series.objects.filter(stuck, state__in=OPEN_STATES).distinct()
    return sum(advance_waitlist(series=one) for one in found)
