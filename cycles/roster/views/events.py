"""Conferences and presentations: found, planned, changed, called off, closed."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.planning.choices import EventState
from cycles.planning.forms.audience import MANY_HOSTS, key
from cycles.planning.forms.series import ReasonForm
from cycles.planning.models import Event
from cycles.planning.views.answering import attempt
from cycles.roster.access import events as access
from cycles.roster.actions import events as actions
from cycles.roster.forms.events import EditEventForm, EventForm, NewEventForm
from cycles.roster.queries import events as queries
from cycles.roster.queries import name_lists
from districts.access import is_program
from districts.actions import partners
from districts.models import Alliance, District, Partner
from districts.permissions import Hat, Permission
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.errors import Refused
from ilc.core.http import signed_in
from participants.access import person_of

FORM = ["GET", "HEAD", "POST"]
KEPT = "roster.access.events.get_kept_event(EVENT_KEEP)"
PER_PAGE = 20
SHOW = {"": "To come", "past": "Past", "open": "Not closed yet"}
FIELDS = ("title", "kind", "description", "starts_at", "ends_at", "time_zone", "place", "open_to_all")


@signed_in("roster.access.events.events")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Events within reach: those to come, the next one first; or past ones, the latest first."""
    show = request.GET.get("show", "")
    show = show if show in SHOW else ""
    now, rows = timezone.now(), queries.with_counts(access.events(request.user))
    if show == "past":
        rows = rows.filter(ends_at__lt=now)
    elif show == "open":
        rows = rows.filter(ends_at__lt=now, state=EventState.PLANNED)
    else:
        rows = rows.filter(ends_at__gte=now).order_by("starts_at", "id")
    may_plan = access.may_plan(request.user)
    words = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "chips": [
            (label, f"?show={one}", one == show) for one, label in SHOW.items() if may_plan or one != "open"
        ],
        "show": show,
        "may_plan": may_plan,
    }
    return render(request, "roster/events.html", words)


