"""Telling how it went, in two minutes on a phone: I tried it, not yet, or I won't. Each press counts once."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cycles.tries import access, actions, queries
from cycles.tries.choices import Outcome, TryState
from cycles.tries.forms.telling import AnswersForm, OutcomeForm, PostponeForm, SkipForm, TellForm
from cycles.tries.models import Try
from cycles.tries.views.comparing import Now, Sent, compare, merged, saved_at, seen
from ilc.accounts.access import account
from ilc.core import marks
from ilc.core.buttons import done, told
from ilc.core.errors import Refused
from ilc.core.http import Request, signed_in

TELL = list(queries.TELL)
SENT = {"outcome", "planned_for", *queries.ANSWERS}  # no draft of these stays once an answer was sent
LATE = ("skip_reason", "skip_note", "planned_for")
TOLD = (
    "You told us already how this try went, perhaps on another device. Undo that first to say something else; what you "
    "typed is kept until then."
)
THANKS = {
    Outcome.TRIED: "Thank you. It is saved.",
    Outcome.NOT_YET: "Fine. It waits for you, with everything you typed.",
    Outcome.WONT: "Thank you for saying so. It helps us plan, and nobody is graded here.",
}


class Page:
    """The forms of the page: the chosen one filled with what was sent, the others with what is there. What another
    device changed meanwhile, and this one did not, is in it as it was left there."""

    def __init__(self, request: Request, attempt: Try) -> None:
        self.request, self.attempt = request, attempt
        self.lines = queries.written(attempt.person, attempt.session)
        self.there = queries.stored(attempt, TELL, attempt.draft, self.lines)
        start = _start(attempt, self.there)
        self.outcome = self._outcome(request, start)
        self.sent: Sent | None = None
        if request.method == "POST":
            self.sent = merged(
                request, self._known(), self.there, attempt.draft, attempt.version, ["outcome"]
            )
            start |= {name: self.sent.data[name] for name in TELL if name in self.sent.data}
        start |= {"outcome": self.outcome}
        rev = marks.marks_of(self.there, start)
        start |= {"version": attempt.version, "rev": self.sent.data["rev"] if self.sent else rev}
        self._make(start)

    def _make(self, start: dict[str, Any]) -> None:
        data, session = self.sent.data if self.sent else None, self.attempt.session

        def made(kind: type[forms.Form], for_: str, **more: Any) -> forms.Form:
            return kind(data if self.outcome == for_ else None, initial=start, **more)

        leaders = [str(one) for one in access.leading(self.attempt)]
        self.say = OutcomeForm(initial=start)
        self.tell = made(TellForm, Outcome.TRIED, session=session, leaders=leaders)
        self.later = made(PostponeForm, Outcome.NOT_YET, session=session)
        self.skip = made(SkipForm, Outcome.WONT)
        # what waits for an answer, and what is just being answered on this page
        given = {**self.attempt.draft, **(data.dict() if data else {})}
        open_ = [one for one in self.lines if not one.carried_out or given.get(f"kept_{one.position}")]
        self.answers = AnswersForm(data, initial=start, commitments=open_)

    def _known(self) -> actions.Seen:
        """Sent with the pressed button: the words of the other two answers wait as they are."""
        panels: dict[Outcome, type[forms.Form]]
        panels = {Outcome.TRIED: TellForm, Outcome.NOT_YET: PostponeForm, Outcome.WONT: SkipForm}
        asked = {"outcome", *queries.ANSWERS, *panels[Outcome(self.outcome)].declared_fields}
        return seen(self.request, [name for name in TELL if name in asked])

    def _outcome(self, request: Request, start: dict[str, Any]) -> str:
        asked = request.POST.get("outcome") or start.get("outcome") or request.GET.get("say", "")
        return str(asked) if self.is_open and asked in Outcome.values else Outcome.TRIED

    @property
    def is_open(self) -> bool:
        return self.attempt.state in (TryState.PLANNED, TryState.SKIPPED)

    @property
    def too_late(self) -> bool:
        """Not yet, or never, for what was told on another device."""
        return not self.is_open and self.request.POST.get("outcome") in (Outcome.NOT_YET, Outcome.WONT)

    @property
    def chosen(self) -> forms.Form:
        return {Outcome.TRIED: self.tell, Outcome.NOT_YET: self.later, Outcome.WONT: self.skip}[
            Outcome(self.outcome)
        ]

    def is_valid(self) -> bool:
        return self.chosen.is_valid() & self.answers.is_valid()

    def now(self) -> Now:
        """Fields with two texts."""
        there = {name: self.there[name] for name in self.sent.clash} if self.sent else {}
        at = saved_at(there, self.attempt.draft, self.attempt)
        return [one for form in (self.answers, self.say, self.chosen) for one in compare(form, there, at)]


def _start(attempt: Try, there: dict[str, Any]) -> dict[str, Any]:
    """What the page starts with: what is saved, under what was typed since; the class as last time."""
    start = {**there, "outcome": attempt.draft.get("outcome", "")}
    if not any(start[name] for name in queries.CLASS):
        start |= queries.last_class(attempt.person)
    return {**start, "tried_on": start["tried_on"] or _likely_day(attempt)}


def _likely_day(attempt: Try) -> date:
    """The day it was planned for, when that has come; else today."""
    today = timezone.localdate()
    return attempt.planned_for if attempt.planned_for and attempt.planned_for <= today else today


@signed_in("tries: own try")
@require_http_methods(["GET", "POST"])
def tell(request: Request, pk: uuid.UUID) -> HttpResponse:
    """First what one wrote down, then: I tried it, not yet, or I won't, because. A phone that kept the sending while
    it had no line asks for JSON."""
    attempt = access.get_own_try(request.user, pk)
    if request.method != "POST":
        restored = any(attempt.draft.get(name) for name in TELL)
        return _shown(request, Page(request, attempt), restored=restored)
    page, status = _sent(request, attempt)
    if status == 200:
        undo = reverse("tries:undo", args=[attempt.pk])
        done(request, THANKS[Outcome(page.outcome)], undo=undo)
        onward = reverse("tries:detail", args=[attempt.pk])
        return JsonResponse({"go": onward}) if _asks_json(request) else redirect(onward)
    if _asks_json(request):
        return JsonResponse({"message": _first_error(page)}, status=status)
    return _shown(request, page, now=page.now())


def _shown(request: Request, page: Page, **words: Any) -> HttpResponse:
    shown = {"page": page, "form": page.tell, "attempt": page.attempt, **words}
    return render(request, "tries/tell.html", shown)


def _asks_json(request: Request) -> bool:
    return request.headers.get("Accept") == "application/json"


def _first_error(page: Page) -> str:
    found = [str(error) for errors in page.chosen.errors.values() for error in errors]
    return found[0] if found else "Please look at your answers once more."


def _key(request: Request) -> uuid.UUID | None:
    """Made where the button was pressed; a sending that arrives again brings it again."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None


