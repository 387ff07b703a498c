"""What a button does, and what is said about it on the next page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from ilc.core.errors import Refused

UNDO = "undo="


def told(request: HttpRequest, act: Callable[[], Any], done: str | Callable[[Any], str]) -> bool:
    """Run the action behind a button. Says `done` (worked out from what the action returned, if it is a function),
    or in the refusal's own words why nothing was changed; answers whether it was done."""
    try:
        result = act()
    except Refused as no:
        messages.error(request, no.message)
        return False
    messages.success(request, done if isinstance(done, str) else done(result))
    return True


def done(request: HttpRequest, words: str, *, undo: str = "") -> None:
    """Say on the next page what was done, with a button that takes it back: a POST to the address `undo`."""
    messages.success(request, words, extra_tags=f"{UNDO}{undo}" if undo else "")


def undo_of(message: Any) -> str:
    """The address that takes back what this message tells of, or ""."""
    tag = getattr(message, "extra_tags", None) or ""
    return tag.removeprefix(UNDO) if tag.startswith(f"{UNDO}/") else ""
