"""Questions to the library. `search` is the one way to find things in it."""

from cycles.library.queries.cards import (
    Card,
    Look,
    credit_line,
    looks_of,
    of_strategy,
    own_examples,
    released_in,
    series_of,
    users_of,
)
from cycles.library.queries.hints import hints
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
    "credit_line",
    "credits_of",
    "entries",
    "examples",
    "hints",
    "looks_of",
    "of_strategy",
    "own_examples",
    "places_for",
    "released_in",
    "search",
    "series_of",
    "users_of",
]
