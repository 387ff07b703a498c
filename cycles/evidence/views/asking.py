"""Asking for feedback, offering it, and the leaders' list of tries that wait for some."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.evidence import access, queries
from cycles.evidence.actions import asking
from cycles.evidence.forms.feedback import AskForm
from cycles.planning.access import get_series
from cycles.planning.models import Series
from cycles.planning.pages import series_head
from cycles.roster.access import get_roster
from cycles.roster.choices import ON_ROSTER
from cycles.tries.access import get_own_try, leading
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.errors import Refused
from ilc.core.http import Request, signed_in
from participants.access import get_own_person
from participants.models import Person

PAGE = 20  # rows
MOST = 100  # names in the list of colleagues


def _colleagues(request: Request, series: Series, me: Person) -> list[tuple[Person, bool]]:
    """Whom somebody may ask by name: who offered, then the colleagues whose names they read anyway."""
    offered = queries.as_people(queries.offers(series), me)
    known = {one.pk for one in offered} | {me.root_id}
    try:
        roster = get_roster(request.user, series.pk).enrollments.filter(state__in=ON_ROSTER)
    except (Http404, PermissionDenied):  # left the series: leaders and those who offered can still be asked
        return [(one, True) for one in offered]
    rows = roster.select_related("person__root").order_by("person__family_name", "person__given_name")
    others = {one.person.root.pk: one.person.root for one in rows[:MOST]}
    rest = [person for pk, person in others.items() if pk not in known]
    return [*((one, True) for one in offered), *((one, False) for one in rest)]


@signed_in("tries: own try")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request: Request, pk: uuid.UUID) -> HttpResponse:
    """One line, and whom."""
    attempt, me = get_own_try(request.user, pk), get_own_person(request.user)
    asked = queries.open_request(attempt)
    named = str(asked.colleague.root_id) if asked and asked.colleague else request.GET.get("colleague", "")
    whom = asked.whom if asked else "colleague" if named else "leaders"
    initial = {"text": asked.text if asked else "", "whom": whom, "colleague": named}
    people = _colleagues(request, attempt.series, me)
    leaders = [str(one) for one in leading(attempt)]
    form = AskForm(request.POST or None, people=people, leaders=leaders, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            asking.ask(
                attempt=attempt,
                text=form.cleaned_data["text"],
                whom=form.cleaned_data["whom"],
                colleague=form.colleague_asked(),
                by=account(request),
            )
        except Refused as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, "Asked. It stands on their first page, quietly.")
            return redirect("tries:detail", attempt.pk)
    return render(request, "evidence/ask.html", {"form": form, "attempt": attempt, "asked": asked})


@signed_in("evidence: own request")
@require_POST
def withdraw(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Not asked any more; `undo` asks again."""
    asked = access.get_own_request(request.user, pk)
    if "undo" in request.POST:
        told(request, lambda: asking.restore_request(asked=asked, by=account(request)), "You ask again.")
    else:
        asking.withdraw_request(asked=asked, by=account(request))
        messages.success(request, "You don't ask any more. Undo stands beside it.")
    return redirect("tries:detail", asked.attempt_id)


@signed_in("evidence: takes part in the series or leads it")
@require_safe
@never_cache
def helping(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Who asks for feedback in a series, who offers it, and one's own offer. A fragment on the series' page."""
    person, series = access.get_series_to_help(request.user, pk)
    offered = list(queries.offers(series))
    shown = {
        "series": series,
        "asks": access.requests(request.user)
        .filter(attempt__series=series)
        .select_related("attempt__person__root")
        .order_by("created_at")[:PAGE],
        "people": queries.as_people(offered, person),
        "mine": any(one.person.root_id == person.pk for one in offered),
        "current": queries.own_try_in(person, series),
    }
    if request.htmx:
        return render(request, "evidence/_helping.html", shown)
    return render(request, "evidence/helping.html", {**shown, **series_head(request.user, series, "")})


@signed_in("evidence: takes part in the series or leads it")
@require_POST
def offer(request: Request, pk: uuid.UUID) -> HttpResponse:
    """`I'd be glad to look at yours`, or not any more."""
    person, series = access.get_series_to_help(request.user, pk)
    undo = "undo" in request.POST
    done = (
        "Your offer is taken back." if undo else "Thank you. Your colleagues see that you would be glad to."
    )
    told(
        request,
        lambda: asking.offer(series=series, person=person, by=account(request), undo=undo),
        done,
    )
    return redirect("evidence:helping", series.pk)


@signed_in("planning: leads the series")
@require_safe
@never_cache
def waiting(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Tries that nobody said anything about: asked for first, then the oldest."""
    series, me = get_series(request.user, pk, Permission.TRY_NAMES), get_own_person(request.user)
    rows, hidden = queries.waiting(
        series, access.discussable(request.user), access.requests(request.user), me
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    head = series_head(request.user, series, "tries")
    return render(request, "evidence/waiting.html", {**head, "page": page, "hidden": hidden})
