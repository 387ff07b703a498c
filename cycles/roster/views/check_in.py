"""Checking in by the four letters on the screen: signed in, or by a personal link. Never from a list of names."""

import uuid
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cycles.planning.models import Event, Session
from cycles.roster import queries
from cycles.roster.actions import attendance
from cycles.roster.forms import CodeForm
from cycles.roster.limits import WRONG_AT_ADDRESS, Guesses
from cycles.roster.queries.events import event_by_code
from cycles.roster.views import event_check_in
from cycles.roster.windows import Phase, survey_is_open, why_not, window
from ilc.accounts.access import account
from ilc.accounts.models import User
from ilc.core.errors import Refused
from ilc.core.http import by_link, public, signed_in
from participants.access import get_own_person, person_of
from participants.links import make_token, read_link
from participants.models import Person
from participants.queries import by_id

FORM = ["GET", "HEAD", "POST"]
LINK_AGE = timedelta(days=400)
WRONG = "No session has this code now. Look at the screen again: four letters. What you typed is kept."
TOO_MANY = "Too many wrong codes. Wait a minute, then look at the screen again. What you typed is kept."


def _find(form: CodeForm, who: Person | str) -> tuple[Session | Event | None, int]:
    """The session or event of the code, or None with the problem in the form and its status. `who` is a person, or
    the address of a visitor."""
    guesses = Guesses(who, WRONG_AT_ADDRESS) if isinstance(who, str) else Guesses(str(who.pk))
    if not guesses.begin():
        form.add_error("code", TOO_MANY)
        return None, 429
    code, now = form.cleaned_data["code"], timezone.now()
    found = queries.session_by_code(code, now) or event_by_code(code, now)
    if found is None:
        form.add_error("code", WRONG)
        return None, 422
    guesses.was_right()
    return found, 200


def _at_event(event: Event, person: Person, form: CodeForm, by: User | None) -> bool:
    """Whether they are on the event's list now; a refusal becomes the form's error."""
    if problem := event_check_in.enter(event, person, by):
        form.add_error(None, problem)
    return not problem


def _address(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))


def _enter(session: Session, person: Person, form: CodeForm, by: User | None) -> attendance.CheckedIn | None:
    """Check in; a refusal becomes the form's error."""
    try:
        return attendance.check_in(session=session, person=person, by=by)
    except Refused as no:
        form.add_error(None, no.message)
        return None


@signed_in("own person; the code is the key")
@require_http_methods(FORM)
@never_cache
def check_in(request: HttpRequest) -> HttpResponse:
    """Type the code."""
    person = get_own_person(request.user)
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        session, status = _find(form, person)
        if isinstance(session, Event):
            if _at_event(session, person, form, account(request)):
                return redirect("roster:event-checked-in", session.pk)
            status = 409
        elif session:
            if came := _enter(session, person, form, account(request)):
                return _done(session, came)
            status = 409
    return render(request, "roster/check_in.html", {"form": form}, status=status)


def _done(session: Session, came: attendance.CheckedIn) -> HttpResponse:
    target = reverse("roster:checked-in", args=[session.pk])
    return redirect(f"{target}?again=1" if came.again else target)


@public
@require_http_methods(FORM)
@never_cache
def check_in_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code leads: one button for those signed in; the others are told their ways in."""
    form = CodeForm({"code": code})
    person = person_of(request.user)
    session: Session | Event | None = None
    status = 422
    if form.is_valid():
        session, status = _find(form, person or _address(request))
    if isinstance(session, Event):
        return redirect("roster:event-check-in", session.check_in_code)
    if session is None:
        return render(
            request, "roster/check_in.html", {"form": form, "visitor": person is None}, status=status
        )
    if request.method == "POST":
        if person is None:
            return redirect_to_login(request.path)
        if came := _enter(session, person, form, account(request)):
            return _done(session, came)
        status = 409
    now = window(session, timezone.now())
    words = {
        "form": form,
        "session": session,
        "series": session.series,
        "person": person,
        "not_open": "" if form.errors else why_not(session, now),
        "late": now.phase == Phase.AFTER,
        "here": request.path,
    }
    return render(request, "roster/check_in_code.html", words, status=status)


@signed_in("own attendance")
@require_safe
def checked_in(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Thanks, and what comes next."""
    person = get_own_person(request.user)
    return _thanks(request, person, pk, request.GET.get("again") == "1", "")


def _thanks(request: HttpRequest, person: Person, pk: uuid.UUID, again: bool, token: str) -> HttpResponse:
    session = Session.objects.select_related("series").filter(pk=pk).first()
    found = queries.attendance_of(session, person) if session else None
    if session is None or found is None:
        raise Http404
    enrollment = queries.enrollment_of(session.series, person)
    waits = enrollment is not None and enrollment.state == "waitlisted"
    words = {
        "session": session,
        "series": session.series,
        "person": person,
        "attendance": found,
        "again": again,
        "line": queries.waitlist_place(enrollment) if enrollment and waits else 0,
        "ends_soon": found.confirmed and survey_is_open(session, timezone.now()),
        "token": token,
        "exit_token": make_token("exit", session.pk, person.pk) if token else "",
        "commit_token": make_token("commit", session.pk, person.pk) if token else "",
    }
    return render(request, "roster/checked_in.html", words)


@by_link
@require_http_methods(FORM)
@never_cache
def check_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """The personal link says who; the code in the room says that they are there."""
    series_id, person_id = read_link(token, "check-in", LINK_AGE)
    person = by_id(person_id)
    if person is None:
        raise Http404
    if request.method != "POST" and (event := request.GET.get("event")):
        return event_check_in.thanks(request, person, _uuid(event), linked=True)
    if request.method != "POST" and (done := request.GET.get("done")):
        return _thanks(request, person, _uuid(done), request.GET.get("again") == "1", token)
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        session, status = _find(form, person)
        if isinstance(session, Event):
            if _at_event(session, person, form, None):
                return redirect(f"{request.path}?event={session.pk}")
        elif session and str(session.series_id) != series_id:
            form.add_error(
                "code", "This code is for another series than your link. Sign in to check in there."
            )
        elif session and (came := _enter(session, person, form, None)):
            return redirect(f"{request.path}?done={session.pk}{'&again=1' if came.again else ''}")
        status = status if status == 429 else 422
    return render(request, "roster/check_in.html", {"form": form, "known": person}, status=status)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error
