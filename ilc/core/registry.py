"""Who writes which mail: each app registers a builder per rule when it starts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ilc.core.models import OutgoingMessage


@dataclass(frozen=True)
class Mail:
    """What to send: subject, text, HTML, and the address unless the row fixes one."""

    to: str
    subject: str
    text: str
    html: str
    unsubscribe_url: str = ""  # set for what may be unsubscribed
    attachments: tuple[tuple[str, bytes, str], ...] = ()
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pointless:
    """The world changed: this message would now be wrong. `reason` is kept."""

    reason: str


@dataclass(frozen=True)
class Suppressed:
    """The person does not want it, or has no address."""

    reason: str


Built = Mail | Pointless | Suppressed
Builder = Callable[[OutgoingMessage], Built]
_builders: dict[str, Builder] = {}


def builder(rule: str) -> Callable[[Builder], Builder]:
    """Register the function that works out `rule`'s mail when it is due."""

    def keep(function: Builder) -> Builder:
        _builders[rule] = function
        return function

    return keep


def build(message: OutgoingMessage) -> Built:
    """The mail for this row as the world is now. LookupError for a rule this version of the code lacks: while
    machines are brought up to date one after another, the row waits for one that knows it."""
    found = _builders.get(message.rule)
    if found is None:
        raise LookupError(f"no rule named {message.rule}")
    return found(message)


def rules() -> dict[str, Any]:
    """Every registered rule."""
    return dict(_builders)
