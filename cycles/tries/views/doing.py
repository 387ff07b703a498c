"""One try from its owner's side: look at it, tell, not yet, it didn't happen, undo, decide; drafts."""

import uuid

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.planning.models import Session
from cycles.tries import access, actions, queries
from cycles.tries.choices import TryState
from cycles.tries.forms import DecideForm, kept
from cycles.tries.forms.telling import SkipForm
from cycles.tries.models import PlanDraft, Try
from cycles.tries.views.comparing import Now, compare, seen
from ilc.accounts.access import account
from ilc.core.buttons import done, told
from ilc.core.days import clock
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
        "following": following,
        "rounds": queries.rounds(queries.lineage(attempt), attempt),
        "taken_up": Try.objects.filter(adopts=attempt).count(),
        "decidable": queries.decidable(attempt, following),
        "written": _written(attempt, following),
        "assignment": getattr(attempt.session, "assignment", None),
        "pieces": pieces("try", request, attempt),
        "refined": Try.objects.filter(refines=attempt).first() if attempt.state == TryState.DECIDED else None,
    }
    return render(request, "tries/detail.html", shown)


def _written(attempt: Try, following: Session | None) -> list[queries.WrittenDown]:
    """What its owner wrote down at the session it follows, and where they looked at it together: that comes next."""
    looked = attempt.analysed_in or following
    sessions = [attempt.session, *([looked] if looked and looked != attempt.session else [])]
    found = (queries.written_down(attempt.person, session) for session in reversed(sessions))
    return [one for one in found if one]


@signed_in("tries: own try")
@require_POST
def autosave(request: Request, pk: uuid.UUID) -> HttpResponse:
    """What is typed, kept on the server while typing."""
    attempt = access.get_own_try(request.user, pk)
    number = request.POST.get("version", "")
    version = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else attempt.version
    known = seen(request, _changed(request))
    try:
        draft = actions.autosave(attempt=attempt, seen=known, version=version)
    except Stale as stale:
        fresh = Try.objects.get(pk=attempt.pk)
        return _meanwhile(stale, known, fresh, fresh.draft)
    except Refused as no:
        return JsonResponse({"errors": {no.code: [no.message]}}, status=422)
    return _saved(draft, known)


@signed_in("tries: takes part in the series")
@require_POST
def autosave_plan(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The same for a plan that is no try yet."""
    person, session = access.get_session_to_try(request.user, pk)
    known = seen(request, _changed(request))
    try:
        draft = actions.autosave_plan(person=person, session=session, seen=known)
    except Stale as stale:
        attempt = queries.current_try(person, session)
        found = attempt or PlanDraft.objects.filter(person=person, session=session).first()
        return _meanwhile(stale, known, attempt, found.draft if found else {})
    except Refused as no:
        return JsonResponse({"errors": {no.code: [no.message]}}, status=422)
    return _saved(draft, known)


def _changed(request: Request) -> tuple[str, ...]:
    return tuple(request.POST.getlist("_changed"))


def _saved(draft: dict[str, str], known: actions.Seen) -> JsonResponse:
    return JsonResponse(
        {"saved": clock(timezone.now()), "rev": queries.draft_rev(draft, known.typed, known.rev or "")}
    )


def _meanwhile(no: Stale, known: actions.Seen, attempt: Try | None, draft: dict[str, str]) -> JsonResponse:
    """What is there now, for the page to show beside what was typed, and the marks to save knowingly."""
    stored = kept(attempt, queries.page_of(known.typed), draft)
    known_there = {name: value for name, value in stored.items() if value not in (None, "") or name in draft}
    now = {name: str(value) for name, value in known_there.items()}
    carried = {
        "rev": queries.draft_rev(draft, known.typed, known.rev or ""),
        "version": attempt.version if attempt else 0,
    }
    return JsonResponse({"message": no.message, "now": now, **carried}, status=409)


@signed_in("tries: own try")
@require_http_methods(["GET", "POST"])
def skip(request: Request, pk: uuid.UUID) -> HttpResponse:
    """ "It didn't happen", and what got in the way."""
    attempt = access.get_own_try(request.user, pk)
    names = list(SkipForm.base_fields)
    form = (
        SkipForm(request.POST)
        if request.method == "POST"
        else SkipForm(initial=kept(attempt, names, attempt.draft))
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
    names = list(queries.DECIDE)
    start = {**kept(attempt, names, attempt.draft), "rev": queries.draft_rev(attempt.draft, names)}
    form = DecideForm(request.POST) if request.method == "POST" else DecideForm(initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.once(attempt=attempt, key=None, act=lambda: _decided(request, attempt, form))
        except Refused as no:
            form.add_error(None, no.message)
            stored = kept(attempt, names, attempt.draft) if isinstance(no, Stale) else {}
            now = compare(form, stored, rev=start["rev"])
        else:
            again = attempt.decision == "adapt"
            words = (
                "Decided. Plan your next round now, or later." if again else "Decided. It stays in your line."
            )
            done(request, words, undo=reverse("tries:undo", args=[attempt.pk]))
            return redirect("tries:refine" if again else "tries:detail", attempt.pk)
    return render(request, "tries/decide.html", {"form": form, "attempt": attempt, "now": now})


def _decided(request: Request, attempt: Try, form: DecideForm) -> None:
    actions.decide(
        attempt=attempt,
        decision=form.cleaned_data["decision"],
        note=form.cleaned_data["decision_note"],
        by=account(request),
        seen=seen(request, queries.DECIDE),
    )
