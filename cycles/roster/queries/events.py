"""Questions about events: how many were there, named and counted; who is named; which event has a code."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from cycles.planning.choices import EventState
from cycles.planning.local_time import clock
from cycles.planning.models import Event
from cycles.roster.choices import CAME, HeadRole
from cycles.roster.models import EventAttendance, HeadCount
from cycles.roster.windows import OPENS_BEFORE, Phase
from ilc.core.models import DomainEvent
from participants.models import Person

FEW = 5  # below this a partner is told no number (domain.md 3.6)


@dataclass(frozen=True)
class Counted:
    """How many were at an event. Named and unnamed are shown apart (domain.md 6)."""

    named: int
    heads: int | None  # None: nobody counted yet
    roles: tuple[tuple[str, int], ...] = ()

    @property
    def unnamed(self) -> int:
        return max(0, (self.heads or 0) - self.named)

    @property
    def all(self) -> int:
        return self.named + self.unnamed

    @property
    def fewer_heads(self) -> bool:
        """More names than heads: one of the two is wrong, and the names count."""
        return self.heads is not None and self.heads < self.named

    @property
    def is_small(self) -> bool:
        return 0 < self.all < FEW


def _there() -> QuerySet[EventAttendance]:
    return EventAttendance.objects.filter(status__in=CAME)


def _named_of(event: OuterRef) -> Subquery:
    rows = _there().filter(event=event).order_by().values("event")
    return Subquery(rows.annotate(n=Count("person__root", distinct=True)).values("n"), IntegerField())


def with_counts(rows: QuerySet[Event]) -> QuerySet[Event]:
    """Events as lists show them: `named_count` and `heads` (None: not counted), the latest first."""
    heads = HeadCount.objects.filter(event=OuterRef("pk")).values("people")[:1]
    counted = rows.annotate(
        named_count=Coalesce(_named_of(OuterRef("pk")), 0), heads=Subquery(heads, IntegerField())
    )
    return counted.select_related("host_district", "host_alliance", "partner").order_by("-starts_at", "id")


def counted(event: Event) -> Counted:
    """Two queries."""
    head = HeadCount.objects.filter(event=event).prefetch_related("roles").first()
    rows = {one.role: one.people for one in head.roles.all()} if head else {}
    roles = tuple((str(role.label), rows[role]) for role in HeadRole if rows.get(role))
    return Counted(named_count(event), head.people if head else None, roles)


def named_count(event: Event) -> int:
    return _there().filter(event=event).values("person__root").distinct().count()


def head_history(event: Event) -> QuerySet[DomainEvent]:
    """What the head-count was before, the latest first."""
    rows = DomainEvent.objects.filter(object_id=event.pk, verb="event.head-counted").select_related("actor")
    return rows.order_by("-at")


def names(event: Event, text: str = "") -> QuerySet[EventAttendance]:
    """Who is named there, once each, the latest first; or those whose name has every word."""
    first = _there().filter(
        event=OuterRef("event"), person__root=OuterRef("person__root"), pk__lt=OuterRef("pk")
    )
    rows = _there().filter(~Exists(first), event=event)
    for word in text.split():
        rows = rows.filter(
            Q(person__root__given_name__icontains=word) | Q(person__root__family_name__icontains=word)
        )
    return rows.select_related("person__root", "appointment__school", "appointment__district").order_by(
        *((Lower("person__root__family_name"), Lower("person__root__given_name")) if text else ()),
        "-created_at",
        "-pk",
    )


def place_of(event: Event, person: Person) -> EventAttendance | None:
    """The person's row at an event, the counting one first; through merges."""
    rows = EventAttendance.objects.filter(event=event, person__root=person.root_id)
    return min(rows.order_by("created_at"), key=lambda one: one.status not in CAME, default=None)


def event_by_code(code: str, now: datetime) -> Event | None:
    """The event whose code this is: an open one, or one closed within the last two days."""
    rows = Event.objects.filter(check_in_code=code).exclude(check_in_code="")
    rows = rows.filter(Q(closed_at=None) | Q(closed_at__gte=now - timedelta(days=2)))
    rows = rows.select_related("host_district", "host_alliance", "partner")
    return rows.order_by(F("closed_at").desc(nulls_first=True)).first()


def phase_of(event: Event, now: datetime) -> Phase:
    """Check-in opens 30 minutes before the start and ends with the event; the desk stays open."""
    if event.state == EventState.CANCELLED:
        return Phase.CANCELLED
    if event.state == EventState.CLOSED:
        return Phase.CLOSED
    if now < event.starts_at - OPENS_BEFORE:
        return Phase.BEFORE
    return Phase.OPEN if now <= event.ends_at else Phase.AFTER


def why_no_check_in(event: Event, now: datetime) -> str:
    """Why nobody can check in by code now, in words; "" when they can."""
    phase = phase_of(event, now)
    if phase == Phase.BEFORE:
        opens = (event.starts_at - OPENS_BEFORE).astimezone(event.tz)
        return f"Check-in opens at {clock(opens)} on {opens:%A}, {opens.day} {opens:%B}: 30 minutes before the start."
    over = "If you were there, tell the people who held it: they can still write your name down."
    return {
        Phase.AFTER: f"{event.title} is over. {over}",
        Phase.CLOSED: f"{event.title} is closed. {over}",
        Phase.CANCELLED: f"{event.title} was cancelled.",
    }.get(phase, "")


def same_event(title: str, starts_at: datetime, but: uuid.UUID) -> Event | None:
    """An event of this name and moment that stands already."""
    rows = Event.objects.filter(title__iexact=title.strip(), starts_at=starts_at).exclude(pk=but)
    return rows.exclude(state=EventState.CANCELLED).first()
