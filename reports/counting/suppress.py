"""Groups under five (domain.md 3.6), also against subtraction.

A number is hidden when it, or what remains of its base, is between 1 and 4; when two shown rungs differ by as
little; or when the shown parts of a whole (districts, series, schools) leave as little. In a table of parts whose
whole is known one hidden part needs a second one. Opinions that fewer than five hold stand with their neighbours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from reports.counting.cycle import RUNGS
from reports.counting.figure import Figure
from reports.counting.influence import SCALE, Asked, Counts, Influence
from reports.counting.places import Place, without

FLOOR = 5
UNDER = "under 5"
ALL_BUT = "all but under 5"
SMALL_BASE = "fewer than 5 took part"


def small(count: int) -> bool:
    return 0 < count < FLOOR


def left_over(total: int, parts: Sequence[int]) -> int:
    """What somebody finds who subtracts every part that is shown from the whole."""
    return total - sum(part for part in parts if not small(part))


def rung_words(value: int, base: int) -> str:
    """Why a count of people is hidden by itself, or ""."""
    if base < FLOOR:
        return SMALL_BASE
    if small(value):
        return UNDER
    return ALL_BUT if small(base - value) else ""


def ladder(figures: list[Figure], parts: dict[str, list[list[int]]]) -> list[Figure]:
    """Rungs that rest on tries. `parts` by rung: its people by series, by district."""
    base = int(figures[0].value or 0)
    shown: list[int] = []
    made = []
    for one in figures:
        value = int(one.value or 0)
        words = ""
        if one.key in RUNGS:
            leaks = any(small(left_over(value, some)) for some in parts.get(one.key, []) if some)
            words = rung_words(value, base)
            if not words and (leaks or any(small(abs(value - other)) for other in shown)):
                words = "not shown"
            if not words:
                shown.append(value)
        made.append(one.hide(words) if words else one)
    return made


def tries(figures: Iterable[Figure], *, tried_hidden: bool, base: int) -> list[Figure]:
    """Shares and medians that rest on tries: hidden with the rung, and when either side is under five."""
    made = []
    for one in figures:
        part, whole = one.numerator, one.denominator
        narrow = part is not None and whole is not None and (small(int(part)) or small(whole - int(part)))
        little = one.n is not None and small(one.n)
        rests_on_tried = one.key != "follow_through" and tried_hidden
        hide = base < FLOOR or narrow or little or rests_on_tried
        made.append(one.hide() if hide and one.value is not None else one)
    return made


def influence(asked: Asked, *, by_parts: bool) -> list[Influence]:
    """Answers of fewer than five people stand together with their neighbours, or the domain tells nothing."""
    made = []
    for one in asked.domains:
        parts = [[Part.of(part) for part in some] for some in asked.parts[one.domain]] if by_parts else []
        groups = _groups(tuple(getattr(one, key) for key in SCALE), parts)
        if groups is None:
            made.append(Influence(one.domain, hidden=True))
        else:
            made.append(one.told_as([SCALE[index] for index in group] for group in groups))
    return made


Groups = tuple[tuple[int, ...], ...]  # places in `SCALE` that are told as one number
TOO_SOON = SCALE.index("too_soon")
# From the finest to the coarsest; each tells “great”, or “great or some”, by itself.
GROUPINGS: tuple[Groups, ...] = (
    ((0,), (1,), (2,), (3,)),
    ((0,), (1,), (2, 3)),
    ((0, 1), (2,), (3,)),
    ((0,), (1, 2), (3,)),
    ((0, 1), (2, 3)),
    ((0,), (1, 2, 3)),
)
APART: tuple[Groups, ...] = tuple((*groups, (TOO_SOON,)) for groups in GROUPINGS)
INSIDE: tuple[Groups, ...] = tuple((*groups[:-1], (*groups[-1], TOO_SOON)) for groups in GROUPINGS)


def _groups(counts: Counts, parts: list[list["Part"]]) -> Groups | None:
    """The finest way to tell the answers that gives nobody away.

    How many answered is known, so the five numbers have a known sum: “too soon to tell” stands apart only where
    it may be told, and is part of the weakest answers elsewhere.
    """
    for groups in APART if _sound({TOO_SOON}, counts, parts) else INSIDE:
        some = chain.from_iterable(combinations(groups, size) for size in range(1, len(groups) + 1))
        if all(_sound(set(chain.from_iterable(union)), counts, parts) for union in some):
            return groups
    return None


@dataclass(frozen=True)
class Part:
    """A series or district: its counts, and how its own page tells them."""

    counts: Counts
    groups: Groups | None

    @classmethod
    def of(cls, counts: Counts) -> "Part":
        return cls(counts, _groups(counts, []))

    def told(self, answers: set[int]) -> int:
        """What its page tells of exactly these answers; 0 where it tells no such number."""
        count = sum(self.counts[index] for index in answers)
        apart = self.groups and all(
            answers.issuperset(group) or answers.isdisjoint(group) for group in self.groups
        )
        return count if apart else 0


def _sound(answers: set[int], counts: Counts, parts: list[list[Part]]) -> bool:
    """Whether these answers may be told as one number, also to somebody who subtracts the parts."""
    total = sum(counts[index] for index in answers)
    left = (total - sum(part.told(answers) for part in some) for some in parts)
    return not small(total) and not any(small(rest) for rest in left)


def places(found: list[Place], totals: dict[str, int | None]) -> list[Place]:
    """Tries by school or district. `totals` are the shown totals by column, None where hidden."""
    made = list(found)
    for column, total in totals.items():
        counts = {index: int(getattr(one, column) or 0) for index, one in enumerate(made)}
        hidden = {i for i, one in enumerate(made) if rung_words(counts[i], one.people or 0) and one.people}
        open_ones = sorted(
            (i for i in counts if i not in hidden), key=lambda i: (-bool(counts[i]), counts[i])
        )
        rest = None if total is None else total - sum(counts[i] for i in open_ones)
        while open_ones and _tells(hidden, rest, counts):
            extra = open_ones.pop(0)
            hidden.add(extra)
            rest = None if total is None else total - sum(counts[i] for i in open_ones)
        made = [without(one, column) if i in hidden else one for i, one in enumerate(made)]
    return made


def _tells(hidden: set[int], rest: int | None, counts: dict[int, int]) -> bool:
    """Whether the shown parts give away a hidden one (or a hidden whole)."""
    if rest is None:
        return not hidden and any(counts.values())
    return len(hidden) == 1 or (bool(hidden) and small(rest))
