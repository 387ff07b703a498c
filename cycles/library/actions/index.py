"""Keeping the index: in the transaction of an act of this app, soon after acts of the apps below it.

What other apps did is read from the domain events, from where the last look ended: nothing is missed while the clock
stands still, and looking twice changes nothing. Until then a new thing is not found yet; one that is gone is not shown
all the same, since every search looks at the things themselves.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from cycles.evidence.access import RELEASED
from cycles.evidence.choices import Visibility
from cycles.evidence.models import Artifact
from cycles.library.choices import EntryKind
from cycles.library.models import Example, Follower, LibraryEntry
from cycles.library.queries.describing import Described, of_example, of_resource, of_strategy
from cycles.library.queries.engines import ROWID, rowids
from cycles.planning.choices import LIVE_STATES, ResourceFor
from cycles.planning.models import Resource, Strategy
from ilc.core.models import DomainEvent

OVERLAP = timedelta(minutes=5)  # a long transaction's event may be older than younger ones that were seen
LOOKED_AT = 2000  # events of one look; the next goes on from there
BATCH = 500
FOLLOWER = "index"
FTS = ("library_stems", "library_words")
Progress = Callable[[str, int, int], None]


def put_strategy(strategy: Strategy) -> None:
    """As it stands now; under a new name, together with everything that carries its name."""
    told = of_strategy(strategy)
    named = LibraryEntry.objects.filter(strategy=strategy).values_list("folded_title", flat=True).first()
    if named is not None and named != told.fields()["folded_title"]:
        for resource in _resources().filter(series__strategies=strategy):
            put_resource(resource)
        for artifact in _artifacts().filter(example__strategy=strategy):
            put_example(artifact)
    _write(told)  # last: whoever is interrupted before finds the old name again, and begins anew


def put_resource(resource: Resource) -> None:
    """As it stands now: written, or taken out."""
    is_in = (
        resource.open_to == ResourceFor.LIBRARY
        and resource.removed_at is None
        and resource.series.state in LIVE_STATES
    )
    if is_in:
        _write(of_resource(resource))
    else:
        _take_out(resource=resource.pk)


def put_example(artifact: Artifact) -> None:
    """As it stands now: written, or taken out."""
    if Artifact.objects.filter(RELEASED, pk=artifact.pk).exists():
        _write(of_example(artifact, Example.objects.filter(artifact=artifact).first()))
    else:
        _take_out(artifact=artifact.pk)


@transaction.atomic
def _write(told: Described) -> None:
    fields = told.fields()
    own = {"example": "artifact"}.get(told.kind, told.kind)
    where: dict[str, Any] = {f"{own}_id": told.source}
    entry = LibraryEntry.objects.filter(**where).only("pk", "digest").first()
    if entry is not None and entry.digest == fields["digest"]:
        return
    entry, _ = LibraryEntry.objects.update_or_create(**where, defaults=fields)
    chosen: tuple[Any, Any] = (told.strategies, told.standards)  # ids, which the stubs do not know of
    entry.strategies.set(chosen[0])
    entry.standards.set(chosen[1])
    _fill([entry.pk])


@transaction.atomic
def _take_out(**where: Any) -> None:
    for pk in LibraryEntry.objects.filter(**where).values_list("pk", flat=True):
        _empty([pk])
        LibraryEntry.objects.filter(pk=pk).delete()


def _fill(ids: list[int]) -> None:
    """Into the tables SQLite searches in; PostgreSQL's column fills itself."""
    if connection.vendor != "sqlite":
        return
    _empty(ids)
    marks = ", ".join("%s" for _ in ids)
    for table in FTS:
        _run(
            f"INSERT INTO {table} (rowid, title, tags, text) "  # noqa: S608 - names of our own tables
            f"SELECT {ROWID}, folded_title, folded_tags, folded_text FROM library_libraryentry WHERE id IN ({marks})",
            ids,
        )


def _empty(ids: list[int]) -> None:
    if connection.vendor == "sqlite":
        places = [place for one in ids for place in rowids(one)]
        for table in FTS:
            _drop(table, places)


def _drop(table: str, places: list[int]) -> None:
    _run(f"DELETE FROM {table} WHERE rowid IN ({', '.join('%s' for _ in places)})", places)  # noqa: S608 - ours


def _run(sql: str, values: Iterable[Any] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))


# -- what happened elsewhere -----------------------------------------------------------------------------


def _resources_of(series: uuid.UUID) -> Iterable[Resource]:
    return _resources().filter(series=series)


def _resources() -> Any:
    return Resource.objects.filter(open_to=ResourceFor.LIBRARY).select_related("series")


def _artifacts() -> Any:
    return Artifact.objects.filter(visibility=Visibility.LIBRARY).select_related(
        "owner__root", "attempt__appointment__district"
    )


def _again_resource(pk: uuid.UUID) -> None:
    for one in Resource.objects.select_related("series").filter(pk=pk):
        put_resource(one)


