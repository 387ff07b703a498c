"""Protocols: those that ship, and own ones made from them."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.analysis import access
from cycles.analysis.actions import protocols as actions
from cycles.analysis.forms import CopyForm, EditForm, PhaseForms, ProtocolForm
from cycles.analysis.models import ProtocolTemplate
from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import hidden_page

LEADS = "analysis: leads a series"
PREFIX = "phases"
FIELDS = ("title", "intro", "anonymous")
FORM = ["GET", "HEAD", "POST"]


@hidden_page(LEADS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    person = access.get_leading_person(request.user)
    rows = access.templates(request.user).select_related("owner__root").prefetch_related("phases")
    gone = ProtocolTemplate.objects.filter(owner__root=person.pk, removed_at__isnull=False)
    shown = {"protocols": rows, "person": person, "gone": gone.order_by("-removed_at")[:3]}
    return render(request, "analysis/protocols.html", shown)


@dataclass(frozen=True)
class Filled:
    """The two parts of a protocol's page: what it is, and its phases. An emptied phase goes."""

    form: ProtocolForm
    phases: Any

    @classmethod
    def of(
        cls, request: HttpRequest, kind: type[ProtocolForm], template: ProtocolTemplate, **stored: Any
    ) -> "Filled":
        sent = request.POST if request.method == "POST" else None
        begins = [one.as_fields() for one in template.phases.order_by("position")]
        return cls(kind(sent, initial=stored), PhaseForms(sent, prefix=PREFIX, initial=begins))

    def is_valid(self) -> bool:
        return self.form.is_valid() and self.phases.is_valid()

    @property
    def words(self) -> dict[str, Any]:
        """For the action that saves it."""
        kept = [one.cleaned_data for one in self.phases if one.cleaned_data.get("name")]
        return {"fields": {name: self.form.cleaned_data[name] for name in FIELDS}, "phases": kept}

    def page(self, request: HttpRequest, title: str, hint: str) -> HttpResponse:
        shown = {"form": self.form, "phases": self.phases, "title": title, "hint": hint}
        return render(request, "analysis/protocol.html", shown, status=422 if self.form.is_bound else 200)


@hidden_page(LEADS)
@require_http_methods(FORM)
def copy(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The form of a protocol filled in from another one. The copy is made when it is saved, not before."""
    template = access.get_template(request.user, pk)
    filled = Filled.of(request, CopyForm, template, **template.as_copied())
    if filled.form.is_bound and filled.is_valid():
        try:
            actions.copy(
                template=template,
                person=access.get_leading_person(request.user),
                pk=filled.form.cleaned_data["id"],
                by=account(request),
                **filled.words,
            )
            messages.success(request, "Saved. It is yours, and colleagues you lead with can use it.")
            return redirect("analysis:protocols")
        except Refused as no:
            filled.form.add_error(None, no.message)
    return filled.page(request, f"A protocol made from “{template.title}”", "It is yours once you save it.")


@hidden_page("analysis: own protocol")
@require_http_methods(FORM)
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Name, names or not, and phases in their order."""
    template = access.get_own_template(request.user, pk)
    stored = {name: getattr(template, name) for name in (*FIELDS, "version")}
    filled = Filled.of(request, EditForm, template, **stored)
    if filled.form.is_bound and filled.is_valid():
        try:
            version = filled.form.cleaned_data["version"]
            actions.edit(template=template, version=version, by=account(request), **filled.words)
            messages.success(request, "Saved. What was held before stays as it was.")
            return redirect("analysis:protocols")
        except Refused as no:
            filled.form.add_error(None, no.message)
    return filled.page(request, template.title, "What was held with it before stays as it was.")


@hidden_page("analysis: own protocol")
@require_POST
def remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    template, undo = access.get_own_template(request.user, pk), "undo" in request.POST
    actions.remove(template=template, by=account(request), undo=undo)
    messages.success(request, f"{template.title} is {'back' if undo else 'no longer offered'}.")
    return redirect("analysis:protocols")
