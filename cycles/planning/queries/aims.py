"""What a series is for, as its pages show it."""

from dataclasses import dataclass

from django.db.models import F, IntegerField, TextField, Value
from django.db.models.functions import Cast

from cycles.planning.models import Series


@dataclass(frozen=True)
class Stated:
    """An outcome (`text`) or a strategy (`name`) in the words that are shown."""

    text: str
    looks_like: str = ""
    grade_bands: str = ""

    @property
    def name(self) -> str:
        return self.text


def stated(series: Series) -> tuple[list[Stated], list[Stated]]:
    """Outcomes and strategies, in one query: for pages that have many other things to ask."""
    none, number, words = Value(""), IntegerField(), TextField()
    outcomes = series.outcomes.order_by().values_list(
        Value(0, number), Cast(F("position"), number), Cast(F("text"), words), none, none
    )
    strategies = series.strategies.order_by().values_list(
        Value(1, number),
        Value(0, number),
        Cast(F("name"), words),
        "looks_like",
        Cast(F("grade_bands"), words),
    )
    rows = sorted(outcomes.union(strategies, all=True))
    told = [(kind, Stated(text, looks, bands)) for kind, _, text, looks, bands in rows]
    return [one for kind, one in told if kind == 0], [one for kind, one in told if kind == 1]
