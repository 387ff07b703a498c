"""A board as plain values, for snapshots: what was counted stays as it was."""

from datetime import date, datetime
from typing import Any

from reports.counting.board import Board
from reports.counting.definitions import DEFINITIONS, HIDING
from reports.counting.figure import Figure
from reports.counting.influence import Influence
from reports.counting.places import Place
from reports.counting.scope import Period, Scope


def freeze(made: Board) -> dict[str, Any]:
    """Values only; hidden figures hold no number, so neither does what is kept."""
    return {
        "scope": {"kind": made.scope.kind, "label": made.scope.label},
        "period": {
            "first": made.period.first.isoformat() if made.period.first else None,
            "last": made.period.last.isoformat(),
            "label": made.period.label,
        },
        "as_of": made.as_of.isoformat(),
        "figures": [one.to_json() for one in made.figures.values()],
        "ladder": [one.to_json() for one in made.ladder],
        "influence": [one.to_json() for one in made.influence],
        "places": [one.to_json() for one in made.places],
        "place_kind": made.place_kind,
    }


def thaw(kept: dict[str, Any]) -> Board:
    first = kept["period"]["first"]
    period = Period(
        date.fromisoformat(first) if first else None,
        date.fromisoformat(kept["period"]["last"]),
        kept["period"]["label"],
    )
    return Board(
        Scope(kept["scope"]["kind"], kept["scope"]["label"]),
        period,
        datetime.fromisoformat(kept["as_of"]),
        figures={one["key"]: Figure.from_json(one) for one in kept["figures"]},
        ladder=[Figure.from_json(one) for one in kept["ladder"]],
        influence=[Influence(**one) for one in kept["influence"]],
        places=[Place(None, **one) for one in kept["places"]],
        place_kind=kept["place_kind"],
    )


def definitions() -> dict[str, Any]:
    """How each figure is counted today, to be kept beside the figures."""
    return {
        "hiding": HIDING,
        "figures": {
            one.key: {"label": one.label, "text": one.text, "unit": one.unit} for one in DEFINITIONS.values()
        },
    }
