"""Who leads: inviting, answering, leaving."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cycles.planning import access
from cycles.planning.actions import team as actions
from cycles.planning.forms.series import CoLeaderForm, OneLeaderForm
from cycles.planning.models import Series
from cycles.planning.queries import team, team_row
from cycles.planning.views.answering import attempt
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.http import signed_in
from participants.access import get_own_person, person_of

P = Permission
FORM = ["GET", "HEAD", "POST"]


def _page(
    request: HttpRequest,
    series: Series,
    invite: CoLeaderForm,
    reason: OneLeaderForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = {"reason": series.single_leader_reason, "version": series.version}
    words = {
        "series": series,
        "step": "team",
        "team": team(series),
        "invite_form": invite,
        "reason_form": reason or OneLeaderForm(initial=now, prefix="one"),
        "me": person_of(request.user),
    }
    return render(request, "planning/team.html", words, status=status)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(FORM)
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The team, and a form that invites one more by e-mail."""
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    form = CoLeaderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        link = reverse("planning:series", args=[pk])
        data = form.cleaned_data
        if attempt(
            form, lambda: actions.invite_by_email(series=series, by=account(request), next_url=link, **data)
        ):
            messages.success(request, f"{data['email']} is invited. They join the team when they accept.")
            return redirect("planning:team", pk)
    return _page(request, series, form, status=422 if form.errors else 200)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_POST
def one_leader(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Why this series has one leader."""
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    form = OneLeaderForm(request.POST, prefix="one")
    if form.is_valid() and attempt(
        form,
        lambda: actions.give_reason(series=series, by=account(request), **form.cleaned_data),
        series,
        lambda: {"reason": series.single_leader_reason},
    ):
        messages.success(request, "Saved.")
        return redirect("planning:team", pk)
    return _page(request, series, CoLeaderForm(), form, status=422)


@signed_in("planning.access.get_series(SERIES_SEE), and asked to lead")
@require_POST
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The invited person's yes or no."""
    series = access.get_series(request.user, pk, P.SERIES_SEE)
    row = team_row(series, get_own_person(request.user))
    if row is None:
        raise PermissionDenied("You were not asked to lead this series.")
    yes = request.POST.get("answer") == "yes"
    told(
        request,
        lambda: actions.answer(leader=row, accept=yes, by=account(request)),
        "Welcome to the team." if yes else "Thank you for answering.",
    )
    return redirect("planning:plan", pk) if yes else redirect("planning:catalogue")


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_POST
def remove(request: HttpRequest, pk: uuid.UUID, leader: uuid.UUID) -> HttpResponse:
    """Take somebody off the team, or leave it oneself."""
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    row = team(series).filter(pk=leader).first()
    if row is None:
        raise Http404
    me = person_of(request.user)
    leaving = me is not None and row.person.root_id == me.pk
    row.series = series
    if not told(
        request,
        lambda: actions.remove(leader=row, by=account(request)),
        "You left the team." if leaving else f"{row.person.root} is no longer on the team.",
    ):
        return redirect("planning:team", pk)
    return redirect("planning:catalogue") if leaving else redirect("planning:team", pk)
