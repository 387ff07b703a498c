""" "This is missing": asked by the person, answered by a leader of the series."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.planning.pages import series_head
from cycles.roster import access
from cycles.roster.access.missing import get_missing, missable
from cycles.roster.actions import attendance
from cycles.roster.actions import missing as actions
from cycles.roster.choices import AttendanceSource, AttendanceStatus
from cycles.roster.forms.missing import AnswerForm, MissingForm
from cycles.roster.models import MissingHours
from cycles.roster.queries.missing import missing_of
from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import signed_in
from participants.access import get_own_person

FORM = ["GET", "HEAD", "POST"]
PER_PAGE = 50
MOST = 200  # sessions to choose from


@signed_in("own person; roster.access.missing.missable")
@require_http_methods(FORM)
def ask(request: HttpRequest) -> HttpResponse:
    """Tell the leaders that one was at a session that does not stand on one's record."""
    person = get_own_person(request.user)
    form = MissingForm(
        request.POST if request.method == "POST" else None,
        sessions=missable(request.user, person)[:MOST],
        initial={"session": request.GET.get("session", "")},
    )
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["sentence"]
        try:
            actions.ask(session=form.chosen(), person=person, sentence=words, by=account(request))
        except Refused as no:
            form.add_error(None, no.message)
        else:
            messages.success(
                request, "The leaders are told. Their answer stands on this page, and we write to you."
            )
            return redirect("roster:hours")
    status = 422 if request.method == "POST" else 200
    return render(request, "roster/missing_ask.html", {"form": form, "person": person}, status=status)


@signed_in("planning.access.get_series(ROSTER_EDIT)")
@require_safe
def listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What people miss in a series: to be answered, and answered."""
    series = access.get_led_series(request.user, pk)
    page = Paginator(missing_of(series), PER_PAGE).get_page(request.GET.get("page"))
    words = {**series_head(request.user, series, "people"), "page": page}
    return render(request, "roster/missing.html", words)


@signed_in("roster.access.missing.get_missing(ROSTER_EDIT)")
@require_POST
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Confirm with minutes, or decline with a reason."""
    missing = get_missing(request.user, pk)
    form = AnswerForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_problem(form), "form")
        if form.cleaned_data["answer"] == "decline":
            actions.decline(missing=missing, reason=form.cleaned_data["reason"], by=account(request))
        else:
            _confirm(request, missing, form.cleaned_data["minutes"])
    except Refused as no:
        messages.error(request, f"{missing.person.root.name}: {no.message} Nothing was changed.")
    else:
        messages.success(request, f"{missing.person.root.name} is told.")
    return redirect("roster:missing", missing.session.series_id)


def _problem(form: AnswerForm) -> str:
    if "reason" in form.errors:
        return "say in a few words why not, they read it."
    if "minutes" in form.errors:
        return "minutes are a whole number, at most 1,440 (a day)."
    return "choose a button beside the name."


def _confirm(request: HttpRequest, missing: MissingHours, minutes: int | None) -> None:
    """All of the session unless fewer minutes are given."""
    whole = minutes is None or minutes == missing.session.minutes
    attendance.mark(
        session=missing.session,
        person=missing.person,
        status=AttendanceStatus.PRESENT if whole else AttendanceStatus.PARTIAL,
        minutes=None if whole else minutes,
        source=AttendanceSource.CLAIM,
        by=account(request),
    )
