"""Strategies by name, and their editors' form."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cycles.library import access, actions
from cycles.library.forms import StrategyForm, codes
from cycles.planning.models import Strategy
from cycles.tries.views.comparing import Now, compare
from ilc.accounts.access import account
from ilc.core.errors import Refused, Stale
from ilc.core.http import Request, signed_in
from ilc.core.ui import Option

MOST = 8


@signed_in("every strategy")
@require_safe
def options(request: Request) -> HttpResponse:
    """Strategies whose name has these words: a list of options."""
    text = request.GET.get("q", "").strip()[:100]
    rows = Strategy.objects.filter(name__icontains=text).order_by("name")[:MOST] if text else []
    found = [Option(str(one.pk), one.name, one.grade_words) for one in rows]
    return render(request, "components/options.html", {"options": found})


@signed_in("library.access.get_strategy_to_edit")
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: uuid.UUID) -> HttpResponse:
    """What it is, and what it looks like grade band by grade band."""
    found = access.get_strategy_to_edit(request.user, pk)
    form = StrategyForm(request.POST or None, initial=_stands(found))
    now: Now = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.edit_strategy(
                strategy=found,
                description=data["description"],
                looks_like=data["looks_like"],
                looks=form.looks(),
                standards=data["standards"],
                seen=_moment(data["seen"]),
                by=account(request),
            )
        except Refused as no:
            form.add_error(None, no.message)
            if isinstance(no, Stale):
                stored = _stands(access.get_strategy_to_edit(request.user, pk))
                now = compare(form, stored, seen=stored.pop("seen"))
        else:
            messages.success(request, "Saved.")
            return redirect("library:strategy", pk)
    shown = {"form": form, "strategy": found, "now": now}
    return render(request, "library/strategy_edit.html", shown, status=422 if form.errors else 200)


def _stands(strategy: Strategy) -> dict[str, str]:
    looks = {f"look_{one.grade_band}": one.text for one in strategy.looks.all()}
    return {
        "description": strategy.description,
        "looks_like": strategy.looks_like,
        "standards": codes(strategy.standards.all()),
        "seen": strategy.updated_at.isoformat(),
        **looks,
    }


def _moment(text: str) -> datetime | None:
    """When the form was opened; a form without it does not ask."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
