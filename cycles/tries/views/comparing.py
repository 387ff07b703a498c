"""After "somebody changed this meanwhile": what was typed stays in the form, what is stored stands beside it."""

from typing import Any

from django import forms
from django.utils.dateparse import parse_date

from cycles.tries import queries
from cycles.tries.actions import Seen
from ilc.core.days import in_words
from ilc.core.http import Request

Now = list[tuple[str, str]]  # label and words


def seen(request: Request, names: tuple[str, ...]) -> Seen:
    """What the sending tab knew, with everything it sends."""
    typed = {name: request.POST[name] for name in names if name in request.POST}
    return Seen(typed, request.POST.get("rev"), request.POST.get("_tab", "")[:40])


def compare(form: forms.Form, now: dict[str, Any], **carried: Any) -> Now:
    """What is stored and differs from what was typed. The form then carries the present versions (`carried`), so
    that saving again is a decision made knowingly."""
    data = form.data.copy()  # type: ignore[attr-defined]
    for name, value in carried.items():
        data[form.add_prefix(name)] = str(value)
    found = [
        (str(form.fields[name].label), _words(form.fields[name], value))
        for name, value in now.items()
        if not queries.same_words(_plain(value), _plain(form[name].value()))
    ]
    form.data = data
    return found


def _plain(value: Any) -> str:
    return "" if value is None or value is False else str(value)


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return "yes" if value else "no"
    plain = _plain(value)
    if isinstance(field, forms.ChoiceField):
        choices: dict[Any, Any] = dict(field.choices)  # type: ignore[arg-type]
        return {str(key): str(words) for key, words in choices.items()}.get(plain, plain) or "empty"
    day = parse_date(plain) if isinstance(field, forms.DateField) and plain[:4].isdigit() else None
    return in_words(day) if day else plain or "empty"
