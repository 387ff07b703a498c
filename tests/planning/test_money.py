"""Partners, contributions and the budget of a series: sums to the cent, and who sees them."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from cycles.planning.actions import budget as budgets
from cycles.planning.actions import contributions, partners
from cycles.planning.models import BudgetLine, Contribution, SeriesPartner
from cycles.planning.queries.money import budget
from districts.models import Alliance, AllianceMembership, Partner
from ilc.core.errors import Refused, Stale
from tests import factories as make
from tests.cast import Cast
from tests.planning.test_lifecycle import account, verbs

NEW = "01900000-0000-7000-8000-000000000001"


def cost(cast: Cast, count: str, rate: str, fund: str = "local", **more: Any) -> BudgetLine:
    details = {"kind": "stipends", "what": "", "source": "", **more}
    return budgets.add(
        series=cast.series,
        by=account(cast.alice),
        count=Decimal(count),
        rate=Decimal(rate),
        fund=fund,
        **details,
    )


def foundation() -> Partner:
    return Partner.objects.create(name="Valley Foundation", kind="funder")


def gift(cast: Cast, **more: Any) -> Contribution:
    details: dict[str, Any] = {
        "kind": "money",
        "quantity": None,
        "unit": "",
        "value": Decimal("2500.50"),
        "source": "",
        "school_year": 2025,
        "state": "pledged",
        **more,
    }
    details.setdefault("giver", cast.madera)
    return contributions.give(series=cast.series, by=account(cast.alice), **details)


def test_sums_are_right_to_the_cent(cast: Cast) -> None:
    cost(cast, "40", "149.99", source="LCAP goal 2")  # 5,999.60
    cost(cast, "2.5", "33.33", kind="substitutes", source="LCAP goal 2")  # 83.325 -> 83.33
    cost(cast, "1", "0.10", fund="partner", kind="materials")
    cost(cast, "1", "0.20", fund="partner", kind="materials")
    cost(cast, "3", "1000", fund="program", kind="other")
    found = budget(
        cast.series.budget.all(), [gift(cast), gift(cast, value=Decimal("0.01"), state="delivered")]
    )
    assert found.total == Decimal("9083.23")
    assert found.by_source == [
        ("District or school: LCAP goal 2", Decimal("6082.93")),
        ("The program", Decimal("3000.00")),
        ("A partner", Decimal("0.30")),
    ]
    assert sum(amount for _, amount in found.by_source) == found.total
    assert (found.local, found.local_share) == (Decimal("6082.93"), 67)
    assert (found.promised, found.delivered) == (Decimal("2500.51"), Decimal("0.01"))


@pytest.mark.parametrize(
    ("local", "other", "share"), [("1", "1", 50), ("1", "199", 1), ("1", "201", 0), ("0", "5", 0)]
)
def test_the_local_share_is_a_whole_per_cent(cast: Cast, local: str, other: str, share: int) -> None:
    cost(cast, "1", local)
    cost(cast, "1", other, fund="open")
    assert budget(cast.series.budget.all(), []).local_share == share


def test_without_a_cost_there_is_no_share(cast: Cast) -> None:
    assert budget([], []).local_share is None


@pytest.mark.parametrize(
    ("count", "rate", "says"),
    [
        ("a few", "150", "Write a number, such as 150"),
        ("-3", "150", "Write a number above zero"),
        ("3", "1.234", "At most two digits after the point"),
        ("3", "99999999", "Is there a digit too many?"),
        ("NaN", "1", "Write a number, such as 150"),
    ],
)
def test_bad_numbers_are_told_and_kept(cast: Cast, count: str, rate: str, says: str) -> None:
    data = {"kind": "stipends", "what": "Saturdays", "count": count, "rate": rate, "fund": "local"}
    answer = cast.client(cast.alice).post(reverse("planning:budget-new", args=[cast.series.pk]), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    for typed in (count, rate, "Saturdays"):
        assert f'value="{typed}"' in page
    assert not BudgetLine.objects.exists()


def test_money_is_taken_as_people_write_it_and_once(cast: Cast) -> None:
    data = {"kind": "stipends", "count": "1,000", "rate": "$1,250.50", "fund": "local", "new_id": NEW}
    client, address = cast.client(cast.alice), reverse("planning:budget-new", args=[cast.series.pk])
    assert [client.post(address, data).status_code for _ in range(2)] == [302, 302]
    assert BudgetLine.objects.get().amount == Decimal("1250500.00")


def test_a_stale_line_shows_what_is_there_now(cast: Cast) -> None:
    line = cost(cast, "4", "100")
    details = {"kind": "stipends", "what": "", "count": Decimal(4), "rate": Decimal(200), "fund": "local"}
    budgets.change(row=line, by=account(cast.carol), version=1, source="", **details)
    with pytest.raises(Stale):
        budgets.change(
            row=line, by=account(cast.alice), version=1, source="", **{**details, "rate": Decimal(300)}
        )
    data = {**details, "rate": "300", "version": "1"}
    address = reverse("planning:budget-edit", args=[cast.series.pk, line.pk])
    answer = cast.client(cast.alice).post(address, data)
    assert answer.status_code == 422
    assert "What is there now" in answer.content.decode()
    assert 'value="300"' in answer.content.decode()


def test_removing_twice_is_fine(cast: Cast) -> None:
    line = cost(cast, "4", "100")
    client, address = cast.client(cast.alice), reverse("planning:budget-edit", args=[cast.series.pk, line.pk])
    assert [client.post(address, {"remove": "yes"}).status_code for _ in range(2)] == [302, 302]
    assert client.get(address).status_code == 404


def test_a_partner_in_a_leaders_words_is_linked_by_program_staff(cast: Cast) -> None:
    client = cast.client(cast.alice)
    data = {"name": "the valley fund", "role": "Pays stipends", "new_id": NEW}
    address = reverse("planning:partner-new", args=[cast.series.pk])
    assert [client.post(address, data).status_code for _ in range(2)] == [302, 302]
    row = SeriesPartner.objects.get()
    assert (row.partner, str(row)) == (None, "the valley fund")
    link = reverse("planning:partner-link", args=[cast.series.pk, row.pk])
    assert client.get(link).status_code == 403
    program = cast.client(cast.pat)
    assert "say what it is" in program.post(link, {"name": "Valley Foundation"}).content.decode()
    assert program.post(link, {"name": "Valley Foundation", "kind": "funder"}).status_code == 302
    row.refresh_from_db()
    assert (str(row), row.called) == ("Valley Foundation", "the valley fund")
    assert verbs(cast.series)[-2:] == ["partner.joined", "partner.linked"]


def test_a_known_partner_takes_part_once_and_stays_while_it_gives(cast: Cast) -> None:
    row = partners.join(series=cast.series, by=account(cast.alice), partner=foundation())
    with pytest.raises(Refused, match="takes part in this series already"):
        partners.join(series=cast.series, by=account(cast.alice), partner=row.partner)
    given = gift(cast, giver=row)
    with pytest.raises(Refused, match="contributes"):
        partners.leave(series=cast.series, line=row.pk, by=account(cast.alice))
    contributions.take_off(series=cast.series, line=given.pk, by=account(cast.alice))
    partners.leave(series=cast.series, line=row.pk, by=account(cast.alice))
    assert not SeriesPartner.objects.exists()


def test_a_contribution_says_how_much_or_its_worth(cast: Cast) -> None:
    address = reverse("planning:contribution-new", args=[cast.series.pk])
    data = {
        "giver": f"district:{cast.madera.pk}",
        "kind": "release",
        "school_year": "2026",
        "state": "pledged",
    }
    client = cast.client(cast.alice)
    year = client.get(address).context["form"].initial["school_year"]
    page = client.post(address, {**data, "school_year": year, "source": "LCAP"})
    assert "Say how much it is" in page.content.decode()
    sent = {**data, "school_year": year, "quantity": "30", "unit": "days", "new_id": NEW}
    assert client.post(address, sent).status_code == 302
    assert Contribution.objects.get().amount == "30 days"


def test_money_is_seen_by_leaders_the_hosts_administrator_and_program(cast: Cast) -> None:
    cost(cast, "4", "100")
    address = reverse("planning:partners", args=[cast.series.pk])
    people = (cast.alice, cast.dana, cast.pat, cast.bob, cast.erin, cast.charlie)
    assert [cast.client(who).get(address).status_code for who in people] == [200, 200, 200, 403, 404, 404]
    plan = reverse("planning:plan", args=[cast.series.pk])
    shown = [
        "400.00" in cast.client(who).get(plan).content.decode() for who in (cast.alice, cast.dana, cast.bob)
    ]
    assert shown == [True, True, False]


def test_in_an_alliance_only_the_lead_districts_administrator_sees_money(cast: Cast) -> None:
    together = Alliance.objects.create(name="East Side", lead_district=cast.other_district)
    for member in (cast.madera, cast.other_district):
        AllianceMembership.objects.create(alliance=together, district=member, from_date=make.LONG_AGO)
    cast.series.host_district, cast.series.host_alliance = None, together
    cast.series.save()
    address = reverse("planning:partners", args=[cast.series.pk])
    assert [cast.client(who).get(address).status_code for who in (cast.erin, cast.dana)] == [200, 403]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_queries(
    cast: Cast, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        other = Partner.objects.create(name=f"Fund {number}", kind="funder")
        gift(cast, giver=partners.join(series=cast.series, by=account(cast.alice), partner=other))
        cost(cast, "4", "100")
    client = cast.client(cast.alice)
    with django_assert_num_queries(11):
        client.get(reverse("planning:partners", args=[cast.series.pk]))
