"""Checking in at an event: one button behind the QR code. Typed codes and personal links: `check_in`."""

import uuid

from allauth.account.adapter import get_adapter
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cycles.planning.models import Event
from cycles.roster.access.events import named_at, was_named
from cycles.roster.actions import event_names
from cycles.roster.forms import CodeForm
from cycles.roster.limits import Guesses
from cycles.roster.queries.events import event_by_code, why_no_check_in
from ilc.accounts.access import account
from ilc.accounts.models import User
from ilc.core.errors import Refused
from ilc.core.http import public, signed_in
from participants.access import get_own_person, person_of
from participants.models import Person

FORM = ["GET", "HEAD", "POST"]

TOO_MANY = "Too many wrong codes. Wait a minute, then look at the wall again."
WRONG = "No event has this code now. Look at the wall again: four letters."


def _find(request: HttpRequest, code: str, person: Person | None) -> tuple[Event | None, str, int]:
    """The event, or why there is none, and the status of the answer."""
    guesses = Guesses(str(person.pk) if person else str(get_adapter().get_client_ip(request)))
    if not guesses.begin():
        return None, TOO_MANY, 429
    event = event_by_code(code.upper()[:4], timezone.now())
    if event is None:
        return None, WRONG, 422
    guesses.was_right()
    return event, "", 200


@public
@require_http_methods(FORM)
@never_cache
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code leads: one button for those signed in; the others are told their ways in."""
    person = person_of(request.user)
    event, problem, status = _find(request, code, person)
    if event is None:
        words = {"form": CodeForm(), "problem": problem, "visitor": person is None}
        return render(request, "roster/event_no_code.html", words, status=status)
    if request.method == "POST":
        if person is None:
            return redirect_to_login(request.path)
        problem = enter(event, person, account(request))
        if not problem:
            return redirect("roster:event-checked-in", event.pk)
        status = 409
    words = {
        "event": event,
        "person": person,
        "problem": problem or why_no_check_in(event, timezone.now()),
        "there": was_named(person, event),
        "here": request.path,
    }
    return render(request, "roster/event_check_in.html", words, status=status)


def enter(event: Event, person: Person, by: User | None) -> str:
    """Check in; why not, or "" when they are on the list."""
    try:
        event_names.check_in(event=event, person=person, by=by)
    except Refused as no:
        return no.message
    return ""


@signed_in("own attendance")
@require_safe
def done(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return thanks(request, get_own_person(request.user), pk)


def thanks(request: HttpRequest, person: Person, pk: uuid.UUID, *, linked: bool = False) -> HttpResponse:
    """On the list, and where that is found again."""
    row = named_at(person).filter(event=pk).select_related("event__host_district", "event__partner").first()
    if row is None:
        raise Http404
    words = {"event": row.event, "person": person, "linked": linked}
    return render(request, "roster/event_checked_in.html", words)
