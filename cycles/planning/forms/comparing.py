"""Forms that two people may have open at once."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model

from ilc.core.errors import Stale

CARRIED = ("version", "rev")


class Comparing(forms.Form):
    """Carries the version its writer saw. After `Stale`, `meanwhile` is what is there now: label and words."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    meanwhile: Sequence[tuple[str, str]] = ()


class Autosaved(Comparing):
    """Knows what each of its fields said when it was opened (`rev`, a short mark a field), so that two people who
    change different fields both keep their words, and only the same field is a question.

    Start it with `starting(now)`: the stored values by field name, with `version`."""

    rev = forms.CharField(required=False, widget=forms.HiddenInput)


def starting(now: Mapping[str, Any]) -> dict[str, Any]:
    """Initial values of an `Autosaved` form, with the marks of what it starts from."""
    return {**now, "rev": marks_of(now)}


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


def _mark(value: Any) -> str:
    words = plain(value)
    text = words if isinstance(words, str) else "\x1f".join(words)
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def marks_of(now: Mapping[str, Any]) -> str:
    """What each field says now, as one short hidden text."""
    return ";".join(f"{name}.{_mark(value)}" for name, value in now.items() if name not in CARRIED)


def seen(rev: str) -> dict[str, str]:
    """The marks a form was opened with, by field."""
    return dict(part.rsplit(".", 1) for part in rev.split(";") if "." in part)


def moved(now: Mapping[str, Any], rev: str) -> list[str]:
    """Fields that say something else than when the form was opened."""
    known = seen(rev)
    return [name for name, value in now.items() if name in known and known[name] != _mark(value)]


def renewed(now: Mapping[str, Any], rev: str, names: Iterable[str]) -> str:
    """The marks after saving `names`: those fields as they are now, the others as the writer saw them."""
    fresh = seen(marks_of(now))
    return ";".join(
        f"{name}.{mark}" for name, mark in {**seen(rev), **{name: fresh[name] for name in names}}.items()
    )


def clashes(form: forms.Form, now: Mapping[str, Any], rev: str) -> list[str]:
    """Fields of a clean form that somebody else changed meanwhile, too, to other words."""
    data = form.cleaned_data
    return [name for name in moved(now, rev) if name in data and plain(data[name]) != plain(now[name])]


def touched(form: Autosaved, now: Mapping[str, Any]) -> dict[str, Any]:
    """What the writer of a clean form changed since it was opened."""
    known, data = seen(form.cleaned_data["rev"]), form.cleaned_data
    return {
        name: data[name]
        for name in now
        if name in known and name in data and known[name] != _mark(data[name])
    }


def own_changes(form: Autosaved, now: Mapping[str, Any]) -> dict[str, Any]:
    """The same; `Stale` where somebody else changed one of these fields meanwhile, to other words."""
    mine = touched(form, now)
    if any(name in mine for name in clashes(form, now, form.cleaned_data["rev"])):
        raise Stale
    return mine
