"""Reached through trained coaches: claimed, confirmed by somebody else, changed, taken back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from cycles.roster.actions import claims
from cycles.roster.models import IndirectReachClaim
from cycles.roster.queries.claims import coaches
from ilc.core.errors import Refused, Stale
from ilc.core.ids import uuid7
from ilc.core.models import DomainEvent
from reports.counting import Scope, board, school_year
from reports.counting.scope import school_year_of
from tests import factories as make
from tests.cast import Cast

Literal = Callable[[int], Any]


@pytest.fixture
def trained(cast: Cast) -> Cast:
    """Bob and Ben were confirmed in a series that trains coaches."""
    cast.series.trains_coaches = True
    cast.series.save()
    cast.first.state = "held"
    cast.first.save()
    for who in (cast.bob, cast.ben):
        make.attend(who, cast.first)
    return cast


def typed(**fields: Any) -> dict[str, Any]:
    return {
        "people": "30",
        "basis": "sign-in",
        "what_for": "Three staff meetings on number talks",
        "claimed_on": timezone.localdate().isoformat(),
        "new_id": str(uuid7()),
        **fields,
    }


def enter(cast: Cast, **fields: Any) -> IndirectReachClaim:
    assert cast.bob.user
    values: dict[str, Any] = {"coach": cast.bob, "series": cast.series, "people": 30, "basis": "estimate"}
    values |= {"claimed_on": timezone.localdate(), "period_from": None, "period_to": None}
    return claims.enter(
        **{**values, "what_for": "", "said_by": "", "by": cast.bob.user, "pk": uuid7(), **fields}
    )


def test_a_coach_says_how_many_and_a_leader_confirms_it(trained: Cast) -> None:
    trained.client(trained.bob).post("/claims/new/", typed())
    claim = IndirectReachClaim.objects.get()
    assert (claim.coach, claim.series, claim.said_by) == (trained.bob, trained.series, "Bob Tran")
    assert claim.confirmed_at is None
    trained.client(trained.alice).post(f"/claims/{claim.pk}/confirm/", {"version": claim.version})
    claim.refresh_from_db()
    assert (claim.confirmed_by, bool(claim.confirmed_at)) == (trained.alice.user, True)


def test_nobody_confirms_their_own_claim(trained: Cast) -> None:
    claim = enter(trained)
    sent = {"version": claim.version}
    assert trained.client(trained.bob).post(f"/claims/{claim.pk}/confirm/", sent).status_code == 403
    assert trained.client(trained.ben).post(f"/claims/{claim.pk}/confirm/", sent).status_code == 404
    claim.refresh_from_db()
    assert claim.confirmed_at is None


def test_leaders_and_program_staff_enter_a_number_for_a_coach(trained: Cast) -> None:
    url = f"/series/{trained.series.pk}/coaches/claim/?coach={trained.ben.pk}"
    trained.client(trained.alice).post(url, typed(said_by="Ben on the phone"))
    claim = IndirectReachClaim.objects.get()
    assert (claim.coach, claim.said_by, claim.entered_by) == (
        trained.ben,
        "Ben on the phone",
        trained.alice.user,
    )
    nobody = f"/series/{trained.series.pk}/coaches/claim/?coach={trained.charlie.pk}"
    assert trained.client(trained.pat).get(nobody).status_code == 404


def test_who_was_not_trained_here_claims_nothing(trained: Cast) -> None:
    assert trained.client(trained.charlie).get("/claims/").status_code == 404
    assert trained.client(trained.dana).get("/claims/").status_code == 403
    with pytest.raises(Refused, match="was not confirmed as a coach"):
        enter(trained, coach=trained.charlie)


def test_the_same_number_on_the_same_day_is_asked_about(trained: Cast) -> None:
    client = trained.client(trained.bob)
    client.post("/claims/new/", typed())
    again = client.post("/claims/new/", typed(basis="estimate"))
    assert "Is this the same?" in again.content.decode()
    assert IndirectReachClaim.objects.count() == 1
    client.post("/claims/new/", typed(again="1"))
    assert IndirectReachClaim.objects.count() == 2


def test_a_claim_sent_twice_is_one(trained: Cast) -> None:
    sent = typed()
    for _ in range(2):
        trained.client(trained.bob).post("/claims/new/", sent)
    assert IndirectReachClaim.objects.count() == 1


def test_a_change_keeps_what_was_there_and_has_to_be_confirmed_anew(trained: Cast) -> None:
    claim = enter(trained)
    assert trained.pat.user
    claims.confirm(claim=claim, version=1, by=trained.pat.user)
    claim.refresh_from_db()
    sent = typed(people="12", version=str(claim.version))
    trained.client(trained.bob).post(f"/claims/{claim.pk}/", sent)
    claim.refresh_from_db()
    assert (claim.people, claim.confirmed_at, claim.confirmed_by) == (12, None, None)
    event = DomainEvent.objects.get(verb="reach.changed")
    assert (event.data["before"]["people"], event.data["to_confirm_again"]) == (30, True)
    assert "Changed from 30" in trained.client(trained.pat).get(f"/claims/{claim.pk}/").content.decode()


def test_what_changed_meanwhile_is_not_confirmed_unseen(trained: Cast) -> None:
    claim = enter(trained)
    assert trained.bob.user
    assert trained.pat.user
    values: dict[str, Any] = {
        "basis": "estimate",
        "claimed_on": claim.claimed_on,
        "what_for": "",
        "said_by": "",
    }
    values |= {"period_from": None, "period_to": None, "by": trained.bob.user}
    claims.edit(claim=claim, version=1, people=300, **values)
    with pytest.raises(Refused, match="changed meanwhile"):
        claims.confirm(claim=claim, version=1, by=trained.pat.user)
    with pytest.raises(Stale):
        claims.edit(claim=claim, version=1, people=5, **values)


def test_bad_numbers_and_days_are_told_and_kept(trained: Cast) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for field, value in (
        ("people", "0"),
        ("people", "many"),
        ("claimed_on", tomorrow),
        ("claimed_on", "1999-01-01"),
    ):
        answer = trained.client(trained.bob).post("/claims/new/", typed(**{field: value}))
        assert answer.status_code == 422
        assert f'value="{value}"' in answer.content.decode()
    backwards = typed(period_from="2026-02-02", period_to="2026-01-01")
    assert (
        "before the first day" in trained.client(trained.bob).post("/claims/new/", backwards).content.decode()
    )
    assert not IndirectReachClaim.objects.exists()


def test_figures_keep_claims_apart_from_people_and_confirmed_from_open(trained: Cast) -> None:
    open_claim, sure, gone = enter(trained), enter(trained, people=7), enter(trained, people=900)
    assert trained.pat.user
    claims.confirm(claim=sure, version=1, by=trained.pat.user)
    claims.take_back(claim=gone, by=trained.pat.user)
    figures = board(Scope.program(), school_year(school_year_of(timezone.localdate())), full=False).figures
    assert (figures["coaches"].value, figures["coaches_unconfirmed"].value) == (7, open_claim.people)
    assert figures["participants"].value == 2
    assert figures["claims"].value == 1


def test_merged_coaches_see_both_their_claims(trained: Cast) -> None:
    double = make.person("Bobby Tran", account=False)
    IndirectReachClaim.objects.create(
        coach=double, series=trained.series, people=5, basis="estimate", claimed_on=date(2026, 1, 5)
    )
    double.merged_into = double.root = trained.bob
    double.save()
    page = trained.client(trained.bob).get("/claims/").content.decode()
    assert page.count("Bob Tran") >= 1
    assert {one.given_name: vars(one)["waiting"] for one in coaches(trained.series)} == {"Ben": 0, "Bob": 5}


@pytest.mark.parametrize("number", [1, 3])
def test_the_lists_ask_as_often_for_three_claims_as_for_one(
    trained: Cast, number: int, django_assert_num_queries: Literal
) -> None:
    for index in range(number):
        enter(trained, people=10 + index)
    client = trained.client(trained.pat)
    with django_assert_num_queries(7):
        assert client.get("/claims/").content.decode().count("Open<span") == number
    with django_assert_num_queries(7):
        assert client.get("/claims/?show=open&q=academic").content.decode().count("Open<span") == number


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_coaches_asks_as_often_for_three_as_for_one(
    cast: Cast, number: int, django_assert_num_queries: Literal
) -> None:
    cast.series.trains_coaches = True
    cast.series.save()
    for who in [cast.bob, cast.ben, cast.charlie][:number]:
        make.attend(who, cast.first)
    client = cast.client(cast.pat)
    with django_assert_num_queries(8):
        url = f"/series/{cast.series.pk}/coaches/"
        assert client.get(url).content.decode().count("Enter a number") == number
