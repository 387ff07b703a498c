"""Notes as screens get them: only what changed, and never a name in an anonymous protocol."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cycles.analysis.choices import FEWEST_SORTED
from cycles.analysis.models import Note, NoteGroup, ProtocolRun, RunMember, RunSample, Sort
from cycles.analysis.queries.pulse import shown_to_all


@dataclass(frozen=True)
class Reader:
    """For whom a screen is: their person (None on the projector), and whether they lead."""

    person: uuid.UUID | None = None
    leads: bool = False
    closed: frozenset[uuid.UUID] = frozenset()  # samples that are not for them


def on_wall(run: uuid.UUID, closed: Collection[uuid.UUID] = ()) -> QuerySet[Note]:
    """Notes about nothing that was withdrawn since, or that is not for this reader."""
    there = RunSample.objects.filter(shown_to_all("artifact__"), pk=OuterRef("sample"))
    rows = Note.objects.filter(Q(sample=None) | Q(Exists(there)), run=run)
    return rows.exclude(sample__in=closed) if closed else rows


FIELDS = (
    "pk", "phase", "sample", "kind", "text", "page", "x", "y", "pin", "late", "group", "hidden_at", "withdrawn_at",
    "changed", "author__root", "author__root__given_name", "author__root__family_name",
)  # fmt: skip


def since(run: uuid.UUID, version: int, reader: Reader, *, names: bool) -> list[dict[str, Any]]:
    """What changed after this version, in the order in which it did. One query."""
    rows = on_wall(run, reader.closed).filter(changed__gt=version).order_by("changed")
    told = [_told(row, reader, names) for row in rows.values_list(*FIELDS)]
    return [one for one in told if version or not one.get("gone")]


def _told(row: tuple[Any, ...], reader: Reader, names: bool) -> dict[str, Any]:
    (
        pk,
        phase,
        sample,
        kind,
        text,
        page,
        x,
        y,
        pin,
        late,
        group,
        hidden,
        withdrawn,
        changed,
        author,
        given,
        family,
    ) = row
    mine = reader.person is not None and author == reader.person
    if withdrawn or (hidden and not (mine or reader.leads)):
        return {"id": str(pk), "v": changed, "gone": True}
    told: dict[str, Any] = {"id": str(pk), "v": changed, "p": str(phase), "k": kind, "t": text}
    told["s"] = str(sample) if sample else ""
    if page is not None:
        told |= {"page": page, "x": x, "y": y, "pin": pin}
    if group:
        told["g"] = str(group)
    if names:
        told["n"] = f"{given} {family[:1]}.".strip() if family else given
    told |= {name: True for name, is_so in (("late", late), ("mine", mine), ("aside", bool(hidden))) if is_so}
    return told


def groups(run: uuid.UUID) -> list[dict[str, str]]:
    rows = NoteGroup.objects.filter(run=run).order_by("created_at")
    return [{"id": str(pk), "heading": heading} for pk, heading in rows.values_list("pk", "heading")]


def agreement(run: ProtocolRun, person: uuid.UUID | None, *, all_of_it: bool) -> dict[str, Any]:
    """How the samples were sorted: numbers only, of a sample only to those who sorted it themselves, and without names
    only once `FEWEST_SORTED` did."""
    own: dict[uuid.UUID, str] = {}
    if person:
        placed = Sort.objects.filter(run=run, person__root=person)
        own = dict(placed.values_list("sample", "rating"))
    counted = Sort.objects.filter(run=run).values_list("sample", "rating").annotate(n=Count("pk"))
    told: dict[uuid.UUID, dict[str, int]] = {}
    for sample, rating, number in counted.order_by():
        if all_of_it or sample in own:
            told.setdefault(sample, {})[rating] = number
    return {
        "own": {str(pk): rating for pk, rating in own.items()},
        "all": {str(pk): numbers for pk, numbers in told.items() if enough(run, numbers)},
    }


def enough(run: ProtocolRun, counted: Mapping[str, int]) -> bool:
    """Whether how a sample was sorted may be told: where notes carry no names, only of enough people."""
    return not run.anonymous or sum(counted.values()) >= FEWEST_SORTED


def _different(rows: QuerySet[Any], who: str) -> Coalesce:
    """How many different people these rows of a run come from."""
    each = rows.filter(run=OuterRef("pk")).order_by().values("run")
    return Coalesce(Subquery(each.annotate(n=Count(who, distinct=True)).values("n")), 0)


def presence(run: uuid.UUID) -> dict[str, int]:
    """How many joined, how many wrote, how many sorted: numbers, no names. One query."""
    counted = {
        "joined": _different(RunMember.objects.all(), "person__root"),
        "wrote": _different(Note.objects.filter(withdrawn_at=None), "author__root"),
        "sorted": _different(Sort.objects.all(), "person__root"),
    }
    return dict(ProtocolRun.objects.filter(pk=run).order_by().annotate(**counted).values(*counted).get())
