"""One session: its page, and its forms."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cycles.planning import access
from cycles.planning.actions import sessions as actions
from cycles.planning.actions import strands as strand_actions
from cycles.planning.choices import OPEN_STATES, SessionState, TeamState
from cycles.planning.forms.series import ReasonForm
from cycles.planning.forms.sessions import DescribeForm, NewSessionForm, ScheduleForm, strand_forms
from cycles.planning.local_time import clock, comes_twice
from cycles.planning.models import Session
from cycles.planning.pages import series_head
from cycles.planning.queries import editable, team
from cycles.planning.queries.agenda import plan_of
from cycles.planning.queries.conflicts import conflicts
from cycles.planning.queries.resources import of_session, shelves
from cycles.planning.views.answering import attempt
from cycles.planning.words import named_grades
from districts.permissions import Hat, Permission
from ilc.accounts.access import account
from ilc.core.errors import Refused, Stale
from ilc.core.http import signed_in

P = Permission
FORM = ["GET", "HEAD", "POST"]


@signed_in("planning.access.get_session(SERIES_SEE)")
@require_safe
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """When, where, which rooms; what happens there for those who take part; the tools for who leads."""
    session = access.get_session(request.user, pk, P.SERIES_SEE)
    worn = access.hats(request.user, session.series)
    may_edit = Hat.SERIES_LEADER in worn and editable(session.series)
    inside = access.can(request.user, session.series, P.SERIES_PLAN_READ)
    opened = access.resources(request.user, session.series).filter(of_session(session))
    held = shelves(opened, ready=not may_edit)
    agenda = plan_of(session, held).rows if inside else []
    on_agenda = [shelf for row in agenda for shelf in row.shelves]
    words = {
        **series_head(request.user, session.series, "sessions"),
        "session": session,
        "agenda": agenda,
        "strands": session.strands.prefetch_related("leaders"),
        "shelves": [one for one in held if one not in on_agenda],
        "inside": inside,
        "leads": Hat.SERIES_LEADER in worn,
        "takes_part": Hat.PARTICIPANT in worn,
        "may_edit": may_edit,
        "may_date": session.state in (SessionState.UNSCHEDULED, SessionState.SCHEDULED),
        "is_on": session.state in (SessionState.SCHEDULED, SessionState.IN_PROGRESS, SessionState.HELD),
        "is_begun": session.state in (SessionState.IN_PROGRESS, SessionState.HELD),
        "is_open_series": session.series.state in OPEN_STATES,
    }
    return render(request, "planning/session.html", words)


def _show(request: HttpRequest, session: Session, template: str, form: Any, **words: Any) -> HttpResponse:
    shown = {"series": session.series, "session": session, "form": form, **words}
    return render(request, f"planning/{template}.html", shown, status=422 if form.errors else 200)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(FORM)
def new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One more session; its date may come later."""
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    form = NewSessionForm(request.POST or None, zone=series.tz)
    if request.method == "POST" and form.is_valid():
        data = {
            name: form.cleaned_data[name] for name in ("title", "purpose", "place", "starts_at", "ends_at")
        }
        data["pk"] = form.cleaned_data["new_id"]
        added: list[Session] = []
        if attempt(form, lambda: added.append(actions.add(series=series, by=account(request), **data))):
            messages.success(request, "The session is added.")
            _warn(request, added[0])
            return redirect("planning:session-new" if "another" in request.POST else "planning:sessions", pk)
    words = {"series": series, "form": form, "number": series.sessions.count() + 1}
    return render(request, "planning/session_new.html", words, status=422 if form.errors else 200)


