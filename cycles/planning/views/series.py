"""The series page, and the steps of its life."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.planning import access
from cycles.planning.actions import series as actions
from cycles.planning.choices import LIVE_STATES, OPEN_STATES, SeriesState, TeamState
from cycles.planning.forms.series import ReasonForm
from cycles.planning.models import Series
from cycles.planning.pages import aims_of, series_head
from cycles.planning.queries import approving_district, request_of, team
from cycles.planning.views.answering import attempt
from districts.permissions import Hat, Permission
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.http import signed_in
from participants.access import person_of

P = Permission
FORM = ["GET", "HEAD", "POST"]


@signed_in("planning.access.get_series(SERIES_SEE)")
@require_safe
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What a series is, when it meets, who leads it; where somebody registers."""
    series = access.get_series(request.user, pk, P.SERIES_SEE)
    person, rows = person_of(request.user), list(team(series))
    own = next((row for row in rows if person and row.person.root_id == person.pk), None)
    worn = access.hats(request.user, series)
    words = {
        **series_head(request.user, series, "sessions"),
        "team": [row for row in rows if row.state == TeamState.ACCEPTED],
        **aims_of(series),
        "asked_to_lead": own is not None and own.state == TeamState.INVITED,
        "approver": approving_district(series),
        "request_words": request_of(series),
        "takes_part": Hat.PARTICIPANT in worn,
        "helps": series.state in LIVE_STATES and access.can(request.user, series, P.EVIDENCE_SHARED),
        "may_borrow": series.state in LIVE_STATES and access.may_draft(request.user),
        "may_set_kind": any(access.can(request.user, series, one) for one in (P.SERIES_KIND, P.SERIES_EDIT)),
        "sees_coaches": (series.trains_coaches or series.is_leader_institute)
        and access.can(request.user, series, P.CLAIM_CONFIRM),
        "reads_plan": access.can(request.user, series, P.SERIES_PLAN_READ),
        "may_register": series.state in OPEN_STATES and own is None and Hat.PARTICIPANT not in worn,
        "may_approve": series.state == SeriesState.SUBMITTED
        and access.can(request.user, series, P.SERIES_APPROVE),
    }
    return render(request, "planning/series.html", words)


def _step(request: HttpRequest, act: Callable[[], Any], done: str, pk: uuid.UUID, back: str) -> HttpResponse:
    told(request, act, done)
    return redirect(f"planning:{back}", pk)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_POST
def submit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send for approval."""
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    done = "Sent. You get a mail as soon as it is approved or comes back with a request."
    return _step(request, lambda: actions.submit(series=series, by=account(request)), done, pk, "plan")


@signed_in("planning.access.get_series(SERIES_EDIT, or SERIES_APPROVE once submitted)")
@require_POST
def publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open to registration: by its leaders where that is the rule, else by who approves."""
    series = access.get_series(request.user, pk, P.SERIES_SEE)
    waiting = series.state == SeriesState.SUBMITTED
    if not access.can(request.user, series, P.SERIES_APPROVE if waiting else P.SERIES_EDIT):
        raise PermissionDenied
    read = request.POST.get("version", "")
    version = int(read) if read.isdigit() else None
    return _step(
        request,
        lambda: actions.publish(series=series, by=account(request), version=version),
        "Published. People can register now.",
        pk,
        "series",
    )


def _with_reason(
    request: HttpRequest,
    series: Series,
    act: Callable[..., None],
    done: str,
    stays: bool = True,
    **words: Any,
) -> HttpResponse:
    """A page that asks why, then acts."""
    form = ReasonForm(request.POST or None, initial={"version": series.version})
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: act(series=series, reason=reason, by=account(request)), series):
            messages.success(request, done)
            return redirect("planning:series", series.pk) if stays else redirect("planning:catalogue")
    status = 422 if form.errors else 200
    return render(request, "planning/reason.html", {"series": series, "form": form, **words}, status=status)


@signed_in("planning.access.get_series(SERIES_APPROVE)")
@require_http_methods(FORM)
def give_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Return a submitted series to its leaders with what should change."""
    series = access.get_series(request.user, pk, P.SERIES_APPROVE)
    act, done = actions.return_to_draft, "Returned. Its leaders get your words by mail."
    words: dict[str, Any] = {
        "heading": "Return it to its leaders",
        "label": "What should change",
        "help": "They read this in a mail and on their plan.",
        "button": "Return with these words",
    }
    return _with_reason(request, series, act, done, stays=False, **words)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(FORM)
def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    words: dict[str, Any] = {
        "heading": "Cancel the series",
        "label": "Why is it cancelled?",
        "help": "Everybody registered gets these words. Sessions already held stay in the record.",
        "button": "Cancel the series",
    }
    return _with_reason(request, series, actions.cancel, "The series is cancelled.", **words)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_POST
def complete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    done = "Completed. Thank you for leading it."
    return _step(request, lambda: actions.complete(series=series, by=account(request)), done, pk, "series")
