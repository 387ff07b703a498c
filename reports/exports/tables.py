"""The report as CSV: one line a figure, each with n, period, as-of and how it is counted."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from ilc.core.spreadsheets import safe
from reports.counting.board import Board, as_of_text
from reports.counting.definitions import GROUPS
from reports.counting.figure import Figure
from reports.counting.places import told_columns

COLUMNS = (
    "section",
    "figure",
    "value",
    "unit",
    "n",
    "numerator",
    "denominator",
    "scope",
    "period",
    "as of",
    "how this is counted",
)


def _figure(section: str, one: Figure, texts: dict[str, Any], label: str = "") -> list[Any]:
    kept = texts["figures"].get(one.key, {})
    name = label or kept.get("label", one.key)
    parts = [
        one.text,
        kept.get("unit", "").replace("of", "schools"),
        one.n_text,
        one.numerator,
        one.denominator,
    ]
    return [section, name, *parts, one.scope, one.period, one.as_of, kept.get("text", "")]


def lines(made: Board, texts: dict[str, Any]) -> Iterator[list[Any]]:
    """All lines under the header; `texts` are the definitions kept with the snapshot."""
    yield list(COLUMNS)
    for one in made.figures.values():
        yield _figure(GROUPS[one.definition.group], one, texts)
    for one in made.ladder:
        yield _figure(GROUPS["ladder"], one, texts)
    where = [made.scope.label, made.period.label, as_of_text(made.as_of)]
    for answers in made.influence:
        for key, share in (("great", answers.percent_great), ("great_some", answers.percent_great_some)):
            shown = "no answers" if not answers.hidden and not answers.n else "not shown"
            shown = shown if answers.hidden or share is None else f"{share} %"
            n = None if answers.hidden else answers.n
            kept = texts["figures"][key]
            label = f"{answers.label}: {kept['label'].lower()}"
            yield [GROUPS["influence"], label, shown, "%", n, None, n, *where, kept["text"]]
        too_soon = "told together with the weakest answers" if answers.counts_too_soon else "0"
        too_soon = "not shown" if answers.hidden else answers.too_soon_text or too_soon
        yield [
            GROUPS["influence"],
            f"{answers.label}: too soon to tell",
            too_soon,
            "people",
            None,
            None,
            None,
            *where,
            "",
        ]
    heading = "By " + made.place_kind
    told = told_columns(made.places)
    titles = ["took part", *(title.lower() for title in told.values())]
    for place in made.places:
        for label, value in zip(titles, [place.people_text, *place.cells(told)], strict=True):
            yield [
                heading,
                f"{place.name}: {label}",
                value,
                "people",
                None,
                None,
                None,
                *where,
                texts["hiding"],
            ]


def to_csv(made: Board, texts: dict[str, Any]) -> str:
    out = io.StringIO()
    out.write("\ufeff")  # so that spreadsheets read it as UTF-8
    writer = csv.writer(out)
    for line in lines(made, texts):
        writer.writerow([safe(cell) for cell in line])
    return out.getvalue()
