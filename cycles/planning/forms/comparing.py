"""Forms that two people may have open at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from ilc.core import marks
from ilc.core.errors import Stale
from ilc.core.marks import moved, plain

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


def marks_of(now: Mapping[str, Any]) -> str:
    """What each field says now, as one short hidden text."""
    return marks.marks_of({name: value for name, value in now.items() if name not in CARRIED})


def clashes(form: forms.Form, now: Mapping[str, Any], rev: str) -> list[str]:
    """Fields of a clean form that somebody else changed meanwhile, too, to other words."""
    data = form.cleaned_data
    return [name for name in moved(now, rev) if name in data and plain(data[name]) != plain(now[name])]


def touched(form: Autosaved, now: Mapping[str, Any]) -> dict[str, Any]:
    """What the writer of a clean form changed since it was opened."""
    known, data = marks.read(form.cleaned_data["rev"]), form.cleaned_data
    return {
        name: data[name]
        for name in now
        if name in known and name in data and known[name].shown != marks.mark(data[name])
    }


def own_changes(form: Autosaved, now: Mapping[str, Any]) -> dict[str, Any]:
    """The same; `Stale` where somebody else changed one of these fields meanwhile, to other words."""
    mine = touched(form, now)
    if any(name in mine for name in clashes(form, now, form.cleaned_data["rev"])):
        raise Stale
    return mine
