"""The figures of the dashboards, through the API."""

from typing import Any

import pytest

from districts.models import Alliance
from participants.models import Person
from reports.counting import school_year_of
from tests import factories as make
from tests.api.conftest import Ask
from tests.cast import Cast


def status(cast: Cast, who: Person, query: str) -> int:
    return cast.client(who).get(f"/api/v1/figures/?{query}").status_code


def year_of(cast: Cast) -> int:
    assert cast.first.local_date is not None
    return school_year_of(cast.first.local_date)  # yesterday's, also on 1 July


def by_key(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in rows}


def test_who_reads_the_figures_of_a_district(cast: Cast) -> None:
    people = (cast.dana, cast.pat, cast.alice, cast.erin, cast.bob, cast.charlie)
    found = [status(cast, who, f"district={cast.madera.pk}") for who in people]
    assert found == [200, 200, 403, 404, 404, 404]


def test_who_reads_the_figures_of_a_series(cast: Cast) -> None:
    people = (cast.alice, cast.carol, cast.dana, cast.pat, cast.bob, cast.erin, cast.charlie)
    found = [status(cast, who, f"series={cast.series.pk}") for who in people]
    assert found == [200, 200, 200, 200, 403, 404, 404]


def test_who_reads_the_figures_of_an_alliance(cast: Cast) -> None:
    both = Alliance.objects.create(name="Valley", lead_district=cast.madera)
    people = (cast.pat, cast.dana, cast.erin, cast.alice, cast.charlie)
    assert [status(cast, who, f"alliance={both.pk}") for who in people] == [200, 200, 404, 404, 404]


def test_who_reads_the_figures_of_the_program(cast: Cast) -> None:
    people = (cast.pat, cast.dana, cast.alice, cast.bob, cast.charlie)
    assert [status(cast, who, "program=1") for who in people] == [200, 403, 403, 404, 404]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "program=0",
        "program=1&district={0}",
        "district=x",
        "district=%00",
        "district={0}&year=1066",
        "district={0}&year=x",
        "series={0}&year=2026",
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_words(cast: Cast, query: str) -> None:
    answer = cast.client(cast.pat).get(f"/api/v1/figures/?{query.format(cast.madera.pk)}")
    assert answer.status_code == 400
    assert answer.json()


def test_a_figure_says_what_it_counts_of_whom_and_when(cast: Cast, ask: Ask) -> None:
    for who in (cast.bob, cast.ben):
        make.attend(who, cast.first)
    year = year_of(cast)
    told = ask(cast.dana, f"figures/?district={cast.madera.pk}&year={year}")
    assert (told["scope"], told["first_day"]) == ("Madera Unified", f"{year}-07-01")
    one = by_key(told["figures"])["participants"]
    assert (one["value"], one["unit"], one["hidden"]) == (2, "people", False)
    assert one["period"].startswith(str(year))
    assert one["as_of"]
    assert one["definition"]


def test_a_small_group_is_hidden_from_administrators_and_not_from_leaders(cast: Cast, ask: Ask) -> None:
    for who in (cast.bob, cast.ben):
        make.attend(who, cast.first)
    make.attempt(cast.bob, cast.first, state="tried")
    seen = by_key(ask(cast.dana, f"figures/?series={cast.series.pk}")["ladder"])["tried"]
    assert (seen["hidden"], seen["value"], seen["numerator"], seen["n"]) == (True, None, None, None)
    assert by_key(ask(cast.alice, f"figures/?series={cast.series.pk}")["ladder"])["tried"]["value"] == 1


def test_influence_without_answers_says_zero_or_hides(cast: Cast, ask: Ask) -> None:
    for one in ask(cast.dana, f"figures/?district={cast.madera.pk}")["influence"]:
        assert one["n"] in (0, None)
