"""The day of an event: the code on the wall, the desk, the heads."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.planning.models import Event
from cycles.planning.views.answering import attempt
from cycles.roster.access import events as access
from cycles.roster.actions import event_heads, event_names
from cycles.roster.forms.events import DeskForm, HeadsForm
from cycles.roster.models import EventAttendance, HeadCount
from cycles.roster.queries import events as queries
from ilc.accounts.access import account
from ilc.core import qr as qr_code
from ilc.core.errors import Refused
from ilc.core.http import signed_in
from participants.models import Person
from participants.queries import by_id, lookalikes

FORM = ["GET", "HEAD", "POST"]
KEPT = "roster.access.events.get_kept_event(EVENT_KEEP)"
PER_PAGE = 50


def check_in_address(request: HttpRequest, event: Event) -> str:
    """As it stands in the QR code: on the host this page came from."""
    return request.build_absolute_uri(reverse("roster:event-check-in", args=[event.check_in_code]))


@signed_in(KEPT)
@require_safe
def day(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The code, and who is named so far."""
    event = access.get_kept_event(request.user, pk)
    text = request.GET.get("q", "").strip()[:80]
    words = {
        "event": event,
        "named": queries.named_count(event),
        "not_open": queries.why_no_check_in(event, timezone.now()),
        "page": Paginator(queries.names(event, text), PER_PAGE).get_page(request.GET.get("page")),
        "q": text,
        "address": check_in_address(request, event) if event.check_in_code else "",
    }
    return render(request, "roster/event_day.html", words)


@signed_in(KEPT)
@require_safe
@never_cache
def count(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How many are named, as plain text for <live-count>."""
    event = access.get_kept_event(request.user, pk)
    return HttpResponse(str(queries.named_count(event)), content_type="text/plain; charset=utf-8")


@signed_in(KEPT)
@require_safe
def qr(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The check-in address as a picture."""
    event = access.get_kept_event(request.user, pk)
    if not event.check_in_code:
        raise Http404
    return qr_code.picture(check_in_address(request, event))


@signed_in(KEPT)
@require_http_methods(FORM)
def desk(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One person after another: name, place, next."""
    event = access.get_kept_event(request.user, pk)
    form = DeskForm(request.POST if request.method == "POST" else None)
    alike: list[Person] = []
    if request.method == "POST" and form.is_valid():
        alike = _alike(request, event, form)
        try:
            if person := None if alike else _person(request, event, form):
                met = access.known_at_event(request.user, event).filter(pk=person.pk).exists()
                came = event_names.note(event=event, person=person, by=account(request))
                messages.success(request, _welcome(form, person, met=met, came=came))
                return redirect("roster:event-desk", pk)
        except Refused as no:
            form.add_error(None, no.message)
    words = {
        "event": event,
        "form": form,
        "alike": alike,
        "named": queries.named_count(event),
        "latest": queries.names(event)[:8],
    }
    return render(request, "roster/event_desk.html", words, status=422 if request.method == "POST" else 200)


def _alike(request: HttpRequest, event: Event, form: DeskForm) -> list[Person]:
    """People who may be meant, while nobody has said which; none for a form that is sent twice."""
    data = form.cleaned_data
    if data["same"] or by_id(data["new_id"]):
        return []
    known = access.known_at_event(request.user, event)
    return lookalikes(data["given_name"], data["family_name"], data["email"], among=known)


def _person(request: HttpRequest, event: Event, form: DeskForm) -> Person:
    """The one that was pointed at, if the reader may know of them; else the one written down."""
    data = form.cleaned_data
    if data["same"] and data["same"] != "new":
        known = access.known_at_event(request.user, event)
        found = lookalikes(data["given_name"], data["family_name"], data["email"], among=known)
        for one in found:
            if str(one.pk) == data["same"]:
                return one
    names = ("given_name", "family_name", "email", "role", "school", "district")
    return event_names.write_down(
        event=event, pk=data["new_id"], by=account(request), **{name: data[name] for name in names}
    )


def _welcome(form: DeskForm, person: Person, *, met: bool, came: bool) -> str:
    """Names somebody only to those who knew them, or just wrote them down."""
    fresh = person.pk == form.cleaned_data["new_id"]
    who = f"{person.name} is" if met or fresh else "They are"
    return f"{who} on the list." if came else f"{who} on the list already. Counted once."


@signed_in(KEPT)
@require_POST
def take_off(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Named by mistake."""
    event = access.get_kept_event(request.user, pk)
    row = _uuid(request.POST.get("row", ""))
    rows = EventAttendance.objects.filter(event=event).select_related("person__root")
    found = rows.filter(pk=row).first() if row else None
    if found is None:
        messages.error(request, "Choose somebody on the list first. Nothing was changed.")
    elif event_names.take_off(event=event, person=found.person.root, by=account(request)):
        messages.success(request, f"{found.person.root.name} is off the list.")
    return redirect("roster:event-day", pk)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@signed_in(KEPT)
@require_http_methods(FORM)
def heads(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How many of each role; what it was before stands below."""
    event = access.get_kept_event(request.user, pk)
    form = HeadsForm(request.POST or None, initial=_heads_now(event))

    def act() -> None:
        version = form.cleaned_data["version"]
        event_heads.set_heads(event=event, counts=form.counts, version=version, by=account(request))

    head = HeadCount.objects.filter(event=event).first()
    if request.method == "POST" and form.is_valid():
        if attempt(form, act, head or event, lambda: _heads_now(event)):
            messages.success(request, "Head-count saved. It stays beside the names.")
            return redirect("roster:event", pk)
        if head is None and (fresh := HeadCount.objects.filter(event=event).first()):
            form.data["version"] = fresh.version  # type: ignore[index]  # attempt made it a copy
    words = {
        "event": event,
        "form": form,
        "counted": queries.counted(event),
        "history": queries.head_history(event)[:10],
    }
    return render(request, "roster/event_heads.html", words, status=422 if form.errors else 200)


def _heads_now(event: Event) -> dict[str, Any]:
    head = HeadCount.objects.filter(event=event).prefetch_related("roles").first()
    counts = {one.role: one.people for one in head.roles.all()} if head else {}
    return {**counts, "version": head.version if head else 0}
