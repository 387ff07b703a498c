"""Beginning a series from another plan; offering one as a template."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cycles.planning import access
from cycles.planning.actions import copying
from cycles.planning.forms.copying import CopyForm
from cycles.planning.models import Series
from cycles.planning.queries import leaders
from cycles.planning.views.answering import attempt
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.http import signed_in

P = Permission


@signed_in("planning.access.get_borrowable")
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new draft from this plan: its words, sessions and follow-up, without its people."""
    source = access.get_borrowable(request.user, pk)
    begins = copying.first_date(source)
    form = CopyForm(request.POST or None, dated=begins is not None, initial={"title": source.title})
    host = access.host_of_copy(request.user, source)
    made: list[Series] = []

    def act() -> None:
        data = form.cleaned_data
        made.append(
            copying.copy(
                source=source,
                title=data["title"],
                first_day=data.get("first_day"),
                pk=data["new_id"],
                host=host,
                by=account(request),
            )
        )

    if request.method == "POST" and form.is_valid() and attempt(form, act):
        messages.success(request, "Your copy is a draft. Only its team sees it until it is published.")
        return redirect("planning:plan", made[0].pk)
    words = {
        "source": source,
        "form": form,
        "host": host,
        "begins": begins,
        "leads": access.can(request.user, source, P.SERIES_EDIT),
        "leaders": leaders(source),
        "sessions": copying.sessions_to_copy(source),
    }
    return render(request, "planning/copy.html", words, status=422 if form.errors else 200)


@signed_in("planning.access.get_series(SERIES_TEMPLATE)")
@require_POST
def template(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Offer this plan to everybody who begins a series, or take the offer back."""
    series = access.get_series(request.user, pk, P.SERIES_TEMPLATE)
    on = request.POST.get("on") == "yes"
    copying.offer(series=series, by=account(request), on=on)
    messages.success(request, "Offered as a template." if on else "No longer a template.")
    return redirect("planning:plan", pk)
