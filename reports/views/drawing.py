"""From figures to what the drawing tags take."""

from typing import Any

from ilc.core.ui import Bar, Extent, Shade
from reports.counting import DEFINITIONS, Board
from reports.counting.definitions import GROUPS, HIDING, HIDING_LEADER
from reports.counting.figure import Audience
from reports.counting.places import silence, told_columns

SHADES: dict[str, Shade] = {"attended": "c", "returned": "c", "tried": "b", "brought": "b"}


def bars(made: Board) -> list[Bar]:
    """The ladder; a hidden rung has no width."""
    drawn = []
    for one in made.ladder:
        value = None if one.hidden or one.value is None else int(one.value)
        share = value / made.people if value is not None and made.people else None
        drawn.append(
            Bar(
                one.label,
                value,
                min(share, 1.0) if share is not None else None,
                shade=SHADES.get(one.key, ""),
                shown=one.text if value is None else None,
            )
        )
    return drawn


def extents(made: Board) -> list[Extent]:
    return [
        Extent(
            one.label,
            one.great,
            one.some,
            one.little,
            one.none,
            too_soon=one.too_soon or 0,
            hidden=one.hidden,
            together=tuple((tuple(both["answers"]), both["count"]) for both in one.together),
        )
        for one in made.influence
    ]


def too_soon(made: Board) -> list[str]:
    """ "Too soon to tell" stands beside the shares, by domain."""
    return [f"{one.label}: {one.too_soon_text}" for one in made.influence if one.too_soon_text]


def place_table(made: Board) -> dict[str, Any]:
    """The table of schools or districts with the columns that tell something."""
    told = told_columns(made.places)
    rows = [
        {
            "name": one.name,
            "people": one.people_text,
            "cells": list(zip(told.values(), one.cells(told), strict=True)),
        }
        for one in made.places
    ]
    return {
        "columns": list(told.values()),
        "rows": rows,
        "silence": silence(made.places, made.place_kind),
        "hides_tries": any(getattr(one, key) is None for one in made.places for key in told),
        "hides_people": any(one.people is None for one in made.places),
    }


def explained(made: Board, kept: dict[str, Any] | None = None) -> list[tuple[str, list[dict[str, str]]]]:
    """How each figure on the page is counted, by group; a frozen report brings its own words."""
    keys = set(made.figures) | {one.key for one in made.ladder} | {"great", "great_some"}
    frozen = (kept or {}).get("figures", {})
    found: dict[str, list[dict[str, str]]] = {title: [] for title in GROUPS.values()}
    for key, one in DEFINITIONS.items():
        if key in keys:
            words = frozen.get(key) or {"label": one.label, "text": one.text}
            found[GROUPS[one.group]].append({"key": key, "label": words["label"], "text": words["text"]})
    return [(title, some) for title, some in found.items() if some]


def context(
    made: Board, kept: dict[str, Any] | None = None, audience: Audience = Audience.INSIDE
) -> dict[str, Any]:
    """What every page of figures shows."""
    hiding = HIDING_LEADER if audience == Audience.LEADER else HIDING
    return {
        "board": made,
        "figures": made.figures,
        "bars": bars(made),
        "extents": extents(made),
        "too_soon": too_soon(made),
        "together": any(one.together for one in made.influence),
        "too_soon_inside": [one.label for one in made.influence if one.counts_too_soon],
        "place_table": place_table(made),
        "explained": explained(made, kept),
        "hiding": (kept or {}).get("hiding", hiding),
    }
