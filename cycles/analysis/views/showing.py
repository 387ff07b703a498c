"""What the three screens of a run share: phone, wall, controls."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cycles.analysis.access import Wall
from cycles.analysis.choices import FEWEST_SORTED, SORTED, NoteKind, RunState
from cycles.analysis.models import RunSample
from cycles.analysis.queries import notes, seats
from cycles.analysis.queries.pulse import pulse
from cycles.analysis.queries.record import Pin
from cycles.analysis.views.live import sorting_is_over
from cycles.analysis.views.seats import Seat, pass_for
from cycles.evidence.models import ArtifactImage

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
    large: bool = False  # what the wall shows large
    pins: list[Pin] = field(default_factory=list)  # in the record; on a screen they come with the notes

    @property
    def image(self) -> ArtifactImage | None:
        """The first page, else the small picture."""
        found = {one.number: one for one in self.sample.artifact.images.all()}
        return found.get(1) or found.get(0)

    @property
    def others(self) -> list[str]:
        """How everybody sorted it, in words."""
        return [f"{n} {label.lower()}" for _, label, n in self.placed if n]


def hung(
    up: Wall,
    sorted_: dict[str, Any],
    focus: uuid.UUID | None = None,
    pins: Mapping[uuid.UUID, list[Pin]] | None = None,
) -> list[Hung]:
    """`focus` is the sample that the facilitator chose; while it does not hang, the first one is large."""

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
            one.pk == large,
            (pins or {}).get(one.pk, []),
        )
        for one in up.samples
    ]


def shown(seat: Seat, *, leads: bool, projected: bool) -> dict[str, Any]:
    """The version is read first: what changes while the page is made comes with the first news."""
    now, run = pulse(seat.run.pk), seat.run
    found, up = pass_for(seat, leads=leads, projected=projected), seat.wall()
    phases = list(run.phases.all())
    does = run.phase.does if run.state == RunState.RUNNING and run.phase else run.state
    sorted_ = notes.agreement(run, found.reader.person, all_of_it=sorting_is_over(run))
    return {
        "seat": seat,
        "run": run,
        "series": run.series,
        "phases": phases,
        "phase_names": json.dumps({str(one.pk): one.name for one in phases}),
        "hung": hung(up, sorted_, run.focus_id),
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
        "may_pick": does in ONE_LARGE,
    }
