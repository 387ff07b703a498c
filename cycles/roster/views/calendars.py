"""Calendars: addresses to subscribe to, and single sessions to keep."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from cycles.planning import access as planning_access
from cycles.planning.models import Series, Session
from cycles.roster import calendars
from cycles.roster.actions import feeds
from cycles.roster.models import CalendarFeed
from cycles.roster.queries import calendars as queries
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.http import by_link, signed_in
from participants.access import get_own_person, person_of
from participants.links import absolute
from participants.models import Person

KIND = "text/calendar; charset=utf-8"


@signed_in("own person")
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """The address of the person's own calendar."""
    return _address_page(request, get_own_person(request.user), may_renew=True)


@signed_in("planning.access.get_series(SERIES_PLAN_READ)")
@require_http_methods(["GET", "HEAD", "POST"])
def of_series(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The address of a series' calendar; its leaders may change it."""
    series = planning_access.get_series(request.user, pk, Permission.SERIES_PLAN_READ)
    return _address_page(
        request, series, may_renew=planning_access.can(request.user, series, Permission.SERIES_EDIT)
    )


def _address_page(request: HttpRequest, of: Person | Series, *, may_renew: bool) -> HttpResponse:
    series = of if isinstance(of, Series) else None
    owner = {"series": of} if series else {"person": of}
    found = CalendarFeed.objects.filter(**owner).first()
    if request.method == "POST":
        if found and "renew" in request.POST:
            if not may_renew:
                raise PermissionDenied
            feeds.renew(feed=found, by=account(request))
            messages.success(request, "The old address reads nothing more. Subscribe to the new one.")
        else:
            feeds.make(of=of, by=account(request))
        return redirect(request.path)
    address = absolute(reverse("roster:calendar-feed", args=[found.key])) if found else ""
    words = {"series": series, "address": address, "may_renew": may_renew}
    words["webcal"] = address.replace("https://", "webcal://").replace("http://", "webcal://")
    return render(request, "roster/calendar.html", words)


@by_link
@require_safe
@conditional_page
def feed(_request: HttpRequest, key: str) -> HttpResponse:
    """What calendar programs read, again and again: the key in the address is all they have."""
    found = CalendarFeed.objects.select_related("series", "person").filter(key=key).first()
    if found is None:
        raise Http404
    now = timezone.now()
    if found.series:
        rows = queries.calendar_sessions(Session.objects.filter(series=found.series), now)
        return _answer(calendars.feed(found.series.title, rows), found.series.title)
    person = found.person
    if person is None:
        raise Http404
    rows = queries.calendar_sessions(queries.own_sessions(person), now)
    return _answer(calendars.feed("Professional learning", rows, _reader(person)), "professional-learning")


@signed_in("planning.access.get_session(SERIES_SEE)")
@require_safe
def session(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One session, to be put into a calendar by hand. One without a date has nothing to put there."""
    found = planning_access.get_session(request.user, pk, Permission.SERIES_SEE)
    rows = queries.calendar_sessions(Session.objects.filter(pk=found.pk), timezone.now())
    kept = list(rows)
    if not kept:
        raise Http404
    person = person_of(request.user)
    reader = _reader(person) if person else calendars.NOBODY
    return _answer(calendars.feed(found.series.title, kept, reader), f"{found.series.title} {found.label}")


def _reader(person: Person) -> calendars.Reader:
    leads = frozenset(queries.led_by(person).values_list("pk", flat=True))
    return calendars.Reader(queries.rooms_of(person), leads)


def _answer(content: bytes, name: str) -> HttpResponse:
    made = HttpResponse(content, content_type=KIND)
    made["Content-Disposition"] = f'attachment; filename="{slugify(name) or "calendar"}.ics"'
    made["Cache-Control"] = "private, max-age=300"
    return made
