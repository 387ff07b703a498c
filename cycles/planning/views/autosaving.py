"""Steps of the plan that save themselves while somebody types.

A step is one view of one address, made of a form class that extends `Autosaved`:

    def now() -> dict[str, Any]:        # what is stored, by field name; read anew at each call
        return {"focus": series.focus, "version": series.version}

    def act(fields: dict[str, Any], version: int | None) -> None:    # `fields`: only what was changed
        actions.edit(series=series, by=account(request), version=version, **fields)

    form = AboutForm(request.POST or None, initial=starting(now()))
    return answer_step(request, series, form, step="about", template="about", now=now, act=act)

and a template that extends `planning/_step_form.html`, whose block `fields` shows the fields ({{ form.version }} and
{{ form.rev }} are there already). That is all. While the series is a draft, the page's `<auto-save>` posts changed
fields to the same address (header X-Autosave) and gets

    200 {saved, version, rev}           saved, through the same form class and the same action
    409 {message, now, version, rev}    somebody else changed the same field meanwhile: both texts are shown
    422 {errors}                        not saved, and why; what was typed stays in the form and on the device

Another person's change of another field is no conflict: both are kept. Beyond draft nothing is saved by itself, since
published words change deliberately: then the button saves. Without JavaScript, the button always does.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cycles.planning.choices import SeriesState
from cycles.planning.forms.comparing import Autosaved, clashes, marks_of, own_changes
from cycles.planning.local_time import clock
from cycles.planning.models import Series
from cycles.planning.pages import step_after
from cycles.planning.views.answering import attempt
from ilc.core.errors import Refused
from ilc.core.marks import moved, plain, renewed

Now = Callable[[], dict[str, Any]]
Act = Callable[[dict[str, Any], int | None], Any]
CHANGED = "Somebody changed this meanwhile. Both texts are kept: choose one."
PUBLISHED = "This series is no longer a draft: press Save to change it."


def answer_step(
    request: HttpRequest,
    series: Series,
    form: Autosaved,
    *,
    step: str,
    template: str,
    now: Now,
    act: Act,
    **words: Any,
) -> HttpResponse:
    """GET shows the step, typing saves it while it is a draft, the button saves the rest and goes on."""
    if request.method == "POST" and "X-Autosave" in request.headers:
        return _autosave(request, series, form, now, act)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _save(form, series, now, act), series, now)
    ):
        messages.success(request, "Saved.")
        onward = step_after(series, step) if "on" in request.POST else None
        return redirect(onward.href) if onward else redirect("planning:plan", series.pk)
    shown = {
        "series": series,
        "form": form,
        "step": step,
        "autosaved": series.state == SeriesState.DRAFT,
        **words,
    }
    return render(request, f"planning/{template}.html", shown, status=422 if form.errors else 200)


@transaction.atomic
def _save(form: Autosaved, series: Series, now: Now, act: Act) -> None:
    """The whole form: what its writer changed. A form without marks is judged by its version alone."""
    data = form.cleaned_data
    if not data["rev"]:
        version = data["version"]
        return act(
            {name: value for name, value in data.items() if name in now() and name != "version"}, version
        )
    _lock(series)
    if fields := own_changes(form, now()):
        act(fields, None)
    return None


def _lock(series: Series) -> None:
    """Nobody else writes between the look at what is there and the writing of ours."""
    series.refresh_from_db(from_queryset=Series.objects.select_for_update())


def _autosave(request: HttpRequest, series: Series, form: Autosaved, now: Now, act: Act) -> JsonResponse:
    names = [name for name in dict.fromkeys(request.POST.getlist("_changed")) if name in form.fields]
    for name in [one for one in form.fields if one not in names]:
        del form.fields[name]  # the same class, asked about the changed fields alone
    rev = request.POST.get("rev", "")
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    try:
        with transaction.atomic():
            _lock(series)
            if series.state != SeriesState.DRAFT:
                return JsonResponse({"message": PUBLISHED}, status=409)
            if clashes(form, now(), rev):
                return _meanwhile(series, now(), rev)
            act({name: form.cleaned_data[name] for name in names}, None)
    except Refused as no:
        return JsonResponse({"errors": {no.code if no.code in names else "": [no.message]}}, status=422)
    saved = clock(timezone.localtime(timezone.now(), series.tz))
    return JsonResponse({"saved": saved, "version": series.version, "rev": renewed(now(), rev, names)})


def _meanwhile(series: Series, now: dict[str, Any], rev: str) -> JsonResponse:
    """What others changed since the page was opened, for the page to show; and the marks to save knowingly."""
    there = {name: plain(now[name]) for name in moved(now, rev)}
    told = {"message": CHANGED, "now": there, "version": series.version, "rev": marks_of(now)}
    return JsonResponse(told, status=409)
