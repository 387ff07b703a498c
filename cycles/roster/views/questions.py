"""Questions before somebody comes: asked by leaders, answered by the person, read by leaders alone."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.planning.access import get_series
from cycles.planning.models import Series
from cycles.planning.views.answering import attempt
from cycles.roster import queries
from cycles.roster.access import get_led_series
from cycles.roster.actions import questions as actions
from cycles.roster.choices import EnrollmentState, QuestionKind
from cycles.roster.forms.questions import READY, AnswersForm, QuestionForm
from cycles.roster.models import RegistrationQuestion
from cycles.roster.queries.questions import answered, asked, columns, roster_rows, told
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.http import signed_in
from ilc.core.spreadsheets import csv_lines, safe
from participants.access import get_own_person

FORM = ["GET", "HEAD", "POST"]
EDIT = "planning.access.get_series(ROSTER_EDIT)"
PER_PAGE = 100
HEADER = ("Last name", "First name", "E-mail", "School", "State")


@signed_in(EDIT)
@require_http_methods(FORM)
def ask(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is asked now, and one more question."""
    series = get_led_series(request.user, pk)
    ready = READY.get(request.POST.get("ready", ""))
    data = {"text": ready, "kind": QuestionKind.TEXT} if ready else request.POST
    form = QuestionForm(data if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        new = given.pop("new_id")
        if attempt(form, lambda: actions.ask(series=series, by=account(request), pk=new, **given)):
            messages.success(request, "It is asked from now on.")
            return redirect("roster:questions", pk)
    words = {"series": series, "form": form, "questions": asked(series), "ready": READY}
    return render(request, "roster/questions.html", words, status=422 if form.errors else 200)


def _question(series: Series, pk: uuid.UUID) -> RegistrationQuestion:
    found = asked(series).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@signed_in(EDIT)
@require_http_methods(FORM)
def change(request: HttpRequest, pk: uuid.UUID, question: uuid.UUID) -> HttpResponse:
    """Other words; what was answered to the old ones stays."""
    series = get_led_series(request.user, pk)
    one = _question(series, question)
    now = {"text": one.text, "kind": one.kind, "options": "\n".join(one.options), "required": one.required}
    form = QuestionForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "new_id"}
        if attempt(form, lambda: actions.change(question=one, by=account(request), **given)):
            messages.success(request, "Changed. Answers given before stay with the words they were given to.")
            return redirect("roster:questions", pk)
    words = {"series": series, "form": form, "question": one}
    return render(request, "roster/question.html", words, status=422 if form.errors else 200)


@signed_in(EDIT)
@require_POST
def retire(request: HttpRequest, pk: uuid.UUID, question: uuid.UUID) -> HttpResponse:
    """Ask it no longer."""
    series = get_led_series(request.user, pk)
    one = RegistrationQuestion.objects.filter(series=series, pk=question).first()
    if one is None:
        raise Http404
    actions.retire(question=one, by=account(request))
    messages.success(request, "It is asked no longer. Answers given before are kept.")
    return redirect("roster:questions", pk)


@signed_in(EDIT)
@require_safe
def listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everybody with their answers, for leaders."""
    series = get_led_series(request.user, pk)
    shown = columns(series)
    page = Paginator(answered(series), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(one, list(zip(shown, told(one, shown), strict=True))) for one in page]
    return render(
        request, "roster/answers.html", {"series": series, "questions": shown, "page": page, "rows": rows}
    )


@signed_in(EDIT)
@require_safe
def export(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The roster with answers as a table, a row at a time."""
    series = get_led_series(request.user, pk)
    shown = columns(series)
    lines = csv_lines((*HEADER, *(safe(one.text) for one in shown)), roster_rows(series, shown))
    headers = {"Content-Disposition": 'attachment; filename="roster.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@signed_in("planning.access.get_series(SERIES_SEE), own enrollment")
@require_http_methods(FORM)
def own(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The person's own answers, to be changed until the series is over."""
    series = get_series(request.user, pk, Permission.SERIES_SEE)
    enrollment = queries.enrollment_of(series, get_own_person(request.user))
    if enrollment is None or enrollment.state == EnrollmentState.WITHDRAWN:
        raise Http404
    form = AnswersForm(
        request.POST if request.method == "POST" else None, series=series, enrollment=enrollment
    )
    if request.method == "POST" and form.is_valid():
        actions.answer(enrollment=enrollment, answers=form.answers(), by=account(request))
        messages.success(request, "Your answers are saved.")
        return redirect("roster:register", pk)
    return render(
        request,
        "roster/own_answers.html",
        {"series": series, "form": form},
        status=422 if form.errors else 200,
    )