@signed_in("planning.access.get_session(SERIES_EDIT)")
@require_http_methods(FORM)
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    session = access.get_session(request.user, pk, P.SERIES_EDIT)

    def now() -> dict[str, Any]:
        return {name: getattr(session, name) for name in ("title", "place", "purpose", "version")}

    form = DescribeForm(request.POST or None, initial=now())

    def act() -> None:
        actions.edit(session=session, by=account(request), **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and attempt(form, act, session, now):
        messages.success(request, "Saved.")
        return redirect("planning:session", pk)
    return _show(request, session, "session_edit", form)


@signed_in("planning.access.get_session(SERIES_EDIT)")
@require_http_methods(FORM)
def schedule(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a date, move it, or put it off without a new one."""
    session = access.get_session(request.user, pk, P.SERIES_EDIT)
    put_off = "put_off" in request.POST
    form = ScheduleForm(
        request.POST or None, zone=session.series.tz, put_off=put_off, initial=_dates(session)
    )

    def act() -> None:
        dates = {name: form.cleaned_data[name] for name in ("starts_at", "ends_at", "version")}
        actions.schedule(session=session, by=account(request), **dates)

    if request.method == "POST" and form.is_valid() and attempt(form, act, session, lambda: _dates(session)):
        messages.success(
            request, "It is put off until you set a new date." if put_off else "The date is set."
        )
        _warn(request, session)
        return redirect("planning:session", pk)
    return _show(request, session, "session_schedule", form)


def _warn(request: HttpRequest, session: Session) -> None:
    """What is odd about the date that was just saved."""
    for hour in (session.starts_at, session.ends_at):
        if hour and comes_twice(hour, session.series.tz):
            words = clock(hour.astimezone(session.series.tz))
            messages.warning(
                request, f"The clocks go back that day, and {words} comes twice. It means the first time."
            )
    for words in conflicts(session.series, access.series(request.user), session):
        messages.warning(request, f"{words} It is saved; change it if that is not meant.")


def _dates(session: Session) -> dict[str, Any]:
    """What a form about the date begins with: local to the series."""
    start, end = session.local_start, session.local_end
    return {
        "day": session.local_date,
        "start": start.time() if start else None,
        "end": end.time() if end else None,
        "version": session.version,
    }


@signed_in("planning.access.get_session(SERIES_EDIT)")
@require_http_methods(FORM)
def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    session = access.get_session(request.user, pk, P.SERIES_EDIT)
    form = ReasonForm(request.POST or None, initial={"version": session.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(
            form,
            lambda: actions.cancel(session=session, by=account(request), **data),
            session,
            lambda: {"date": session.when, "place": session.place},
        ):
            messages.success(request, f"{session.label} is cancelled.")
            return redirect("planning:session", pk)
    words = {
        "heading": f"Cancel {session.label.lower()}",
        "label": "Why is it cancelled?",
        "help": "Everybody registered gets these words.",
        "button": "Cancel the session",
    }
    return _show(request, session, "reason", form, **words)


@signed_in("planning.access.get_session(SERIES_EDIT)")
@require_http_methods(FORM)
def strands(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Parallel rooms: Elementary here, Secondary there."""
    session = access.get_session(request.user, pk, P.SERIES_EDIT)
    people = [row.person.root for row in team(session.series).filter(state=TeamState.ACCEPTED)]
    posted = request.POST if request.method == "POST" else None
    rows = strand_forms(session, people, posted)
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isdigit() else session.version
    problem, meanwhile = "", list[tuple[str, str]]()
    if posted is not None and not any(row.errors for row in rows):
        drafts = [draft for row in rows if (draft := row.draft())]
        try:
            strand_actions.set_strands(session=session, strands=drafts, by=account(request), version=version)
            messages.success(request, "The strands are saved.")
            return redirect("planning:session", pk)
        except Refused as no:
            problem = no.message
            if isinstance(no, Stale):
                session.refresh_from_db(fields=["version"])
                version, meanwhile = session.version, _rooms(session)
    bad = bool(problem) or any(row.errors for row in rows)
    words = {
        "series": session.series,
        "session": session,
        "rows": rows,
        "problem": problem,
        "version": version,
        "meanwhile": meanwhile,
    }
    return render(request, "planning/strands.html", words, status=422 if bad else 200)


def _rooms(session: Session) -> list[tuple[str, str]]:
    """The strands as they are now: name, and the rest in words."""
    rooms = []
    for one in session.strands.all():
        parts = (named_grades(one.grade_band), one.place or "as yet without a room")
        places = f"{one.capacity} place{'' if one.capacity == 1 else 's'}" if one.capacity else ""
        rooms.append((one.name, ", ".join(part for part in (*parts, places) if part)))
    return rooms or [("Strands", "none: everybody in one room")]
