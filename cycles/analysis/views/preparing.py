"""Joint looks of a series, and preparing one: protocol, people, question, minutes, samples."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.analysis import access
from cycles.analysis.actions import preparing as actions
from cycles.analysis.choices import RunState
from cycles.analysis.forms import PlanForm
from cycles.analysis.models import ProtocolRun
from cycles.analysis.queries.lists import of_series
from cycles.analysis.queries.offers import offers
from cycles.planning.access import can
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import hidden_page

FORM = ["GET", "HEAD", "POST"]
LEADS = "analysis: leads the series"


@hidden_page("analysis: on the roster or team of the series, or came to a session")
@require_safe
@never_cache
def series(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every joint look of a series: the record stays with it."""
    found = access.get_series(request.user, pk)
    shown = {
        "series": found,
        "runs": of_series(access.runs(request.user), found),
        "leads": can(request.user, found, Permission.SERIES_EDIT),
    }
    return render(request, "analysis/series.html", shown)


def _plan(form: PlanForm) -> actions.Plan:
    names = ("question", "presenter", "facilitator", "session")
    return actions.Plan(**{name: form.cleaned_data[name] for name in names}, minutes=form.minutes)


@hidden_page(LEADS)
@require_http_methods(FORM)
@never_cache
def prepare(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose a protocol and when; samples come on the next page."""
    found = access.get_series_to_prepare(request.user, pk)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        series=found,
        people=access.team_and_roster(found),
        templates=access.templates(request.user),
        initial={"session": request.GET.get("session", ""), "template": request.GET.get("protocol", "")},
    )
    if request.method == "POST" and form.is_valid():
        made = actions.prepare(
            series=found,
            template=form.cleaned_data["template"],
            plan=_plan(form),
            by=account(request),
            pk=form.cleaned_data["id"],
        )
        return redirect("analysis:setup", made.pk)
    status = 422 if request.method == "POST" else 200
    shown = {
        "form": form,
        "series": found,
        "templates": access.templates(request.user).prefetch_related("phases"),
    }
    return render(request, "analysis/prepare.html", shown, status=status)


@hidden_page(LEADS)
@require_http_methods(FORM)
@never_cache
def setup(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What hangs on the wall, and everything else that can be set before it begins."""
    run = access.get_led_run(request.user, pk)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        series=run.series,
        people=access.team_and_roster(run.series),
        templates=None,
        run=run,
        initial={name: getattr(run, name) for name in ("question", "presenter", "facilitator", "session")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(run=run, plan=_plan(form), by=account(request))
            messages.success(request, "Saved.")
            return redirect("analysis:setup", run.pk)
        except Refused as no:
            form.add_error(None, no.message)
    status = 422 if request.method == "POST" else 200
    return render(request, "analysis/setup.html", _setup(request, run, form), status=status)


def _setup(request: HttpRequest, run: ProtocolRun, form: PlanForm) -> dict[str, Any]:
    chosen = {one.artifact_id: one.position for one in run.samples.all()}
    offered = offers(access.to_hang(request.user, run.series), run.series.tz)
    offered.sort(key=lambda one: chosen.get(one.artifact.pk, 999))
    return {
        "form": form,
        "run": run,
        "series": run.series,
        "offered": offered,
        "chosen": chosen,
        "hidden_samples": len(chosen) - sum(one.artifact.pk in chosen for one in offered),
        "may_change": run.state in (RunState.PREPARED, RunState.RUNNING),
    }


@hidden_page(LEADS)
@require_POST
def samples(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The ticked ones hang on the wall; what others put up that this leader may not see stays."""
    run = access.get_led_run(request.user, pk)
    offered = {str(one.pk): one for one in access.to_hang(request.user, run.series)}
    ticked = request.POST.getlist("artifact")
    wanted = [offered[one] for one in dict.fromkeys(ticked) if one in offered]
    kept = access.on_wall(run).exclude(artifact__in=list(offered)).select_related("artifact")
    try:
        everything = [*wanted, *(one.artifact for one in kept)]
        actions.choose(run=run, artifacts=everything, by=account(request))
        count = len(everything)
        messages.success(request, f"{count} sample{'' if count == 1 else 's'} on the wall.")
    except Refused as no:
        messages.error(request, no.message)
    return redirect("analysis:setup", run.pk)


@hidden_page("analysis: own work, brought for the series")
@require_POST
def put_up(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The owner puts their own work on the wall; the button says that the series will see it."""
    run = access.get_run(request.user, pk)
    try:
        wanted = uuid.UUID(request.POST.get("artifact", ""))
    except ValueError as error:
        raise Http404 from error
    try:
        actions.put_up(run=run, artifact=access.get_own_work(request.user, run, wanted), by=account(request))
        messages.success(request, "It is on the wall, and shared with everybody in this series.")
    except Refused as no:
        messages.error(request, no.message)
    return redirect("analysis:run", run.pk)
