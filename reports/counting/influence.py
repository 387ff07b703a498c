"""What teachers say it changed: five domains on the extent scale."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypedDict

from django.db.models import CharField, Count
from django.db.models.functions import Cast, Concat

from cycles.followup.choices import InfluenceDomain
from ilc.core.choices import Extent
from reports.counting import rows
from reports.counting.figure import percent
from reports.counting.scope import Period, Scope

ANSWERS = ("great", "some", "little", "none")  # the scale, in order
SCALE = (*ANSWERS, "too_soon")
VALUES = (Extent.GREAT, Extent.SOME, Extent.LITTLE, Extent.NOT_AT_ALL)
Counts = tuple[int, ...]  # of each answer of the scale, then of "too soon to tell"


class Together(TypedDict):
    """Neighbouring answers told as one number, for fewer than five people chose one of them."""

    answers: list[str]
    count: int


@dataclass(frozen=True)
class Influence:
    """Answers in one domain; None where an answer is told `together` with its neighbours.

    Hidden: no number at all. Where “too soon to tell” stands together with the weaker answers, it is part of
    the base: whoever knows how many answered would otherwise subtract `n` and find those few people.
    """

    domain: str
    great: int | None = 0
    some: int | None = 0
    little: int | None = 0
    none: int | None = 0
    too_soon: int | None = 0
    hidden: bool = False
    together: list[Together] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(InfluenceDomain(self.domain).label)

    @property
    def pieces(self) -> list[tuple[list[str], int]]:
        """Answers as they are told, in the order of the scale."""
        alone = [([key], count) for key in ANSWERS if (count := getattr(self, key)) is not None]
        joined = [(one["answers"], one["count"]) for one in self.together]
        return sorted(alone + joined, key=lambda piece: ANSWERS.index(piece[0][0]))

    @property
    def counts_too_soon(self) -> bool:
        """Whether `n` is of all who answered the question, “too soon to tell” among them."""
        return any("too_soon" in one["answers"] for one in self.together)

    @property
    def n(self) -> int:
        return sum(count for _, count in self.pieces)

    @property
    def percent_great(self) -> int | None:
        return None if self.great is None else percent(self.great, self.n)

    @property
    def percent_great_some(self) -> int | None:
        """None also where “some” is told together with weaker answers."""
        upper = [(keys, count) for keys, count in self.pieces if keys[0] in ANSWERS[:2]]
        if upper and upper[-1][0][-1] != "some":
            return None
        return percent(sum(count for _, count in upper), self.n)

    @property
    def too_soon_text(self) -> str:
        """Empty when nobody said so, and where it is told together with other answers."""
        return "" if self.hidden or not self.too_soon else str(self.too_soon)

    def told_as(self, groups: Iterable[Sequence[str]]) -> "Influence":
        """The same answers, those of one group as one number."""
        joined = [keys for keys in groups if len(keys) > 1]
        told: list[Together] = [
            {"answers": list(keys), "count": sum(getattr(self, key) for key in keys)} for keys in joined
        ]
        gone: dict[str, Any] = dict.fromkeys((key for keys in joined for key in keys), None)
        return replace(self, **gone, together=told)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Asked:
    """All domains; the counts of each part (of series, of districts), for hiding; pairs that answered."""

    domains: list[Influence]
    parts: dict[str, list[list[Counts]]]  # by domain: one list by series, one by district
    answered: int


def influence(scope: Scope, period: Period) -> Asked:
    """Two queries."""
    found = (
        rows.latest_answers(scope, period)
        .annotate(
            series_part=rows.place_of("session__series"), district_part=rows.place_of("appointment__district")
        )
        .order_by()
        .values("item__domain", "value", "series_part", "district_part")
        .annotate(how_many=Count("pk"))
    )
    values: dict[str, Counter[int]] = defaultdict(Counter)
    series: dict[str, dict[Any, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    districts: dict[str, dict[Any, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for row in found:
        domain, value, n = row["item__domain"], row["value"], row["how_many"]
        values[domain][value] += n
        series[domain][row["series_part"]][value] += n
        districts[domain][row["district_part"]][value] += n
    pair = Concat(Cast("root", CharField()), Cast("of_series", CharField()))
    answered = rows.answers(scope, period).aggregate(n=Count(pair, distinct=True))["n"]
    domains = [
        Influence(name, great, some, little, none, too_soon)
        for name, (great, some, little, none, too_soon) in (
            (name, _in_order(values[name])) for name in InfluenceDomain.values
        )
    ]
    parts = {
        name: [[_in_order(part) for part in by[name].values()] for by in (series, districts)]
        for name in InfluenceDomain.values
    }
    return Asked(domains, parts, answered)


def _in_order(counts: Counter[int]) -> Counts:
    return tuple(counts[value] for value in (*VALUES, Extent.TOO_SOON))
