"""Frozen reports: asked for, followed while they are built, read, published, taken along."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.access import is_program, require
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import signed_in
from reports import access, actions
from reports.counting import Audience, Board
from reports.counting.brief import sections
from reports.counting.frozen import thaw
from reports.counting.public import for_public
from reports.exports.tables import to_csv
from reports.forms import NewReportForm
from reports.models import Snapshot
from reports.views.drawing import context


def _board(request: HttpRequest, snapshot: Snapshot) -> Board:
    """The frozen figures as this reader may see them."""
    made = thaw(snapshot.figures)
    return for_public(made) if access.audience(request.user) == Audience.PUBLIC else made


@signed_in("reports.access.require_list")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    rows = access.require_list(request.user).select_related("district").order_by("-created_at")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "reports/list.html", {"page": page, "may_make": is_program(request.user)})


@signed_in("districts.access.require(FIGURES_ALL)")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a report; a worker builds it."""
    require(request.user, Permission.FIGURES_ALL)
    form = NewReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        made = actions.request(first_year=asked["year"], by=account(request), district=asked["found"])
        return redirect("reports:detail", made.pk)
    return render(request, "reports/new.html", {"form": form}, status=422 if form.errors else 200)


@signed_in("reports.access.get_snapshot")
@require_safe
def detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The report as a brief; while it is built, how far it is."""
    snapshot = access.get_snapshot(request.user, pk)
    words: dict[str, Any] = {
        "snapshot": snapshot,
        "title": snapshot.title,
        "may_make": is_program(request.user),
    }
    if not snapshot.is_ready:
        return render(request, "reports/building.html", words)
    made = _board(request, snapshot)
    words |= {**context(made, snapshot.definition), "sections": sections(made)}
    return render(request, "reports/report.html", words)


@signed_in("reports.access.get_own_snapshot(FIGURES_ALL)")
@require_safe
def progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Fragment, asked for every second or so until the report is there."""
    snapshot = access.get_own_snapshot(request.user, pk)
    answer = render(request, "reports/_progress.html", {"snapshot": snapshot})
    if snapshot.is_ready:
        answer["HX-Refresh"] = "true"  # the page itself shows the report now
    return answer


@signed_in("reports.access.get_own_snapshot(FIGURES_ALL)")
@require_POST
def again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The same report with what is known now: a new one beside it."""
    snapshot = access.get_own_snapshot(request.user, pk)
    year, district = snapshot.period_from.year, snapshot.district
    made = actions.request(first_year=year, by=account(request), district=district)
    return redirect("reports:detail", made.pk)


@signed_in("reports.access.get_own_snapshot(FIGURES_ALL)")
@require_POST
def publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    snapshot = access.get_own_snapshot(request.user, pk)
    wanted = request.POST.get("published") == "yes"
    try:
        actions.publish(snapshot=snapshot, by=account(request), published=wanted)
    except Refused as no:
        messages.error(request, str(no))
    else:
        said = (
            "Partner viewers can read this report now."
            if wanted
            else "Partner viewers no longer see this report."
        )
        messages.success(request, said)
    return redirect("reports:detail", pk)


def _name(snapshot: Snapshot, ending: str) -> str:
    of = f"-{slugify(snapshot.district.name)}" if snapshot.district else ""
    return f"report{of}-{snapshot.period_from.year}-{snapshot.period_to.year}.{ending}"


@signed_in("reports.access.get_snapshot")
@require_safe
def pdf(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    snapshot = access.get_snapshot(request.user, pk)
    public = access.audience(request.user) == Audience.PUBLIC
    kept = snapshot.public_pdf if public else snapshot.pdf
    if not snapshot.is_ready or not kept:
        raise Http404
    return FileResponse(
        kept.open(), as_attachment=True, filename=_name(snapshot, "pdf"), content_type="application/pdf"
    )


@signed_in("reports.access.get_snapshot")
@require_safe
def csv(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """From the frozen figures, so it says what the page says."""
    snapshot = access.get_snapshot(request.user, pk)
    if not snapshot.is_ready:
        raise Http404
    text = to_csv(_board(request, snapshot), snapshot.definition)
    headers = {"Content-Disposition": f'attachment; filename="{_name(snapshot, "csv")}"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
