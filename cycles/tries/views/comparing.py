"""After another device wrote: fields merge by themselves; where both wrote, what was typed stays in the form, and what
is stored stands beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import JsonResponse, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date

from cycles.tries import queries
from cycles.tries.actions import ELSEWHERE, Seen
from cycles.tries.models import Try
from ilc.core import marks
from ilc.core.days import clock, in_words
from ilc.core.http import Request


@dataclass(frozen=True)
class Both:
    """One field with two texts."""

    name: str  # in the form
    label: str
    typed: str
    words: str  # what is stored
    value: str  # the same as browsers send it
    at: str = ""


Now = list[Both]


@dataclass(frozen=True)
class Sent:
    """A form that was sent, with what changed elsewhere and was not touched in it. `clash`: changed on both sides."""

    data: QueryDict
    clash: list[str]
    there: dict[str, Any]


def seen(request: Request, names: Iterable[str]) -> Seen:
    """What a tab sends of these fields, with all it knew."""
    number = request.POST.get("version", "")
    version = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None
    typed = {name: request.POST[name] for name in names if name in request.POST}
    return Seen(typed, request.POST.get("rev"), version, request.POST.get("_tab", "")[:40])


def merged(
    request: Request,
    known: Seen,
    there: dict[str, Any],
    draft: queries.Draft,
    version: int,
    pressed: Iterable[str] = (),
) -> Sent:
    """The form then carries the present marks, so that saving again is a decision made knowingly."""
    merge = known.merge(there, draft, version, pressed)
    data = request.POST.copy()
    for name, value in merge.theirs.items():
        data[name] = str(marks.plain(value))
    data["rev"] = marks.renewed(there, known.rev or "", [*merge.theirs, *merge.clash])
    data["version"] = str(version)
    return Sent(data, merge.clash, there)


def compare(
    form: forms.Form, now: Mapping[str, Any], at: Mapping[str, str] | None = None, **carried: Any
) -> Now:
    """What is stored and differs from what was typed. `carried`: the present versions."""
    data = form.data.copy()  # type: ignore[attr-defined]
    for name, value in carried.items():
        data[form.add_prefix(name)] = str(value)
    found = [
        Both(
            form.add_prefix(name),
            str(form.fields[name].label),
            _words(form.fields[name], form[name].value()),
            _words(form.fields[name], value),
            str(marks.plain(value)),
            (at or {}).get(form.add_prefix(name), ""),
        )
        for name, value in now.items()
        if name in form.fields and marks.plain(value) != marks.plain(form[name].value())
    ]
    form.data = data
    return found


def ask(form: forms.Form, now: Mapping[str, Any], draft: queries.Draft, attempt: Try | None) -> Now:
    """Somebody has to choose: say so on top of the form, with both texts of these fields."""
    form.add_error(None, ELSEWHERE)
    return compare(form, now, saved_at(map(form.add_prefix, now), draft, attempt))


def saved_at(names: Iterable[str], draft: queries.Draft, attempt: Try | None) -> dict[str, str]:
    """In words, for each of these fields: when it was typed, or else when the try last took a step."""
    typed = queries.typed_at(draft)
    step = attempt.steps.order_by("-created_at").first() if attempt else None
    fallback = step.created_at if step else attempt.updated_at if attempt else None
    moments = {name: typed.get(name, fallback) for name in names}
    return {name: _when(moment) for name, moment in moments.items() if moment}


def _when(moment: datetime) -> str:
    day = timezone.localtime(moment).date()
    return clock(moment) if day == timezone.localdate() else f"{clock(moment)}, {in_words(day)}"


def heard(
    known: Seen, there: dict[str, Any], draft: queries.Draft, attempt: Try | None, message: str = ""
) -> JsonResponse:
    """The answer to what was sent while typing: saved, or why not (`message`); and what changed elsewhere since."""
    moved = marks.moved(there, known.rev or "")
    news = [name for name in {*moved, *known.typed} & there.keys() if _is_news(known, there, name)]
    told: dict[str, Any] = {"rev": marks.renewed(there, known.rev or "", [*moved, *known.typed])}
    if news:
        told["now"] = {name: str(marks.plain(there[name])) for name in news}
        told["at"] = saved_at(news, draft, attempt)
    if message:
        version = attempt.version if attempt else 0
        return JsonResponse({"message": message, "version": version, "now": {}, **told}, status=409)
    return JsonResponse({"saved": clock(timezone.now()), **told})


def _is_news(known: Seen, there: dict[str, Any], name: str) -> bool:
    return name not in known.typed or marks.plain(known.typed[name]) != marks.plain(there[name])


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return "yes" if value else "no"
    plain = str(marks.plain(value))
    if isinstance(field, forms.ChoiceField):
        choices: dict[Any, Any] = dict(field.choices)  # type: ignore[arg-type]
        return {str(key): str(words) for key, words in choices.items()}.get(plain, plain) or "empty"
    day = parse_date(plain) if isinstance(field, forms.DateField) and plain[:4].isdigit() else None
    return in_words(day) if day else plain or "empty"
