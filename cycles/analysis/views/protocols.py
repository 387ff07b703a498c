"""Protocols: those that ship, and own ones made from them."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.analysis import access
from cycles.analysis.actions import protocols as actions
from cycles.analysis.forms import PhaseForms, ProtocolForm
from cycles.analysis.models import ProtocolTemplate
from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import hidden_page

LEADS = "analysis: leads a series"
PREFIX = "phases"


@hidden_page(LEADS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    person = access.get_leading_person(request.user)
    rows = access.templates(request.user).select_related("owner__root").prefetch_related("phases")
    gone = ProtocolTemplate.objects.filter(owner__root=person.pk, removed_at__isnull=False)
    shown = {"protocols": rows, "person": person, "gone": gone.order_by("-removed_at")[:3]}
    return render(request, "analysis/protocols.html", shown)


@hidden_page(LEADS)
@require_POST
def copy(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    template = access.get_template(request.user, pk)
    person = access.get_leading_person(request.user)
    made = actions.copy(template=template, person=person, by=account(request))
    return redirect("analysis:protocol", made.pk)


@hidden_page("analysis: own protocol")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Name, names or not, and phases in their order. An emptied phase goes."""
    template = access.get_own_template(request.user, pk)
    names = ("title", "intro", "anonymous")
    stored: dict[str, Any] = {name: getattr(template, name) for name in (*names, "version")}
    sent = request.POST if request.method == "POST" else None
    form = ProtocolForm(sent, initial=stored)
    phases = PhaseForms(
        sent, prefix=PREFIX, initial=[one.as_fields() for one in template.phases.order_by("position")]
    )
    if sent is not None and form.is_valid() and phases.is_valid():
        kept = [one.cleaned_data for one in phases if one.cleaned_data.get("name")]
        try:
            actions.edit(
                template=template,
                fields={name: form.cleaned_data[name] for name in names},
                phases=kept,
                version=form.cleaned_data["version"],
                by=account(request),
            )
            messages.success(request, "Saved. What was held before stays as it was.")
            return redirect("analysis:protocols")
        except Refused as no:
            form.add_error(None, no.message)
    status = 422 if sent is not None else 200
    shown = {"form": form, "phases": phases, "protocol": template}
    return render(request, "analysis/protocol.html", shown, status=status)


@hidden_page("analysis: own protocol")
@require_POST
def remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    template, undo = access.get_own_template(request.user, pk), "undo" in request.POST
    actions.remove(template=template, by=account(request), undo=undo)
    messages.success(request, f"{template.title} is {'back' if undo else 'no longer offered'}.")
    return redirect("analysis:protocols")