@transaction.atomic
def _sent(request: Request, attempt: Try) -> tuple[Page, int]:
    """Look at what is there and write, under one lock: 200 done, 409 somebody has to choose, 422 look at it again."""
    page = Page(request, actions.hold(attempt))
    if actions.arrived(attempt, _key(request)):
        return page, 200
    if page.too_late:
        actions.keep(attempt=attempt, seen=seen(request, LATE))
        page.chosen.add_error(None, TOLD)
        return page, 409
    if page.sent and page.sent.clash:
        page.chosen.add_error(None, actions.ELSEWHERE)
        return page, 409
    if not page.is_valid():
        return page, 422
    try:
        _done(request, page)
    except Refused as no:
        page.chosen.add_error(None, no.message)
        return page, 409
    return page, 200


def _done(request: Request, page: Page) -> None:
    """Do what was pressed."""
    attempt, by = page.attempt, account(request)

    def act() -> None:
        if page.outcome == Outcome.TRIED:
            fields = page.tell.fields_typed()  # type: ignore[attr-defined]
            actions.tell(attempt=attempt, by=by, fields=fields, version=attempt.version)
        elif page.outcome == Outcome.NOT_YET:
            day = page.later.cleaned_data["planned_for"]
            actions.postpone(attempt=attempt, planned_for=day, by=by, version=attempt.version)
        else:
            data = page.skip.cleaned_data
            actions.skip(attempt=attempt, reason=data["skip_reason"], note=data["skip_note"], by=by)
        answers = page.answers.answers()
        actions.answer(person=attempt.person.root, session=attempt.session, answers=answers, by=by)
        actions.forget(attempt=attempt, names=SENT)

    actions.once(attempt=attempt, key=_key(request), act=act)


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
