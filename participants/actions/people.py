"""Writing down people, claiming records, appointments, addresses."""

import uuid
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from districts.models import District, School
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused, Stale
from participants.models import Appointment, Muted, Person, PersonEmail
from participants.queries import find_by_email


@transaction.atomic
def write_down(
    *, given_name: str, family_name: str, email: str = "", by: User | None, is_demo: bool = False
) -> Person:
    """A person without an account, as on a sign-in sheet. An address already known returns its person."""
    if email and (known := find_by_email(email)):
        return known
    person = Person.objects.create(
        given_name=given_name.strip(), family_name=family_name.strip(), is_demo=is_demo
    )
    if email:
        PersonEmail.objects.create(person=person, email=email.strip().lower(), is_primary=True)
    events.record("person.written-down", person, by=by)
    return person


@transaction.atomic
def write_down_many(*, rows: list[tuple[str, str, str]], by: User | None) -> list[Person]:
    """A person for each (given name, family name, address) in a few queries, in this order. The addresses are
    nobody's yet; one that became somebody's meanwhile raises IntegrityError and writes nothing."""
    made = [Person(given_name=given.strip(), family_name=family.strip()) for given, family, _ in rows]
    for person in made:
        person.root_id = person.pk
    Person.objects.bulk_create(made)
    PersonEmail.objects.bulk_create(
        PersonEmail(person=person, email=email.strip().lower(), is_primary=True)
        for person, (_, _, email) in zip(made, rows, strict=True)
    )
    events.record_each("person.written-down", [(person, None) for person in made], by=by)
    return made


@transaction.atomic
def for_account(*, user: User, given_name: str, family_name: str) -> Person:
    """The person of a fresh account. An unclaimed record waits for a verified address: `claim_by_email`."""
    person = Person.objects.filter(user=user).first()
    if person:
        return person
    person = Person.objects.create(
        given_name=given_name.strip(), family_name=family_name.strip(), user=user, is_demo=user.is_demo
    )
    if not PersonEmail.objects.filter(email__iexact=user.email).exists():
        PersonEmail.objects.create(person=person, email=user.email, is_primary=True)
    events.record("person.created", person, by=user)
    return person


@transaction.atomic
def claim_by_email(*, user: User, email: str) -> Person:
    """A verified address joins the account with the record that carries it (domain.md 2: several e-mails).

    If the record already belongs to another account nothing changes. If the account has a person of its
    own, the unclaimed record is merged into it, so that nothing is moved or lost.
    """
    own = Person.objects.filter(user=user).select_related("root").first()
    row = PersonEmail.objects.select_related("person__root").filter(email__iexact=email).first()
    other = row.person.root if row else None
    if own is None:
        if other is not None and other.user_id is None:
            claim(person=other, user=user)
            own = other
        else:
            own = for_account(user=user, given_name=email.partition("@")[0], family_name="")
    elif other is not None and other.pk != own.root_id and other.user_id is None:
        merge(person=other, into=own.root, by=user, reason="the account verified this record's address")
    elif row is None:
        PersonEmail.objects.create(
            person=own.root, email=email.lower(), is_primary=not own.root.emails.exists()
        )
    PersonEmail.objects.filter(email__iexact=email, person__root=own.root_id).update(
        verified_at=timezone.now()
    )
    return own.root


@transaction.atomic
def claim(*, person: Person, user: User) -> None:
    """Join an account and an unclaimed record."""
    if not Person.objects.filter(pk=person.pk, user=None).update(user=user):
        raise Refused("This record already belongs to an account.", "claimed")
    person.user = user
    events.record("person.claimed", person, by=user)


@transaction.atomic
def rename(*, person: Person, given_name: str, family_name: str, version: int, by: User) -> None:
    rows = Person.objects.filter(pk=person.pk, version=version)
    if not rows.update(
        given_name=given_name.strip(), family_name=family_name.strip(), version=F("version") + 1
    ):
        raise Stale
    events.record("person.renamed", person, by=by)


@transaction.atomic
def appoint(
    *,
    person: Person,
    role: str,
    by: User | None,
    school: School | None = None,
    district: District | None = None,
    grades: list[str] | None = None,
    subjects: str = "",
    from_date: date | None = None,
    is_primary: bool = True,
) -> Appointment:
    """A new appointment; the district of a school is kept beside it as it is today."""
    if is_primary:
        person.appointments.filter(is_primary=True).update(is_primary=False)
    made = Appointment.objects.create(
        person=person,
        role=role,
        school=school,
        district=school.district if school else district,
        grades=grades or [],
        subjects=subjects,
        from_date=from_date or timezone.localdate(),
        is_primary=is_primary,
    )
    events.record("person.appointed", person, by=by, appointment=str(made.pk))
    return made


@transaction.atomic
def end_appointment(*, appointment: Appointment, day: date, by: User) -> None:
    """`day` is the first day it no longer holds; past attendance keeps it."""
    if day < appointment.from_date:
        raise Refused("It cannot end before it began.", "dates")
    if Appointment.objects.filter(pk=appointment.pk, to_date=None).update(to_date=day):
        events.record("person.appointment-ended", appointment.person, by=by, appointment=str(appointment.pk))


@transaction.atomic
def merge(*, person: Person, into: Person, by: User | None, reason: str = "") -> None:
    """Let `into` remain. Nothing is moved: reads go through `root` (domain.md 3.11)."""
    into = Person.objects.select_related("root").get(pk=into.pk).root
    if person.root_id == into.pk:
        raise Refused("These are the same person already.", "same")
    if person.merged_into_id:
        raise Refused("This record is merged already. Undo that first.", "merged")
    if person.user_id and into.user_id:
        raise Refused("Both have an account of their own. Close one of them first.", "two-accounts")
    Person.objects.filter(pk=person.pk).update(merged_into=into)
    Person.objects.filter(root=person.pk).update(root=into)
    events.record("person.merged", person, by=by, reason=reason, into=str(into.pk))


@transaction.atomic
def unmerge(*, person: Person, by: User | None, reason: str = "") -> None:
    """Clear the pointer; the record and everything merged into it stand by themselves again."""
    if person.merged_into_id is None:
        raise Refused("This record is not merged.", "not-merged")
    Person.objects.filter(pk=person.pk).update(merged_into=None, root=person.pk)
    _reroot(person.pk, person.pk)
    events.record("person.unmerged", person, by=by, reason=reason)


def _reroot(branch: uuid.UUID, root: uuid.UUID) -> None:
    children = list(Person.objects.filter(merged_into=branch).values_list("pk", flat=True))
    Person.objects.filter(pk__in=children).update(root=root)
    for child in children:
        _reroot(child, root)


@transaction.atomic
def mute(*, person: Person, topic: str, by: User | None) -> None:
    """Turn a kind of mail off; doing it twice is fine."""
    _, made = Muted.objects.get_or_create(person=person, topic=topic)
    if made:
        events.record("person.muted", person, by=by, topic=topic)


@transaction.atomic
def unmute(*, person: Person, topic: str, by: User | None) -> None:
    deleted, _ = Muted.objects.filter(person__root=person.root_id, topic=topic).delete()
    if deleted:
        events.record("person.unmuted", person, by=by, topic=topic)
