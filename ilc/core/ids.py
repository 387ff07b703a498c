"""Public ids: UUIDs of version 7, so that they sort by time and can stand in addresses (RFC 9562, 5.7)."""

import secrets
import time
import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import Model

LETTERS = "BCDFGHJKLMNPRSTVWXZ"  # no vowel makes no word; no I, O, Q, Y to mistake


def short_code(length: int = 8) -> str:
    """Letters for an address that is read from a wall and typed: 8 of them are 17 thousand million."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def uuid7() -> uuid.UUID:
    """A new id: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def unused(model: "type[Model]", pk: uuid.UUID | None) -> dict[str, uuid.UUID]:
    """`id=pk` for a row to be created under the id that a form brought along, so that the form sent twice is known;
    nothing, and so an id of its own, when some other row has it."""
    return {"id": pk} if pk and not model._default_manager.filter(pk=pk).exists() else {}
