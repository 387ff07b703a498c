"""Finding things in the library: words, filters, and one page after another."""

from collections import Counter
from dataclasses import dataclass, field, fields, replace
from typing import Any

from django.db.models import Q, QuerySet

from cycles.library.choices import EntryKind
from cycles.library.models import LibraryEntry
from cycles.library.queries.cards import Card, cards
from cycles.library.queries.engines import engine
from cycles.library.queries.fitting import fitting
from cycles.library.queries.live import AnyUser, live
from cycles.library.words import Terms, as_code, folded, terms
from cycles.planning.codes import LEAST
from cycles.planning.models import Standard, Strategy

PER_PAGE = 12
FOLDED = ("folded_title", "folded_tags", "folded_text")
MOST = 120  # so many are looked at closely, newest first; whoever finds more needs another word, not another page


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for beside the words; empty: whatever it is."""

    grade: str = ""
    subject: str = ""
    standard: str = ""  # a code, or the beginning of one
    strategy: str = ""  # the beginning of a name, or an id
    kind: str = ""
    language: str = ""

    def given(self) -> list[str]:
        """Names of the filters that are set."""
        return [one.name for one in fields(self) if getattr(self, one.name)]

    def without(self, name: str) -> "Wanted":
        changed: dict[str, str] = {name: ""}
        return replace(self, **changed)


@dataclass(frozen=True)
class Found:
    """One page of what was found. `number` counts all of it, up to MOST; `is_more`: there is more than that."""

    cards: list[Card] = field(default_factory=list)
    number: int = 0
    is_more: bool = False
    kinds: dict[str, int] = field(default_factory=dict)
    after: str = ""  # the key of the next page


def search(user: AnyUser, text: str = "", wanted: Wanted | None = None, after: str = "") -> Found:
    """Entries with every word that fit every filter and may be seen now, the best first; without words the newest
    of each kind. `after`: the key the page before gave. Three queries at most, however much there is; one more where
    SQLite is asked for a strategy or a standard."""
    asked = terms(text)
    if text.strip() and not asked:
        return Found()
    seen = _candidates(user, asked, wanted or Wanted())
    best = _in_order(asked, seen[:MOST])
    start = _place(best, after)
    shown = best[start : start + PER_PAGE]
    is_last = start + PER_PAGE >= len(best)
    return Found(
        cards=_cards(shown, {one[1] for one in seen if one[0] in shown}),
        number=len(best),
        is_more=len(seen) > MOST,
        kinds=Counter(str(kind) for _, kind, *_ in seen[:MOST]),
        after="" if is_last else str(shown[-1]),
    )


def _candidates(user: AnyUser, asked: Terms, wanted: Wanted) -> list[tuple[Any, ...]]:
    """At most MOST and one more. What the index says is cut first, then looked up live: only so many rows are."""
    rows = narrowed(LibraryEntry.objects.all(), wanted)
    if asked:
        cut = engine(asked).first(rows, MOST + 1, _tagged(wanted))
    else:
        first = rows.order_by("tier", "-pk").values("pk")[: MOST + 1]
        cut = LibraryEntry.objects.filter(pk__in=first)
    found = cut.filter(live(user)).order_by("tier", "-pk")[: MOST + 1]
    return list(found.values_list("pk", "kind", *(FOLDED if asked else ())))


def _tagged(wanted: Wanted) -> QuerySet[Any, str] | None:
    """Names of which each entry that fits has one among its tags."""
    if (named := _strategies(wanted)) is not None:
        return named.values_list("name", flat=True)
    if (coded := _standards(wanted)) is not None:
        return coded.values_list("code", flat=True)
    return None


def _in_order(asked: Terms, seen: list[tuple[Any, ...]]) -> list[int]:
    """The best first; of equals the strategies, then the newest. Without words they stay as they are."""
    if asked:
        how_well = fitting(asked)
        seen = sorted(seen, key=lambda one: round(how_well(one[2:]), 4), reverse=True)
    return [one[0] for one in seen]


def _place(ids: list[int], after: str) -> int:
    """Where the next page begins: behind the key, or from the start when that is no longer there."""
    return ids.index(int(after)) + 1 if after.isascii() and after.isdigit() and int(after) in ids else 0


def narrowed(rows: QuerySet[LibraryEntry], wanted: Wanted) -> QuerySet[LibraryEntry]:
    """Entries that fit the filters. What does not say its grade, or its subject, is for all; an example is for one."""
    open_ = ~Q(kind=EntryKind.EXAMPLE)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.grade:
        rows = rows.filter(Q(grades__contains=f" {wanted.grade} ") | Q(open_, grades=""))
    for word in folded(wanted.subject).split():
        rows = rows.filter(Q(subjects__contains=f" {word}") | Q(open_, subjects=""))
    if wanted.language:
        both = ["en", "bilingual", ""] if wanted.language == "en" else [wanted.language, "bilingual"]
        rows = rows.filter(language__in=["bilingual"] if wanted.language == "bilingual" else both)
    if (named := _strategies(wanted)) is not None:
        through = LibraryEntry.strategies.through.objects.filter(strategy__in=named.values("pk"))
        rows = rows.filter(pk__in=through.values("libraryentry"))
    if (coded := _standards(wanted)) is not None:
        towards = LibraryEntry.standards.through.objects.filter(standard__in=coded.values("pk"))
        rows = rows.filter(pk__in=towards.values("libraryentry"))
    return rows


def _strategies(wanted: Wanted) -> QuerySet[Strategy] | None:
    return Strategy.objects.filter(name__istartswith=wanted.strategy) if wanted.strategy else None


def _standards(wanted: Wanted) -> QuerySet[Standard] | None:
    code = as_code(wanted.standard)
    return Standard.objects.filter(code_ways__contains=f" {code}") if len(code) >= LEAST else None


def _cards(ids: list[int], kinds: set[str]) -> list[Card]:
    """What a result shows, in this order, in two queries."""
    by_id = {one.entry: one for one in cards(LibraryEntry.objects.filter(pk__in=ids), kinds)}
    return [by_id[pk] for pk in ids if pk in by_id]
