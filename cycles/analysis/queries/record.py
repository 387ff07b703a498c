"""The record: what a joint look came to, for one reader, as it may be shown now.

Nothing is copied into it: what was withdrawn, put aside or taken back since is not there, and comes back with its undo.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field

from cycles.analysis.choices import SORTED, NoteKind
from cycles.analysis.models import Conclusion, Note, NoteGroup, ProtocolRun, RunPhase, RunSample, Sort
from cycles.analysis.queries.notes import enough, on_wall, presence
from cycles.analysis.queries.sheets import Pin, Sheet, name_of, sheets, with_places
from cycles.planning.models import Session
from cycles.tries.queries.commitments import how_many_wrote


@dataclass(frozen=True)
class Line:
    """One note as it stands in the record. `name` is "" in an anonymous protocol."""

    kind: str
    text: str
    name: str
    number: int  # of the sample; 0 for none
    late: bool
    pin: int = 0  # number of its place in the sample; 0 for none
    page: str = ""  # "page 2" of its place, where the sample has several

    @property
    def where(self) -> str:
        """ "sample 1, place 3, page 2"."""
        sample = f"sample {self.number}" if self.number else ""
        place = f"place {self.pin}" if self.pin else ""
        return ", ".join(filter(None, [sample, place, self.page]))


@dataclass
class Part:
    """One phase with its notes: under their headings first, then the others."""

    phase: RunPhase
    gathered: list[tuple[str, list[Line]]] = field(default_factory=list)
    loose: list[Line] = field(default_factory=list)

    @property
    def number(self) -> int:
        return len(self.loose) + sum(len(lines) for _, lines in self.gathered)


@dataclass
class Record:
    run: ProtocolRun
    samples: list[RunSample]
    numbers: dict[uuid.UUID, int]
    closed: frozenset[uuid.UUID]
    parts: list[Part]
    conclusions: list[Conclusion]
    sorted: dict[uuid.UUID, dict[str, int]]
    joined: int
    will_change: int  # people who wrote down in this look what they will change
    sheets: dict[uuid.UUID, list[Sheet]] = field(default_factory=dict)  # of samples

    @property
    def sorting(self) -> list[tuple[int, list[tuple[str, int]]]]:
        """Sample number, and how many placed it where."""
        return [
            (self.numbers[one.pk], [(label, self.sorted[one.pk].get(value, 0)) for value, label in SORTED])
            for one in self.samples
            if one.pk in self.sorted
        ]


def record(
    run: ProtocolRun, samples: list[RunSample], closed: Collection[uuid.UUID], session: Session | None
) -> Record:
    """`samples` are those on the wall, `closed` those of them that are not for this reader. Seven queries."""
    numbers = {one.pk: one.position for one in samples}
    shut = frozenset(closed)
    pins: dict[uuid.UUID, list[Pin]] = {}
    parts = _parts(run, samples, shut, pins)
    return Record(
        run,
        samples,
        numbers,
        shut,
        parts,
        list(run.conclusions.filter(removed_at=None)),
        _sorted(run, numbers, shut),
        presence(run.pk)["joined"],
        _will_change(run, session),
        {
            one.pk: with_places(sheets(one.artifact), pins.get(one.pk, []))
            for one in samples
            if one.pk not in shut
        },
    )


def _will_change(run: ProtocolRun, session: Session | None) -> int:
    """People of this look with words written since it began; what they wrote for the session before is not its."""
    if session is None or run.started_at is None:
        return 0
    return how_many_wrote(session, run.members.order_by().values("person__root"), run.started_at)


def _line(note: Note, run: ProtocolRun, sample: RunSample | None) -> Line:
    name = "" if run.anonymous else note.author.root.short_name
    number, page = (sample.position, name_of(sample.artifact, note.page)) if sample else (0, "")
    return Line(str(NoteKind(note.kind).label), note.text, name, number, note.late, note.pin or 0, page)


def _parts(
    run: ProtocolRun,
    samples: list[RunSample],
    shut: frozenset[uuid.UUID],
    pins: dict[uuid.UUID, list[Pin]],
) -> list[Part]:
    """Puts the places that these notes speak of into `pins`."""
    parts = {one.pk: Part(one) for one in run.phases.order_by("position")}
    by_id = {one.pk: one for one in samples}
    headings = dict(NoteGroup.objects.filter(run=run).order_by("created_at").values_list("pk", "heading"))
    rows = on_wall(run.pk, shut).filter(hidden_at=None, withdrawn_at=None).order_by("created_at")
    gathered: dict[tuple[uuid.UUID, uuid.UUID], list[Line]] = {}
    for note in rows if run.anonymous else rows.select_related("author__root"):
        line = _line(note, run, by_id.get(note.sample_id) if note.sample_id else None)
        if note.sample_id and note.page and note.pin and note.x is not None and note.y is not None:
            pins.setdefault(note.sample_id, []).append(Pin(note.pin, note.page, note.x, note.y))
        if note.group_id:
            gathered.setdefault((note.phase_id, note.group_id), []).append(line)
        else:
            parts[note.phase_id].loose.append(line)
    for (phase, group), lines in gathered.items():
        parts[phase].gathered.append((headings[group], lines))
    return [one for one in parts.values() if one.number]


def _sorted(
    run: ProtocolRun, numbers: dict[uuid.UUID, int], shut: frozenset[uuid.UUID]
) -> dict[uuid.UUID, dict[str, int]]:
    told: dict[uuid.UUID, dict[str, int]] = {}
    for sample, rating in Sort.objects.filter(run=run).values_list("sample", "rating"):
        if sample in numbers and sample not in shut:
            counted = told.setdefault(sample, {})
            counted[rating] = counted.get(rating, 0) + 1
    return {sample: counted for sample, counted in told.items() if enough(run, counted)}
