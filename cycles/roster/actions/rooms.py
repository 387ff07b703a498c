"""Moving people between the rooms of a session. All of them, or nobody."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cycles.planning.choices import OPEN_STATES, SessionState
from cycles.planning.models import Session, Strand
from cycles.roster.actions import seats
from cycles.roster.choices import EnrollmentState
from cycles.roster.models import Enrollment, StrandPlace
from cycles.roster.queries.rooms import Change, evened, rooms
from ilc.accounts.models import User
from ilc.core import events, outbox
from ilc.core.errors import Refused
from ilc.core.ids import uuid7

NEAR = timedelta(days=14)  # before that the room stands in the reminder anyway
STANDS = (SessionState.UNSCHEDULED, SessionState.SCHEDULED, SessionState.IN_PROGRESS)


@transaction.atomic
def move(*, session: Session, people: Iterable[uuid.UUID], strand: Strand, by: User) -> int:
    """Seat these enrollments in one room. Returns how many changed; those who are there already don't.

    Refused with the room's name when it has too few places left: then nobody moved."""
    _check(session)
    chosen = list(dict.fromkeys(people))
    found = {one.pk: one for one in _registered(session, chosen)}
    before = _now(session, found)
    moving = [one for pk, one in found.items() if before.get(pk) != strand.pk]
    fresh = Strand.objects.get(pk=strand.pk)
    left = None if fresh.capacity is None else fresh.capacity - fresh.seats_taken
    if left is not None and len(moving) > left:
        room = f"{left} {'place' if left == 1 else 'places'} left" if left else "no place left"
        raise Refused(
            f"{strand.name} has {room}, and you chose {len(moving)} to go there. Nobody was moved: choose fewer, "
            "or give it more places.",
            "strand-full",
        )
    for one in moving:
        _seat(session, one, before.get(one.pk), strand, by)
    return len(moving)


@transaction.atomic
def even_out(*, session: Session, by: User) -> list[Change]:
    """Give everybody a room and make the rooms about the same size, as far as their places allow."""
    _check(session)
    changes = evened(rooms(session))
    # Out first: a room that is full lets people go before it takes others.
    for change in changes:
        if change.origin is not None:
            Strand.objects.filter(pk=change.origin.pk, seats_taken__gt=0).update(
                seats_taken=F("seats_taken") - 1
            )
            StrandPlace.objects.filter(enrollment=change.enrollment, session=session).delete()
    for change in changes:
        origin = change.origin.pk if change.origin else None
        _seat(session, change.enrollment, origin, change.target, by)
    return changes


def _check(session: Session) -> None:
    seats.lock(session.series)
    if session.state not in STANDS:
        state = session.get_state_display().lower()
        raise Refused(f"{session.label} is {state}: its rooms stay as they were.", "over")


def _registered(session: Session, chosen: list[uuid.UUID]) -> list[Enrollment]:
    """Those still registered: who left meanwhile is not moved."""
    rows = Enrollment.objects.filter(
        series=session.series_id, pk__in=chosen, state=EnrollmentState.REGISTERED
    )
    return list(rows.select_related("person"))


def _now(session: Session, found: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Enrollment -> the room it has now."""
    rows = StrandPlace.objects.filter(session=session, enrollment__in=list(found))
    return dict(rows.values_list("enrollment", "strand"))


def _seat(
    session: Session, enrollment: Enrollment, origin: uuid.UUID | None, strand: Strand, by: User
) -> None:
    strand.session = session
    seats.place(enrollment, [strand])
    told = {"session": str(session.pk), "strand": str(strand.pk), "from": str(origin or "")}
    events.record("enrollment.room-moved", enrollment, by=by, on_behalf_of=enrollment.person_id, **told)
    if _is_told(session):
        outbox.post(
            rule="enrollment.room",
            recipient_id=enrollment.person.root_id,
            object_id=enrollment.pk,
            occurrence=f"{session.pk}:{uuid7()}",
            context=told,
        )


def _is_told(session: Session) -> bool:
    """Only when it is near: until then people get their room with the reminder. Drafts tell nobody."""
    if session.series.state not in OPEN_STATES or session.state != SessionState.SCHEDULED:
        return False
    return session.starts_at is not None and session.starts_at <= timezone.now() + NEAR
