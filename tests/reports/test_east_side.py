"""East Side: one series of an alliance, people of eight districts (domain.md 1).

Eight districts A to H; two people each come to session 1 (16 people), all but one of them to session 2. Mia of A
has moved to B between the sessions and comes to both; one person of C has two records that are merged, and both
were marked at session 1. Ned's district left the alliance before session 1.

Each district counts its own: A 2 + Mia = 3, B 2 + Mia = 3, C to H 2 each = 12, together 18.
The alliance counts each once: 16 + Mia = 17 (not 18, not 19 with the second record). Ned is not counted.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import time_machine

from cycles.planning.models import Series
from districts.models import Alliance, AllianceMembership, District
from districts.permissions import Role
from participants.models import Person
from reports.counting import Scope, board, school_year
from tests import factories as make
from tests.cast import Cast
from tests.reports import reading, world

MOVED = date(2025, 10, 1)


@dataclass
class EastSide:
    alliance: Alliance
    districts: dict[str, District]
    series: Series
    admin: Person


@pytest.fixture
def east_side(db: None) -> EastSide:
    districts = {name: make.district(f"{name} District") for name in "ABCDEFGH"}
    schools = {name: make.school(f"{name} School", within=one) for name, one in districts.items()}
    alliance = Alliance.objects.create(name="East Side Alliance", lead_district=districts["A"])
    for one in districts.values():
        AllianceMembership.objects.create(alliance=alliance, district=one, from_date=date(2020, 7, 1))
    leader = make.person("Lou Lead", at=schools["A"])
    series = make.series("Mathematics", leaders=[leader], host_alliance=alliance)
    first = make.session(series, 1, start=world.day(2025, 9, 9), state="held")
    second = make.session(series, 2, start=world.day(2025, 11, 4), state="held")
    for name, school in schools.items():
        for number in (1, 2):
            who = make.person(f"{name}{number} Teacher", at=school)
            make.attend(who, first)
            if (name, number) != ("H", 2):
                make.attend(who, second)
    mia = make.person("Mia Mover")
    make.appoint(mia, at=schools["A"], to_date=MOVED)
    make.appoint(mia, at=schools["B"], since=MOVED)
    make.attend(mia, first)
    make.attend(mia, second)
    kept = Person.objects.get(given_name="C1")
    double = make.person("C One", at=schools["C"], account=False)
    double.merged_into = double.root = kept
    double.save()
    make.attend(double, first, "partial", minutes=30)
    left = make.district("Former Member")
    AllianceMembership.objects.create(
        alliance=alliance, district=left, from_date=date(2020, 7, 1), to_date=date(2025, 9, 1)
    )
    make.attend(make.person("Ned Former", at=make.school("Old", within=left)), first)
    admin = make.person("Ada Admin", office=districts["A"])
    assert admin.user is not None
    make.grant(admin.user, Role.DISTRICT_ADMIN, district=districts["A"])
    return EastSide(alliance, districts, series, admin)


def people(scope: Scope) -> int:
    with time_machine.travel(world.TODAY, tick=False):
        return board(scope, school_year(2025)).people


def test_each_district_counts_its_own(east_side: EastSide) -> None:
    counts = {name: people(Scope.of_district(one)) for name, one in east_side.districts.items()}
    assert counts == {"A": 3, "B": 3, **dict.fromkeys("CDEFGH", 2)}
    assert sum(counts.values()) == 18


def test_the_alliance_counts_each_once(east_side: EastSide) -> None:
    assert people(Scope.of_alliance(east_side.alliance)) == 17


def test_the_alliance_page_shows_both(east_side: EastSide, cast: Cast) -> None:
    with time_machine.travel(world.TODAY + timedelta(minutes=1), tick=False):
        page = reading.soup(cast.client(east_side.admin), f"/alliances/{east_side.alliance.pk}/dashboard/")
    assert reading.headlines(page)["Took part in a series"] == "17"
    rows = reading.places(page)
    assert {name: cells[0] for name, cells in rows.items()} == {
        f"{name} District": "3" if name in "AB" else "2" for name in "ABCDEFGH"
    }
    assert "16 in two sessions or more, 1 at one only" in reading.text(page)


def test_a_member_sees_its_own_people_of_the_series(east_side: EastSide, cast: Cast) -> None:
    with time_machine.travel(world.TODAY, tick=False):
        page = reading.soup(cast.client(east_side.admin), f"/series/{east_side.series.pk}/insights/")
    assert reading.headlines(page)["Took part"] == "3"
    assert "Only people of your district are counted here." in reading.text(page)


def test_outsiders_find_no_alliance(east_side: EastSide, cast: Cast) -> None:
    assert cast.client(cast.erin).get(f"/alliances/{east_side.alliance.pk}/dashboard/").status_code == 404
    assert cast.client(cast.bob).get(f"/alliances/{east_side.alliance.pk}/dashboard/").status_code == 404
