"""A pasted list: kept, mended, answered; its good lines added, each person once."""

import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from cycles.planning.models import Event
from cycles.roster.actions.event_names import PLACELESS, must_take_names
from cycles.roster.choices import CAME, AttendanceSource, AttendanceStatus, LineState
from cycles.roster.models import EventAttendance, ListedName, NameList
from cycles.roster.queries import name_lists as queries
from ilc.accounts.models import User
from ilc.core import events, versions
from participants.models import Appointment, Person, PersonEmail

UNDERSTOOD = (
    *("text", "given_name", "family_name", "email", "role", "school"),
    *("district", "problem", "state", "person"),
)


@transaction.atomic
def keep(*, event: Event, pk: uuid.UUID, head: str, lines: Iterable[ListedName], by: User) -> NameList:
    """Keep a paste for review; nobody is named by it yet. The same `pk` sent twice is one list."""
    must_take_names(event)
    if twice := NameList.objects.filter(pk=pk, event=event).first():
        return twice
    made = NameList.objects.create(pk=pk, event=event, head=head[:500], created_by=by)
    rows = list(lines)
    for row in rows:
        row.name_list = made
    ListedName.objects.bulk_create(rows, batch_size=500)
    events.record("event.list-pasted", event, by=by, list=str(made.pk), lines=len(rows))
    return made


@transaction.atomic
def mend(*, name_list: NameList, lines: Mapping[int, ListedName]) -> None:
    """Lines written anew, by number; only those nobody added or left out meanwhile."""
    open_rows = name_list.lines.select_for_update().filter(
        number__in=lines, state__in=[LineState.BAD, LineState.ASKED]
    )
    rows = list(open_rows)
    for row in rows:
        for name in UNDERSTOOD:
            setattr(row, name, getattr(lines[row.number], name))
        row.updated_at = timezone.now()
    ListedName.objects.bulk_update(rows, [*UNDERSTOOD, "updated_at"], batch_size=200)


@transaction.atomic
def answer(*, name_list: NameList, answers: Mapping[int, Person | None]) -> None:
    """Who is meant, by line number: a known person, or None for somebody new."""
    for number, person in answers.items():
        rows = name_list.lines.filter(number=number, state=LineState.ASKED)
        rows.update(state=LineState.GOOD, person=person, updated_at=timezone.now())


@transaction.atomic
def drop(*, name_list: NameList, numbers: Iterable[int]) -> int:
    """Leave lines out."""
    rows = name_list.lines.filter(
        number__in=numbers, state__in=[LineState.BAD, LineState.ASKED, LineState.GOOD]
    )
    return rows.update(state=LineState.DROPPED, updated_at=timezone.now())


@transaction.atomic
def add_good(*, name_list: NameList, by: User) -> int:
    """Name everybody on the ready lines; how many came to the list by it. Twice adds nobody twice.

    A fixed number of queries, so that three hundred names take no longer than a breath."""
    event = name_list.event
    must_take_names(event)
    versions.touch(name_list, version=None)  # one at a time: whoever comes second finds the lines added
    lines = list(name_list.lines.filter(state=LineState.GOOD).select_related("person__root"))
    owners = queries.by_address(line.email for line in lines if not line.person_id)
    fresh: list[ListedName] = []
    for line in lines:
        line.person = line.person.root if line.person else owners.get(line.email)
        if line.person is None:
            line.person = Person(given_name=line.given_name, family_name=line.family_name)
            line.person.root_id = line.person.pk
            owners |= {line.email: line.person} if line.email else {}
            fresh.append(line)
    _write_down(fresh, event, by)
    added = _name_all(event, [line.person for line in lines if line.person], by)
    for line in lines:
        line.state, line.updated_at = LineState.ADDED, timezone.now()
    ListedName.objects.bulk_update(lines, ["state", "person", "updated_at"], batch_size=200)
    events.record("event.list-added", event, by=by, list=str(name_list.pk), people=added)
    return added


def _write_down(lines: list[ListedName], event: Event, by: User) -> None:
    people = [line.person for line in lines if line.person]
    Person.objects.bulk_create(people, batch_size=500)
    PersonEmail.objects.bulk_create(
        (
            PersonEmail(person=line.person, email=line.email, is_primary=True)
            for line in lines
            if line.person and line.email
        ),
        batch_size=500,
    )
    posts = [
        Appointment(
            person=line.person,
            role=line.role,
            school_id=line.school_id,
            district_id=line.district_id,
            from_date=event.local_date,
        )
        for line in lines
        if line.person and (line.school_id or line.district_id or line.role in PLACELESS)
    ]
    Appointment.objects.bulk_create(posts, batch_size=500)
    events.record_each("person.written-down", ((one, None) for one in people), by=by)


def _name_all(event: Event, people: list[Person], by: User) -> int:
    """One row each; who was taken off comes back; who is named already stays as they are."""
    rows = EventAttendance.objects.filter(event=event).values_list("person__root", "status", "pk")
    here = {root: (status, pk) for root, status, pk in rows}
    wanted = {one.pk: one for one in people}
    again = [here[pk][1] for pk in wanted if pk in here and here[pk][0] not in CAME]
    values = {"status": AttendanceStatus.PRESENT, "source": AttendanceSource.IMPORT, "recorded_by": by}
    EventAttendance.objects.filter(pk__in=again).update(**values, updated_at=timezone.now())
    fresh = [one for pk, one in wanted.items() if pk not in here]
    posts: dict[uuid.UUID, Appointment] = {}
    in_force = Appointment.objects.on(event.local_date).filter(person__root__in=[one.pk for one in fresh])
    for post in in_force.select_related("person").order_by("-is_primary", "-from_date"):
        posts.setdefault(post.person.root_id, post)
    EventAttendance.objects.bulk_create(
        (EventAttendance(event=event, person=one, appointment=posts.get(one.pk), **values) for one in fresh),
        batch_size=500,
        ignore_conflicts=True,  # somebody checked in on their phone in the same moment
    )
    back = [one for pk, one in wanted.items() if pk in here and here[pk][1] in set(again)]
    named = [*fresh, *back]
    events.record_each(
        "event.named", ((event, one.pk) for one in named), by=by, source=AttendanceSource.IMPORT
    )
    return len(named)
