"""Questions to the library. `search` is the one way to find things in it."""

from cycles.library.queries.cards import (
    Card,
    Look,
    card,
    looks_of,
    of_strategy,
    own_examples,
    series_of,
    users_of,
)
from cycles.library.queries.live import entries, examples
from cycles.library.queries.places import Place, credits_of, places_for
from cycles.library.queries.searching import MOST, PER_PAGE, Found, Wanted, search

__all__ = [
    "MOST",
    "PER_PAGE",
    "Card",
    "Found",
    "Look",
    "Place",
    "Wanted",
    "card",
    "credits_of",
    "entries",
    "examples",
    "looks_of",
    "of_strategy",
    "own_examples",
    "places_for",
    "search",
    "series_of",
    "users_of",
]
