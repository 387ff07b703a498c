"""Forms that two people may have open at once: one conditional UPDATE, so that nobody overwrites unseen."""

from typing import Any

from django.db.models import F
from django.utils import timezone

from ilc.core.errors import Stale
from ilc.core.models import Versioned


def save(obj: Versioned, *, version: int | None, **fields: Any) -> list[str]:
    """Write `fields` if `obj` still has the form's `version` (None: whatever it has); names what changed.

    A form sent twice finds its own values there and changes nothing. Other values: `Stale`.
    """
    rows = type(obj)._default_manager.filter(pk=obj.pk)
    if version is not None:
        rows = rows.filter(version=version)
    changed = [name for name, value in fields.items() if getattr(obj, name) != value]
    if changed and obj.version == (version or obj.version):
        new = {name: fields[name] for name in changed}
        if rows.update(**new, version=F("version") + 1, updated_at=timezone.now()):
            obj.refresh_from_db(fields=[*changed, "version", "updated_at"])
            return changed
    obj.refresh_from_db(fields=[*fields, "version"])
    if any(getattr(obj, name) != value for name, value in fields.items()):
        raise Stale
    return []


def touch(obj: Versioned, *, version: int | None) -> None:
    """Raise the version for a change in rows that hang on `obj`; `Stale` when somebody was faster."""
    rows = type(obj)._default_manager.filter(pk=obj.pk)
    if version is not None:
        rows = rows.filter(version=version)
    if not rows.update(version=F("version") + 1, updated_at=timezone.now()):
        raise Stale
    obj.refresh_from_db(fields=["version", "updated_at"])
