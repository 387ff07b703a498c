"""The index where there is none yet: made in small pieces, by whoever comes first, and never half."""

from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cycles.library import actions
from cycles.library.actions.index import FTS, make_missing
from cycles.library.models import Follower, LibraryEntry
from cycles.planning.models import Strategy
from tests import factories as make
from tests.cast import Cast
from tests.library.things import example, resource, strategy, titles


@pytest.fixture
def unindexed(cast: Cast) -> Cast:
    """A library from before there was an index."""
    strategy("Sentence frames")
    strategy("Number talks")
    resource(cast.series, "Task card")
    example(make.attempt(cast.bob, cast.first), "Zebra stripes", "Stripes")
    LibraryEntry.objects.all().delete()
    return cast


def pieces(queries: list[dict[str, str]]) -> list[int]:
    """How many entries each transaction wrote."""
    written = [0]
    for one in queries:
        if one["sql"].startswith("BEGIN"):
            written.append(0)
        written[-1] += one["sql"].startswith('INSERT INTO "library_libraryentry" ')
    return [number for number in written if number]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", [actions.follow, actions.rebuild])
def test_the_first_look_writes_one_entry_a_transaction(unindexed: Cast, how: Any) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert how() == 4
    assert pieces(asked.captured_queries) == [1, 1, 1, 1]
    assert titles(unindexed.charlie, "zebra") == ["zebra stripes"]


@pytest.mark.django_db(transaction=True)
def test_the_first_look_is_safe_twice_at_once(unindexed: Cast) -> None:
    ready = Barrier(2)

    def look() -> int:
        ready.wait()
        try:
            return actions.follow()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        looks = [pool.submit(look) for _ in range(2)]
        assert all(one.result() >= 0 for one in looks)
    assert LibraryEntry.objects.count() == 4
    assert set(titles(unindexed.charlie)) == {"sentence frames", "number talks", "task card", "zebra stripes"}
    assert titles(unindexed.charlie, "zebra") == ["zebra stripes"]
    assert make_missing() == 0


class Cut(Exception):
    """Somebody stops the process."""


def test_a_first_look_that_was_interrupted_is_begun_again(unindexed: Cast) -> None:
    def stop(words: str, done: int, _: int) -> None:
        if (words, done) == ("Resources", 1):
            raise Cut

    with pytest.raises(Cut):
        make_missing(stop)
    assert LibraryEntry.objects.count() == 3
    assert not Follower.objects.exists()
    actions.follow()
    assert LibraryEntry.objects.count() == 4


def test_what_changes_during_the_first_look_is_followed(unindexed: Cast) -> None:
    frames = Strategy.objects.get(name="Sentence frames")
    fields: dict[str, Any] = {"looks_like": "", "looks": {}, "standards": [], "by": unindexed.alice.user}

    def change(words: str, *_: int) -> None:
        if words == "Examples":
            actions.edit_strategy(strategy=frames, description="Whole sentences", **fields)
            LibraryEntry.objects.filter(
                strategy=frames
            ).delete()  # as a look that had read it before writes it

    make_missing(change)
    assert titles(unindexed.charlie, "whole sentences") == []
    actions.follow()
    assert titles(unindexed.charlie, "whole sentences") == ["sentence frames"]


def test_the_command_makes_it_where_it_is_missing_and_only_there(unindexed: Cast) -> None:
    said = StringIO()
    call_command("index_library", missing=True, stdout=said, stderr=StringIO())
    assert said.getvalue() == "4 entries in the library\n"
    LibraryEntry.objects.all().delete()
    call_command("index_library", missing=True, stdout=said, stderr=StringIO())
    assert LibraryEntry.objects.count() == 0
    assert said.getvalue() == "4 entries in the library\n"


def test_a_start_makes_the_index_of_an_old_library(unindexed: Cast) -> None:
    call_command("prepare", verbosity=0)
    assert titles(unindexed.charlie, "zebra") == ["zebra stripes"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="tables that SQLite searches in")
def test_making_it_anew_drops_what_leads_nowhere(unindexed: Cast) -> None:
    actions.rebuild()
    gone = LibraryEntry.objects.get(kind="example")
    LibraryEntry.objects.filter(pk=gone.pk).delete()  # as a cascade does
    with connection.cursor() as cursor:
        for table in FTS:
            cursor.execute(f"DELETE FROM {table} WHERE title = 'task card'")
    actions.rebuild()
    with connection.cursor() as cursor:
        for table in FTS:
            cursor.execute(f"SELECT title FROM {table} ORDER BY title")
            there = [title for (title,) in cursor.fetchall()]
            assert there == ["number talks", "sentence frames", "task card", "zebra stripes"]
