"""Marking somebody on the day: here, late, gone, away; taking it back; the room they sit in; the history."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cycles.planning.models import Session
from cycles.roster import access
from cycles.roster.actions import attendance, marks
from cycles.roster.forms.marks import MarkForm
from cycles.roster.queries.day import Line, day_lines, disputed, story
from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import signed_in
from participants.models import Person

LED = "roster.access.get_led_session(ROSTER_EDIT)"
PAPER = (
    ("present", "Here", "h"),
    ("late", "Late", "l"),
    ("left", "Left early", "e"),
    ("partial", "Part", "p"),
    ("excused", "Excused", "x"),
    ("absent", "Absent", "a"),
    ("unknown", "Not known", "n"),
)
MARKS = (("present", "Here"), ("late", "Late"), ("left", "Left"), ("absent", "Absent"))


def sought(data: QueryDict) -> str:
    """The words the list was searched for."""
    return data.get("q", "").strip()[:80]


def person_here(session: Session, pk: uuid.UUID) -> Person:
    """Somebody of this series or session; nobody else can be marked by their id."""
    here = Q(enrollments__series=session.series) | Q(attendances__session=session)
    known = Person.objects.filter(Q(pk=pk) & Q(root__in=Person.objects.filter(here).values("root")))
    found = known.select_related("root").first()
    if found is None:
        raise Http404
    return found.root


def _marked(request: HttpRequest, session: Session, person: Person, form: MarkForm) -> str:
    """Why it was not written down, or "" when it was."""
    if form.errors:
        return "Minutes are a whole number, at most 1,440 (a day). Nothing was changed."
    try:
        attendance.mark(session=session, person=person, by=account(request), **form.said())
    except Refused as no:
        return no.message
    return ""


def drawn(
    request: HttpRequest, session: Session, lines: list[Line], sheet: str, **words: object
) -> dict[str, str]:
    """Lines as the list shows them, or the paper sheet; by person."""
    paper = sheet == "paper"
    if paper:
        odd = disputed(session, [one.person.pk for one in lines])
        for one in lines:
            one.disputed = bool(one.attendance and one.attendance.pk in odd)
    template = "roster/_paper_line.html" if paper else "roster/_day_line.html"
    also = {"session": session, "marks": PAPER if paper else MARKS, "rooms": list(session.strands.all())}
    return {
        str(one.person.pk): render_to_string(template, {**also, **words, "line": one}, request)
        for one in lines
    }


def _answer(request: HttpRequest, session: Session, person: Person, problem: str = "") -> HttpResponse:
    """Their line to whoever asks for a piece of the page, else back to where they were."""
    sheet = request.POST.get("sheet", "")
    if request.headers.get("HX-Request"):
        line = next(iter(day_lines(session, [person.pk])), None)
        if line is None:
            return HttpResponse()
        last = story(line.attendance).last if line.attendance and not problem else None
        words = {"problem": problem, "again": True, "undo": last, "q": sought(request.POST)}
        return HttpResponse(drawn(request, session, [line], sheet, **words)[str(person.pk)])
    if problem:
        messages.error(request, problem)
    if request.POST.get("back") == "person":
        return redirect("roster:day-person", session.pk, person.pk)
    if sheet == "paper":
        return redirect(f"{reverse('roster:paper', args=[session.pk])}#p-{person.pk}")
    text = sought(request.POST)
    asked = f"?{urlencode({'q': text})}" if text else ""
    return redirect(f"{reverse('roster:day', args=[session.pk])}{asked}#p-{person.pk}")


@signed_in(LED)
@require_POST
def mark(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One person's attendance; sent twice with the same key it counts once."""
    session = access.get_led_session(request.user, pk)
    form = MarkForm(request.POST)
    form.is_valid()
    if "person" not in form.cleaned_data:
        messages.error(request, "Choose somebody on the list first. Nothing was changed.")
        return redirect("roster:day", pk)
    person = person_here(session, form.cleaned_data["person"])
    return _answer(request, session, person, _marked(request, session, person, form))


@signed_in(LED)
@require_POST
def undo(request: HttpRequest, pk: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """Take one mark back; what was said before stands again."""
    session = access.get_led_session(request.user, pk)
    who = person_here(session, person)
    try:
        marks.undo(session=session, mark=uuid.UUID(request.POST.get("mark", "")), by=account(request))
    except ValueError:
        return _answer(request, session, who, "Choose what to take back. Nothing was changed.")
    return _answer(request, session, who)


@signed_in(LED)
@require_POST
def room(request: HttpRequest, pk: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """They sit in another room today."""
    session = access.get_led_session(request.user, pk)
    who = person_here(session, person)
    strand = session.strands.filter(name=request.POST.get("room", "")).first()
    if strand is None:
        return _answer(request, session, who, "Choose a room of this session. Nothing was changed.")
    marks.sit(session=session, person=who, strand=strand, by=account(request))
    return _answer(request, session, who)


@signed_in(LED)
@require_safe
def one(request: HttpRequest, pk: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """One person on the day: every mark there is, minutes, room, and what was said so far."""
    session = access.get_led_session(request.user, pk)
    who = person_here(session, person)
    line = next(iter(day_lines(session, [who.pk])), None)
    if line is None:  # left the series before this session
        raise Http404
    words = {
        "session": session,
        "series": session.series,
        "line": line,
        "rooms": list(session.strands.all()),
        "story": story(line.attendance),
        "zone": session.series.tz,
    }
    return render(request, "roster/day_person.html", words)


@signed_in(LED)
@require_POST
def confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Believe everybody who checked in after the end, or one of them."""
    session = access.get_led_session(request.user, pk)
    asked = request.POST.get("person", "")
    try:
        who = person_here(session, uuid.UUID(asked)) if asked else None
    except ValueError as error:
        raise Http404 from error
    number = attendance.confirm_all(session=session, by=account(request), person=who)
    messages.success(request, f"{number} confirmed." if number else "Nobody was waiting.")
    return redirect("roster:day", pk)
