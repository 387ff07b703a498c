"""The page on which leaders say whether originals of files are kept."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cycles.planning import access
from cycles.planning.actions import originals as actions
from cycles.planning.forms.originals import OriginalsForm
from cycles.planning.views.answering import attempt
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.http import signed_in


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(["GET", "HEAD", "POST"])
def originals(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One tick, and in plain words what it means."""
    series = access.get_series(request.user, pk, Permission.SERIES_EDIT)

    def now() -> dict[str, Any]:
        return {"keep": series.keeps_originals}

    form = OriginalsForm(request.POST or None, initial={**now(), "version": series.version})

    def act() -> None:
        actions.set_originals(series=series, by=account(request), **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and attempt(form, act, series, now):
        messages.success(request, "Saved.")
        return redirect("planning:plan", pk)
    status = 422 if form.errors else 200
    return render(request, "planning/originals.html", {"series": series, "form": form}, status=status)
