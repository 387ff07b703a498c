"""Notes as screens get them: only what changed, and never a name in an anonymous protocol."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

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
    "pk", "phase", "sample", "kind", "text", "page", "x", "y", "late", "group", "hidden_at", "withdrawn_at",
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
        told |= {"page": page, "x": x, "y": y}
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
    """How the samples were sorted: numbers only, and of a sample only to those who sorted it themselves."""
    own: dict[uuid.UUID, str] = {}
    if person:
        placed = Sort.objects.filter(run=run, person__root=person)
        own = dict(placed.values_list("sample", "rating"))
    counted = Sort.objects.filter(run=run).values_list("sample", "rating").annotate(n=Count("pk"))
    told: dict[str, dict[str, int]] = {}
    for sample, rating, number in counted.order_by():
        if all_of_it or sample in own:
            told.setdefault(str(sample), {})[rating] = number
    return {"own": {str(pk): rating for pk, rating in own.items()}, "all": told}


def presence(run: uuid.UUID) -> dict[str, int]:
    """How many joined, how many wrote, how many sorted: numbers, no names."""
    return {
        "joined": RunMember.objects.filter(run=run).count(),
        "wrote": Note.objects.filter(run=run, withdrawn_at=None).values("author__root").distinct().count(),
    }
