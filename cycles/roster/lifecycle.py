"""The life of an enrollment and of an event, each one table (domain.md 4). Seats are counted in `actions.seats`."""

from django.utils import timezone

from cycles.planning.choices import EventState
from cycles.planning.models import Event
from cycles.roster.choices import EnrollmentState as State
from cycles.roster.choices import ListState, MissingState
from cycles.roster.models import Enrollment, HeadCount, InviteList, MissingHours
from cycles.roster.queries.events import named_count
from ilc.core.lifecycle import Lifecycle, Step

LEADER = "a leader of the series"
PERSON = "the person, or a leader of the series for them"
CLOCK = "the clock"

ENROLLMENT: Lifecycle[Enrollment] = Lifecycle(
    "registration",
    (
        Step(State.INVITED, "registered", State.REGISTERED, PERSON),
        Step(State.INVITED, "waitlisted", State.WAITLISTED, PERSON),
        Step(State.INVITED, "withdrawn", State.WITHDRAWN, PERSON),
        Step(State.WAITLISTED, "offered", State.OFFERED, CLOCK),
        Step(State.WAITLISTED, "withdrawn", State.WITHDRAWN, PERSON),
        Step(State.OFFERED, "registered", State.REGISTERED, PERSON),
        Step(State.OFFERED, "waitlisted", State.WAITLISTED, CLOCK),  # the offer ran out once
        Step(
            State.OFFERED, "withdrawn", State.WITHDRAWN, "the person declines; the clock after a second one"
        ),
        Step(State.REGISTERED, "withdrawn", State.WITHDRAWN, PERSON),
        Step(State.REGISTERED, "completed", State.COMPLETED, "the series' completion"),
        Step(State.WITHDRAWN, "registered", State.REGISTERED, PERSON),
        Step(State.WITHDRAWN, "waitlisted", State.WAITLISTED, PERSON),
        Step(State.WITHDRAWN, "invited", State.INVITED, "a leader of the series"),
    ),
)

MISSING: Lifecycle[MissingHours] = Lifecycle(
    "question about missing hours",
    (
        Step(MissingState.WAITING, "confirmed", MissingState.CONFIRMED, LEADER),
        Step(MissingState.WAITING, "declined", MissingState.DECLINED, LEADER),
        # declined by mistake, or the attendance was noted after all
        Step(MissingState.DECLINED, "confirmed", MissingState.CONFIRMED, LEADER),
    ),
)

INVITE_LIST: Lifecycle[InviteList] = Lifecycle(
    "list of invitations",
    (
        Step(ListState.REVIEW, "sent", ListState.SENDING, LEADER),
        Step(ListState.REVIEW, "dropped", ListState.DROPPED, LEADER),
        Step(ListState.SENDING, "finished", ListState.SENT, CLOCK),
    ),
)

KEEPER = "whoever keeps the event (EVENT_KEEP)"


def _named(event: Event) -> str:
    """What took place stays in the record."""
    if named_count(event) or HeadCount.objects.filter(event=event).exists():
        return "People are counted there already: it took place. Close it instead, or take them off first."
    return ""


def _to_come(event: Event) -> str:
    return "" if event.starts_at <= timezone.now() else "It has not begun yet: close it once it is over."


EVENT: Lifecycle[Event] = Lifecycle(
    "event",
    (
        Step(EventState.PLANNED, "closed", EventState.CLOSED, KEEPER, _to_come),
        Step(EventState.CLOSED, "reopened", EventState.PLANNED, KEEPER),
        Step(EventState.PLANNED, "cancelled", EventState.CANCELLED, KEEPER, _named),
    ),
)
