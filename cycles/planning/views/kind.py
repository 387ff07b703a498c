"""The page on which a series becomes a leader institute, or one that trains coaches."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cycles.planning import access
from cycles.planning.actions import kind as actions
from cycles.planning.forms.kind import KindForm
from cycles.planning.views.answering import attempt
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.http import signed_in


@signed_in("planning.access.get_kind(SERIES_KIND or SERIES_EDIT)")
@require_http_methods(["GET", "HEAD", "POST"])
def kind(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Two ticks; the second one is for program staff."""
    series = access.get_kind(request.user, pk)

    def now() -> dict[str, Any]:
        return {"trains_coaches": series.trains_coaches, "institute": series.is_leader_institute}

    may_name = access.can(request.user, series, Permission.SERIES_KIND)
    form = KindForm(
        request.POST or None, initial={**now(), "version": series.version}, names_institutes=may_name
    )

    def act() -> None:
        actions.set_kind(series=series, by=account(request), **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and attempt(form, act, series, now):
        messages.success(request, "Saved.")
        return redirect("planning:series", pk)
    words = {"series": series, "form": form, "may_name": may_name}
    return render(request, "planning/kind.html", words, status=422 if form.errors else 200)
