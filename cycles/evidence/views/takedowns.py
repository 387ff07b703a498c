"""Asking that a file be taken down, answering, deciding, and the log."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.evidence import access, actions, queries
from cycles.evidence.forms.safety import AnswerForm, DecisionForm, LetterForm, TakedownForm
from districts.access import has, require
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.errors import Refused
from ilc.core.http import Request, hidden_page, signed_in

PAGE = 25


@hidden_page("evidence: artifact visible")
@require_http_methods(["GET", "POST"])
@never_cache
def ask(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Whoever sees a file may ask; it is hidden at once. Its owner withdraws instead."""
    found = access.get_artifact(request.user, pk)
    if access.is_owner(request.user, found):
        return redirect("evidence:artifact", found.pk)
    form = TakedownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_takedown(artifact=found, reason=form.cleaned_data["reason"], by=account(request))
        except Refused as no:
            form.add_error(None, no.message)
        else:
            messages.success(
                request, "Thank you. Only its owner sees it now; program staff decide and do not see it."
            )
            return redirect("home")
    return render(request, "evidence/takedown_ask.html", {"artifact": found, "form": form})


@hidden_page("evidence: own artifact")
@require_http_methods(["GET", "POST"])
@never_cache
def answer(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The owner says why it may stay, or withdraws it on the same page."""
    found = access.get_own_takedown(request.user, pk)
    form = AnswerForm(request.POST or None, initial={"answer": found.answer})
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_takedown(request=found, answer=form.cleaned_data["answer"], by=account(request))
        except Refused as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, "Your answer is kept. Program staff read it with the request.")
            return redirect("evidence:artifact", found.artifact_id)
    return render(request, "evidence/takedown_answer.html", {"asked": found, "form": form})


@signed_in("districts: evidence.rules")
@require_safe
@never_cache
def log(request: Request) -> HttpResponse:
    """Every request, those that wait first. Nothing of the files stands here."""
    require(request.user, Permission.EVIDENCE_RULES)
    page = Paginator(queries.takedown_log(), PAGE).get_page(request.GET.get("page"))
    return render(request, "evidence/takedowns.html", {"page": page, "form": DecisionForm()})


@signed_in("evidence: program staff, or leads a series")
@require_http_methods(["GET", "POST"])
@never_cache
def enter(request: Request) -> HttpResponse:
    """A parent phoned or wrote: the number of the file and why."""
    access.require_may_enter(request.user)
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        found = access.get_by_code(account(request), asked["code"])
        try:
            if found is None:
                raise Refused("No file of yours to look after has this number. Ask for it again.", "unknown")
            actions.ask_takedown(
                artifact=found, reason=asked["reason"], by=account(request), asked_by=asked["asked_by"]
            )
        except Refused as no:
            form.add_error("code", no.message)
        else:
            messages.success(request, "Kept. Only the file's owner sees it now, and was told.")
            decides = has(request.user, Permission.EVIDENCE_RULES)
            return redirect("evidence:takedowns" if decides else "home")
    return render(request, "evidence/takedown_enter.html", {"form": form})


@signed_in("districts: evidence.rules")
@require_POST
def decide(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Taken down for good (`uphold`), or shown again, with the reason."""
    found = access.get_takedown(request.user, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Not decided yet: say why in a few words.")
        return redirect("evidence:takedowns")
    uphold = "uphold" in request.POST
    told(
        request,
        lambda: actions.decide_takedown(
            request=found, uphold=uphold, note=form.cleaned_data["note"], by=account(request)
        ),
        "Taken down for good. Its owner is told." if uphold else "Shown again. Its owner is told.",
    )
    return redirect("evidence:takedowns")
