"""Planning a try, before and after there is one; starting one without a plan."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.planning.models import Session
from cycles.tries import access, actions, queries
from cycles.tries.choices import TryState
from cycles.tries.forms import PlanForm, RefineForm, kept
from cycles.tries.models import PlanDraft, Try
from cycles.tries.views.comparing import Now, compare, seen
from ilc.accounts.access import account
from ilc.core.buttons import done
from ilc.core.errors import Refused, Stale
from ilc.core.http import Request, signed_in
from participants.access import get_own_person
from participants.models import Person

NAMES = list(queries.PLAN)
THEN = {"tell": "tries:tell", "skip": "tries:skip", "bring": "evidence:bring"}


@signed_in("tries: own")
@require_safe
def mine(request: Request) -> HttpResponse:
    """All my series with their lines and next steps."""
    works = queries.works(get_own_person(request.user))
    shown = [(one, queries.home.line_of(one), queries.steps_of(one)) for one in works]
    return render(request, "tries/mine.html", {"works": shown})


@signed_in("tries: takes part in the series")
@require_http_methods(["GET", "POST"])
def plan(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Two fields, and the class if one likes."""
    person, session = access.get_session_to_try(request.user, pk)
    attempt = queries.current_try(person, session)
    if attempt and attempt.state != TryState.PLANNED:
        return redirect("tries:detail", attempt.pk)
    draft = _draft(person, session, attempt)
    form, now = _plan_form(request, person, session, attempt, draft), Now()
    if request.method == "POST" and form.is_valid():
        try:
            made = _planned(request, person, session, attempt, form)
        except Refused as no:
            form.add_error(None, no.message)
            attempt = queries.current_try(person, session)
            draft = _draft(person, session, attempt)
            stored = kept(attempt, NAMES, draft) if isinstance(no, Stale) else {}
            version = attempt.version if attempt else 0
            now = compare(form, stored, version=version, rev=queries.draft_rev(draft, queries.PLAN))
        else:
            undo = reverse("tries:undo", args=[made.pk]) if attempt else ""
            done(request, "Your plan is saved. Good luck with it!", undo=undo)
            return redirect("tries:detail", made.pk)
    following = queries.next_after(session)
    assignment = getattr(session, "assignment", None)
    shown = {
        "form": form,
        "now": now,
        "session": session,
        "attempt": attempt,
        "following": following,
        "assignment": assignment,
        "written": queries.written_down(person, session),
    }
    return render(request, "tries/plan.html", shown)


def _planned(request: Request, person: Person, session: Session, attempt: Try | None, form: PlanForm) -> Try:
    """A plan that changes can be taken back; a first one is simply changed."""
    made: list[Try] = []

    def act() -> None:
        made.append(
            actions.plan(
                person=person,
                session=session,
                by=account(request),
                fields=_clean(form.fields_typed()),
                attempt=attempt,
                version=form.cleaned_data["version"] or 0,
                seen=seen(request, queries.PLAN),
            )
        )

    if attempt:
        actions.once(attempt=attempt, key=None, act=act)
    else:
        act()
    return made[0]


def _clean(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in NAMES}


def _draft(person: Person, session: Session, attempt: Try | None) -> dict[str, str]:
    if attempt:
        draft: dict[str, str] = attempt.draft
        return draft
    found = PlanDraft.objects.filter(person=person, session=session).first()
    return found.draft if found else {}


def _plan_form(
    request: Request, person: Person, session: Session, attempt: Try | None, draft: dict[str, str]
) -> PlanForm:
    if request.method == "POST":
        return PlanForm(request.POST, session=session)
    carried = {"version": attempt.version if attempt else 0, "rev": queries.draft_rev(draft, queries.PLAN)}
    start = kept(attempt, NAMES, draft)
    if not start.get("plan"):
        start["plan"] = _words(person, session, request.GET.get("line", ""))
    if not any(start.get(name) for name in queries.CLASS):
        start |= queries.last_class(person)
    return PlanForm(initial={**start, **carried}, session=session)


def _words(person: Person, session: Session, line: str) -> str:
    """What stands on that line of what one wrote down, to begin the plan with."""
    return next((one.text for one in queries.written(person, session) if str(one.position) == line), "")


@signed_in("tries: takes part in the series")
@require_POST
def start(request: Request, pk: uuid.UUID) -> HttpResponse:
    """ "I tried it already", "it didn't happen" or "bring a file", without having planned."""
    person, session = access.get_session_to_try(request.user, pk)
    try:
        attempt = actions.start(person=person, session=session, by=account(request))
    except Refused as no:
        messages.error(request, no.message)
        return redirect("tries:plan", session.pk)
    return redirect(THEN.get(request.POST.get("then", ""), "tries:detail"), attempt.pk)


@signed_in("tries: own try")
@require_http_methods(["GET", "POST"])
def refine(request: Request, pk: uuid.UUID) -> HttpResponse:
    """A second round, linked to the first."""
    attempt = access.get_own_try(request.user, pk)
    if second := Try.objects.filter(refines=attempt).first():
        return redirect("tries:detail", second.pk)
    if attempt.state != TryState.DECIDED:
        messages.info(request, "Decide first what becomes of this try.")
        return redirect("tries:detail", attempt.pk)
    person = attempt.person.root
    one = queries.work(person, attempt.series)
    session = one.last if one and one.last else attempt.session
    form, now = _refine_form(request, attempt, session), Now()
    if request.method == "POST" and form.is_valid():
        try:
            second = actions.refine(
                attempt=attempt,
                session=session,
                by=account(request),
                fields=_clean(form.fields_typed()),
                seen=seen(request, queries.NEXT),
            )
        except Refused as no:
            form.add_error(None, no.message)
            fresh = Try.objects.get(pk=attempt.pk)
            stored = _next_draft(fresh) if isinstance(no, Stale) else {}
            now = compare(form, stored, **_next_marks(fresh))
        else:
            undo = f"{reverse('tries:undo', args=[second.pk])}?round=yes"
            done(request, "Your next round is planned, linked to the one before.", undo=undo)
            return redirect("tries:detail", second.pk)
    shown = {"form": form, "now": now, "attempt": attempt, "session": session}
    return render(request, "tries/refine.html", shown)


def _next_draft(attempt: Try) -> dict[str, str]:
    """What was typed for the round after this one: on the page that plans it, or before it was taken back."""
    draft: dict[str, str] = attempt.draft
    return {name: draft[queries.of_next(name)] for name in NAMES if queries.of_next(name) in draft}


def _next_marks(attempt: Try) -> dict[str, Any]:
    return {"version": attempt.version, "rev": queries.draft_rev(attempt.draft, queries.NEXT)}


def _refine_form(request: Request, attempt: Try, session: Session) -> RefineForm:
    if request.method == "POST":
        return RefineForm(request.POST, session=session)
    same_class = {name: getattr(attempt, name) for name in queries.CLASS}
    start = {**same_class, **_next_draft(attempt), **_next_marks(attempt)}
    return RefineForm(initial=start, session=session)
