"""Finding series: each filter, together, taken away again, and what to leave out when nothing fits."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cycles.planning.models import Series, Strategy
from tests import factories as make
from tests.cast import Cast


@pytest.fixture
def shelf(cast: Cast) -> dict[str, Series]:
    """Four series beside the cast's: for grade 3, in mathematics, undated, full."""
    lead: dict[str, Any] = {"leaders": [cast.alice], "host": cast.madera}
    made = {
        "third": make.series("Third grade talk", **lead, grades=["2", "3"]),
        "math": make.series("Ratios", **lead, subjects="mathematics", grades=["7"]),
        "undated": make.series("Some day", **lead, grades=["12"], subjects="art"),
        "full": make.series("Full house", **lead, grades=["11"], subjects="art", capacity=1, seats_taken=1),
    }
    made["third"].strategies.add(Strategy.objects.create(name="Number talks"))
    make.session(made["third"], 1, start=timezone.now() + timedelta(days=9))
    make.session(made["undated"], 1)
    Series.objects.filter(pk=cast.series.pk).update(grades=["10"], subjects="history", title="The cast")
    return made


def look(cast: Cast, **wanted: str) -> str:
    return str(cast.client(cast.bob).get(reverse("planning:catalogue"), wanted).content.decode())


def titles(page: str) -> set[str]:
    known = ("Third grade talk", "Ratios", "Some day", "Full house", "The cast")
    return {one for one in known if f">{one}</a>" in page}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"grade": "3"}, {"Third grade talk"}),
        ({"grade": "1"}, set()),  # not 10, 11, 12
        ({"subject": "Math"}, {"Ratios", "Third grade talk"}),  # and the one for every subject
        ({"practice": "number"}, {"Third grade talk"}),
        ({"when": "upcoming"}, {"Third grade talk"}),
        ({"when": "undated"}, {"Some day", "The cast"}),
        ({"seats": "on", "subject": "art", "grade": "11"}, set()),
        ({"q": "ratios", "host": "madera"}, {"Ratios"}),
        (
            {"when": "1850-13", "grade": "99"},
            {"Third grade talk", "Ratios", "Some day", "Full house", "The cast"},
        ),
    ],
)
def test_each_filter(
    cast: Cast, shelf: dict[str, Series], wanted: dict[str, str], expected: set[str]
) -> None:
    assert titles(look(cast, **wanted)) == expected


def test_a_month_finds_what_meets_in_it_by_the_local_calendar(cast: Cast, shelf: dict[str, Series]) -> None:
    day = timezone.localtime(timezone.now() + timedelta(days=9))
    assert "Third grade talk" in titles(look(cast, when=f"{day:%Y-%m}"))
    other = f"{day.year + (day.month > 6)}-{(day.month + 5) % 12 + 1:02}"
    assert "Third grade talk" not in titles(look(cast, when=other))


def test_active_filters_stand_as_chips_that_can_be_taken_away(cast: Cast, shelf: dict[str, Series]) -> None:
    page = look(cast, grade="3", when="upcoming", show="open")
    assert "1 series" in page
    assert 'href="?when=upcoming&amp;show=open"' in page
    assert "Coming up" in page


def test_nothing_found_says_what_to_leave_out(cast: Cast, shelf: dict[str, Series]) -> None:
    page = look(cast, grade="3", q="ratios")
    assert "No series like that" in page
    assert "Without Grade 3" in page
    assert "Without “ratios”" in page


@pytest.mark.parametrize("count", [1, 3])
def test_filters_take_the_same_queries_for_one_and_three(
    cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        made = make.series(f"Frames {number}", leaders=[cast.alice], host=cast.madera, grades=["3"])
        make.session(made, 1, start=timezone.now() + timedelta(days=3))
    client = cast.client(cast.bob)
    wanted = {"q": "frames", "grade": "3", "when": "upcoming", "seats": "on"}
    with django_assert_num_queries(9):
        page = client.get(reverse("planning:catalogue"), wanted)
    assert page.content.decode().count('class="card"') == count
