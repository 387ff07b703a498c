"""Reached through trained coaches: what they claim, and who believes it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.planning.models import Series
from cycles.planning.views.answering import attempt
from cycles.roster.access import claims as access
from cycles.roster.actions import claims as actions
from cycles.roster.forms.claims import EditClaimForm, NewClaimForm
from cycles.roster.models import IndirectReachClaim
from cycles.roster.queries import claims as queries
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.http import signed_in
from participants.access import person_of
from participants.models import Person

FORM = ["GET", "HEAD", "POST"]
PER_PAGE = 25
SHOW = {"": "All", "open": "Not confirmed", "confirmed": "Confirmed", "mine": "Mine", "back": "Taken back"}


@signed_in("roster.access.claims.require_claims")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Claims within reach, those nobody confirmed first."""
    access.require_claims(request.user)
    show, text = request.GET.get("show", ""), request.GET.get("q", "").strip()[:80]
    show = show if show in SHOW else ""
    rows = access.claims(request.user)
    person = person_of(request.user)
    rows = rows.filter(withdrawn_at__isnull=show != "back")
    if show in ("open", "confirmed"):
        rows = rows.filter(confirmed_at__isnull=show == "open")
    if show == "mine":
        rows = rows.filter(coach__root=person.pk if person else None)
    for word in text.split():
        rows = rows.filter(series__title__icontains=word)
    words = {
        "page": Paginator(queries.listed(rows), PER_PAGE).get_page(request.GET.get("page")),
        "totals": queries.totals(rows),
        "chips": [(label, f"?show={one}", one == show) for one, label in SHOW.items()],
        "show": show,
        "q": text,
        "may_claim": access.trained_for(request.user).exists(),
    }
    return render(request, "roster/claims.html", words)


@signed_in("roster.access.claims.trained_for")
@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """A coach's own claim."""
    access.require_claims(request.user)
    series, person = list(access.trained_for(request.user)[:12]), person_of(request.user)
    if not series or person is None:
        words = {"heading": "No series trained you as a coach yet"}
        return render(request, "roster/claim_none.html", words)
    return _new(request, person, series, "")


@signed_in("roster.access.claims.get_training(CLAIM_CONFIRM)")
@require_safe
def coaches(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who was trained here, and what each claims."""
    series = access.get_training(request.user, pk)
    page = Paginator(queries.coaches(series), PER_PAGE).get_page(request.GET.get("page"))
    mine = IndirectReachClaim.objects.filter(series=series)
    words = {"series": series, "page": page, "totals": queries.totals(mine)}
    return render(request, "roster/coaches.html", words)


@signed_in("roster.access.claims.get_training(CLAIM_CONFIRM)")
@require_http_methods(FORM)
def new_for(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """On behalf of a coach: `coach` in the address says whose."""
    series = access.get_training(request.user, pk)
    try:
        coach = queries.coaches(series).filter(pk=uuid.UUID(request.GET.get("coach", ""))).first()
    except ValueError:
        coach = None
    if coach is None:
        raise Http404
    return _new(request, coach, [series], coach.name)


def _new(request: HttpRequest, coach: Person, series: list[Series], behalf: str) -> HttpResponse:
    form = NewClaimForm(request.POST or None, series=series)
    twin = None
    if request.method == "POST" and form.is_valid():
        values, new_id = form.values, form.cleaned_data["new_id"]
        twin = queries.same_claim(coach, values["people"], values["claimed_on"], new_id)
        if IndirectReachClaim.objects.filter(pk=new_id).exists():
            twin = None  # sent twice

        def act() -> None:
            actions.enter(pk=new_id, coach=coach, series=form.chosen, by=account(request), **values)

        if twin and "again" not in request.POST:
            form.add_error(None, "The same number stands there for the same day. Is this the same?")
        elif attempt(form, act):
            messages.success(request, "Thank you. It waits for somebody to confirm it.")
            return redirect("roster:coaches", series[0].pk) if behalf else redirect("roster:claims")
    words = {"form": form, "twin": twin, "behalf": behalf, "series": series[0]}
    return render(request, "roster/claim_form.html", words, status=422 if form.errors else 200)


def _now(claim: IndirectReachClaim) -> dict[str, Any]:
    names = ("people", "basis", "what_for", "claimed_on", "period_from", "period_to", "said_by", "version")
    return {name: getattr(claim, name) for name in names}


@signed_in("roster.access.claims.get_claim")
@require_http_methods(FORM)
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One claim: its words, its history, and the buttons of those who may confirm it."""
    claim = access.get_claim(request.user, pk)
    form = EditClaimForm(request.POST or None, initial=_now(claim))

    def act() -> None:
        version = form.cleaned_data["version"]
        actions.edit(claim=claim, version=version, by=account(request), **form.values)

    if request.method == "POST" and form.is_valid() and attempt(form, act, claim, lambda: _now(claim)):
        messages.success(request, "Saved. A change has to be confirmed anew.")
        return redirect("roster:claim", pk)
    words = {
        "claim": claim,
        "form": form,
        "history": queries.history(claim)[:20],
        "may_confirm": access.may_confirm(request.user, claim),
    }
    return render(request, "roster/claim.html", words, status=422 if form.errors else 200)


@signed_in("roster.access.claims.get_to_confirm(CLAIM_CONFIRM)")
@require_POST
def confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    claim = access.get_to_confirm(request.user, pk)
    sent = request.POST.get("version", "")
    told(
        request,
        lambda: actions.confirm(
            claim=claim, version=int(sent) if sent.isdecimal() else 0, by=account(request)
        ),
        f"Confirmed: {claim.people} people through {claim.coach.root.name}.",
    )
    return redirect("roster:claim", pk)


@signed_in("roster.access.claims.get_claim")
@require_POST
def take_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    claim = access.get_claim(request.user, pk)
    actions.take_back(claim=claim, by=account(request))
    messages.success(request, "Taken back. It counts nowhere any more; its history stays.")
    return redirect("roster:claims")
