"""What partners and the public may see: reach of fewer than five people is hidden, too (domain.md 3.6)."""

from dataclasses import replace

from reports.counting.board import Board
from reports.counting.figure import Figure
from reports.counting.influence import Influence
from reports.counting.places import Place
from reports.counting.suppress import FLOOR, SMALL_BASE, UNDER, small

# A whole and its parts: whoever knows all but one can work the last one out.
FAMILIES = (
    ("participants", ("multi", "one_only", "continuing")),
    ("conference", ("conference_named", "conference_unnamed")),
    ("participations", ("participants", "conference", "coaches")),
)
SAME = {"attended": "participants", "returned": "multi"}  # rungs that repeat a figure


def for_public(made: Board) -> Board:
    """A copy without small groups; everything is hidden where fewer than five took part."""
    if made.people < FLOOR:
        return _closed(made)
    figures = {key: _reach(one) for key, one in made.figures.items()}
    for whole, parts in FAMILIES:
        _hide_second(figures, whole, parts)
    ladder = [_rung(one, figures) for one in made.ladder]
    return replace(made, figures=figures, ladder=ladder, places=_places(made.places))


def _closed(made: Board) -> Board:
    return replace(
        made,
        figures={key: one.hide(SMALL_BASE) for key, one in made.figures.items()},
        ladder=[one if one.value is None else one.hide(SMALL_BASE) for one in made.ladder],
        influence=[Influence(one.domain, hidden=True) for one in made.influence],
        places=[],
    )


def _reach(one: Figure) -> Figure:
    """Counts of 1 to 4; shares whose one side is; means of fewer than five."""
    if one.value is None or one.definition.unit in ("districts", "of"):
        return one
    if one.definition.unit == "%":
        sides = (int(one.numerator or 0), (one.denominator or 0) - int(one.numerator or 0))
        return one.hide() if any(small(side) for side in sides) else one
    if one.definition.group == "quality":
        return one
    if one.definition.unit in ("hours", "days"):
        return one.hide() if small(one.n or 0) else one
    return one.hide(UNDER) if small(int(one.value)) else one


def _hide_second(figures: dict[str, Figure], whole: str, parts: tuple[str, ...]) -> None:
    """One hidden part of a known whole needs company."""
    there = [figures[key] for key in parts if key in figures]
    if whole not in figures or figures[whole].hidden or sum(one.hidden for one in there) != 1:
        return
    company = [one for one in there if not one.hidden and one.value]
    if company:
        smallest = min(company, key=lambda one: one.value or 0)
        figures[smallest.key] = smallest.hide()
    else:
        figures[whole] = figures[whole].hide()


def _rung(one: Figure, figures: dict[str, Figure]) -> Figure:
    twin = figures.get(SAME.get(one.key, ""))
    if twin and twin.hidden:
        return one.hide(twin.shown)
    return one.hide(UNDER) if one.value is not None and small(int(one.value)) else one


def _places(found: list[Place]) -> list[Place]:
    """People of 1 to 4 are hidden with their tries; one hidden place needs a second one."""
    hidden = {i for i, one in enumerate(found) if small(one.people or 0)}
    if len(hidden) == 1 and len(found) > 1:
        rest = [i for i, one in enumerate(found) if i not in hidden and one.people]
        hidden |= {min(rest, key=lambda i: found[i].people or 0)} if rest else set()
    return [
        replace(one, people=None, tried=None, brought=None) if i in hidden else one
        for i, one in enumerate(found)
    ]
