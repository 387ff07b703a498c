"""From words to rows: which place is meant, and whether it is somebody we know."""

import uuid
from collections.abc import Sequence

from django.db.models import QuerySet

from cycles.planning.models import Event
from cycles.roster.choices import LineState
from cycles.roster.imports.names import Read
from cycles.roster.models import ListedName
from cycles.roster.queries import name_lists as queries
from districts.models import District, School
from participants.models import Person


def full_name(line: Read | ListedName) -> str:
    given = line.given if isinstance(line, Read) else line.given_name
    family = line.family if isinstance(line, Read) else line.family_name
    return f"{given} {family}".lower()


def matched(lines: Sequence[Read], event: Event, known: QuerySet[Person]) -> list[ListedName]:
    """Unsaved rows, each with its state. A fixed number of queries for every few hundred lines.

    Somebody of a known name is asked about; of the same name and place as somebody named there is left out.
    Whose address we know is that person, without a word about them."""
    places = queries.places(((one.place, one.district) for one in lines), event)
    owners = queries.by_address(one.email for one in lines)
    alike = queries.by_name((full_name(one) for one in lines if not one.problem), known)
    there = queries.named_roots(event)
    made: list[ListedName] = []
    seen: dict[object, int] = {}
    for line in lines:
        school, district, lost = places.find(line.place, line.district)
        row = ListedName(
            number=line.number,
            text=line.text,
            given_name=line.given,
            family_name=line.family,
            email=line.email,
            role=line.role,
            school=school,
            district=district,
            problem=line.problem or lost,
        )
        if row.problem:
            row.state = LineState.BAD
        else:
            _settle(row, owners.get(line.email), alike.get(full_name(line), []), there)
            _doubled(row, seen)
            if row.person_id in there and row.person_id and row.state == LineState.GOOD:
                row.state, row.problem = LineState.DROPPED, "Named there already."
        made.append(row)
    return made


def _settle(
    row: ListedName,
    owner: Person | None,
    alike: list[Person],
    there: set[uuid.UUID],
) -> None:
    """Whom the line means: the owner of its address, somebody named already, one to ask about, or somebody new."""
    if owner:
        row.person = owner
        return
    likely = at_the_same_place(row, alike)
    if likely and likely.pk in there:
        row.person = likely
    elif alike:
        row.state = LineState.ASKED


def at_the_same_place(row: ListedName, alike: Sequence[Person]) -> Person | None:
    """The only one of these who works where the line says."""
    same = [one for one in alike if _works_at(one, row.school, row.district)]
    return same[0] if len(same) == 1 else None


def _works_at(person: Person, school: School | None, district: District | None) -> bool:
    posts = [one for one in person.appointments.all() if one.to_date is None]
    if school:
        return any(one.school_id == school.pk for one in posts)
    return district is not None and any(one.district_id == district.pk and not one.school_id for one in posts)


def _doubled(row: ListedName, seen: dict[object, int]) -> None:
    """The same person twice in one list counts once: the second line is left out, and says why."""
    key: object = row.person_id or row.email or (full_name(row), row.school_id, row.district_id)
    if key in seen:
        row.state, row.problem = LineState.DROPPED, f"Stands on line {seen[key]} already."
    else:
        seen[key] = row.number
