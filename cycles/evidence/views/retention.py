"""How long files are kept, and what was deleted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cycles.evidence import actions, queries
from cycles.evidence.forms.safety import RetentionForm
from cycles.evidence.models import PurgeRun
from districts.access import require
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.http import Request, signed_in

RUNS = 20


@signed_in("districts: evidence.rules")
@require_http_methods(["GET", "POST"])
@never_cache
def retention(request: Request) -> HttpResponse:
    """Program staff set months for each kind; below, the log of what was deleted, by number and reason."""
    require(request.user, Permission.EVIDENCE_RULES)
    form = RetentionForm(request.POST or None, initial=queries.months())
    if request.method == "POST" and form.is_valid():
        actions.set_rules(wanted=form.months(), by=account(request))
        messages.success(request, "Saved. Owners are told a month before a file of theirs is deleted.")
        return redirect("evidence:retention")
    runs = PurgeRun.objects.prefetch_related("lines")[:RUNS]
    return render(request, "evidence/retention.html", {"form": form, "runs": runs})
