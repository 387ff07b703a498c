"""The few questions at the end of a session: signed in, or by a personal link without an account."""

import uuid
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cycles.followup import actions
from cycles.followup.access import get_attended, get_by_link
from cycles.followup.forms import ExitForm
from cycles.followup.models import InstrumentVersion
from cycles.followup.queries import Phase, current_version, has_answered, phase
from cycles.planning.models import Session
from ilc.accounts.models import User
from ilc.core.errors import Refused
from ilc.core.http import by_link, signed_in
from participants.links import read_link
from participants.models import Person

LINK_AGE = timedelta(days=45)  # longer than the survey is open


@signed_in("own confirmed attendance of the session")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def exit_survey(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    session, person = get_attended(request.user, pk)
    return _ask(request, session, person)


@by_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def exit_link(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link answers as the person it names. Opening it changes nothing."""
    session_pk, person_pk = read_link(token, "exit", LINK_AGE)
    session, person = get_by_link(session_pk, person_pk)
    return _ask(request, session, person)


def _ask(request: HttpRequest, session: Session, person: Person) -> HttpResponse:
    words: dict[str, object] = {"session": session, "series": session.series}
    if has_answered(session, person):
        return render(request, "followup/exit_done.html", words)
    when = phase(session)
    if when != Phase.OPEN:
        status = 409 if request.method == "POST" else 200
        return render(request, "followup/exit_not_now.html", {**words, "phase": when}, status=status)
    version = _version(request)
    form = ExitForm(request.POST or None, version=version)
    if request.method == "POST" and form.is_valid() and _kept(request, form, session, person, version):
        return redirect(request.path)  # shows the thanks, and again whenever the link is opened
    status = 422 if request.method == "POST" else 200
    return render(request, "followup/exit.html", {**words, "form": form, "version": version}, status=status)


def _version(request: HttpRequest) -> InstrumentVersion:
    """The wording that was on the page, if it may still be answered; else the newest."""
    newest = current_version()
    try:
        shown = uuid.UUID(request.POST.get("version", ""))
    except ValueError:
        return newest
    same = InstrumentVersion.objects.filter(pk=shown, instrument=newest.instrument)
    return same.select_related("instrument").prefetch_related("items").first() or newest


def _kept(
    request: HttpRequest, form: ExitForm, session: Session, person: Person, version: InstrumentVersion
) -> bool:
    by = request.user if isinstance(request.user, User) else None
    try:
        actions.answer(session=session, person=person, version=version, answers=form.answers(), by=by)
    except Refused as refused:
        form.add_error(None, refused.message)
        return False
    return True
