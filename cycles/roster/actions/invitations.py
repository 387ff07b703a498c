"""Writing down those who have no e-mail, and registering them. Lists of addresses: `actions.lists`."""

import uuid
from datetime import date

from django.db import transaction
from django.urls import reverse

from cycles.planning.models import Series
from cycles.roster.actions import enrollments
from cycles.roster.choices import EnrollmentSource
from cycles.roster.models import Enrollment
from districts.models import School
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused
from participants.actions import invitations as people_invitations
from participants.actions import people
from participants.choices import AppointmentRole
from participants.models import Person, PersonEmail
from participants.queries import find_by_email, mail_address


def register_url(series: Series) -> str:
    return reverse("roster:register", args=[series.pk])


@transaction.atomic
def write_down(
    *,
    given_name: str,
    family_name: str,
    email: str,
    school: School | None,
    by: User,
    once: uuid.UUID | None = None,
    since: date | None = None,
) -> Person:
    """A person a leader names, working at `school` since a day (today unless told).

    `once` is the id to give a new record, so that a form sent twice makes one."""
    if once and (made := Person.objects.filter(pk=once).select_related("root").first()):
        return made.root
    if email and (known := find_by_email(email)):
        return known
    person = Person(given_name=given_name.strip(), family_name=family_name.strip())
    if once:
        person.pk = once
    person.save(force_insert=True)
    if email:
        PersonEmail.objects.create(person=person, email=email.strip().lower(), is_primary=True)
    events.record("person.written-down", person, by=by)
    if school:
        people.appoint(person=person, role=AppointmentRole.TEACHER, school=school, by=by, from_date=since)
    return person


@transaction.atomic
def add(*, series: Series, person: Person, by: User) -> Enrollment:
    """Register somebody for them."""
    return enrollments.register(series=series, person=person, by=by, source=EnrollmentSource.LEADER)


@transaction.atomic
def ask_to_claim(*, enrollment: Enrollment, email: str, by: User) -> None:
    """Send somebody who was written down without an address a link that joins this record with their own account.

    Only they decide: nothing is known of the address until the link is used. A record that has an account, or
    an address of its own already, is nobody else's to give away."""
    person = enrollment.person.root
    if person.user_id or mail_address(person):
        raise Refused(f"{person.name} can be reached already: no link is needed.", "reachable")
    people_invitations.invite(
        email=email,
        by=by,
        person=person,
        given_name=person.given_name,
        family_name=person.family_name,
        note=f"to join “{enrollment.series.title}” with your own account",
        next_url=register_url(enrollment.series),
    )
    events.record("enrollment.claim-asked", enrollment, by=by, on_behalf_of=person.pk)
