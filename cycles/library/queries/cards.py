"""What the pages of the library show of one thing: words, whom it is from, what belongs to it."""

import uuid
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from cycles.evidence.models import Artifact, ArtifactImage
from cycles.evidence.queries.credit import credited
from cycles.library.choices import EntryKind, GradeBand
from cycles.library.models import Adoption, LibraryEntry
from cycles.library.queries.live import AnyUser, entries, examples
from cycles.planning.access import series as visible_series
from cycles.planning.choices import LIVE_STATES, ResourceLanguage
from cycles.planning.models import Series, Strategy
from cycles.planning.words import named_grades

MARKED = (ResourceLanguage.SPANISH, ResourceLanguage.BILINGUAL, ResourceLanguage.OTHER)
SHOWN = 12  # of each kind on the page of a strategy
RELATED = (
    "strategy",
    "resource__series__host_district",
    "resource__series__host_alliance",
    "artifact__example",
    "artifact__owner__root",
    "artifact__attempt__appointment__district",
)
SAID = (  # of all that is joined, only what a card says: these rows are wide
    "kind",
    *(f"strategy__{one}" for one in ("name", "description", "looks_like", "grade_bands")),
    *(f"resource__{one}" for one in ("title", "kind", "grade_band", "language", "series__title")),
    "resource__series__host_district__name",
    "resource__series__host_alliance__name",
    *(f"artifact__{one}" for one in ("kind", "visibility", "credit", "owner__root__given_name")),
    "artifact__owner__root__family_name",
    *(f"artifact__attempt__{one}" for one in ("grade", "subject", "appointment__district__name")),
    *(f"artifact__example__{one}" for one in ("title", "look_for", "grade", "subject", "language")),
)


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
    strategies: list[Strategy]


def with_things(rows: QuerySet[LibraryEntry]) -> QuerySet[LibraryEntry]:
    """Entries with all that a card says, in two queries."""
    pictured = ArtifactImage.objects.filter(artifact=OuterRef("artifact"), number=0)
    return (
        rows.select_related(*RELATED)
        .prefetch_related(Prefetch("strategies", Strategy.objects.only("name")))
        .annotate(has_picture=Exists(pictured))
        .only(*SAID)
    )


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
    others = [] if entry.kind == EntryKind.STRATEGY else list(entry.strategies.all())
    return Card(
        entry.kind, label, pk, title, note[:1].upper() + note[1:], about, credit, marked, picture, others
    )


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
        f"from {credited(artifact)}",
        example.language if example else "",
    )


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


def of_strategy(user: AnyUser, strategy: Strategy, kind: str) -> list[Card]:
    """Its newest resources or examples that may be seen now."""
    rows = entries(user).filter(strategies=strategy, kind=kind).order_by("-pk")
    return [card(one) for one in with_things(rows)[:SHOWN]]


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
