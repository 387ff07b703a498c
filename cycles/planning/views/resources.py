"""Files and links of a series: the list, one resource with its versions, opening them."""

import uuid
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.planning import access
from cycles.planning.actions import resources as actions
from cycles.planning.choices import FileState
from cycles.planning.forms.comparing import own_changes, starting
from cycles.planning.forms.resources import HoldForm, NewResource, ResourceForm, attached, stored
from cycles.planning.models import Resource, ResourceVersion
from cycles.planning.queries import editable
from cycles.planning.queries.resources import shelves
from cycles.planning.views.answering import attempt
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.http import signed_in
from ilc.core.sending import stream

P = Permission
FORM = ["GET", "HEAD", "POST"]
EDIT = "planning.access.get_resource(SERIES_EDIT)"
CHECKING = "It is checked now; that takes a few seconds. Then it can be opened."


@signed_in("planning.access.get_series(SERIES_PLAN_READ)")
@require_safe
def listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything the series works with, as far as the reader may open it."""
    series = access.get_series(request.user, pk, P.SERIES_PLAN_READ)
    may_edit = access.can(request.user, series, P.SERIES_EDIT) and editable(series)
    words = {
        "series": series,
        "may_edit": may_edit,
        "shelves": shelves(access.resources(request.user, series), ready=not may_edit),
        "removed": series.resources.filter(removed_at__isnull=False).order_by("-removed_at")[:5]
        if may_edit
        else [],
    }
    return render(request, "planning/resources.html", words)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(FORM)
def new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One more; `?place=` names where it belongs."""
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = NewResource(*sent, series=series, initial={"place": request.GET.get("place", "")})
    if request.method == "POST" and form.is_valid():
        data = attached(form, form.cleaned_data)
        new_id = data.pop("new_id")
        if attempt(form, lambda: actions.add(series=series, by=account(request), pk=new_id, **data)):
            messages.success(request, f"Added. {CHECKING}" if data["upload"] else "Added.")
            return redirect("planning:resource", new_id)
    words = {"series": series, "form": form}
    return render(request, "planning/resource_new.html", words, status=422 if form.errors else 200)


def _page(request: HttpRequest, resource: Resource, **more: Any) -> HttpResponse:
    versions = list(resource.versions.select_related("by__person").order_by("-number"))
    words = {
        "series": resource.series,
        "resource": resource,
        "versions": versions,
        "ready": next((one for one in versions if one.state == FileState.READY), None),
        "hold_form": HoldForm(),
        **more,
    }
    bad = any(words[name].errors for name in ("hold_form", "form") if name in words)
    return render(request, "planning/resource.html", words, status=422 if bad else 200)


@signed_in(EDIT)
@require_http_methods(FORM)
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One resource for its leaders: what it holds, what it held, what it is called and for whom."""
    resource = access.get_resource(request.user, pk, P.SERIES_EDIT)
    series = resource.series
    form = ResourceForm(request.POST or None, series=series, initial=starting(stored(resource)))

    @transaction.atomic
    def act() -> None:
        resource.refresh_from_db(from_queryset=Resource.objects.select_for_update())
        resource.series = series
        changes = attached(form, own_changes(form, stored(resource)))
        actions.edit(resource=resource, by=account(request), **changes)

    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, act, resource, lambda: stored(resource))
    ):
        messages.success(request, "Saved.")
        return redirect("planning:resource", pk)
    return _page(request, resource, form=form)


@signed_in(EDIT)
@require_POST
def replace(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new version of the file or link."""
    resource = access.get_resource(request.user, pk, P.SERIES_EDIT)
    hold = HoldForm(request.POST, request.FILES)
    if hold.is_valid() and attempt(
        hold, lambda: actions.replace(resource=resource, by=account(request), **hold.cleaned_data)
    ):
        messages.success(request, f"A new version. {CHECKING}" if request.FILES else "A new version.")
        return redirect("planning:resource", pk)
    form = ResourceForm(None, series=resource.series, initial=starting(stored(resource)))
    return _page(request, resource, form=form, hold_form=hold)


def _done(request: HttpRequest, series: uuid.UUID, act: Callable[[], Any], said: str) -> HttpResponse:
    told(request, act, said)
    return redirect("planning:resources", series)


@signed_in(EDIT)
@require_POST
def remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    one = access.get_resource(request.user, pk, P.SERIES_EDIT)
    said = f"{one} is off every page. You can put it back below."
    return _done(request, one.series_id, lambda: actions.remove(resource=one, by=account(request)), said)


@signed_in(EDIT)
@require_POST
def restore(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Undo of remove."""
    one = access.get_resource(request.user, pk, P.SERIES_EDIT)
    said = f"{one} is back."
    return _done(request, one.series_id, lambda: actions.restore(resource=one, by=account(request)), said)


@signed_in("planning.access.get_resource")
@require_safe
@never_cache
def open_file(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The file it holds now."""
    resource = access.get_resource(request.user, pk)
    newest = resource.versions.filter(state=FileState.READY).order_by("-number").first()
    return _sent(newest)


@signed_in(EDIT)
@require_safe
@never_cache
def version(request: HttpRequest, pk: uuid.UUID, number: int) -> FileResponse:
    """What it held before."""
    resource = access.get_resource(request.user, pk, P.SERIES_EDIT)
    return _sent(resource.versions.filter(state=FileState.READY, number=number).first())


def _sent(held: ResourceVersion | None) -> FileResponse:
    if held is None or not held.file:
        raise Http404
    name = PurePath(held.original_name).stem + PurePath(held.file.name or "").suffix
    return stream(held.file, held.media_type, name, download=True)
