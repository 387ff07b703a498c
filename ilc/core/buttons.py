"""What a button does, and what is said about it on the next page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from ilc.core.errors import Refused

UNDO, BACK = "undo=", "back="


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


def done(request: HttpRequest, words: str, *, undo: str = "", back: str = "") -> None:
    """Say on the next page what was done, with a button that takes it back: a POST to the address `undo`. `back` is
    for what does not come back wholly as it was; its button says "Bring back", the words say what differs."""
    tags = f"{UNDO}{undo}" if undo else f"{BACK}{back}" if back else ""
    messages.success(request, words, extra_tags=tags)


def undo_of(message: Any) -> str:
    """The address that takes back what this message tells of, or ""."""
    tag = getattr(message, "extra_tags", None) or ""
    return tag.removeprefix(UNDO).removeprefix(BACK) if tag.startswith((f"{UNDO}/", f"{BACK}/")) else ""


def undo_label(message: Any) -> str:
    """What the button to that address says."""
    return "Bring back" if (getattr(message, "extra_tags", None) or "").startswith(BACK) else "Undo"
