"""A lifecycle table is the only way from one state to the next (domain.md 4)."""

from datetime import timedelta

import pytest

from cycles.planning.models import Series
from ilc.core.errors import Refused
from ilc.core.lifecycle import Lifecycle, Step
from tests import factories as make


def untitled(series: Series) -> str:
    return "" if series.title else "Give it a title first."


LIFE: Lifecycle[Series] = Lifecycle(
    "series",
    (
        Step("draft", "submitted", "submitted", "a leader", untitled),
        Step("submitted", "returned", "draft", "the district"),
        Step("submitted", "published", "published", "the district"),
    ),
)


@pytest.fixture
def series(db: None) -> Series:
    return make.series(leaders=[], host=make.district(), state="draft")


def test_advances_and_writes_along(series: Series) -> None:
    LIFE.advance(series, "submitted", return_reason="none")
    series.refresh_from_db()
    assert (series.state, series.return_reason) == ("submitted", "none")


def test_the_row_knows_when_it_changed(series: Series) -> None:
    Series.objects.filter(pk=series.pk).update(updated_at=series.updated_at - timedelta(days=1))
    LIFE.advance(series, "submitted")
    before = series.updated_at - timedelta(hours=1)
    series.refresh_from_db()
    assert series.updated_at > before


def test_says_what_may_happen_next(series: Series) -> None:
    assert LIFE.verbs(series) == ["submitted"]
    LIFE.advance(series, "submitted")
    assert LIFE.verbs(series) == ["returned", "published"]


def test_refuses_what_the_table_lacks(series: Series) -> None:
    with pytest.raises(Refused) as refused:
        LIFE.advance(series, "published")
    assert refused.value.code == "wrong-state"
    assert "draft" in refused.value.message


def test_refuses_with_the_reason_why_not_yet(series: Series) -> None:
    series.title = ""
    with pytest.raises(Refused, match="Give it a title first"):
        LIFE.advance(series, "submitted")


def test_one_of_two_wins(series: Series) -> None:
    same = Series.objects.get(pk=series.pk)
    LIFE.advance(series, "submitted")
    with pytest.raises(Refused) as refused:
        LIFE.advance(same, "submitted")
    assert refused.value.code == "stale"
