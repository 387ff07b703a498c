"""The plan page and its small forms: about, host, follow-up."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from cycles.planning import access
from cycles.planning.actions import series as actions
from cycles.planning.choices import SeriesState
from cycles.planning.forms.comparing import starting
from cycles.planning.forms.series import AboutForm
from cycles.planning.models import Series, Session
from cycles.planning.pages import aims_of, chain, guide, hour_bars, series_head
from cycles.planning.queries import (
    OVER,
    approving_district,
    editable,
    needs_approval,
    request_of,
    sessions_of,
    team,
)
from cycles.planning.queries.conflicts import conflicts
from cycles.planning.queries.design import design_of
from cycles.planning.queries.money import budget, partners_of
from cycles.planning.queries.support import lines_of
from cycles.planning.views.autosaving import answer_step
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.http import signed_in

P = Permission
FORM = ["GET", "HEAD", "POST"]


@signed_in("planning.access.get_series(SERIES_PLAN_READ)")
@require_safe
def plan(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The whole plan on one page; who may edit it sees what is missing beside each part."""
    series = access.get_series(request.user, pk, P.SERIES_PLAN_READ)
    head = series_head(request.user, series, "plan")
    words = {
        **head,
        **what_next(request, series, head["sessions"]),
        "team": team(series),
        **aims_of(series),
        "chain": chain(series),
        "strategies": series.strategies.prefetch_related("standards"),
        "follow_up": series.follow_up.all(),
        "more": {
            "copy": access.may_draft(request.user),
            "history": access.can(request.user, series, P.HISTORY_READ),
            "template": access.can(request.user, series, P.SERIES_TEMPLATE),
        },
        "partners": partners_of(series),
        "budget": budget(series.budget.all(), []) if access.can(request.user, series, P.MONEY_READ) else None,
        "support_lines": list(lines_of(series)) if access.can(request.user, series, P.SUPPORT_READ) else None,
        "design": design_of(series, head["sessions"])
        if access.can(request.user, series, P.FIGURES_SERIES)
        else None,
    }
    return render(request, "planning/plan.html", words)


def what_next(request: HttpRequest, series: Series, sessions: list[Session]) -> dict[str, Any]:
    """What the reader may do with the plan as a whole, and what is still missing: `planning/_next_step.html`."""
    may_edit = access.can(request.user, series, P.SERIES_EDIT) and editable(series)
    steps = guide(series) if may_edit else None
    lacking = steps.lacking if steps and series.state == SeriesState.DRAFT else []
    return {
        "may_edit": may_edit,
        "guide": steps,
        "lacking": {one.section.replace("-", "_"): one.text for one in lacking},
        "is_draft": series.state == SeriesState.DRAFT,
        "needs_approval": needs_approval(series),
        "approver": approving_district(series),
        "request_words": request_of(series),
        "may_approve": series.state == SeriesState.SUBMITTED
        and access.can(request.user, series, P.SERIES_APPROVE),
        "may_complete": may_edit and series.state == SeriesState.RUNNING and _all_over(sessions),
    }


def _all_over(sessions: list[Session]) -> bool:
    return all(one.state in OVER for one in sessions)


@signed_in("planning.access.get_series(FIGURES_SERIES)")
@require_safe
def check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is still missing, and what research would say of the plan: for its leaders, and those who approve."""
    series = access.get_series(request.user, pk, P.FIGURES_SERIES)
    rows = list(series.sessions.order_by("number"))
    design = design_of(series, rows)
    next_step = what_next(request, series, rows)
    words = {
        "series": series,
        "step": "check",
        "reading": not next_step["may_edit"],
        **next_step,
        "design": design,
        "bars": hour_bars(design.hours),
        "conflicts": conflicts(series, access.series(request.user)),
    }
    return render(request, "planning/check.html", words)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_safe
def sessions(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The sessions as a step of the plan."""
    series = access.get_series(request.user, pk, P.SERIES_EDIT)
    words = {
        "series": series,
        "step": "sessions",
        "sessions": sessions_of(series),
        "tools": editable(series),
    }
    return render(request, "planning/sessions.html", words)


@signed_in("planning.access.get_series(SERIES_EDIT)")
@require_http_methods(FORM)
def about(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    series = access.get_series(request.user, pk, P.SERIES_EDIT)

    def now() -> dict[str, Any]:
        return {name: getattr(series, name) for name in (*actions.ABOUT, "version")}

    def act(fields: dict[str, Any], version: int | None) -> None:
        actions.edit(series=series, by=account(request), version=version, **fields)

    form = AboutForm(request.POST or None, initial=starting(now()))
    return answer_step(request, series, form, step="about", template="about", now=now, act=act)
