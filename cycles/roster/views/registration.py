"""Registering, answering an offer, leaving: what a person does about their own seat."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import ordinal
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cycles.planning.access import get_series
from cycles.planning.access import series as visible_series
from cycles.planning.choices import OPEN_STATES
from cycles.planning.models import Series
from cycles.planning.queries import sessions_of
from cycles.roster import queries
from cycles.roster.actions import enrollments, questions
from cycles.roster.choices import EnrollmentState
from cycles.roster.forms import RegisterForm, RoomsForm
from cycles.roster.forms.questions import AnswersForm
from cycles.roster.models import Enrollment
from cycles.roster.queries.questions import asked as asked_now
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.errors import Refused
from ilc.core.http import signed_in
from participants.access import get_own_person
from participants.models import Person

FORM = ["GET", "HEAD", "POST"]
OWN = "planning.access.get_series(SERIES_SEE), own person"
State = EnrollmentState
LEFT: dict[str, str] = {
    State.WAITLISTED: "You left the waitlist. You can join it again while the series is open.",
    State.INVITED: "You turned the invitation down.",
}


def _fetch(request: HttpRequest, pk: uuid.UUID) -> tuple[Series, Person, Enrollment | None]:
    series = get_series(request.user, pk, Permission.SERIES_SEE)
    person = get_own_person(request.user)
    return series, person, queries.enrollment_of(series, person)


@signed_in(OWN)
@require_http_methods(FORM)
def register(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The form for those who may still register; for the others where they stand."""
    series, person, enrollment = _fetch(request, pk)
    if enrollment and enrollment.state == State.OFFERED:
        return redirect("roster:offer", pk)
    if enrollment and enrollment.state == State.REGISTERED:
        return _rooms(request, series, enrollment)
    if enrollment and enrollment.state in (State.WAITLISTED, State.COMPLETED):
        return _standing(request, series, enrollment)
    return fill_in(request, series, person, enrollment)


def fill_in(
    request: HttpRequest, series: Series, person: Person, enrollment: Enrollment | None, join_page: str = ""
) -> HttpResponse:
    """The registration form of somebody who has no seat and doesn't wait. `join_page`: the address of the
    public page somebody came from who may not see the series itself yet."""
    line = queries.waitlist(series).count()
    full = queries.seats_left(series) == 0 or line > 0
    data = request.POST if request.method == "POST" else None
    form = RegisterForm(data, series=series, person=person, seat=not full)
    asked = AnswersForm(data, series=series, enrollment=enrollment)
    if request.method == "POST" and form.is_valid() and asked.is_valid():
        try:
            made = questions.register(
                series=series,
                person=person,
                by=account(request),
                answers=asked.answers(),
                appointment=form.chosen_appointment(),
                strands=form.chosen(),
            )
        except Refused as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, _welcome(made))
            return redirect("roster:register", series.pk)
    words = {
        "series": series,
        "join_page": join_page,
        "sessions": sessions_of(series),
        "form": form,
        "asked": asked,
        "left": queries.seats_left(series),
        "line": ordinal(line + 1) if full else "",
        "leads": queries.is_leader(series, person),
        "open": series.state in OPEN_STATES,
        "not_for": queries.why_not_for(series, person, enrollment),
        "invited": enrollment is not None and enrollment.state == State.INVITED,
    }
    return render(request, "roster/register.html", words, status=_status(request))


def _status(request: HttpRequest) -> int:
    """A form shown again after POST was refused."""
    return 422 if request.method == "POST" else 200


def _welcome(made: Enrollment) -> str:
    if made.state == State.REGISTERED:
        return "You are registered. We look forward to seeing you."
    if made.state == State.OFFERED:
        return "A seat is free for you right now."
    return f"The series is full. You are {ordinal(queries.waitlist_place(made))} on the waitlist."


def _standing(request: HttpRequest, series: Series, enrollment: Enrollment) -> HttpResponse:
    waits = enrollment.state == State.WAITLISTED
    words = {
        "series": series,
        "sessions": sessions_of(series),
        "enrollment": enrollment,
        "asks": asked_now(series).exists(),
        "line": ordinal(queries.waitlist_place(enrollment)) if waits else "",
    }
    return render(request, "roster/standing.html", words)


def _rooms(request: HttpRequest, series: Series, enrollment: Enrollment) -> HttpResponse:
    """Registered: show it, and let rooms be changed."""
    form = RoomsForm(request.POST if request.method == "POST" else None, series=series, enrollment=enrollment)
    # The registration form sent twice arrives here too: its rooms are the ones already chosen.
    if request.method == "POST" and form.is_valid():
        try:
            enrollments.choose_rooms(enrollment=enrollment, strands=form.chosen(), by=account(request))
        except Refused as no:
            form.add_error(None, no.message)
        else:
            if form.rooms:
                messages.success(request, "Your rooms are saved.")
            return redirect("roster:register", series.pk)
    words = {"series": series, "sessions": sessions_of(series), "enrollment": enrollment, "form": form}
    words["asks"] = asked_now(series).exists()
    return render(request, "roster/standing.html", words, status=_status(request))


@signed_in(OWN)
@require_http_methods(FORM)
def offer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A seat is held: take it, or give it to the next in line."""
    series, _, enrollment = _fetch(request, pk)
    answer = request.POST.get("answer")
    if enrollment is None or (enrollment.state != State.OFFERED and answer not in ("accept", "decline")):
        return redirect("roster:register", pk)
    if answer == "decline":
        done = "Thank you. The seat goes to the next in line."
        return _answer(
            request, pk, done, lambda: enrollments.decline_offer(enrollment=enrollment, by=account(request))
        )
    form = RoomsForm(request.POST if request.method == "POST" else None, series=series, enrollment=enrollment)
    if request.method == "POST" and answer != "accept":
        form.add_error(None, "Take the seat or give it to the next in line: choose one of the two buttons.")
    elif request.method == "POST" and form.is_valid():
        done = "You are registered. We look forward to seeing you."
        return _answer(
            request,
            pk,
            done,
            lambda: enrollments.accept_offer(
                enrollment=enrollment, by=account(request), strands=form.chosen()
            ),
        )
    words = {"series": series, "sessions": sessions_of(series), "enrollment": enrollment, "form": form}
    return render(request, "roster/offer.html", words, status=_status(request))


def _answer(request: HttpRequest, pk: uuid.UUID, done: str, act: Callable[[], Enrollment]) -> HttpResponse:
    told(request, act, done)
    # Who gave a seat up and belongs to no district of the series does not see it any more.
    visible = visible_series(request.user).filter(pk=pk).exists()
    return redirect("roster:register", pk) if visible else redirect("home")


@signed_in(OWN)
@require_http_methods(FORM)
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Leaving says first what it means; one button does it."""
    series, _, enrollment = _fetch(request, pk)
    if enrollment is None or enrollment.state in (State.WITHDRAWN, State.COMPLETED):
        return redirect("roster:register", pk)
    before = enrollment.state
    if request.method == "POST":
        try:
            enrollments.withdraw(enrollment=enrollment, by=account(request))
        except Refused as no:
            messages.error(request, no.message)
            return redirect("roster:register", pk)
        messages.success(request, LEFT.get(before, "You left the series. Thank you for freeing the seat."))
        return redirect("planning:catalogue")
    waiting = queries.waitlist(series).count()
    words = {"series": series, "enrollment": enrollment, "waiting": waiting}
    return render(request, "roster/withdraw.html", words)
