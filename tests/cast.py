"""The fixed cast: Alice leads, Bob takes part, Charlie is a stranger, Dana administers the district.

Erin administers another district, Pat is program staff, Carol co-leads with Alice, Ben takes part with Bob.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cycles.planning.models import Series, Session
from districts.models import District, School
from districts.permissions import Role
from participants.models import Person
from tests import factories as make


@dataclass(frozen=True)
class Cast:
    """Everybody and everything of one small published series whose first session was yesterday."""

    madera: District
    school: School
    other_district: District
    other_school: School
    alice: Person
    carol: Person
    bob: Person
    ben: Person
    charlie: Person
    dana: Person
    erin: Person
    pat: Person
    series: Series
    first: Session
    second: Session

    def client(self, who: Person) -> Client:
        """A browser in which `who` is signed in."""
        assert who.user is not None
        client = Client()
        client.force_login(who.user)
        return client


@pytest.fixture
def cast(db: None) -> Cast:
    madera, other = make.district(), make.district("Conejo Valley Unified")
    school, other_school = make.school(within=madera), make.school("Westlake High", within=other)
    alice, carol = make.person("Alice Reyes", at=school), make.person("Carol Diaz", at=school)
    bob, ben = make.person("Bob Tran", at=school), make.person("Ben Ortiz", at=school)
    charlie = make.person("Charlie Stone")
    dana, erin = make.person("Dana Cole", office=madera), make.person("Erin Wu", office=other)
    pat = make.person("Pat Quinn")
    for who, role, scope in (
        (dana, Role.DISTRICT_ADMIN, {"district": madera}),
        (erin, Role.DISTRICT_ADMIN, {"district": other}),
        (alice, Role.LEADER, {"district": madera}),
        (pat, Role.PROGRAM, {}),
    ):
        assert who.user is not None
        make.grant(who.user, role, **scope)
    series = make.series(leaders=[alice, carol], host=madera, capacity=40, seats_taken=2)
    yesterday = timezone.now() - timedelta(days=1)
    first = make.session(series, 1, start=yesterday, title="Learn sentence frames")
    second = make.session(series, 2)
    for who in (bob, ben):
        make.enroll(who, series)
    return Cast(
        madera,
        school,
        other,
        other_school,
        alice,
        carol,
        bob,
        ben,
        charlie,
        dana,
        erin,
        pat,
        series,
        first,
        second,
    )
