"""Questions a pasted list asks: which school is meant, who is known already, what still waits."""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Concat, Lower

from cycles.planning.models import Event
from cycles.roster.choices import CAME, TO_REVIEW, LineState
from cycles.roster.models import EventAttendance, ListedName, NameList
from districts.choices import Status
from districts.models import District, School
from participants.models import Person, PersonEmail

AT_ONCE = 400  # values in one query
ENDINGS = (" school district", " district")


@dataclass(frozen=True)
class Waiting:
    """A list with lines that nobody added or left out yet."""

    pk: uuid.UUID
    ready: int
    unsettled: int  # to mend, or to answer

    @property
    def lines(self) -> int:
        return self.ready + self.unsettled


def waiting(event: Event) -> Waiting | None:
    """The latest list that still waits. One query."""
    rows = ListedName.objects.filter(name_list__event=event, state__in=TO_REVIEW)
    lists = list(rows.order_by("-name_list__created_at").values_list("name_list", "state"))
    if not lists:
        return None
    states = [state for pk, state in lists if pk == lists[0][0]]
    ready = states.count(LineState.GOOD)
    return Waiting(lists[0][0], ready, len(states) - ready)


def _plain(name: str) -> str:
    """As names are compared: small letters, without "School District" behind them."""
    text = " ".join(name.lower().split())
    for ending in ENDINGS:
        text = text.removesuffix(ending)
    return text


def _chunks(values: Iterable[str]) -> Iterable[list[str]]:
    rows = sorted(set(values))
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))


@dataclass
class Places:
    """Schools and districts by the names that a list uses."""

    schools: dict[str, list[School]]
    districts: dict[str, list[District]]
    near: set[uuid.UUID]

    def find(self, place: str, district: str) -> tuple[School | None, District | None, str]:
        """School, district, or why neither. "Lincoln (Fullerton)" names the district behind the school."""
        if not place and not district:
            return None, None, ""
        name, _, behind = place.partition("(")
        where = _plain(behind.strip(" )") or district)
        fitting = self.schools.get(_plain(name), [])
        if where:
            fitting = [one for one in fitting if one.district and _plain(one.district.name) == where]
        fitting = [one for one in fitting if one.district_id in self.near] or fitting
        if len(fitting) == 1:
            return fitting[0], fitting[0].district, ""
        if fitting:
            return (
                None,
                None,
                f"Several schools are called “{name.strip()[:60]}”: write the district behind it.",
            )
        office = self.districts.get(_plain(place or district), [])
        if len(office) == 1:
            return None, office[0], ""
        return (
            None,
            None,
            f"No school or district is called “{(place or district)[:60]}”. Write it in full, or leave it out.",
        )


def places(names: Iterable[tuple[str, str]], event: Event) -> Places:
    """All schools and districts that these (place, district) may mean. Two queries for every 400 names."""
    pairs = list(names)
    wanted = [_plain(place.partition("(")[0]) for place, _ in pairs if place]
    schools, districts = defaultdict(list), defaultdict(list)
    for some in _chunks(wanted):
        rows = School.objects.annotate(low=Lower("name")).filter(low__in=some)
        for one in rows.exclude(status__in=Status.ended()).select_related("district"):
            schools[one.low].append(one)
    offices = [*wanted, *(_plain(district) for _, district in pairs if district)]
    for some in _chunks(offices):
        for lea in District.objects.annotate(low=Lower("name")).filter(low__in=some):
            if lea.status not in Status.ended():
                districts[lea.low].append(lea)
    return Places(dict(schools), dict(districts), _near(event))


def _near(event: Event) -> set[uuid.UUID]:
    """The districts that host an event."""
    near = {event.host_district_id} if event.host_district_id else set()
    if event.host_alliance:
        near |= set(event.host_alliance.members_on(event.local_date).values_list("pk", flat=True))
    return {pk for pk in near if pk}


def meant(names: Mapping[int, tuple[str, str]], event: Event) -> dict[int, School]:
    """By line: the only school of the hosts whose name has every word of a (place, district). Two queries."""
    if not names:
        return {}
    rows = School.objects.filter(district__in=_near(event)).exclude(status__in=Status.ended())
    schools = [(one, _words(one.name)) for one in rows.select_related("district")]
    found: dict[int, School] = {}
    for number, (place, district) in names.items():
        name, _, behind = place.partition("(")
        words, where = _words(name), _plain(behind.strip(" )") or district)
        fitting = [
            one
            for one, its in schools
            if words and words <= its and (not where or (one.district and _plain(one.district.name) == where))
        ]
        if len(fitting) == 1:
            found[number] = fitting[0]
    return found


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.lower()))


def by_address(emails: Iterable[str]) -> dict[str, Person]:
    """Remaining records by address."""
    found: dict[str, Person] = {}
    for some in _chunks(filter(None, emails)):
        rows = PersonEmail.objects.annotate(low=Lower("email")).filter(low__in=some)
        found |= {one.low: one.person.root for one in rows.select_related("person__root")}
    return found


def by_name(names: Iterable[str], known: QuerySet[Person]) -> dict[str, list[Person]]:
    """People among `known` by full name in small letters, with where they work."""
    found: dict[str, list[Person]] = defaultdict(list)
    for some in _chunks(names):
        rows = known.annotate(low=Lower(Concat("given_name", Value(" "), "family_name"))).filter(low__in=some)
        for one in rows.prefetch_related("appointments__school", "appointments__district").order_by("pk"):
            found[one.low].append(one)
    return found


def named_roots(event: Event) -> set[uuid.UUID]:
    rows = EventAttendance.objects.filter(event=event, status__in=CAME)
    return set(rows.values_list("person__root", flat=True))


def counts(name_list: NameList) -> dict[str, int]:
    """Lines by state. One query."""
    return dict(name_list.lines.order_by().values_list("state").annotate(n=Count("id")))
