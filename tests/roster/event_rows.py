"""An event on its day, for the tests of events."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cycles.planning.models import Event
from cycles.roster.models import EventAttendance
from ilc.core.ids import uuid7
from participants.models import Person


def event(title: str = "Teachers leading teachers", **fields: Any) -> Event:
    """Began an hour ago, six hours long; the whole program's unless told."""
    start = timezone.now() - timedelta(hours=1)
    start = fields.pop("starts_at", start)
    end = fields.pop("ends_at", start + timedelta(hours=6))
    return Event.objects.create(
        **{"title": title, "starts_at": start, "ends_at": end, "check_in_code": "TLTX", **fields}
    )


def named(at: Event, *people: Person) -> None:
    for one in people:
        EventAttendance.objects.create(event=at, person=one, appointment=one.appointments.first())


def planning(**fields: Any) -> dict[str, Any]:
    """What the form of a new event sends."""
    return {
        "title": "Teachers leading teachers",
        "kind": "conference",
        "day": "2026-03-08",
        "start": "09:00",
        "end": "15:00",
        "time_zone": "America/Los_Angeles",
        "place": "Titan Student Union",
        "open_to_all": "on",
        "new_id": str(uuid7()),
        **fields,
    }
