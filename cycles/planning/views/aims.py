"""The step "Aims": planned backwards from the students; outcomes, strategies and standards."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cycles.planning import access
from cycles.planning.actions import aims as actions
from cycles.planning.choices import AimLevel
from cycles.planning.forms.aims import PARTS, QUESTIONS, AimsForm, StandardsForm
from cycles.planning.forms.comparing import starting
from cycles.planning.models import Series, Standard
from cycles.planning.queries.standards import FOUND, chosen_standards, frameworks, notices, search_standards
from cycles.planning.views.autosaving import answer_step
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import Request, signed_in

P = Permission


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The questions in one form, and the search for standards, which also answers alone."""
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    if request.method == "GET" and request.htmx:
        return _fragment(request, series)

    def now() -> dict[str, Any]:
        return _now(series)

    def act(fields: dict[str, Any], version: int | None) -> None:
        lines, more = fields.get("outcomes"), fields.get("more", [])
        actions.state(
            series=series,
            answers=_answers(fields),
            outcomes=None if lines is None else lines.splitlines(),
            strategies=fields.get("strategies"),
            more=more,
            by=account(request),
            version=version,
        )

    form = AimsForm(request.POST or None, initial=starting(now()))
    return answer_step(
        request,
        series,
        form,
        step="aims",
        template="aims",
        now=now,
        act=act,
        questions=lambda: _questions(form),  # asked by the page, once the form is judged
        **({} if "X-Autosave" in request.headers else _standards(request, series)),
    )


def _now(series: Series) -> dict[str, Any]:
    """What is stored, by field name."""
    there = {one.level: one for one in series.aims.all()}
    words = {
        f"{part}_{level}": getattr(there[level], part) if level in there else ""
        for level in QUESTIONS
        for part in PARTS
    }
    return {
        **words,
        "outcomes": "\n".join(one.text for one in series.outcomes.all()),
        "strategies": list(series.strategies.all()),
        "more": "",
        "version": series.version,
    }


def _answers(fields: dict[str, Any]) -> dict[int, dict[str, str]]:
    """The fields of the questions by level."""
    found: dict[int, dict[str, str]] = {}
    for level in QUESTIONS:
        if said := {part: fields[f"{part}_{level}"] for part in PARTS if f"{part}_{level}" in fields}:
            found[level] = said
    return found


def _questions(form: AimsForm) -> list[dict[str, Any]]:
    """One question at a time: the first with a mistake, or the first nobody has answered, stands open."""
    shown: list[dict[str, Any]] = []
    levels = list(QUESTIONS)
    for place, level in enumerate(levels):
        text, evidence = form[f"text_{level}"], form[f"evidence_{level}"]
        shown.append(
            {
                "level": level,
                "label": AimLevel(level).label,
                "number": place + 1,
                "text": text,
                "evidence": evidence,
                "said": str(text.value() or ""),
                "bad": bool(text.errors or evidence.errors),
                "next": levels[place + 1] if place + 1 < len(levels) else None,
            }
        )
    first = next((one for one in shown if one["bad"]), None) or next(
        (one for one in shown if not one["said"]), None
    )
    if first:
        first["open"] = True
    return shown


def _standards(request: Request, series: Series) -> dict[str, Any]:
    """What is chosen, what was looked for, what was found."""
    lists = list(frameworks())
    form = StandardsForm(request.GET if request.method in ("GET", "HEAD") else request.POST, lists=lists)
    asked = form.asked()
    looked = bool(asked["text"] or (asked["framework"] and asked["grade"]))
    found = list(search_standards(**asked, limit=FOUND + 1)) if looked else []
    chosen = list(chosen_standards(series))
    return {
        "search": form,
        "asked": {"q": asked["text"], "framework": asked["framework"], "grade": asked["grade"]},
        "looked": looked,
        "found": found[:FOUND],
        "is_more": len(found) > FOUND,
        "chosen": chosen,
        "chosen_ids": {one.pk for one in chosen},
        "notices": notices([*chosen, *found[:FOUND]]),
        "lists": lists,
    }


def _fragment(request: Request, series: Series, **said: str) -> HttpResponse:
    """The standards alone, for a page that is there already."""
    words = {"series": series, **_standards(request, series), **said}
    return render(request, "planning/_standards.html", words)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_POST
def standards(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Choose one (`add`) or remove one (`drop`); the search stays as it was."""
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    said = {"done": "", "problem": ""}
    for key, act, done in (
        ("add", actions.choose_standard, "{} is chosen."),
        ("drop", actions.drop_standard, "{} is removed."),
    ):
        try:
            wanted = Standard.objects.filter(pk=uuid.UUID(request.POST.get(key, ""))).first()
        except ValueError:
            continue
        if wanted is None:
            continue
        try:
            act(series=series, standard=wanted, by=account(request))
            said["done"] = done.format(wanted.code)
        except Refused as no:
            said["problem"] = no.message
    if request.htmx:
        return _fragment(request, series, **said)
    if said["problem"]:
        messages.error(request, said["problem"])
    asked = {name: request.POST.get(name, "") for name in ("q", "framework", "grade")}
    return redirect(f"{reverse('planning:aims', args=[pk])}?{urlencode(asked)}#standards")
