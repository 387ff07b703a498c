"""Domain events (domain.md 3.9)."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import connection, models

from ilc.core.models import DomainEvent


def record(
    verb: str,
    obj: models.Model,
    *,
    by: AbstractBaseUser | AnonymousUser | None,
    on_behalf_of: uuid.UUID | None = None,
    reason: str = "",
    **data: Any,
) -> DomainEvent:
    """Write what happened to `obj`. Must run inside the transaction of the change itself."""
    if not connection.in_atomic_block:
        raise RuntimeError("a domain event is written in the transaction of its change")
    actor = by if by is not None and by.pk else None
    return DomainEvent.objects.create(
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        actor_id=actor.pk if actor else None,
        on_behalf_of=on_behalf_of,
        reason=reason,
        data=data,
    )


def record_each(
    verb: str,
    rows: Iterable[tuple[models.Model, uuid.UUID | None]],
    *,
    by: AbstractBaseUser | AnonymousUser | None,
    **data: Any,
) -> None:
    """The same thing happened to each (object, person on whose behalf): a few queries for thousands."""
    if not connection.in_atomic_block:
        raise RuntimeError("a domain event is written in the transaction of its change")
    actor = by if by is not None and by.pk else None
    DomainEvent.objects.bulk_create(
        DomainEvent(
            verb=verb,
            object_type=obj._meta.label_lower,
            object_id=obj.pk,
            actor_id=actor.pk if actor else None,
            on_behalf_of=on_behalf_of,
            data=data,
        )
        for obj, on_behalf_of in rows
    )


LONGEST = 160  # letters of a value that a history still tells


def changes(before: dict[str, Any], after: models.Model, names: Iterable[str]) -> dict[str, list[Any]]:
    """Old and new value of fields that changed, for an event's data: numbers, yes or no, short words, lists of them.

    Longer texts are left out: that they changed is enough."""
    both = {name: [_short(before[name]), _short(getattr(after, name))] for name in names if name in before}
    return {name: pair for name, pair in both.items() if _LONG not in pair}


_LONG = object()


def _short(value: Any) -> Any:
    if isinstance(value, list):
        return [str(one) for one in value]
    if value is None or isinstance(value, bool | int):
        return value
    text = str(value)
    return text if len(text) <= LONGEST and "\n" not in text else _LONG
