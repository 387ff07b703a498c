"""What pages hand to the drawing tags (ilc/core/templatetags/ui.py): plain values, no queries, no markup."""

from dataclasses import dataclass, field
from typing import Literal

StationKind = Literal["session", "try"]
StationState = Literal["", "done", "now"]
Shade = Literal["", "b", "c"]


@dataclass(frozen=True)
class Station:
    """One stop of the cycle line: a session, or the try on the way to the next one."""

    kind: StationKind
    title: str
    note: str = ""
    state: StationState = ""
    href: str = ""


@dataclass(frozen=True)
class Bar:
    """One rung of a ladder. `share` is 0 to 1 of the widest bar, None when nothing may be drawn.

    `shown` replaces the number where it must not be told exactly, such as "under 5".
    """

    label: str
    value: int | float | None
    share: float | None
    shade: Shade = ""
    href: str = ""
    shown: str | None = None

    def __post_init__(self) -> None:
        if self.share is not None and not 0 <= self.share <= 1.001:
            raise ValueError(f"share of {self.label!r} is {self.share}; expected 0 to 1")

    @property
    def width(self) -> str:
        """Width for the SVG attribute, in per cent."""
        return f"{min(self.share or 0.0, 1.0) * 100:.1f}%"


@dataclass(frozen=True)
class Segment:
    """One piece of an extent bar, in per cent of the answers; made by `Extent.segments`."""

    name: str  # as in the style sheet: great, some, little, none, or several of them with hyphens
    words: str
    percent: int
    start: float
    width: float

    @property
    def x(self) -> str:
        return f"{self.start:.2f}%"

    @property
    def middle(self) -> str:
        return f"{self.start + self.width / 2:.2f}%"

    @property
    def w(self) -> str:
        return f"{self.width:.2f}%"

    @property
    def labelled(self) -> bool:
        """Whether the number fits into the piece on a phone."""
        return self.width >= 7


EXTENTS = {"great": "great", "some": "some", "little": "little", "none": "not at all"}
TOGETHER = {**EXTENTS, "too_soon": "too soon to tell"}  # what may stand together as one number


def _whole(percent: float) -> int:
    """Halves up; a little more, for what floats lose."""
    return int(percent + 0.5 + 1e-9)


@dataclass(frozen=True)
class Extent:
    """How many answered great, some, little extent or not at all. Counts, never shares.

    "Too soon to tell" stays outside the denominator but is told beside it. `hidden` when the group is too
    small to be shown; then nothing of the counts reaches the page.
    """

    label: str
    great: int | None
    some: int | None
    little: int | None
    none: int | None
    too_soon: int = 0
    hidden: bool = False
    together: tuple[tuple[tuple[str, ...], int], ...] = ()  # neighbours told as one number; None above

    @property
    def n(self) -> int:
        alone = (self.great, self.some, self.little, self.none)
        return sum(count or 0 for count in alone) + sum(count for _, count in self.together)

    @property
    def joined(self) -> str:
        """What stands together, in words; empty where each answer has its own number."""
        return "; ".join(f"{one.words} together" for one in self.segments if "-" in one.name)

    @property
    def segments(self) -> list[Segment]:
        """Whole per cents that add up: to 100, and “great” and “some” to the share of both."""
        if self.hidden or not self.n:
            return []
        pieces: list[Segment] = []
        start = 0.0
        counts: dict[tuple[str, ...], int | None] = {(name,): getattr(self, name) for name in EXTENTS}
        counts |= dict(self.together)
        for names in sorted(counts, key=lambda some: list(EXTENTS).index(some[0])):
            count = counts[names]
            if count is not None:
                width = 100 * count / self.n
                words = " or ".join(TOGETHER[name] for name in names)
                percent = _whole(start + width) - _whole(start)
                pieces.append(Segment("-".join(names), words, percent, start, width))
                start += width
        return pieces


@dataclass(frozen=True)
class Option:
    """One answer of a search-as-you-type field (`components/options.html`)."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Moment:
    """One entry of a timeline: when, what, and who did it."""

    when: str
    title: str
    note: str = ""
    state: Literal["", "done", "now", "wait", "bad"] = ""
    href: str = ""


@dataclass(frozen=True)
class Chart:
    """A picture with its data beneath: the same numbers for eyes, ears and print."""

    title: str
    src: str
    alt: str
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    note: str = ""
