"""What the pages of the library show of one thing: words, whom it is from, what belongs to it."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cycles.evidence.choices import ArtifactKind
from cycles.evidence.models import Artifact, ArtifactImage
from cycles.evidence.queries.credit import credited, hides_name, teacher_in
from cycles.library.choices import EntryKind, GradeBand
from cycles.library.models import Adoption, LibraryEntry
from cycles.library.queries.live import AnyUser, entries, examples
from cycles.planning.access import series as visible_series
from cycles.planning.choices import LIVE_STATES, ResourceKind, ResourceLanguage
from cycles.planning.models import Series, Strategy
from cycles.planning.words import named_grades
from ilc.core.days import school_year
from participants.models import full_name

MARKED = (ResourceLanguage.SPANISH, ResourceLanguage.BILINGUAL, ResourceLanguage.OTHER)
SHOWN = 12  # of each kind on the page of a strategy
Row = dict[str, Any]  # columns of an entry, joined to those of its thing
COLUMNS: dict[str, tuple[str, ...]] = {  # of all that is joined, only what a card says: these rows are wide
    EntryKind.STRATEGY: tuple(
        f"strategy__{one}" for one in ("id", "name", "description", "looks_like", "grade_bands")
    ),
    EntryKind.RESOURCE: (
        *(f"resource__{one}" for one in ("id", "title", "kind", "grade_band", "language", "series__title")),
        "resource__series__host_district__name",
        "resource__series__host_alliance__name",
    ),
    EntryKind.EXAMPLE: (
        *(f"artifact__{one}" for one in ("id", "kind", "visibility", "credit", "shared_at")),
        "artifact__owner__root__given_name",
        "artifact__owner__root__family_name",
        *(f"artifact__attempt__{one}" for one in ("grade", "subject", "appointment__district__name")),
        *(f"artifact__example__{one}" for one in ("id", "title", "look_for", "grade", "subject", "language")),
        "artifact__example__strategy__name",
    ),
}


@dataclass(frozen=True)
class Card:
    """One thing of the library in a list."""

    entry: int  # its number in the index
    kind: str
    label: str  # what kind of thing, in words
    pk: uuid.UUID
    title: str
    note: str  # grades and subject
    about: str
    credit: str
    language: str  # only where it is not plain English
    picture: bool
    strategies: list[str]  # their names


def cards(rows: QuerySet[LibraryEntry], kinds: Collection[str]) -> list[Card]:
    """What lists show of these entries, in their order, made from the things as they are now. `kinds`: all that are
    among them. One query, and one more for the strategies of resources."""
    columns = [one for kind in kinds for one in COLUMNS[kind]]
    if EntryKind.EXAMPLE in kinds:
        columns.append("pictured")
        rows = rows.annotate(
            pictured=Exists(ArtifactImage.objects.filter(artifact=OuterRef("artifact"), number=0))
        )
    found = list(rows.values("pk", "kind", *columns)) if columns else []
    names = _strategies([row["pk"] for row in found if row["kind"] == EntryKind.RESOURCE])
    return [MADE[row["kind"]](row, names.get(row["pk"], [])) for row in found]


def _strategies(entries: list[int]) -> dict[int, list[str]]:
    """Names of the strategies of resources, by entry: those of their series."""
    if not entries:
        return {}
    found: dict[int, list[str]] = {}
    through = LibraryEntry.strategies.through.objects.filter(libraryentry__in=entries)
    for number, name in through.order_by("pk").values_list("libraryentry_id", "strategy__name"):
        found.setdefault(number, []).append(name)
    return found


def _own(row: Row, thing: str) -> Row:
    """The columns of one thing, by their own names."""
    return {name.removeprefix(thing): value for name, value in row.items() if name.startswith(thing)}


def _strategy(row: Row, strategies: list[str]) -> Card:
    own = _own(row, "strategy__")
    about = own["description"] or own["looks_like"]
    return _card(row, own, "Strategy", own["name"], named_grades(own["grade_bands"]), about, strategies)


def _resource(row: Row, strategies: list[str]) -> Card:
    own = _own(row, "resource__")
    host = own["series__host_district__name"] or own["series__host_alliance__name"]
    credit = f"from the series {own['series__title']}{f', {host}' if host else ''}"
    kind = str(ResourceKind(own["kind"]).label)
    note = named_grades(own["grade_band"])
    return _card(row, own, kind, own["title"], note, "", strategies, credit=credit, language=own["language"])


def _example(row: Row, _: list[str]) -> Card:
    own = _own(row, "artifact__")
    told = own["example__id"] is not None
    said = "example__" if told else "attempt__"
    kind = str(ArtifactKind(own["kind"]).label)
    name = full_name(own["owner__root__given_name"], own["owner__root__family_name"])
    district = own["attempt__appointment__district__name"]
    by = teacher_in(district) if hides_name(own["visibility"], own["credit"]) else name
    return _card(
        row,
        own,
        kind,
        own["example__title"] if told else kind,
        ", ".join(filter(None, (named_grades(own[f"{said}grade"] or ""), own[f"{said}subject"]))),
        own["example__look_for"] if told else "",
        list(filter(None, [own["example__strategy__name"]])),
        credit=", ".join(filter(None, (f"from {by}", released_in(own["shared_at"])))),
        language=own["example__language"] if told else "",
    )


MADE: dict[str, Callable[[Row, list[str]], Card]] = {
    EntryKind.STRATEGY: _strategy,
    EntryKind.RESOURCE: _resource,
    EntryKind.EXAMPLE: _example,
}


def _card(
    row: Row,
    own: Row,
    label: str,
    title: str,
    note: str,
    about: str,
    strategies: list[str],
    *,
    credit: str = "",
    language: str = "",
) -> Card:
    marked = str(ResourceLanguage(language).label) if language in MARKED else ""
    note = note[:1].upper() + note[1:]
    picture = row["kind"] == EntryKind.EXAMPLE and row["pictured"]
    return Card(
        row["pk"], row["kind"], label, own["id"], title, note, about, credit, marked, picture, strategies
    )


def released_in(shared_at: datetime | None) -> str:
    """The school year in which it came into the library: 2026-27."""
    if shared_at is None:
        return ""
    first = school_year(timezone.localdate(shared_at))
    return f"{first}-{(first + 1) % 100:02}"


def credit_line(artifact: Artifact) -> str:
    """Whose it is, as its owner chose to be named, with strategy, grade and year: Rosa Medina (Number talks, grade 5,
    2026-27)."""
    example = getattr(artifact, "example", None)
    strategy = str(example.strategy) if example and example.strategy else ""
    grade = named_grades((example or artifact.attempt).grade)
    words = ", ".join(filter(None, (strategy, grade, released_in(artifact.shared_at))))
    return f"{credited(artifact)} ({words})" if words else credited(artifact)


@dataclass(frozen=True)
class Look:
    """What a strategy looks like in one grade band."""

    band: str
    label: str
    text: str


def looks_of(strategy: Strategy) -> list[Look]:
    """In the order of school; bands nobody has described are left out."""
    told = {one.grade_band: one.text for one in strategy.looks.all()}
    return [Look(band, str(band.label), told[band]) for band in GradeBand if band in told]


def of_strategy(user: AnyUser, strategy: Strategy) -> dict[str, list[Card]]:
    """Its newest resources and examples that may be seen now, by kind. Two queries."""
    rows = entries(user).filter(strategies=strategy).order_by("-pk")
    newest = [rows.filter(kind=kind).values("pk")[:SHOWN] for kind in (EntryKind.RESOURCE, EntryKind.EXAMPLE)]
    both = LibraryEntry.objects.filter(Q(pk__in=newest[0]) | Q(pk__in=newest[1]))
    found: dict[str, list[Card]] = {}
    for one in cards(both.order_by("-pk"), (EntryKind.RESOURCE, EntryKind.EXAMPLE)):
        found.setdefault(one.kind, []).append(one)
    return found


def series_of(user: AnyUser, strategy: Strategy) -> list[Series]:
    """Series that work on it, as far as the reader may know of them."""
    rows = visible_series(user).filter(strategies=strategy, state__in=LIVE_STATES)
    return list(rows.order_by("-id")[:SHOWN])


def users_of(artifact: Artifact) -> int:
    """How many colleagues use an example in a try of theirs."""
    rows = Adoption.objects.filter(artifact=artifact)
    return int(rows.aggregate(n=Count("person__root", distinct=True))["n"])


def own_examples(user: AnyUser, person_pk: uuid.UUID) -> list[tuple[Artifact, int]]:
    """What the account's person has in the library, each with how many colleagues use it."""
    rows = examples(user).filter(owner__root=person_pk).select_related("example")
    counted = rows.annotate(used=Count("adoptions__person__root", distinct=True))
    return [(one, one.used) for one in counted.order_by("-shared_at")[:SHOWN]]
