"""All figures of one scope and period, as one audience may see them."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone

from reports.counting import cycle, quality, reach, suppress
from reports.counting.figure import Audience, Figure
from reports.counting.influence import Influence, influence
from reports.counting.places import Place, places, with_missing
from reports.counting.scope import Period, Scope


@dataclass
class Board:
    """Figures by key, the ladder, influence by domain, and the table of places."""

    scope: Scope
    period: Period
    as_of: datetime
    figures: dict[str, Figure] = field(default_factory=dict)
    ladder: list[Figure] = field(default_factory=list)
    influence: list[Influence] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    place_kind: str = "school"

    @property
    def people(self) -> int:
        return int(self.figures["participants"].value or 0)

    def stamp(self, one: Figure) -> Figure:
        return replace(one, scope=self.scope.label, period=self.period.label, as_of=as_of_text(self.as_of))

    def add(self, figures: Iterable[Figure]) -> None:
        for one in figures:
            self.figures[one.key] = self.stamp(one)


Tell = Callable[[int, str], None]


def _silent(percent: int, step: str) -> None:
    """Nobody waits for the progress."""


def as_of_text(moment: datetime) -> str:
    """As the pages write it, such as 1 March 2026, 6:31 pm."""
    local = timezone.localtime(moment)
    return f"{local:%-d %B %Y, %-I:%M} {'am' if local.hour < 12 else 'pm'}"


def board(
    scope: Scope,
    period: Period,
    audience: Audience = Audience.INSIDE,
    *,
    place_kind: str = "school",
    members: dict[uuid.UUID, str] | None = None,
    full: bool = True,
    tell: Tell = _silent,
) -> Board:
    """Count now. `full` adds coming back, completing and trying in time (the report and the series page).

    `tell` hears how far it is, in per cent, and what is being counted.
    """
    made = Board(scope, period, timezone.now(), place_kind=place_kind)
    tell(10, "Counting who took part")
    found = _reach(made)
    tell(35, "Counting tries and evidence")
    rungs = cycle.rung_counts(scope, period)
    steps = cycle.ladder(found, rungs)
    if audience != Audience.LEADER:
        steps = suppress.ladder(steps, _rung_parts(scope, period))
    made.ladder = [made.stamp(one) for one in steps]
    if full:
        _cycle(made, audience)
    tell(60, "Counting what teachers say it changed")
    _influence(made, audience, found.pairs)
    if place_kind:
        tell(70, f"Counting by {place_kind}")
        _places(made, audience, members or {})
    return made


def _reach(made: Board) -> reach.Reach:
    scope, period = made.scope, made.period
    found = reach.reach(scope, period)
    at_door = reach.head_counts_at_sessions(scope, period)
    made.add(reach.reach_figures(found, scope, period, at_door))
    made.add(reach.hours_figures(scope, period))
    claims, open_claims = reach.claim_figures(scope, period)
    made.add([Figure("claims", open_claims)])
    if scope.kind != "series":
        made.add(reach.conference_figures(scope, period))
        made.add(claims)
        made.add([reach.participations(made.figures)])
    return found


def _rung_parts(scope: Scope, period: Period) -> dict[str, list[list[int]]]:
    """People on each rung by series and, where a scope has several, by district."""
    paths = [] if scope.kind == "series" else ["session__series"]
    paths += ["appointment__district"] if scope.kind in ("program", "alliance", "series") else []
    parts: dict[str, list[list[int]]] = {key: [] for key in cycle.RUNGS}
    for path in paths:
        found = cycle.rung_counts_by(path, scope, period).values()
        for key in cycle.RUNGS:
            parts[key].append([counts[key] for counts in found])
    return parts


def _cycle(made: Board, audience: Audience) -> None:
    scope, period = made.scope, made.period
    made.add([cycle.return_figure(scope, period), cycle.completion_figure(scope, period)])
    tried = [cycle.follow_through(scope, period), *cycle.try_figures(scope, period)]
    if audience != Audience.LEADER:
        hidden = any(one.hidden for one in made.ladder if one.key == "tried")
        tried = suppress.tries(tried, tried_hidden=hidden, base=made.people)
    made.add(tried)


def _influence(made: Board, audience: Audience, pairs: int) -> None:
    asked = influence(made.scope, made.period)
    made.influence = suppress.influence(asked, by_parts=audience != Audience.LEADER)
    made.add(
        quality.quality_figures(
            made.scope,
            made.period,
            answered=asked.answered,
            pairs=pairs,
            open_claims=int(made.figures["claims"].value or 0),
        )
    )


def _places(made: Board, audience: Audience, members: dict[uuid.UUID, str]) -> None:
    found = with_missing(places(made.place_kind, made.scope, made.period), members)
    if audience != Audience.LEADER:
        rungs = {one.key: one for one in made.ladder}
        totals = {
            key: None if rungs[key].hidden else int(rungs[key].value or 0) for key in ("tried", "brought")
        }
        found = suppress.places(found, totals)
    made.places = found
