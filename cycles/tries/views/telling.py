"""Telling how it went, in two minutes on a phone: I tried it, not yet, or I won't. Each press counts once."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cycles.tries import access, actions, queries
from cycles.tries.choices import Outcome, TryState
from cycles.tries.forms import kept
from cycles.tries.forms.telling import AnswersForm, OutcomeForm, PostponeForm, SkipForm, TellForm
from cycles.tries.models import Try
from cycles.tries.views.comparing import Now, compare, seen
from ilc.accounts.access import account
from ilc.core.buttons import done, told
from ilc.core.errors import Refused, Stale
from ilc.core.http import Request, signed_in

TELL = list(queries.TELL)
SENT = {"outcome", "planned_for", *queries.ANSWERS}  # no draft of these stays once an answer was sent
THANKS = {
    Outcome.TRIED: "Thank you. It is saved.",
    Outcome.NOT_YET: "Fine. It waits for you, with everything you typed.",
    Outcome.WONT: "Thank you for saying so. It helps us plan, and nobody is graded here.",
}


class Page:
    """The forms of the page: the chosen one filled with what was sent, the others with what is there."""

    def __init__(self, request: Request, attempt: Try) -> None:
        self.request, self.attempt = request, attempt
        self.sent = request.method == "POST"
        self.there = _there(attempt)
        typed = {name: request.POST[name] for name in TELL if name in request.POST}
        start = {**self.there, **typed, **_carried(attempt)}
        self.outcome = self._outcome(request, start)
        start["outcome"] = self.outcome

        def made(kind: type[forms.Form], for_: str, **more: Any) -> forms.Form:
            data = request.POST if self.sent and self.outcome == for_ else None
            return kind(data, initial=start, **more)

        session = attempt.session
        self.say = OutcomeForm(initial=start)
        self.tell = made(TellForm, Outcome.TRIED, session=session)
        self.later = made(PostponeForm, Outcome.NOT_YET, session=session)
        self.skip = made(SkipForm, Outcome.WONT)
        self.answers = AnswersForm(
            request.POST if self.sent else None, initial=start, commitments=_commitments(attempt, start)
        )

    def _outcome(self, request: Request, start: dict[str, Any]) -> str:
        asked = start.get("outcome") or request.GET.get("say", "")
        open_ = self.attempt.state in (TryState.PLANNED, TryState.SKIPPED)
        return str(asked) if open_ and asked in Outcome.values else Outcome.TRIED

    @property
    def chosen(self) -> forms.Form:
        return {Outcome.TRIED: self.tell, Outcome.NOT_YET: self.later, Outcome.WONT: self.skip}[
            Outcome(self.outcome)
        ]

    def is_valid(self) -> bool:
        return self.chosen.is_valid() & self.answers.is_valid()


def _there(attempt: Try) -> dict[str, Any]:
    """What the page starts with: what is saved, under what was typed since; the class as last time."""
    there = kept(attempt, TELL, attempt.draft)
    if not any(there.get(name) for name in queries.CLASS):
        there |= queries.last_class(attempt.person)
    return {**there, "tried_on": there["tried_on"] or _likely_day(attempt)}


def _likely_day(attempt: Try) -> date:
    """The day it was planned for, when that has come; else today."""
    today = timezone.localdate()
    return attempt.planned_for if attempt.planned_for and attempt.planned_for <= today else today


def _commitments(attempt: Try, start: dict[str, Any]) -> list[Any]:
    """What waits for an answer, and what is just being answered on this page."""
    rows = queries.written(attempt.person, attempt.session)
    return [one for one in rows if not one.carried_out or start.get(f"kept_{one.position}")]


def _carried(attempt: Try) -> dict[str, Any]:
    return {"version": attempt.version, "rev": queries.draft_rev(attempt.draft, TELL)}


@signed_in("tries: own try")
@require_http_methods(["GET", "POST"])
def tell(request: Request, pk: uuid.UUID) -> HttpResponse:
    """First what one wrote down, then: I tried it, not yet, or I won't, because. A phone that kept the sending while
    it had no line asks for JSON."""
    attempt = access.get_own_try(request.user, pk)
    page, now = Page(request, attempt), Now()
    status = 200
    if request.method == "POST":
        status = 422
        if page.is_valid():
            try:
                return _go(request, _done(request, page))
            except Refused as no:
                page.chosen.add_error(None, no.message)
                fresh = Try.objects.get(pk=attempt.pk)
                there = _there(fresh) if isinstance(no, Stale) else {}
                stored = {name: value for name, value in there.items() if name in page.chosen.fields}
                now = compare(page.chosen, stored, **_carried(fresh))
                page.tell.initial.update(_carried(fresh))  # the page's hidden marks stand in this form
                status = 409
    if status != 200 and _asks_json(request):
        return JsonResponse({"message": _first_error(page)}, status=status)
    restored = request.method == "GET" and any(attempt.draft.get(name) for name in TELL)
    shown = {"page": page, "form": page.tell, "attempt": attempt, "restored": restored, "now": now}
    return render(request, "tries/tell.html", shown)


def _asks_json(request: Request) -> bool:
    return request.headers.get("Accept") == "application/json"


def _first_error(page: Page) -> str:
    found = [str(error) for errors in page.chosen.errors.values() for error in errors]
    return found[0] if found else "Please look at your answers once more."


def _go(request: Request, url: str) -> HttpResponse:
    return JsonResponse({"go": url}) if _asks_json(request) else redirect(url)


def _key(request: Request) -> uuid.UUID | None:
    """Made where the button was pressed; a sending that arrives again brings it again."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _done(request: Request, page: Page) -> str:
    """Do what was pressed, and answer where to go on."""
    attempt, by = page.attempt, account(request)
    version = int(page.chosen.cleaned_data.get("version") or 0)

    def act() -> None:
        if page.outcome == Outcome.TRIED:
            known = seen(request, queries.TELL)
            fields = page.tell.fields_typed()  # type: ignore[attr-defined]
            actions.tell(attempt=attempt, by=by, fields=fields, version=version, seen=known)
        elif page.outcome == Outcome.NOT_YET:
            day = page.later.cleaned_data["planned_for"]
            actions.postpone(attempt=attempt, planned_for=day, by=by, version=version)
        else:
            data = page.skip.cleaned_data
            actions.skip(attempt=attempt, reason=data["skip_reason"], note=data["skip_note"], by=by)
        answers = page.answers.answers()
        actions.answer(person=attempt.person.root, session=attempt.session, answers=answers, by=by)
        actions.forget(attempt=attempt, names=SENT)

    actions.once(attempt=attempt, key=_key(request), act=act)
    undo = reverse("tries:undo", args=[attempt.pk])
    done(request, THANKS[Outcome(page.outcome)], undo=undo)
    return reverse("tries:detail", args=[attempt.pk])


@signed_in("tries: own try")
@require_POST
def undo(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Take the latest step back; with ?round=yes the whole round that was just planned."""
    attempt, by = access.get_own_try(request.user, pk), account(request)
    whole = "round" in request.GET
    act = actions.unplan if whole else actions.undo
    if told(request, lambda: act(attempt=attempt, by=by), "Undone. What you wrote is kept.") and whole:
        before = attempt.refines_id
        return redirect("tries:detail", before) if before else redirect("tries:plan", attempt.session_id)
    return redirect("tries:detail", attempt.pk)
