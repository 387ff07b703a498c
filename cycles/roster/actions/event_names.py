"""Who was at an event: by code on their own phone, at the desk, or taken off again."""

import uuid

from django.db import transaction
from django.utils import timezone

from cycles.planning.choices import EventState
from cycles.planning.models import Event
from cycles.roster.choices import CAME, AttendanceSource, AttendanceStatus
from cycles.roster.models import EventAttendance
from cycles.roster.queries import events as queries
from districts.models import District, School
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused
from participants.access import current_appointment
from participants.actions import people
from participants.choices import AppointmentRole
from participants.models import Person, PersonEmail
from participants.queries import find_by_email

PLACELESS = (AppointmentRole.ASPIRING, AppointmentRole.OTHER)


def must_take_names(event: Event) -> None:
    """Names can be written down from the morning on, also after it is closed; never for one that is off."""
    if event.state == EventState.CANCELLED:
        raise Refused("This event was cancelled: nobody can be named there.", "cancelled")
    if queries.phase_of(event, timezone.now()) == "before":
        raise Refused(
            "It has not begun. Names can be written down from 30 minutes before the start.", "too-early"
        )


@transaction.atomic
def check_in(*, event: Event, person: Person, by: User | None) -> bool:
    """The person says: I am here. False when they were named already; counted once."""
    if why := queries.why_no_check_in(event, timezone.now()):
        raise Refused(why, "not-open")
    return _name(event, person, AttendanceSource.SELF, by)


@transaction.atomic
def note(*, event: Event, person: Person, by: User, source: str = AttendanceSource.LEADER) -> bool:
    """Somebody at the desk, or on a list, for them. False when they were named already."""
    must_take_names(event)
    return _name(event, person, source, by)


def _name(event: Event, person: Person, source: str, by: User | None) -> bool:
    """One row a person and event, whoever writes first; where they worked that day stays (domain.md 3.4)."""
    person = person.root
    found = queries.place_of(event, person)
    if found and found.status in CAME:
        return False
    values = {"status": AttendanceStatus.PRESENT, "source": source, "recorded_by": by}
    if found is None:
        place = current_appointment(person, event.local_date)
        found, made = EventAttendance.objects.get_or_create(
            event=event, person=person, defaults={**values, "appointment": place}
        )
        if not made and found.status in CAME:
            return False
    else:
        made = False
    if not made:
        rows = EventAttendance.objects.filter(pk=found.pk).exclude(status__in=CAME)
        if not rows.update(**values, updated_at=timezone.now()):
            return False
    events.record("event.named", event, by=by, on_behalf_of=person.pk, source=source)
    return True


@transaction.atomic
def take_off(*, event: Event, person: Person, by: User) -> bool:
    """Named by mistake: the row stays as absent, and counts nowhere."""
    rows = EventAttendance.objects.filter(event=event, person__root=person.root_id, status__in=CAME)
    taken = rows.update(status=AttendanceStatus.ABSENT, recorded_by=by, updated_at=timezone.now())
    if taken:
        events.record("event.taken-off", event, by=by, on_behalf_of=person.root_id)
    return bool(taken)


@transaction.atomic
def write_down(
    *,
    event: Event,
    pk: uuid.UUID,
    given_name: str,
    family_name: str,
    email: str,
    role: str,
    school: School | None,
    district: District | None,
    by: User,
) -> Person:
    """The person of an address, or a new one, with a place of work or without any. Twice with one `pk` is one.

    Who comes from nowhere keeps their role only as aspiring teacher or other: the rest works somewhere."""
    if made := Person.objects.filter(pk=pk).select_related("root").first():
        return made.root
    if email and (known := find_by_email(email)):
        return known
    person = Person(pk=pk, given_name=given_name.strip(), family_name=family_name.strip())
    person.save(force_insert=True)
    if email:
        PersonEmail.objects.create(person=person, email=email.strip().lower(), is_primary=True)
    events.record("person.written-down", person, by=by)
    if school or district or role in PLACELESS:
        people.appoint(
            person=person, role=role, school=school, district=district, by=by, from_date=event.local_date
        )
    return person
