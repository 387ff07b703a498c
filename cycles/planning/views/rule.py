"""The page of a series' attendance rule."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cycles.planning import access
from cycles.planning.actions import rule as actions
from cycles.planning.forms.rule import RuleForm
from cycles.planning.views.answering import attempt
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.http import signed_in


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What somebody has to come to, to complete the series."""
    series = access.get_series(request.user, pk, Permission.SERIES_EDIT)

    def now() -> dict[str, Any]:
        return {"kind": series.get_attendance_rule_display(), "amount": series.attendance_amount}

    form = RuleForm(
        request.POST or None,
        initial={**now(), "kind": series.attendance_rule, "version": series.version},
    )

    def act() -> None:
        actions.set_rule(series=series, by=account(request), **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and attempt(form, act, series, now):
        messages.success(request, "Saved.")
        return redirect("planning:plan", pk)
    status = 422 if form.errors else 200
    return render(request, "planning/rule.html", {"series": series, "form": form}, status=status)
