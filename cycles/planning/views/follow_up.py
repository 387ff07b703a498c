"""The follow-up plan: kinds by depth, spans up to months, a suggestion to begin with."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cycles.planning import access
from cycles.planning.actions import follow_up as actions
from cycles.planning.forms.follow_up import ContactForm, EditContactForm, NewContactForm, there
from cycles.planning.models import FollowUpItem, Series
from cycles.planning.queries import sessions_of
from cycles.planning.queries.follow_up import line_of_time
from cycles.planning.views.answering import attempt
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.http import signed_in

P = Permission
FORM = ["GET", "HEAD", "POST"]
ASKED = ("kind", "after_session", "days_after", "who", "note")


def _show(
    request: HttpRequest, series: Series, form: ContactForm, editing: FollowUpItem | None = None
) -> HttpResponse:
    items, sessions = list(series.follow_up.all()), list(sessions_of(series))
    for session in sessions:
        session.series = series
    words = {
        "series": series,
        "step": "follow-up",
        "form": form,
        "editing": editing,
        "items": items,
        "suggested": any(one.suggested for one in items),
        "moments": line_of_time(sessions, items),
    }
    return render(request, "planning/follow_up.html", words, status=422 if form.errors else 200)


def _wanted(form: ContactForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ASKED}


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(FORM)
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is planned, as a list and on a line of time; and one more."""
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    form = NewContactForm(request.POST or None, sessions=series.sessions.count())
    if request.method == "POST" and form.is_valid():
        new_id, by = form.cleaned_data["new_id"], account(request)
        if attempt(form, lambda: actions.add(series=series, by=by, pk=new_id, **_wanted(form))):
            messages.success(request, "Planned.")
            return redirect("planning:follow-up", pk)
    return _show(request, series, form)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(FORM)
def edit(request: HttpRequest, pk: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """The same page with one contact opened to be changed, in its place."""
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    row = series.follow_up.filter(pk=item).first()
    if row is None:
        raise Http404
    row.series = series
    form = EditContactForm(request.POST or None, sessions=series.sessions.count(), initial=there(row))

    def act() -> None:
        actions.change(item=row, by=account(request), version=form.cleaned_data["version"], **_wanted(form))

    if request.method == "POST" and form.is_valid() and attempt(form, act, row, lambda: there(row)):
        messages.success(request, "Changed.")
        return redirect("planning:follow-up", pk)
    return _show(request, series, form, row)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_POST
def remove(request: HttpRequest, pk: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    told(
        request,
        lambda: actions.remove(series=series, item=item, by=account(request)),
        "Removed from the follow-up plan.",
    )
    return redirect("planning:follow-up", pk)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_POST
def suggest(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A sensible set to begin with."""
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    begun = "Here is a plan to begin with. Change or remove what does not fit."
    told(
        request,
        lambda: actions.suggest(series=series, by=account(request)),
        lambda added: begun if added else "All of it is planned.",
    )
    return redirect("planning:follow-up", pk)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_POST
def unsuggest(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Undo the suggestion; what was changed since stays."""
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    told(
        request,
        lambda: actions.unsuggest(series=series, by=account(request)),
        "The suggestion is taken back. What you changed yourself stays.",
    )
    return redirect("planning:follow-up", pk)
