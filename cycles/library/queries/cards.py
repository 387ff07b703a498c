"""What the pages of the library show of one thing: words, whom it is from, what belongs to it."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cycles.evidence.models import Artifact, ArtifactImage
from cycles.evidence.queries.credit import credited
from cycles.library.choices import EntryKind, GradeBand
from cycles.library.models import Adoption, LibraryEntry
from cycles.library.queries.live import AnyUser, entries, examples
from cycles.planning.access import series as visible_series
from cycles.planning.choices import LIVE_STATES, ResourceLanguage
from cycles.planning.models import Series, Strategy
from cycles.planning.words import named_grades
from ilc.core.days import school_year

MARKED = (ResourceLanguage.SPANISH, ResourceLanguage.BILINGUAL, ResourceLanguage.OTHER)
SHOWN = 12  # of each kind on the page of a strategy
OWN = ("strategy", "resource", "artifact")  # of which one is set
RELATED: dict[str, tuple[str, ...]] = {
    EntryKind.STRATEGY: ("strategy",),
    EntryKind.RESOURCE: ("resource__series__host_district", "resource__series__host_alliance"),
    EntryKind.EXAMPLE: (
        "artifact__example",
        "artifact__owner__root",
        "artifact__attempt__appointment__district",
    ),
}
SAID: dict[str, tuple[str, ...]] = {  # of all that is joined, only what a card says: these rows are wide
    EntryKind.STRATEGY: tuple(
        f"strategy__{one}" for one in ("name", "description", "looks_like", "grade_bands")
    ),
    EntryKind.RESOURCE: (
        *(f"resource__{one}" for one in ("title", "kind", "grade_band", "language", "series__title")),
        "resource__series__host_district__name",
        "resource__series__host_alliance__name",
    ),
    EntryKind.EXAMPLE: (
        *(f"artifact__{one}" for one in ("kind", "visibility", "credit", "shared_at")),
        "artifact__owner__root__given_name",
        "artifact__owner__root__family_name",
        *(f"artifact__attempt__{one}" for one in ("grade", "subject", "appointment__district__name")),
        *(f"artifact__example__{one}" for one in ("title", "look_for", "grade", "subject", "language")),
    ),
}


@dataclass(frozen=True)
class Card:
    """One thing of the library in a list."""

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


def with_things(rows: QuerySet[LibraryEntry], kinds: Collection[str]) -> list[LibraryEntry]:
    """Entries, of these kinds and no other, with all that a card says, in two queries."""
    related = [one for kind in kinds for one in RELATED[kind]]
    said = [one for kind in kinds for one in SAID[kind]]
    if EntryKind.EXAMPLE in kinds:
        pictured = ArtifactImage.objects.filter(artifact=OuterRef("artifact"), number=0)
        rows = rows.annotate(has_picture=Exists(pictured))
    found = list(rows.select_related(*related).only("kind", *OWN, *said)) if related else []
    with_strategies = {one.pk: one for one in found if one.kind != EntryKind.STRATEGY}
    if with_strategies:
        through = LibraryEntry.strategies.through.objects.filter(libraryentry__in=with_strategies)
        for number, name in through.order_by("pk").values_list("libraryentry_id", "strategy__name"):
            with_strategies[number].practices = [*with_strategies[number].practices, name]
    return found


def card(entry: LibraryEntry) -> Card:
    """Made from the thing itself as it is now."""
    if entry.artifact:
        return _of_example(entry, entry.artifact)
    if entry.resource:
        one = entry.resource
        host = f", {one.series.host}" if one.series.host else ""
        words = (one.get_kind_display(), one.grade_words, f"from the series {one.series.title}{host}")
        return _card(entry, words[0], one.pk, one.title, words[1], "", words[2], one.language)
    assert entry.strategy is not None  # noqa: S101 - an entry is of one thing
    strategy = entry.strategy
    about = strategy.description or strategy.looks_like
    return _card(entry, "Strategy", strategy.pk, strategy.name, strategy.grade_words, about, "", "")


def _card(
    entry: LibraryEntry,
    label: str,
    pk: uuid.UUID,
    title: str,
    note: str,
    about: str,
    credit: str,
    language: str,
) -> Card:
    marked = str(ResourceLanguage(language).label) if language in MARKED else ""
    picture = bool(getattr(entry, "has_picture", False))
    note = note[:1].upper() + note[1:]
    return Card(entry.kind, label, pk, title, note, about, credit, marked, picture, list(entry.practices))


def _of_example(entry: LibraryEntry, artifact: Artifact) -> Card:
    example = getattr(artifact, "example", None)
    said = example or artifact.attempt
    note = ", ".join(filter(None, (named_grades(said.grade), said.subject)))
    title = example.title if example else artifact.get_kind_display()
    return _card(
        entry,
        artifact.get_kind_display(),
        artifact.pk,
        title,
        note,
        example.look_for if example else "",
        ", ".join(filter(None, (f"from {credited(artifact)}", released_in(artifact)))),
        example.language if example else "",
    )


def released_in(artifact: Artifact) -> str:
    """The school year in which it came into the library: 2026-27."""
    if artifact.shared_at is None:
        return ""
    first = school_year(timezone.localdate(artifact.shared_at))
    return f"{first}-{(first + 1) % 100:02}"


def credit_line(artifact: Artifact) -> str:
    """Whose it is, as its owner chose to be named, with strategy, grade and year: Rosa Medina (Number talks, grade 5,
    2026-27)."""
    example = getattr(artifact, "example", None)
    strategy = str(example.strategy) if example and example.strategy else ""
    grade = named_grades((example or artifact.attempt).grade)
    words = ", ".join(filter(None, (strategy, grade, released_in(artifact))))
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
    for one in with_things(both.order_by("-pk"), (EntryKind.RESOURCE, EntryKind.EXAMPLE)):
        found.setdefault(one.kind, []).append(card(one))
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
