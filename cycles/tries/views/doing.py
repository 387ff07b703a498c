"""One try from its owner's side: look at it, tell, not yet, it didn't happen, undo, decide; drafts."""

import uuid
from functools import partial

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.tries import access, actions, queries
from cycles.tries.choices import ReflectionVisibility, TryState
from cycles.tries.forms import DecideForm, circle_named
from cycles.tries.forms.telling import SkipForm
from cycles.tries.models import PlanDraft, Try
from cycles.tries.views.comparing import Now, ask, heard, merged, seen
from ilc.accounts.access import account
from ilc.core import marks
from ilc.core.buttons import done, told
from ilc.core.errors import Refused, Stale
from ilc.core.http import Request, signed_in
from ilc.core.pieces import pieces


@signed_in("tries: own try")
@require_safe
@never_cache
def detail(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The whole try: plan, what happened, what was brought, feedback, decision, its line."""
    attempt = access.get_own_try(request.user, pk)
    following = queries.next_after(attempt.session)
    shown = {
        "attempt": attempt,
        "readers": _readers(attempt),
        "following": following,
        "rounds": queries.rounds(queries.lineage(attempt), attempt),
        "taken_up": Try.objects.filter(adopts=attempt).count(),
        "decidable": queries.decidable(attempt, following),
        "written": queries.written_around(attempt, following),
        "assignment": getattr(attempt.session, "assignment", None),
        "pieces": pieces("try", request, attempt),
        "refined": Try.objects.filter(refines=attempt).first() if attempt.state == TryState.DECIDED else None,
    }
    return render(request, "tries/detail.html", shown)


def _readers(attempt: Try) -> str:
    """Who may read what was told, in the words of the form."""
    circle = attempt.reflection_visibility
    named = attempt.tried_at and circle == ReflectionVisibility.LEADERS
    leaders = [str(one) for one in access.leading(attempt)] if named else []
    return circle_named(ReflectionVisibility.choices, circle, leaders)


@signed_in("tries: own try")
@require_POST
def autosave(request: Request, pk: uuid.UUID) -> HttpResponse:
    """What is typed, kept on the server while typing."""
    attempt, message = access.get_own_try(request.user, pk), ""
    known = seen(request, request.POST.getlist("_changed"))
    try:
        actions.autosave(attempt=attempt, seen=known)
    except Stale as stale:
        message = stale.message
    except Refused as no:
        return JsonResponse({"errors": {no.code: [no.message]}}, status=422)
    attempt = access.get_own_try(request.user, pk)
    return heard(known, actions.there_now(attempt, known.names), attempt.draft, attempt, message)


@signed_in("tries: takes part in the series")
@require_POST
def autosave_plan(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The same for a plan that is no try yet."""
    (person, session), message = access.get_session_to_try(request.user, pk), ""
    known = seen(request, request.POST.getlist("_changed"))
    try:
        actions.autosave_plan(person=person, session=session, seen=known)
    except Stale as stale:
        message = stale.message
    except Refused as no:
        return JsonResponse({"errors": {no.code: [no.message]}}, status=422)
    attempt = queries.current_try(person, session)
    found = attempt or PlanDraft.objects.filter(person=person, session=session).first()
    draft = found.draft if found else {}
    return heard(known, queries.stored(attempt, known.names, draft), draft, attempt, message)


@signed_in("tries: own try")
@require_http_methods(["GET", "POST"])
def skip(request: Request, pk: uuid.UUID) -> HttpResponse:
    """ "It didn't happen", and what got in the way."""
    attempt = access.get_own_try(request.user, pk)
    names = list(SkipForm.base_fields)
    form = (
        SkipForm(request.POST)
        if request.method == "POST"
        else SkipForm(initial=queries.kept(attempt, names, attempt.draft))
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.once(
                attempt=attempt,
                key=None,
                act=lambda: actions.skip(
                    attempt=attempt,
                    reason=form.cleaned_data["skip_reason"],
                    note=form.cleaned_data["skip_note"],
                    by=account(request),
                ),
            )
        except Refused as no:
            form.add_error(None, no.message)
        else:
            words = "Thank you for saying so. It helps us plan, and nobody is graded here."
            done(request, words, undo=reverse("tries:undo", args=[attempt.pk]))
            return redirect("tries:detail", attempt.pk)
    return render(request, "tries/skip.html", {"form": form, "attempt": attempt})


@signed_in("tries: own try")
@require_POST
def reopen(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Undo, one step."""
    attempt = access.get_own_try(request.user, pk)
    told(
        request,
        lambda: actions.reopen(attempt=attempt, by=account(request)),
        "Undone. What you wrote is kept.",
    )
    return redirect("tries:detail", attempt.pk)


@signed_in("tries: own try")
@require_http_methods(["GET", "POST"])
def decide(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Keep it, adapt it and try again, or set it aside."""
    attempt, now = access.get_own_try(request.user, pk), Now()
    if request.method == "POST":
        form, now = _decided(request, attempt)
        if not form.errors:
            return _after_deciding(request, attempt)
    else:
        there = actions.there_now(attempt, queries.DECIDE)
        form = DecideForm(initial={**there, "rev": marks.marks_of(there)})
    written = queries.written_around(attempt, queries.next_after(attempt.session))
    shown = {"form": form, "attempt": attempt, "now": now, "written": written}
    return render(request, "tries/decide.html", shown)


@transaction.atomic
def _decided(request: Request, attempt: Try) -> tuple[DecideForm, Now]:
    row = actions.hold(attempt)
    known = seen(request, queries.DECIDE)
    sent = merged(request, known, actions.there_now(row, queries.DECIDE), row.draft, row.version)
    form = DecideForm(sent.data)
    if sent.clash and row.state != TryState.DECIDED:
        return form, ask(form, {name: sent.there[name] for name in sent.clash}, row.draft, row)
    if form.is_valid():
        decision, note = form.cleaned_data["decision"], form.cleaned_data["decision_note"]
        act = partial(actions.decide, attempt=attempt, decision=decision, note=note, by=account(request))
        try:
            actions.once(attempt=attempt, key=None, act=act)
        except Refused as no:
            form.add_error(None, no.message)
    return form, Now()


def _after_deciding(request: Request, attempt: Try) -> HttpResponse:
    again = attempt.decision == "adapt"
    words = "Decided. Plan your next round now, or later." if again else "Decided. It stays in your line."
    done(request, words, undo=reverse("tries:undo", args=[attempt.pk]))
    return redirect("tries:refine" if again else "tries:detail", attempt.pk)
