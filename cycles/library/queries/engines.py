"""The two search engines behind one face: which entries have the words. How well each fits, `fitting` says.

Everything said to them is letters and digits (`words.terms`): nothing in it is an operator, and none is text in SQL.
Both find in the order in which entries are shown, strategies first, then the newest, and stop when they have enough: a
word that is everywhere costs no more than a rare one.
"""
# ruff: noqa: S608, S610, S611  names of our own tables alone are put together

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from cycles.library.choices import BARE
from cycles.library.models import LibraryEntry
from cycles.library.words import Terms, folded

Sql = tuple[str, list[Any]]
Names = QuerySet[Any, str]
MOST_NAMES = 40  # in one question
TIER_BITS = 40
NUMBER = (1 << TIER_BITS) - 1
LAST_TIER = BARE
ROWID = f"((({LAST_TIER} - tier) << {TIER_BITS}) | id)"
"""Where an entry stands in the tables of SQLite, which are read from the highest number down."""


def rowids(number: int) -> list[int]:
    """Every place at which this entry may stand."""
    return [tier << TIER_BITS | number for tier in range(LAST_TIER + 1)]


@dataclass(frozen=True)
class Postgres:
    """A stored `tsvector` of English stems and words as written; its weights A, B, C."""

    asked: Terms

    def query(self) -> Sql:
        """All stems, or all words as written with the last perhaps unfinished."""
        phrases = [" <-> ".join(f"'{word}'" for word in one) for one in self.asked.phrases]
        words = [f"'{word}'" for word in self.asked.words]
        stems = " & ".join([*phrases, *words])
        if self.asked.beginning:
            words[-1] += ":*"
        written = " & ".join([*phrases, *words])
        return "(to_tsquery('english', %s) || to_tsquery('simple', %s))", [stems, written]

    def first(
        self,
        rows: QuerySet[LibraryEntry],
        most: int,
        tagged: Names | None = None,  # noqa: ARG002  the server finds its own way
    ) -> QuerySet[LibraryEntry]:
        """Those of `rows` that have the words, at most so many."""
        sql, values = self.query()
        # no table's name before the column: inside the question below the table has another one
        having = rows.extra(where=[f"search @@ {sql}"], params=values)
        return LibraryEntry.objects.filter(pk__in=having.order_by("tier", "-pk").values("pk")[:most])


@dataclass(frozen=True)
class Sqlite:
    """Two FTS5 tables over the same rows: one of stems, one of words as written."""

    asked: Terms

    def _queries(self) -> list[tuple[str, str]]:
        phrases = [f'"{" ".join(one)}"' for one in self.asked.phrases]
        words = [f'"{word}"' for word in self.asked.words]
        stems = " AND ".join([*phrases, *words])
        if self.asked.beginning:
            words[-1] += " *"
        return [("library_stems", stems), ("library_words", " AND ".join([*phrases, *words]))]

    def first(
        self, rows: QuerySet[LibraryEntry], most: int, tagged: Names | None = None
    ) -> QuerySet[LibraryEntry]:
        """Those of `rows` that have the words, at most so many of each table. `tagged`: names of which each of `rows`
        has one among its tags, where that is known; the tables then read those alone. Otherwise each row that has the
        words is looked up as it comes, until there are enough."""
        among = _among(tagged)
        found, values = [], []
        for table, text in self._queries():
            fits, more = "", []
            if among:
                narrow, inside = rows.values("pk").query.sql_with_params()
                fits, more = f" AND rowid & {NUMBER} IN ({narrow})", list(inside)
            elif rows.query.where:
                here = rows.extra(where=[f"library_libraryentry.id = {table}.rowid & {NUMBER}"])
                narrow, inside = here.values("pk").query.sql_with_params()
                fits, more = f" AND EXISTS ({narrow})", list(inside)
            found.append(
                f"SELECT n FROM (SELECT rowid & {NUMBER} AS n FROM {table} WHERE {table} MATCH %s{fits} "
                f"ORDER BY rowid DESC LIMIT {most:d})"
            )
            values += [f"({text}) AND tags : ({among})" if among else text, *more]
        return LibraryEntry.objects.filter(pk__in=RawSQL(" UNION ".join(found), values))


def _among(tagged: Names | None) -> str:
    """Any of these names, as FTS5 asks for it; nothing where one could not be asked for, or there are too many."""
    if tagged is None:
        return ""
    names = [folded(name) for name in tagged[: MOST_NAMES + 1]]
    return " OR ".join(f'"{name}"' for name in names) if all(names) and len(names) <= MOST_NAMES else ""


def engine(asked: Terms) -> Postgres | Sqlite:
    """The one of the database in use."""
    return Postgres(asked) if connection.vendor == "postgresql" else Sqlite(asked)
