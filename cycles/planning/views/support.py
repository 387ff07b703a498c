"""Support: what leaders ask for, and what administrators answer."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.planning import access
from cycles.planning.actions import support as actions
from cycles.planning.choices import ASKING, PROMISED, TELLABLE, TOLD, SeriesState, Side, SupportState
from cycles.planning.forms.support import AnswerForm, KeptForm, SupportChangeForm, SupportForm
from cycles.planning.models import Series, SupportLine
from cycles.planning.queries import editable
from cycles.planning.queries.support import commitments, lines_of, may_be_asked, place_key, unheard
from cycles.planning.views.answering import attempt
from districts.access import require
from districts.permissions import Permission
from districts.queries import search_schools
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.http import signed_in
from ilc.core.ui import Option

P = Permission
FORM = ["GET", "HEAD", "POST"]
PER_PAGE = 20
MOST = 50
PAST = (*TOLD, SupportState.DECLINED)
ANSWERABLE = (SupportState.ASKED, SupportState.DECLINED, *PROMISED)


@signed_in("planning.access.get_series(SUPPORT_READ, to change SERIES_EDIT)")
@require_http_methods(FORM)
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the series asks of administrators and their answers; its leaders add to it."""
    series = access.get_series(
        request.user, pk, P.SERIES_EDIT if request.method == "POST" else P.SUPPORT_READ
    )
    may_edit = access.can(request.user, series, P.SERIES_EDIT) and editable(series)
    form = SupportForm(request.POST or None, series=series)
    if request.method == "POST" and form.is_valid():
        data = _asked(form)
        new_id = form.cleaned_data["new_id"]
        if attempt(form, lambda: actions.ask(series=series, by=account(request), pk=new_id, **data)):
            messages.success(request, "It is on the list.")
            return redirect("planning:support", pk)
    lines = list(lines_of(series))
    words = {
        "series": series,
        "step": "support",
        "layout": f"planning/{'_step' if may_edit else '_reading'}.html",
        "form": form,
        "lines": lines,
        "may_edit": may_edit,
        "is_leader": access.can(request.user, series, P.SERIES_EDIT),
        "tellable": TELLABLE,
        "told": TOLD,
        "unheard": unheard(series) if may_edit else [],
        "tells": series.state in ASKING,
        "figure": commitments(series.support.all()) if any(one.promised for one in lines) else None,
    }
    return render(request, "planning/support.html", words, status=422 if form.errors else 200)


def _asked(form: SupportForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("kind", "quantity", "unit", "of", "by_when", "note")}


def _line(series: Series, pk: uuid.UUID) -> SupportLine:
    line = lines_of(series).filter(pk=pk).first()
    if line is None:
        raise Http404
    line.series = series
    return line


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(FORM)
def edit(request: HttpRequest, pk: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Ask for something else; an answer given before is asked for again."""
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    row = _line(series, line)
    form = SupportChangeForm(request.POST or None, series=series, initial=SupportChangeForm.of_line(row))

    def act() -> None:
        actions.change(line=row, by=account(request), version=form.cleaned_data["version"], **_asked(form))

    def now() -> dict[str, Any]:
        return SupportChangeForm.of_line(row)

    if request.method == "POST" and form.is_valid() and attempt(form, act, row, now):
        messages.success(request, "Saved.")
        return redirect("planning:support", pk)
    words = {"series": series, "line": row, "form": form}
    return render(request, "planning/support_edit.html", words, status=422 if form.errors else 200)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_POST
def remove(request: HttpRequest, pk: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    told(
        request,
        lambda: actions.remove(series=series, line=line, by=account(request)),
        "It is no longer asked for.",
    )
    return redirect("planning:support", pk)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_POST
def accept(request: HttpRequest, pk: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Take the part that was offered."""
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    told(
        request,
        lambda: actions.accept(series=series, line=line, by=account(request)),
        "You take what was offered.",
    )
    return redirect("planning:support", pk)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_safe
def places(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Districts and schools that may be asked: a list of options."""
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    text, districts = request.GET.get("q", "").strip(), may_be_asked(series)
    options = [
        Option(place_key(one), one.name, "District") for one in districts if text.lower() in one.name.lower()
    ]
    if len(text) >= 2:
        found = search_schools(text, limit=12, among=districts)
        options += [Option(place_key(one), one.name, str(one.district)) for one in found]
    return render(request, "components/options.html", {"options": options if text else []})


@signed_in("districts.access.require(SUPPORT_ANSWER), then planning.access.support_asked")
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What is asked of the administrator's district or school, what was promised, what became of it."""
    require(request.user, P.SUPPORT_ANSWER)
    rows = access.support_asked(request.user).select_related(
        "series", "district", "school", "answered_by__person__root"
    )
    rows = rows.prefetch_related("views").order_by("by_when", "created_at", "id")
    coming = rows.filter(series__state__in=(*ASKING, SeriesState.COMPLETED))
    past = rows.filter(state__in=PAST).order_by("-updated_at", "-id")
    words = {
        "waiting": rows.filter(state=SupportState.ASKED, series__state__in=ASKING)[:MOST],
        "promised": coming.filter(state__in=PROMISED)[:MOST],
        "page": Paginator(past, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "planning/asked.html", words)


@signed_in("planning.access.get_support_line")
@require_http_methods(FORM)
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """An administrator promises, offers a part, or declines."""
    line = access.get_support_line(request.user, pk)
    now = {"version": line.version, "verb": "", "words": line.answer, "quantity": line.pledged_quantity}
    form = AnswerForm(request.POST or None, initial=now)

    def act() -> None:
        actions.answer(line=line, by=account(request), **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and attempt(form, act, line):
        messages.success(request, "Thank you. The leaders get your answer by mail and see it on their plan.")
        return redirect("planning:asked")
    words = {
        "line": line,
        "form": form,
        "may_answer": line.state in ANSWERABLE and line.series.state in ASKING,
    }
    return render(request, "planning/answer.html", words, status=422 if form.errors else 200)


@signed_in("planning.access.sides: the leaders, and the administrators it is asked of")
@require_http_methods(FORM)
def kept(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Whether a promise was kept, told by one side; what the other side says stays beside it."""
    line = SupportLine.objects.select_related("series", "district", "school").filter(pk=pk).first()
    if line is None:
        raise Http404
    line.series = access.get_series(request.user, line.series_id, P.SERIES_SEE)
    mine = access.sides(request.user, line)
    if not mine:
        raise PermissionDenied
    wanted = request.POST.get("side") or request.GET.get("side", "")
    side = Side(wanted) if wanted in mine else mine[0]
    form = KeptForm(request.POST or None, initial=_told(line, side))

    def act() -> None:
        data = form.cleaned_data
        actions.tell(line=line, side=side, kept=data["kept"], words=data["words"], by=account(request))

    if request.method == "POST" and form.is_valid() and attempt(form, act):
        messages.success(request, "Thank you. Both sides see it.")
        return (
            redirect("planning:asked")
            if side == Side.ADMINISTRATOR
            else redirect("planning:support", line.series_id)
        )
    words = {
        "series": line.series,
        "line": line,
        "form": form,
        "side": side,
        "may_tell": line.state in TELLABLE,
    }
    return render(request, "planning/kept.html", words, status=422 if form.errors else 200)


def _told(line: SupportLine, side: Side) -> dict[str, Any]:
    view = line.views.filter(side=side).first()
    return {"side": side} | ({"kept": "yes" if view.kept else "no", "words": view.words} if view else {})
