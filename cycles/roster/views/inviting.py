"""Inviting many: a list is kept, looked through, corrected, and sent by a worker."""

import uuid
from contextlib import suppress

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.planning.models import Series
from cycles.planning.views.answering import attempt
from cycles.roster.access import get_led_series, known_to_leader
from cycles.roster.access.inviting import earlier_series, get_invite_list
from cycles.roster.actions import lists
from cycles.roster.actions.lists import Wanted
from cycles.roster.choices import TO_CORRECT, ListSource, ListState
from cycles.roster.forms.inviting import FormerForm, MessageForm, PasteForm, SchoolForm
from cycles.roster.imports.pasted import entries
from cycles.roster.limits import may_list
from cycles.roster.models import InviteList
from cycles.roster.queries import inviting as queries
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.errors import Refused
from ilc.core.http import signed_in

FORM = ["GET", "HEAD", "POST"]
EDIT = "planning.access.get_series(ROSTER_EDIT)"
LIST = "roster.access.inviting.get_invite_list(ROSTER_EDIT)"
PER_PAGE = 50
MOST_SERIES = 60  # offered to choose from
TOO_MANY = "You made many lists within this hour. What you typed is kept: wait a little, then try again."


def _wanted(text: str) -> list[Wanted]:
    return [Wanted(**vars(one)) for one in entries(text)]


def _corrections(data: QueryDict) -> dict[uuid.UUID, list[Wanted]]:
    """What was changed: `line-<id>` holds what stands there now, `was-<id>` what stood there; empty takes it off."""
    found: dict[uuid.UUID, list[Wanted]] = {}
    for name in data:
        _, is_line, key = name.partition("line-")
        if is_line and data.get(name, "").strip() != data.get(f"was-{key}", "").strip():
            with suppress(ValueError):
                found[uuid.UUID(key)] = _wanted(data.get(name, ""))
    return found


@signed_in(EDIT)
@require_http_methods(FORM)
def invite(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Paste a list; it is kept and shown again before anything is sent."""
    series = get_led_series(request.user, pk)
    form = PasteForm(request.POST if request.method == "POST" else None)
    made: list[InviteList] = []

    def act() -> None:
        _limit(request)
        rows, new = _wanted(form.cleaned_data["people"]), form.cleaned_data["new_id"]
        made.append(lists.make(series=series, wanted=rows, by=account(request), pk=new))

    if request.method == "POST" and form.is_valid() and attempt(form, act):
        return redirect("roster:invite-list", made[0].pk)
    words = {"series": series, "form": form, "open_lists": queries.open_lists(series)}
    return render(request, "roster/invite.html", words, status=422 if form.errors else 200)


def _limit(request: HttpRequest) -> None:
    if not may_list(str(account(request).pk)):
        raise Refused(TOO_MANY, "too-many")


@signed_in(EDIT)
@require_http_methods(FORM)
def former(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Invite who took part in earlier series. People of series that others led are counted, not named."""
    series = get_led_series(request.user, pk)
    form = FormerForm(request.POST if request.method == "POST" else None, choices=_earlier(request, series))
    made: list[InviteList] = []

    def act() -> None:
        _limit(request)
        chosen = list(form.cleaned_data["series"])
        one = lists.make_of_people(
            series=series,
            people=queries.took_part([each.pk for each in chosen]),
            named=known_to_leader(request.user, series),
            source=ListSource.FORMER,
            about=", ".join(each.title for each in chosen),
            pk=form.cleaned_data["new_id"],
            by=account(request),
        )
        made.append(one)

    if request.method == "POST" and form.is_valid() and attempt(form, act):
        return redirect("roster:invite-list", made[0].pk)
    status = 422 if form.errors else 200
    return render(request, "roster/invite_former.html", {"series": series, "form": form}, status=status)


def _earlier(request: HttpRequest, series: Series) -> list[tuple[Series, int]]:
    """Series to choose from, the newest first, with the number of people on their rosters."""
    stayed = Count(
        "enrollments__person__root", Q(enrollments__state__in=["registered", "completed"]), distinct=True
    )
    rows = earlier_series(request.user, series).annotate(people=stayed).filter(people__gt=0)
    return [(one, one.people) for one in rows.order_by("-pk")[:MOST_SERIES]]


@signed_in(EDIT)
@require_http_methods(FORM)
def school(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Invite everybody appointed at a school today; named are those the leader may know of."""
    series = get_led_series(request.user, pk)
    form = SchoolForm(request.POST if request.method == "POST" else None)
    made: list[InviteList] = []

    def act() -> None:
        _limit(request)
        chosen = form.cleaned_data["school"]
        one = lists.make_of_people(
            series=series,
            people=queries.works_at(chosen),
            named=known_to_leader(request.user, series),
            source=ListSource.SCHOOL,
            about=chosen.name,
            pk=form.cleaned_data["new_id"],
            by=account(request),
        )
        made.append(one)

    if request.method == "POST" and form.is_valid() and attempt(form, act):
        return redirect("roster:invite-list", made[0].pk)
    status = 422 if form.errors else 200
    return render(request, "roster/invite_school.html", {"series": series, "form": form}, status=status)


SHOWS = (("correct", "To correct"), ("good", "Can be invited"), ("skipped", "Left out"))


@signed_in(LIST)
@require_safe
def review(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The list as it stands: who can be invited, what to correct, who is left out and why."""
    return _review(request, get_invite_list(request.user, pk), MessageForm())


def _review(request: HttpRequest, one: InviteList, form: MessageForm) -> HttpResponse:
    tally = queries.tally(one)
    show = request.GET.get("show", "")
    if show not in dict(SHOWS):
        show = "correct" if tally.correct else "good"
    rows = queries.lines_of(one)
    shown = {
        "correct": rows.filter(problem__in=TO_CORRECT),
        "good": rows.filter(problem=""),
        "skipped": rows.exclude(problem="").exclude(problem__in=TO_CORRECT),
    }[show]
    words = {
        "series": one.series,
        "list": one,
        "tally": tally,
        "form": form,
        "show": show,
        "chips": [(key, label, getattr(tally, key)) for key, label in SHOWS],
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "open": one.state == ListState.REVIEW,
    }
    return render(request, "roster/invite_list.html", words, status=422 if form.errors else 200)


@signed_in(LIST)
@require_POST
def correct(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Look again at the corrected lines."""
    one = get_invite_list(request.user, pk)
    changed = _corrections(request.POST)

    def done(good: int) -> str:
        people = "1 line is good now." if good == 1 else f"{good} lines are good now."
        return people if changed else "Nothing was changed."

    told(request, lambda: lists.correct(of=one, lines=changed, by=account(request)), done)
    return redirect("roster:invite-list", pk)


@signed_in(LIST)
@require_POST
def send(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send it; the page then shows how far it is."""
    one = get_invite_list(request.user, pk)
    form = MessageForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: lists.send(of=one, message=form.cleaned_data["message"], by=account(request))
    ):
        return redirect("roster:invite-list", pk)
    return _review(request, one, form)


@signed_in(LIST)
@require_POST
def drop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Throw the list away."""
    one = get_invite_list(request.user, pk)
    if not told(
        request,
        lambda: lists.drop(of=one, by=account(request)),
        "The list is thrown away. Nobody was invited.",
    ):
        return redirect("roster:invite-list", pk)
    return redirect("roster:invite", one.series_id)


@signed_in(LIST)
@require_safe
def progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far the sending is: a fragment that asks again until it is done."""
    one = get_invite_list(request.user, pk)
    return render(request, "roster/_invite_progress.html", {"list": one, "tally": queries.tally(one)})
