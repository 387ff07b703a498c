"""What a form knew of each of its fields: a short mark a field, all in one hidden text (`rev`).

    plan.1f0c33aa90d2;grade.9be07711ab3c.51d0b2ee0c6f

A part is the field's name, the mark of what was stored when the page was opened, and, where the page offered something
else (the class of last time), the mark of that. The marks travel with the page, into a phone's storage too: nothing is
kept on the server for open tabs, and a form sent days later still knows what its writer had seen.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from typing import Any

from django.db.models import Model


@dataclass(frozen=True)
class Known:
    """Of one field: the mark of what was stored, and of what its writer saw."""

    stored: str
    shown: str


@dataclass(frozen=True)
class Merge:
    """What becomes of a form after others may have written, field by field."""

    mine: dict[str, Any] = field(default_factory=dict)  # changed here alone: to be written
    theirs: dict[str, Any] = field(default_factory=dict)  # changed elsewhere, untouched here: stays as stored
    clash: list[str] = field(
        default_factory=list
    )  # changed on both sides, to different values: somebody has to choose


def plain(value: Any) -> str | list[str]:
    """A value as browsers send it: the same for what is stored and what was typed."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return sorted(str(plain(one)) for one in value)
    return "\n".join(str(value).strip().splitlines())


def mark(value: Any) -> str:
    words = plain(value)
    text = words if isinstance(words, str) else "\x1f".join(words)
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def marks_of(stored: Mapping[str, Any], shown: Mapping[str, Any] | None = None) -> str:
    """The marks of a page that is opened now. `shown`: what it fills its fields with, if that is not what is stored."""
    parts = []
    for name, value in stored.items():
        own, seen = mark(value), mark((shown or stored).get(name, value))
        parts.append(f"{name}.{own}" if own == seen else f"{name}.{own}.{seen}")
    return ";".join(parts)


def read(rev: str) -> dict[str, Known]:
    """The marks a page was opened with, by field. What is no mark of ours is left out."""
    found = {}
    for part in rev.split(";"):
        name, *two = part.split(".")
        if name and two:
            found[name] = Known(two[0], two[-1])
    return found


def moved(stored: Mapping[str, Any], rev: str) -> list[str]:
    """Fields that say something else than when the page was opened."""
    known = read(rev)
    return [name for name, value in stored.items() if name in known and known[name].stored != mark(value)]


def renewed(stored: Mapping[str, Any], rev: str, names: Collection[str]) -> str:
    """The marks with those of `names` as they are now, and the others as the page had them."""
    parts = {part.split(".")[0]: part for part in rev.split(";") if "." in part}
    return ";".join({**parts, **{name: f"{name}.{mark(stored.get(name))}" for name in names}}.values())


def settle(
    stored: Mapping[str, Any],
    typed: Mapping[str, Any],
    rev: str,
    *,
    own: Collection[str] = (),
    pressed: Collection[str] = (),
    unmarked_moved: bool = True,
) -> Merge:
    """Three sides of each field: what the page knew (`rev`), what it sends (`typed`), what is `stored` now.

    `own`: this tab itself wrote what is stored, though its page may not have heard of it. `pressed`: sent by pressing a
    button, meant even if it is what the page offered. A field without a mark counts as changed by its writer, and, if
    something is stored, as changed elsewhere (`unmarked_moved`)."""
    known, merge = read(rev), Merge()
    for name, value in typed.items():
        now, mark_of = stored.get(name), known.get(name)
        if plain(value) == plain(now):
            continue
        elsewhere = mark_of.stored != mark(now) if mark_of else unmarked_moved and plain(now) != ""
        here = name in pressed or mark_of is None or mark_of.shown != mark(value)
        if not elsewhere or name in own:
            merge.mine[name] = value
        elif here:
            merge.clash.append(name)
        else:
            merge.theirs[name] = now
    rest = {name: value for name, value in stored.items() if name not in typed}
    merge.theirs.update({name: rest[name] for name in moved(rest, rev)})
    return merge
