"""What changed in a series, by whom, when."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cycles.planning import access
from cycles.planning.queries.history import events_of, happenings
from districts.permissions import Permission
from ilc.core.http import signed_in

PER_PAGE = 30


@signed_in("planning.access.get_series(HISTORY_READ)")
@require_safe
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Newest first, in the series' local time."""
    series = access.get_series(request.user, pk, Permission.HISTORY_READ)
    shown = Paginator(events_of(series), PER_PAGE).get_page(request.GET.get("page"))
    words = {"series": series, "page": shown, "lines": happenings(series, shown.object_list)}
    return render(request, "planning/history.html", words)
