"""Showing a refusal where it belongs, with everything that was typed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from typing import Any

from django import forms

from cycles.planning.forms.comparing import Autosaved, Comparing, marks_of, touched
from cycles.planning.local_time import clock, long_day
from ilc.core.errors import Refused, Stale
from ilc.core.marks import moved, plain
from ilc.core.models import Versioned


def attempt(
    form: forms.Form,
    act: Callable[[], Any],
    about: Versioned | None = None,
    now: Callable[[], Mapping[str, Any]] = dict,
) -> bool:
    """Run an action for a clean form; a refusal becomes the form's error.

    After `Stale` the form carries the present version, so that saving again is a decision made knowingly;
    `now` reads what is there, by field name (other names are shown as they are called).
    """
    try:
        act()
    except Refused as no:
        form.add_error(None, no.message)
        if isinstance(no, Stale) and about is not None:
            about.refresh_from_db()
            there = now()
            _renew(form, about, there)
            if isinstance(form, Comparing):
                form.meanwhile = _differences(form, there)
        return False
    return True


def _renew(form: forms.Form, about: Versioned, now: Mapping[str, Any]) -> None:
    """Carry the present version. What the writer did not touch follows what is there now."""
    data = form.data.copy()  # type: ignore[attr-defined]
    data[form.add_prefix("version")] = about.version
    rev = form.cleaned_data.get("rev", "")
    if isinstance(form, Autosaved) and rev:
        for name in set(moved(now, rev)) - set(touched(form, now)):
            words = plain(now[name])
            data.setlist(
                form.add_prefix(name), words if isinstance(words, list) else [words] if words else []
            )
        data[form.add_prefix("rev")] = marks_of(now)
    form.data = data


def _differences(form: Comparing, now: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is there now where it is not what was typed."""
    found = []
    for name, value in now.items():
        field = form.fields.get(name)
        if field is not None and field.widget.is_hidden:
            continue
        words, label = _chosen(field, value), (field and field.label) or name.replace("_", " ").capitalize()
        if words != _chosen(field, form.cleaned_data.get(name)):
            found.append((str(label), words or "empty"))
    return found


def _chosen(field: forms.Field | None, value: Any) -> str:
    """A value in words; of a choice the words it was offered with."""
    if not isinstance(field, forms.ChoiceField) or isinstance(field, forms.ModelChoiceField):
        return in_words(value)
    offered = dict(field.choices)  # type: ignore[arg-type]
    several = isinstance(value, list)
    return in_words([offered.get(one, one) for one in value] if several else offered.get(value, value))


def in_words(value: Any) -> str:
    """A value of a form as people say it; several stand on lines of their own."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, time):
        return clock(value)
    if isinstance(value, date):
        return long_day(value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "\n".join(in_words(one) for one in value)
    return "\n".join(str(value).strip().splitlines())
