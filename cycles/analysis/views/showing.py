"""What the three screens of a run share: phone, wall, controls."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cycles.analysis.access import Wall
from cycles.analysis.choices import FEWEST_SORTED, SORTED, NoteKind, RunState
from cycles.analysis.models import RunSample
from cycles.analysis.queries import notes, seats
from cycles.analysis.queries.pulse import pulse
from cycles.analysis.queries.sheets import Sheet, sheets
from cycles.analysis.views.live import sorting_is_over
from cycles.analysis.views.seats import Seat, pass_for

ONE_LARGE = (RunState.PREPARED, "talk", "notes")  # elsewhere the wall shows all samples alike
KINDS = json.dumps({value: str(label) for value, label in NoteKind.choices})


@dataclass(frozen=True)
class Hung:
    """One sample on the wall, for one reader."""

    sample: RunSample
    number: int
    is_open: bool  # False: not for this reader
    rating: str  # the reader's own
    placed: list[tuple[str, str, int]]  # how everybody sorted it; empty while they may not see it
    sheets: list[Sheet]
    large: bool = False  # what the wall shows large
    page: int = 1  # that the wall shows of it

    @property
    def sheet(self) -> Sheet | None:
        """What the wall shows of it: the page that was chosen, while it is there; None without a picture."""
        chosen = (one for one in self.sheets if one.page == self.page)
        return next(chosen, next(iter(self.sheets), None))

    @property
    def turns(self) -> list[tuple[str, str, int, bool]]:
        """Back and on from that page: icon, way, the page it leads to, and whether it is the last one that way."""
        pages = [one.page for one in self.sheets]
        if self.sheet is None or len(pages) < 2:
            return []
        at, last = pages.index(self.sheet.page), len(pages) - 1
        return [
            ("chevron-left", "before", pages[max(at - 1, 0)], at == 0),
            ("chevron-right", "after", pages[min(at + 1, last)], at == last),
        ]

    @property
    def others(self) -> list[str]:
        """How everybody sorted it, in words."""
        return [f"{n} {label.lower()}" for _, label, n in self.placed if n]


def hung(
    up: Wall,
    sorted_: dict[str, Any],
    focus: uuid.UUID | None = None,
    page: int = 1,
    record: Mapping[uuid.UUID, list[Sheet]] | None = None,
) -> list[Hung]:
    """`focus` is the sample that the facilitator chose, open at `page`; while it does not hang, the first one is large.
    The record shows of each sample what `record` says, screens all of it."""

    def placed(pk: str) -> list[tuple[str, str, int]]:
        counted = sorted_["all"].get(pk)
        return [(value, label, counted.get(value, 0)) for value, label in SORTED] if counted else []

    there = [one.pk for one in up.samples]
    large = focus if focus in there else next(iter(there), None)
    return [
        Hung(
            one,
            one.position,
            one.pk in up.open_to_me,
            sorted_["own"].get(str(one.pk), ""),
            placed(str(one.pk)),
            sheets(one.artifact) if record is None else record.get(one.pk, []),
            one.pk == large,
            page if one.pk == focus else 1,
        )
        for one in up.samples
    ]


def shown(seat: Seat, *, leads: bool, projected: bool) -> dict[str, Any]:
    """The version is read first: what changes while the page is made comes with the first news."""
    now, run = pulse(seat.run.pk), seat.run
    found, up = pass_for(seat, leads=leads, projected=projected), seat.wall()
    phases = list(run.phases.all())
    does = run.phase.does if run.state == RunState.RUNNING and run.phase else run.state
    may_pick = does in ONE_LARGE
    sorted_ = notes.agreement(run, found.reader.person, all_of_it=sorting_is_over(run))
    return {
        "seat": seat,
        "run": run,
        "series": run.series,
        "phases": phases,
        "phase_names": json.dumps({str(one.pk): one.name for one in phases}),
        "hung": hung(up, sorted_, run.focus_id, run.focus_page if may_pick else 1),
        "agreed": any(sorted_["all"].values()),
        "notes": notes.since(run.pk, 0, found.reader, names=found.names),
        "since": now.version,
        "mark": now.mark,
        "pass": "" if seat.token else seats.write(run.pk, found),
        "conclusions": run.conclusions.filter(removed_at=None),
        "ratings": SORTED,
        "columns": json.dumps(SORTED),
        "fewest": FEWEST_SORTED if run.anonymous else 0,
        "kinds": KINDS,
        "presence": notes.presence(run.pk),
        "is_over": run.state not in (RunState.PREPARED, RunState.RUNNING),
        "does": does,
        "may_pick": may_pick,
    }