@signed_in("roster.access.events.get_event")
@require_safe
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What it is, for everybody; how many came, for those who may know; the tools, for those who keep it."""
    event = access.get_event(request.user, pk)
    person = person_of(request.user)
    counted = None
    if access.can(request.user, event, Permission.EVENT_FIGURES):
        counted = queries.counted(event)
    inner = access.event_hats(request.user, event) - {Hat.PARTNER}
    words = {
        "event": event,
        "counted": counted,
        "hidden": bool(counted and counted.is_small and not inner),
        "may_keep": access.can(request.user, event, Permission.EVENT_KEEP),
        "begun": event.starts_at <= timezone.now(),
        "was_there": access.was_named(person, event),
        "takes_names": person and not queries.why_no_check_in(event, timezone.now()),
        "waiting": name_lists.waiting(event),
    }
    return render(request, "roster/event.html", words)


def _hosts(request: HttpRequest, event: Event | None = None) -> list[District | Alliance] | None:
    """What the account may choose, and what is chosen already; None: any."""
    if is_program(request.user):
        return None
    own: list[District | Alliance] = [
        *access.host_districts(request.user)[:MANY_HOSTS],
        *access.host_alliances(request.user)[:MANY_HOSTS],
    ]
    if event and event.host and event.host not in own:
        return [event.host, *own]
    return own


def _values(request: HttpRequest, form: EventForm, event: Event | None = None) -> dict[str, Any]:
    """What the actions take, with a host that this account may choose."""
    data = form.cleaned_data
    host = data["chosen"]
    kept = event is not None and host == event.host
    if not kept and not _may_host(request, host):
        raise PermissionDenied
    return {**{name: data[name] for name in FIELDS}, "host": host, "by": account(request)}


def _may_host(request: HttpRequest, host: District | Alliance | None) -> bool:
    if host is None:
        return is_program(request.user)
    rows = access.host_alliances if isinstance(host, Alliance) else access.host_districts
    return bool(rows(request.user).filter(pk=host.pk).exists())


def _partner(request: HttpRequest, form: EventForm) -> Partner | None:
    data = form.cleaned_data
    if data["known_partner"] or not data["partner_name"]:
        known: Partner | None = data["known_partner"]
        return known
    return partners.known_or_new(
        name=data["partner_name"], kind=data["partner_kind"] or "university", by=account(request)
    )


@signed_in("roster.access.events.require_plan")
@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """Plan an event; its check-in code is drawn at once."""
    access.require_plan(request.user)
    form = NewEventForm(request.POST or None, hosts=_hosts(request))
    if request.method == "POST" and form.is_valid():
        data, values = form.cleaned_data, _values(request, form)
        twin = queries.same_event(data["title"], data["starts_at"], data["new_id"])

        def act() -> None:
            actions.create(pk=data["new_id"], partner=_partner(request, form), **values)

        if twin and "anyway" not in request.POST:
            form.add_error(None, f"“{twin.title}” stands there already at that time. Is it the same?")
        elif attempt(form, act):
            messages.success(request, "The event is planned. Its check-in code is ready.")
            return redirect("roster:event", data["new_id"])
        words = {"form": form, "twin": twin}
        return render(request, "roster/event_form.html", words, status=422)
    return render(request, "roster/event_form.html", {"form": form}, status=422 if form.errors else 200)


def _now(event: Event) -> dict[str, Any]:
    """What a form about the event begins with: local to the event."""
    return {
        "title": event.title,
        "kind": event.kind,
        "day": event.local_date,
        "start": event.local_start.time(),
        "end": event.local_end.time(),
        "time_zone": event.time_zone,
        "place": event.place,
        "query": str(event.host or ""),
        "host": key(event.host) if event.host else "",
        "partner": str(event.partner or ""),
        "description": event.description,
        "open_to_all": event.open_to_all,
        "version": event.version,
    }


@signed_in(KEPT)
@require_http_methods(FORM)
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    event = access.get_kept_event(request.user, pk)
    form = EditEventForm(request.POST or None, hosts=_hosts(request, event), initial=_now(event))
    if request.method == "POST" and form.is_valid():
        values = _values(request, form, event)

        def act() -> None:
            version = form.cleaned_data["version"]
            actions.edit(event=event, version=version, partner=_partner(request, form), **values)

        if attempt(form, act, event, lambda: _now(event)):
            messages.success(request, "Saved.")
            return redirect("roster:event", pk)
    words = {"form": form, "event": event}
    return render(request, "roster/event_form.html", words, status=422 if form.errors else 200)


@signed_in(KEPT)
@require_http_methods(FORM)
def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    event = access.get_kept_event(request.user, pk)
    form = ReasonForm(request.POST or None, initial={"version": event.version})

    def act() -> None:
        actions.cancel(event=event, by=account(request), **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and attempt(form, act, event):
        messages.success(request, f"{event.title} is cancelled.")
        return redirect("roster:event", pk)
    words = {"form": form, "event": event}
    return render(request, "roster/event_cancel.html", words, status=422 if form.errors else 200)


@signed_in(KEPT)
@require_http_methods(FORM)
def close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is still open, before it is closed."""
    event = access.get_kept_event(request.user, pk)
    problem = ""
    if request.method == "POST":
        try:
            actions.close(event=event, by=account(request))
            messages.success(
                request, f"{event.title} is closed. Names and head-count can still be corrected."
            )
            return redirect("roster:event", pk)
        except Refused as no:
            problem = no.message
    words = {
        "event": event,
        "counted": queries.counted(event),
        "waiting": name_lists.waiting(event),
        "problem": problem,
    }
    return render(request, "roster/event_close.html", words, status=409 if problem else 200)


@signed_in(KEPT)
@require_POST
def reopen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    event = access.get_kept_event(request.user, pk)
    told(request, lambda: actions.reopen(event=event, by=account(request)), "Open again, with a fresh code.")
    return redirect("roster:event", pk)
