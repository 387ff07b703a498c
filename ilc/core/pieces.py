"""Pieces of a page that a later app adds. An app imports only those below it, so the owner of a page names the place,
and whoever fills it registers a function beside its views."""

from collections.abc import Callable
from typing import Any

from ilc.core.http import Request

Piece = Callable[[Request, Any], str]  # the request and what the page is about -> HTML; "" for nothing
_pieces: dict[str, dict[str, Piece]] = {}


def piece(place: str, name: str) -> Callable[[Piece], Piece]:
    """Register what stands under `name` at `place`. The page has checked that its reader may see what it is about."""

    def keep(function: Piece) -> Piece:
        _pieces.setdefault(place, {})[name] = function
        return function

    return keep


def pieces(place: str, request: Request, thing: Any) -> dict[str, str]:
    """The HTML of each piece of a place, by name."""
    return {name: make(request, thing) for name, make in _pieces.get(place, {}).items()}
