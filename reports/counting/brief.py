"""The report in words: a sentence with the figure, then the picture. The page and the PDF say the same."""

from dataclasses import dataclass, field
from typing import Any

from reports.counting.board import Board, as_of_text
from reports.counting.definitions import GROUPS
from reports.counting.figure import Figure
from reports.counting.influence import Influence
from reports.counting.places import silence, told_columns


@dataclass(frozen=True)
class Line:
    """One row of a table: label, value in words, n, and the key of its definition."""

    key: str
    label: str
    value: str
    n: str = ""


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    sentence: str
    lines: list[Line] = field(default_factory=list)


def _line(one: Figure) -> Line:
    """n stands only where it says more than the value does."""
    n = "" if one.n_text == one.plain else one.n_text
    return Line(one.key, one.label, one.text, n)


def _known(made: Board, key: str) -> str:
    """The figure in words, or what stands in its place."""
    return made.figures[key].text if key in made.figures else "–"  # noqa: RUF001


def reach_sentence(made: Board) -> str:
    people = made.figures["participants"]
    if people.hidden:
        return "Fewer than five people took part: nothing more is shown."
    if not people.value:
        return "Nobody took part in a series yet."
    districts = made.figures.get("districts")
    schools = made.figures["schools"]
    where = f"{schools.text} school{'s' if schools.text != '1' else ''}"
    if districts and districts.value:
        where += f" in {districts.text} district{'s' if districts.value != 1 else ''}"
    many = "educator" if people.value == 1 and not people.at_least else "educators"
    words = f"{people.text} {many} from {where} took part in a series; {again_words(made)}."
    return words[:1].upper() + words[1:]


def again_words(made: Board) -> str:
    """How many came twice, or that they could not yet."""
    one = made.figures["multi"]
    return one.note or f"{one.text} of them came to two sessions or more"


def time_sentence(made: Board) -> str:
    if not made.people:
        return "No hours yet."
    return f"They spent {_known(made, 'hours')} hours each; {_known(made, 'hours14')} had 14 hours or more."


def ladder_sentence(made: Board) -> str:
    rungs = {one.key: one for one in made.ladder}
    if not made.people:
        return "Nobody is on the ladder yet."
    return (
        f"Of {rungs['attended'].text} people who attended, tried it with their own students: {rungs['tried'].text}; "
        f"brought evidence: {rungs['brought'].text}; looked at it together: {rungs['analysed'].text}."
    )


def influence_sentence(made: Board) -> str:
    told = [one for one in made.influence if not one.hidden and one.n]
    if not told:
        return "Too few answers to show what it changed."
    best = max(told, key=lambda one: (one.percent_great or 0, one.percent_great_some or 0, one.n))
    shares = ((best.percent_great, "great"), (best.percent_great_some, "great or some"))
    known = ", ".join(f"{share} % to a {words} extent" for share, words in shares if share is not None)
    return f"Teachers say it changed {best.label.lower()}: {known} (n = {best.n})."


def kinds_sentence(made: Board) -> str:
    return (
        f"Conferences and presentations: {_known(made, 'conference')} contacts ({_known(made, 'conference_named')} "
        f"named, {_known(made, 'conference_unnamed')} counted without a name). Reached through trained coaches: "
        f"{_known(made, 'coaches')} confirmed, {_known(made, 'coaches_unconfirmed')} not confirmed. These are never "
        "added to the people who took part."
    )


def _influence_lines(one: Influence) -> list[Line]:
    if one.hidden:
        return [Line("great", one.label, "too few answers to show")]
    if not one.n:
        return [Line("great", one.label, "no answers")]
    shares = ((one.percent_great, "great"), (one.percent_great_some, "great or some"))
    words = ", ".join(f"{share} % {extent}" for share, extent in shares if share is not None)
    if one.counts_too_soon:
        words += " of all answers, too soon to tell included"
    if one.too_soon_text:
        words += f"; too soon to tell: {one.too_soon_text}"
    return [Line("great", one.label, words, str(one.n))]


def sections(made: Board) -> list[Section]:
    """The report, in the order it is read."""
    groups: dict[str, list[Line]] = {key: [] for key in GROUPS}
    for one in made.figures.values():
        groups[one.definition.group].append(_line(one))
    groups["ladder"] = [_line(one) for one in made.ladder]
    groups["influence"] = [line for one in made.influence for line in _influence_lines(one)]
    sentences = {
        "reach": reach_sentence(made),
        "kinds": kinds_sentence(made),
        "time": time_sentence(made),
        "cycle": "Coming back, completing, and trying it before the next session.",
        "ladder": ladder_sentence(made),
        "influence": influence_sentence(made),
        "quality": "What is still open makes the figures above smaller than they may be.",
    }
    order = ("reach", "ladder", "influence", "cycle", "time", "kinds", "quality")
    return [Section(key, GROUPS[key], sentences[key], groups[key]) for key in order if groups[key]]


def document(made: Board, texts: dict[str, Any], title: str) -> dict[str, Any]:
    """Plain values for the typesetter."""
    found = sections(made)
    told = told_columns(made.places)
    used = {line.key: None for section in found for line in section.lines} | {"great_some": None}
    return {
        "title": title,
        "scope": made.scope.label,
        "period": made.period.label,
        "from": f"{made.period.first:%-d %B %Y}" if made.period.first else "",
        "to": f"{made.period.last:%-d %B %Y}",
        "as_of": as_of_text(made.as_of),
        "hiding": texts["hiding"],
        "sections": [
            {"title": one.title, "sentence": one.sentence, "lines": [vars(line) for line in one.lines]}
            for one in found
        ],
        "bars": [
            {
                "label": one.label,
                "value": one.text,
                "share": (one.value / made.people) if one.value and made.people else 0,
            }
            for one in made.ladder
        ],
        "places": {
            "kind": made.place_kind,
            "columns": list(told.values()),
            "rows": [[one.name, one.people_text, *one.cells(told)] for one in made.places],
            "silence": silence(made.places, made.place_kind),
        },
        "definitions": [texts["figures"][key] for key in used if key in texts["figures"]],
    }
