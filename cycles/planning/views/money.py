"""Partners, contributions and the budget of a series."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cycles.planning import access
from cycles.planning.actions import budget as budgets
from cycles.planning.actions import contributions, partners
from cycles.planning.forms.money import (
    BudgetForm,
    ContributionForm,
    Line,
    LinkForm,
    PartnerChangeForm,
    PartnerForm,
    giver_key,
)
from cycles.planning.models import BudgetLine, Contribution, Series, SeriesPartner
from cycles.planning.queries import editable
from cycles.planning.queries.money import budget, contributions_of, partners_of, search_partners
from cycles.planning.views.answering import attempt
from districts.actions import partners as known_partners
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.http import signed_in
from ilc.core.ui import Option

P = Permission
FORM = ["GET", "HEAD", "POST"]


@signed_in("planning.access.get_series(MONEY_READ)")
@require_safe
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who helps, what they give, what it costs and who pays."""
    series = access.get_series(request.user, pk, P.MONEY_READ)
    may_edit = access.can(request.user, series, P.SERIES_EDIT) and editable(series)
    gifts = list(contributions_of(series))
    words = {
        "series": series,
        "step": "partners",
        "layout": f"planning/{'_step' if may_edit else '_reading'}.html",
        "may_edit": may_edit,
        "may_link": access.can(request.user, series, P.PARTNERS_ADD),
        "partners": partners_of(series),
        "gifts": gifts,
        "budget": budget(series.budget.all(), gifts),
    }
    return render(request, "planning/partners.html", words)


@dataclass(frozen=True)
class Noun:
    """One of the three lists: how a line is found, asked about and written."""

    name: str
    heading: str
    template: str
    remove: Callable[..., None]
    gone: str


PARTNER = Noun("partner", "A partner", "partner_form", partners.leave, "No longer a partner of this series.")
GIFT = Noun(
    "contribution", "A contribution", "contribution_form", contributions.take_off, "Taken off the list."
)
COST = Noun("budget line", "A line of the budget", "budget_form", budgets.remove, "Taken out of the budget.")


def _answer(
    request: HttpRequest,
    series: Series,
    noun: Noun,
    form: Line,
    act: Callable[[], Any],
    row: SeriesPartner | Contribution | BudgetLine | None = None,
    now: Callable[[], dict[str, Any]] = dict,
) -> HttpResponse:
    """A form about one line: new, changed, or removed by its second button."""
    back = reverse("planning:partners", args=[series.pk])
    if row is not None and "remove" in request.POST:
        told(request, lambda: noun.remove(series=series, line=row.pk, by=account(request)), noun.gone)
        return redirect(back)
    if request.method == "POST" and form.is_valid() and attempt(form, act, row, now):
        messages.success(request, "Saved.")
        return redirect(request.path if "another" in request.POST else back)
    words = {"series": series, "form": form, "row": row, "noun": noun}
    return render(request, f"planning/{noun.template}.html", words, status=422 if form.errors else 200)


def _gone(request: HttpRequest, series: Series) -> HttpResponse:
    """A line that somebody removed meanwhile: the removing button pressed twice is no error."""
    if request.method != "POST" or "remove" not in request.POST:
        raise Http404
    return redirect("planning:partners", series.pk)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(FORM)
def partner_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    form = PartnerForm(request.POST or None)

    def act() -> None:
        new_id = form.cleaned_data["new_id"]
        partners.join(series=series, by=account(request), pk=new_id, **form.kept())

    return _answer(request, series, PARTNER, form, act)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(FORM)
def partner_edit(request: HttpRequest, pk: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    row = partners_of(series).filter(pk=line).first()
    if row is None:
        return _gone(request, series)
    row.series = series

    def now() -> dict[str, Any]:
        return {"role": row.role, "version": row.version}

    form = PartnerChangeForm(request.POST or None, initial=now())

    def act() -> None:
        partners.change(row=row, by=account(request), version=form.cleaned_data["version"], **form.kept())

    return _answer(request, series, PARTNER, form, act, row, now)


@signed_in("planning.access.get_series(PARTNERS_ADD)")
@require_http_methods(FORM)
def partner_link(request: HttpRequest, pk: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Program staff say which known partner a leader meant, or make it known."""
    series = access.get_series(request.user, pk, P.PARTNERS_ADD)
    row = partners_of(series).filter(pk=line).first()
    if row is None:
        raise Http404
    row.series = series
    form = LinkForm(request.POST or None, initial={"name": str(row)})

    def act() -> None:
        data, by = form.cleaned_data, account(request)
        found = data["found"] or known_partners.create(name=data["name"], kind=data["kind"], by=by)
        partners.link(row=row, partner=found, by=by)

    if request.method == "POST" and form.is_valid() and attempt(form, act):
        messages.success(request, "Linked.")
        return redirect("planning:partners", pk)
    words = {"series": series, "row": row, "form": form}
    return render(request, "planning/partner_link.html", words, status=422 if form.errors else 200)


@signed_in("any account: partners are public")
@require_safe
def partner_search(request: HttpRequest) -> HttpResponse:
    """Known partners as a list of options."""
    found = search_partners(request.GET.get("q", "").strip())
    options = [Option(str(one.pk), one.name, one.get_kind_display()) for one in found]
    return render(request, "components/options.html", {"options": options})


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(FORM)
def contribution_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    form = ContributionForm(request.POST or None, series=series)

    def act() -> None:
        new_id = form.cleaned_data["new_id"]
        contributions.give(series=series, by=account(request), pk=new_id, **form.kept())

    return _answer(request, series, GIFT, form, act)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(FORM)
def contribution_edit(request: HttpRequest, pk: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    row = contributions_of(series).filter(pk=line).first()
    if row is None:
        return _gone(request, series)
    row.series = series

    def now() -> dict[str, Any]:
        stored = {name: getattr(row, name) for name in (*ContributionForm.details, "version")}
        return {**stored, "giver": giver_key(row.giver)}

    form = ContributionForm(request.POST or None, series=series, row=row, initial=now())

    def act() -> None:
        version = form.cleaned_data["version"]
        contributions.change(row=row, by=account(request), version=version, **form.kept())

    return _answer(request, series, GIFT, form, act, row, now)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(FORM)
def budget_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    form = BudgetForm(request.POST or None)

    def act() -> None:
        budgets.add(series=series, by=account(request), pk=form.cleaned_data["new_id"], **form.kept())

    return _answer(request, series, COST, form, act)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(FORM)
def budget_edit(request: HttpRequest, pk: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    row = series.budget.filter(pk=line).first()
    if row is None:
        return _gone(request, series)
    row.series = series

    def now() -> dict[str, Any]:
        return {name: getattr(row, name) for name in (*BudgetForm.details, "version")}

    form = BudgetForm(request.POST or None, initial=now())

    def act() -> None:
        budgets.change(row=row, by=account(request), version=form.cleaned_data["version"], **form.kept())

    return _answer(request, series, COST, form, act, row, now)
