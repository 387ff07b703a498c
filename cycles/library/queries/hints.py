"""What one could look for: words that find something in this library."""

from collections.abc import Iterable

from cycles.library.choices import EntryKind
from cycles.library.models import LibraryEntry
from cycles.library.queries.cards import Card

NAMES = 2


def hints(cards: Iterable[Card]) -> list[str]:
    """Of the first things shown, two strategies that say what they are, and a standard that strategies serve."""
    told = [one.title for one in cards if one.kind == EntryKind.STRATEGY and one.about]
    indexed = LibraryEntry.standards.through.objects.filter(libraryentry__kind=EntryKind.STRATEGY)
    return told[:NAMES] + list(indexed.order_by("-pk").values_list("standard__code", flat=True)[:1])
