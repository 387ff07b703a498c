"""Who opens which figures, what a page shows when there is nothing, and how many queries it takes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts.permissions import Role
from ilc.core.choices import WorkState
from participants.models import Person
from reports.counting import school_year_of
from reports.models import Snapshot
from tests import factories as make
from tests.cast import Cast
from tests.reports import reading

DASHBOARD_QUERIES = 22  # 5 of them the frame: session, account with its person, grants, district
SERIES_QUERIES = 24
LIST_QUERIES = 5


def status(cast: Cast, who: Person, address: str) -> int:
    return cast.client(who).get(address).status_code


def test_who_opens_the_district_dashboard(cast: Cast) -> None:
    address = f"/districts/{cast.madera.pk}/dashboard/"
    people = (cast.dana, cast.pat, cast.alice, cast.erin, cast.bob, cast.charlie)
    assert [status(cast, who, address) for who in people] == [200, 200, 403, 404, 404, 404]


def test_who_opens_the_insights_of_a_series(cast: Cast) -> None:
    address = f"/series/{cast.series.pk}/insights/"
    people = (cast.alice, cast.carol, cast.dana, cast.pat, cast.bob, cast.erin, cast.charlie)
    assert [status(cast, who, address) for who in people] == [200, 200, 200, 200, 403, 404, 404]


def test_who_opens_the_reports(cast: Cast) -> None:
    for address in ("/reports/", "/reports/new/"):
        people = (cast.pat, cast.dana, cast.bob)
        assert [status(cast, who, address) for who in people] == [200, 403, 404]


def test_a_school_administrator_sees_their_school(cast: Cast) -> None:
    other = make.school("Other School", within=cast.madera)
    make.attend(make.person("Olga Other", at=other), cast.first)
    make.attend(cast.bob, cast.first)
    head = make.person("Hal Head", at=cast.school)
    assert head.user is not None
    make.grant(head.user, Role.SCHOOL_ADMIN, school=cast.school)
    assert cast.first.local_date is not None
    year = school_year_of(cast.first.local_date)  # yesterday's, also on 1 July
    page = reading.soup(cast.client(head), f"/districts/{cast.madera.pk}/dashboard/?year={year}")
    assert reading.headlines(page)["Took part in a series"] == "1"
    assert "Other School" not in reading.text(page)
    assert page.h1 is not None
    assert page.h1.text == cast.school.name


def test_an_empty_district_says_so(cast: Cast) -> None:
    page = reading.soup(cast.client(cast.dana), f"/districts/{cast.madera.pk}/dashboard/")
    assert "Nobody took part in a series yet." in reading.text(page)
    assert "Nobody has come to a session yet" in reading.text(page)


def test_a_year_can_be_chosen_and_a_wrong_one_is_this_year(cast: Cast) -> None:
    client, address = cast.client(cast.dana), f"/districts/{cast.madera.pk}/dashboard/"
    now, before = reading.soup(client, address).select("a.chip")[:2]
    then = reading.soup(client, address + str(before["href"]))
    assert then.select_one("a.chip[aria-current]") == then.select("a.chip")[1]
    for wrong in ("1066", "x", "²", "-1"):
        page = reading.soup(client, f"{address}?year={wrong}")
        assert page.select("a.chip")[0].get("aria-current") == "true"
        assert page.select("a.chip")[0].text == now.text


def test_every_headline_leads_to_how_it_is_counted(cast: Cast) -> None:
    make.attend(cast.bob, cast.first)
    for who, address in (
        (cast.dana, f"/districts/{cast.madera.pk}/dashboard/"),
        (cast.alice, f"/series/{cast.series.pk}/insights/"),
    ):
        page = reading.soup(cast.client(who), address)
        targets = {str(link["href"])[1:] for link in page.select("main a[href^='#how']")}
        assert len(targets) > 8
        assert [one for one in targets if page.find(id=one) is None] == []


def attended_by(cast: Cast, count: int) -> None:
    for number in range(count):
        who = make.person(f"Extra{number} Person", at=make.school(f"School {number}", within=cast.madera))
        make.attend(who, cast.first)
        make.attempt(who, cast.first, state="tried")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_dashboard(cast: Cast, count: int) -> None:
    attended_by(cast, count)
    client = cast.client(cast.dana)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/districts/{cast.madera.pk}/dashboard/")
    assert len(asked) == DASHBOARD_QUERIES


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_series_page(cast: Cast, count: int) -> None:
    attended_by(cast, count)
    client = cast.client(cast.alice)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/series/{cast.series.pk}/insights/")
    assert len(asked) == SERIES_QUERIES


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list(cast: Cast, count: int) -> None:
    for _ in range(count):
        Snapshot.objects.create(period_from="2025-07-01", period_to="2026-06-30", work_state=WorkState.DUE)
    client = cast.client(cast.pat)
    with CaptureQueriesContext(connection) as asked:
        client.get("/reports/")
    assert len(asked) == LIST_QUERIES
