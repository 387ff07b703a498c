"""Who a series is for: grades, subjects, host, further districts, places."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.planning import access
from cycles.planning.actions import audience as actions
from cycles.planning.actions import series as series_actions
from cycles.planning.actions.listing import flags
from cycles.planning.choices import SeriesState
from cycles.planning.forms.audience import MANY_HOSTS, AudienceForm, DistrictForm, HostForm, key
from cycles.planning.forms.comparing import starting
from cycles.planning.models import Series
from cycles.planning.views.answering import attempt
from cycles.planning.views.autosaving import answer_step
from districts.access import is_program
from districts.choices import Status
from districts.permissions import Permission
from districts.queries import search_districts
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.http import signed_in
from ilc.core.ui import Option

P = Permission
FORM = ["GET", "HEAD", "POST"]
FIELDS = ("grades", "subjects", "audience", "capacity", "listing", "version")


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(FORM)
def audience(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    series = access.get_series(request.user, pk, P.SERIES_EDIT)

    def now() -> dict[str, Any]:
        return {name: getattr(series, name) for name in FIELDS}

    def act(fields: dict[str, Any], version: int | None) -> None:
        columns = {**fields, **(flags(fields["listing"]) if "listing" in fields else {})}
        series_actions.edit(series=series, by=account(request), version=version, **columns)

    form = AudienceForm(request.POST or None, initial=starting(now()))
    invited = {"invited": series.invited_districts.order_by("name"), "invite_form": DistrictForm()}
    return answer_step(
        request, series, form, step="audience", template="audience", now=now, act=act, **invited
    )


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(["POST"])
def invite(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One more district whose educators may register."""
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    form = DistrictForm(request.POST)

    def act() -> None:
        actions.invite_district(series=series, district=form.cleaned_data["chosen"], by=account(request))

    if form.is_valid() and attempt(form, act):
        messages.success(request, f"Educators of {form.cleaned_data['chosen']} can register, too.")
        return redirect("planning:audience", pk)
    now = {name: getattr(series, name) for name in FIELDS}
    words = {
        "series": series,
        "form": AudienceForm(initial=starting(now)),
        "step": "audience",
        "autosaved": series.state == SeriesState.DRAFT,
        "invited": series.invited_districts.order_by("name"),
        "invite_form": form,
    }
    return render(request, "planning/audience.html", words, status=422)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_POST
def uninvite(request: HttpRequest, pk: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    if district := series.invited_districts.filter(pk=item).first():
        told(
            request,
            lambda: actions.uninvite_district(series=series, district=district, by=account(request)),
            f"{district} is no longer on the list. Who registered keeps the seat.",
        )
    return redirect("planning:audience", pk)


@signed_in("planning.access.require_draft")
@require_safe
def districts(request: HttpRequest) -> HttpResponse:
    """Open districts by name or code, for those who plan: a list of options."""
    access.require_draft(request.user)
    found = search_districts(request.GET.get("q", "").strip(), limit=12)
    going = [one for one in found if one.status not in Status.ended()]
    options = [Option(str(one.pk), one.name, f"{one.county.name} County") for one in going]
    return render(request, "components/options.html", {"options": options})


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(FORM)
def host(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    listed = None if is_program(request.user) else _own_hosts(request, series)
    now = {
        "host": key(series.host) if series.host else "",
        "query": series.host or "",
        "version": series.version,
    }
    form = HostForm(request.POST or None, hosts=listed, initial=now)

    def act() -> None:
        chosen, version = form.cleaned_data["chosen"], form.cleaned_data["version"]
        if listed is None and not _may_host(request, chosen):
            raise PermissionDenied
        series_actions.set_host(series=series, host=chosen, by=account(request), version=version)

    shown = {"series": series, "form": form, "step": "audience", "hosts": listed}
    if request.method == "POST" and form.is_valid() and attempt(form, act, series, _host_of(series, listed)):
        messages.success(request, f"Hosted by {series.host}.")
        return redirect("planning:audience", pk)
    fixed = series.state != SeriesState.DRAFT
    return render(
        request, "planning/host.html", {**shown, "fixed": fixed}, status=422 if form.errors else 200
    )


def _host_of(series: Series, listed: list[Any] | None) -> Callable[[], dict[str, Any]]:
    """What is there now, under the name of the field that stands on the page."""
    return lambda: {"query" if listed is None else "host": series.host}


def _own_hosts(request: HttpRequest, series: Series) -> list[Any]:
    """What the account may choose, and what is chosen already."""
    own = [
        *access.host_districts(request.user)[:MANY_HOSTS],
        *access.host_alliances(request.user)[:MANY_HOSTS],
    ]
    return own if series.host is None or series.host in own else [series.host, *own]


def _may_host(request: HttpRequest, chosen: Any) -> bool:
    districts, alliances = access.host_districts(request.user), access.host_alliances(request.user)
    return any(rows.filter(pk=chosen.pk).exists() for rows in (districts, alliances))
