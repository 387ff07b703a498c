"""One number with everything it needs to be understood, and how it is written."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from reports.counting.definitions import DEFINITIONS, Definition


class Audience(StrEnum):
    """Who reads. Leaders know their own people's tries by name; partners and the public know least."""

    LEADER = "leader"
    INSIDE = "inside"
    PUBLIC = "public"


def percent(part: int, whole: int) -> int | None:
    """Whole per cent, halves up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


@dataclass(frozen=True)
class Figure:
    """`value` in the definition's unit. A hidden figure carries no number at all, only the words `shown`."""

    key: str
    value: int | float | None
    n: int | None = None
    numerator: int | float | None = None
    denominator: int | None = None
    at_least: bool = False
    hidden: bool = False
    shown: str = ""
    note: str = ""  # what to say of it in its place within a sentence
    scope: str = ""
    period: str = ""
    as_of: str = ""

    @property
    def definition(self) -> Definition:
        return DEFINITIONS[self.key]

    @property
    def label(self) -> str:
        return self.definition.label

    @property
    def text(self) -> str:
        """As pages, PDF and CSV write it."""
        if self.hidden or self.value is None:
            return self.shown or "–"  # noqa: RUF001
        return f"at least {self.plain}" if self.at_least else self.plain

    @property
    def plain(self) -> str:
        if self.value is None:
            return "–"  # noqa: RUF001
        unit = self.definition.unit
        if unit == "%":
            return f"{self.value} %"
        if unit == "days":
            return f"{self.value:,g}"
        number = f"{self.value:,.1f}" if isinstance(self.value, float) else f"{self.value:,}"
        return f"{number} of {self.denominator:,}" if unit == "of" and self.denominator else number

    @property
    def n_text(self) -> str:
        return "" if self.hidden or self.n is None else f"{self.n:,}"

    def hide(self, words: str = "not shown") -> "Figure":
        """The same figure without its number."""
        return Figure(
            self.key, None, hidden=True, shown=words, scope=self.scope, period=self.period, as_of=self.as_of
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Figure":
        return cls(**kept)


def share(key: str, part: int, whole: int) -> Figure:
    """A percentage with its numerator and denominator."""
    return Figure(key, percent(part, whole), n=whole, numerator=part, denominator=whole)
