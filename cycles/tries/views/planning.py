"""Planning a try, before and after there is one; starting one without a plan."""

import uuid
from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.planning.models import Session
from cycles.tries import access, actions, queries
from cycles.tries.choices import TryState
from cycles.tries.forms import PlanForm, RefineForm
from cycles.tries.models import PlanDraft, Try
from cycles.tries.views.comparing import Now, ask, merged, seen
from ilc.accounts.access import account
from ilc.core import marks
from ilc.core.buttons import done
from ilc.core.errors import Refused
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
    attempt, now = queries.current_try(person, session), Now()
    if attempt and attempt.state != TryState.PLANNED:
        return redirect("tries:detail", attempt.pk)
    if request.method == "POST":
        form, now, made = _planned(request, person, session)
        if made:
            undo = reverse("tries:undo", args=[made.pk]) if attempt else ""
            done(request, "Your plan is saved. Good luck with it!", undo=undo)
            return redirect("tries:detail", made.pk)
        attempt = queries.current_try(person, session)
    else:
        form = _plan_form(request, person, session, attempt)
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


@transaction.atomic
def _planned(request: Request, person: Person, session: Session) -> tuple[PlanForm, Now, Try | None]:
    """A plan that changes can be taken back; a first one is simply changed."""
    found = queries.current_try(person, session)
    attempt = actions.hold(found) if found else None
    draft, version = _draft(person, session, attempt), attempt.version if attempt else 0
    there = queries.stored(attempt, queries.PLAN, draft)
    sent = merged(request, seen(request, queries.PLAN), there, draft, version)
    form = PlanForm(sent.data, session=session)
    if sent.clash:
        return form, ask(form, {name: there[name] for name in sent.clash}, draft, attempt), None
    if not form.is_valid():
        return form, Now(), None
    made: list[Try] = []
    fields, by = _clean(form.fields_typed()), account(request)

    def act() -> None:
        plan = actions.plan
        made.append(
            plan(person=person, session=session, by=by, fields=fields, attempt=attempt, version=version)
        )

    try:
        if attempt:
            actions.once(attempt=attempt, key=None, act=act)
        else:
            act()
    except Refused as no:
        form.add_error(None, no.message)
    return form, Now(), made[0] if made and not form.errors else None


def _clean(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in NAMES}


def _draft(person: Person, session: Session, attempt: Try | None) -> queries.Draft:
    if attempt:
        draft: queries.Draft = attempt.draft
        return draft
    found = PlanDraft.objects.filter(person=person, session=session).first()
    return found.draft if found else {}


def _plan_form(request: Request, person: Person, session: Session, attempt: Try | None) -> PlanForm:
    there = queries.stored(attempt, queries.PLAN, _draft(person, session, attempt))
    start = {**there}
    if not start["plan"]:
        start["plan"] = _words(person, session, request.GET.get("line", ""))
    if not any(start[name] for name in queries.CLASS):
        start |= queries.last_class(person)
    version = attempt.version if attempt else 0
    return PlanForm(
        initial={**start, "version": version, "rev": marks.marks_of(there, start)}, session=session
    )


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
    written = queries.written_around(attempt, queries.next_after(attempt.session))
    now = Now()
    if request.method == "POST":
        form, now, second = _refined(request, attempt, session)
        if second:
            undo = f"{reverse('tries:undo', args=[second.pk])}?round=yes"
            done(request, "Your next round is planned, linked to the one before.", undo=undo)
            return redirect("tries:detail", second.pk)
    else:
        form = _refine_form(request, attempt, session, written)
    shown = {"form": form, "now": now, "attempt": attempt, "session": session, "written": written}
    return render(request, "tries/refine.html", shown)


@transaction.atomic
def _refined(request: Request, attempt: Try, session: Session) -> tuple[RefineForm, Now, Try | None]:
    row = actions.hold(attempt)
    there = queries.stored(None, queries.NEXT, row.draft)
    sent = merged(request, seen(request, queries.NEXT), there, row.draft, row.version)
    form = RefineForm(sent.data, session=session)
    if sent.clash:
        return form, ask(form, _own_names(there, sent.clash), row.draft, row), None
    if not form.is_valid():
        return form, Now(), None
    fields, by = _clean(form.fields_typed()), account(request)
    try:
        return form, Now(), actions.refine(attempt=row, session=session, by=by, fields=fields)
    except Refused as no:
        form.add_error(None, no.message)
        return form, Now(), None


def _own_names(words: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """What was typed for the round after this one, by the names of a plan's fields."""
    return {name: words[queries.of_next(name)] for name in NAMES if queries.of_next(name) in names}


def _refine_form(
    request: Request, attempt: Try, session: Session, written: list[queries.WrittenDown]
) -> RefineForm:
    """What was typed already on this page, or before the round was taken back."""
    there = queries.stored(None, queries.NEXT, attempt.draft)
    same_class = {name: getattr(attempt, name) for name in queries.CLASS}
    start = {**dict.fromkeys(NAMES, ""), **same_class, **_own_names(there, attempt.draft.keys())}
    if not start["plan"] and (line := request.GET.get("line", "")):
        start["plan"] = next((one.text for down in written for one in down.now if str(one.pk) == line), "")
    rev = marks.marks_of(there, {queries.of_next(name): words for name, words in start.items()})
    return RefineForm(initial={**start, "version": attempt.version, "rev": rev}, session=session)