def _again_series(pk: uuid.UUID) -> None:
    for one in _resources_of(pk):
        put_resource(one)
    for strategy in Strategy.objects.filter(series=pk):  # perhaps named there for the first time
        put_strategy(strategy)


def _again_artifact(pk: uuid.UUID) -> None:
    rows = Artifact.objects.select_related("owner__root", "attempt__appointment__district")
    for one in rows.filter(pk=pk):
        put_example(one)


def _again_try(pk: uuid.UUID) -> None:
    for one in _artifacts().filter(attempt=pk):
        put_example(one)


def _again_person(pk: uuid.UUID) -> None:
    for one in _artifacts().filter(owner__root=pk):
        put_example(one)


def _again_strategy(pk: uuid.UUID) -> None:
    for one in Strategy.objects.filter(pk=pk):
        put_strategy(one)


AGAIN: dict[str, Callable[[uuid.UUID], None]] = {
    "planning.resource": _again_resource,
    "planning.series": _again_series,
    "planning.strategy": _again_strategy,
    "evidence.artifact": _again_artifact,
    "tries.try": _again_try,
    "participants.person": _again_person,
}


def follow() -> int:
    """Look again at everything that changed since the last look; how many things. Safe to run twice at once.

    Each thing in a transaction of its own; what somebody changes in between has an event that the next look sees."""
    if made := make_missing():
        return made
    now = timezone.now()
    since = Follower.objects.get(name=FOLLOWER).until
    rows = DomainEvent.objects.filter(at__gt=since - OVERLAP, object_type__in=AGAIN).order_by("at")
    seen = list(rows.values_list("at", "object_type", "object_id")[:LOOKED_AT])
    changed = {(kind, pk) for _, kind, pk in seen}
    for kind, pk in sorted(changed):
        AGAIN[kind](pk)
    if seen:
        # a look that is full ends where its events end; where all of it lies in the overlap, it goes on all the same
        until = seen[-1][0] if len(seen) < LOOKED_AT else max(seen[-1][0], since) + OVERLAP
        Follower.objects.filter(name=FOLLOWER, until=since).update(until=min(until, now))
    return len(changed)


# -- all of it -------------------------------------------------------------------------------------------


def make_missing(say: Progress | None = None) -> int:
    """All of the index where it was never made, nothing where it was; how many entries. Safe to run twice at once.

    It counts as made once all of it is: a look that was interrupted is begun again, and passes over what it wrote."""
    return 0 if Follower.objects.filter(name=FOLLOWER).exists() else rebuild(say)


def rebuild(say: Progress | None = None) -> int:
    """Every entry anew, and none of what is gone; as often as you like. How many there are.

    Thing by thing: whoever else writes waits for one of them at most. What changes meanwhile is followed after it."""
    began = timezone.now()
    jobs: tuple[tuple[str, Any, Callable[[Any], None]], ...] = (
        ("Strategies", Strategy.objects.prefetch_related("looks", "standards"), put_strategy),
        ("Resources", _resources(), put_resource),
        ("Examples", _artifacts(), put_example),
    )
    for words, rows, put in jobs:
        number = rows.count()
        for done, one in enumerate(chain.from_iterable(_batches(rows)), start=1):
            put(one)
            if say:
                say(words, done, max(done, number))
    _forget_what_is_gone()
    refill()
    Follower.objects.get_or_create(name=FOLLOWER, defaults={"until": began})
    return LibraryEntry.objects.count()


def _batches(rows: Any) -> Iterator[list[Any]]:
    """All rows by key. No question stays open between two pieces: SQLite refuses to write beside an old one."""
    batch = list(rows.order_by("pk")[:BATCH])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1].pk).order_by("pk")[:BATCH])


def _forget_what_is_gone() -> None:
    entries = LibraryEntry.objects.values_list("pk", flat=True)
    examples = entries.filter(kind=EntryKind.EXAMPLE).exclude(
        artifact__in=Artifact.objects.filter(RELEASED).values("pk")
    )
    resources = entries.filter(kind=EntryKind.RESOURCE).exclude(
        resource__open_to=ResourceFor.LIBRARY,
        resource__removed_at=None,
        resource__series__state__in=LIVE_STATES,
    )
    for pk in [*examples, *resources]:
        _take_out(pk=pk)


def refill() -> None:
    """What SQLite searches in, anew from the entries, piece by piece; rows that lead nowhere go."""
    if connection.vendor != "sqlite":
        return
    for batch in _batches(LibraryEntry.objects.only("pk")):
        with transaction.atomic():
            _fill([one.pk for one in batch])
    for table in FTS:
        known = f"SELECT {ROWID} FROM library_libraryentry"  # noqa: S608 - names of our own tables
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT rowid FROM {table} WHERE rowid NOT IN ({known})")  # noqa: S608
            astray = [row for (row,) in cursor.fetchall()]
        for start in range(0, len(astray), BATCH):
            _drop(table, astray[start : start + BATCH])
