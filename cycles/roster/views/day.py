"""Session day: the code on the wall, the roster in the leader's hand, somebody in the door."""

import uuid
from collections import Counter

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.planning.models import Session
from cycles.roster import access, queries
from cycles.roster.actions import attendance
from cycles.roster.forms import HeadCountForm
from cycles.roster.models import HeadCount
from cycles.roster.queries.day import Line, changed_since, day_lines, day_stamp
from cycles.roster.queries.missing import missing_count
from cycles.roster.views.marking import LED, MARKS, drawn, sought
from cycles.roster.views.naming import Named, named_in_the_room
from cycles.roster.windows import why_not, window
from ilc.accounts.access import account
from ilc.core import qr as qr_code
from ilc.core.errors import Refused
from ilc.core.http import signed_in

FORM = ["GET", "HEAD", "POST"]


def _check_in_address(request: HttpRequest, session: Session) -> str:
    """As it stands in the QR code: on the host this page came from."""
    return request.build_absolute_uri(reverse("roster:check-in-code", args=[session.check_in_code]))


@signed_in(LED)
@require_safe
def day(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    session = access.get_led_session(request.user, pk)
    return _day(request, session)


def _head_count(session: Session) -> int | None:
    return HeadCount.objects.filter(session=session).values_list("people", flat=True).first()


SHOWS = (("", "All"), ("not", "Not yet"), ("here", "Here"), ("wait", "To confirm"), ("away", "Away"))


def _hide(lines: list[Line], text: str, show: str) -> None:
    """Leave visible who has every word in the name and is of this filter."""
    words = text.lower().split()
    for one in lines:
        named = all(word in one.person.name.lower() for word in words)
        one.hidden = not named or show not in ("", one.group)


def _day(request: HttpRequest, session: Session, bad: HeadCountForm | None = None) -> HttpResponse:
    stamp = day_stamp(session)  # before the lines: a change between the two is sent once more
    lines = day_lines(session)
    text, show = sought(request.GET), request.GET.get("show", "")
    show = show if show in dict(SHOWS) else ""
    _hide(lines, text, show)
    now = window(session, timezone.now())
    groups, heads = Counter(one.group for one in lines), _head_count(session)
    words = {
        "series": session.series,
        "session": session,
        "lines": lines,
        "nobody": all(one.hidden for one in lines),
        "expected": len(lines),
        "q": text,
        "show": show,
        "shows": [(key, label, groups[key] if key else len(lines)) for key, label in SHOWS],
        "marks": MARKS,
        "rooms": list(session.strands.all()),
        "stamp": stamp,
        "window": now,
        "not_open": why_not(session, now),
        "came": groups["here"],
        "unconfirmed": groups["wait"],
        "missed": missing_count(session),
        "head_form": bad or HeadCountForm(initial={"people": heads}),
        "fewer_heads": heads is not None and heads < groups["here"],
        "address": _check_in_address(request, session) if session.check_in_code else "",
    }
    return render(request, "roster/day.html", words, status=422 if bad else 200)


@signed_in(LED)
@require_safe
@never_cache
def rows(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Lines that changed since the stamp `v`, for the list on a leader's phone; 204 when nothing did."""
    session = access.get_led_session(request.user, pk)
    before, stamp = request.GET.get("v", ""), day_stamp(session)
    if before == stamp:
        return HttpResponse(status=204)
    lines = day_lines(session, changed_since(session, before))
    pieces = drawn(request, session, lines, request.GET.get("sheet", ""))
    return JsonResponse({"v": stamp, "rows": pieces, "came": queries.came_count(session)})


@signed_in(LED)
@require_safe
@never_cache
def count(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How many came, as plain text for <live-count>."""
    session = access.get_led_session(request.user, pk)
    return HttpResponse(str(queries.came_count(session)), content_type="text/plain; charset=utf-8")


@signed_in(LED)
@require_safe
def qr(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The check-in address as a picture."""
    session = access.get_led_session(request.user, pk)
    if not session.check_in_code:
        raise Http404
    return qr_code.picture(_check_in_address(request, session))


@signed_in(LED)
@require_POST
def head_count(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    session = access.get_led_session(request.user, pk)
    form = HeadCountForm(request.POST)
    if not form.is_valid():
        return _day(request, session, form)
    people = form.cleaned_data["people"]
    if people is None and _head_count(session) is None:
        form.add_error("people", "Type how many people are in the room, then save.")
        return _day(request, session, form)
    attendance.set_head_count(session=session, people=people, by=account(request))
    saved = "Head-count saved. It stays beside the names."
    messages.success(request, "Head-count cleared." if people is None else saved)
    return redirect("roster:day", pk)


@signed_in(LED)
@require_http_methods(FORM)
def walk_in(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Somebody in the door who is on no list."""
    session = access.get_led_session(request.user, pk)
    form, named = named_in_the_room(request, session)
    if named.person:
        try:
            came = attendance.walk_in(session=session, person=named.person, by=account(request))
        except Refused as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, _walked_in(named, came))
            return redirect("roster:day", pk)
    words = {
        "series": session.series,
        "session": session,
        "form": form,
        "alike": named.alike,
    }
    return render(request, "roster/walk_in.html", words, status=422 if request.method == "POST" else 200)


def _walked_in(named: Named, came: attendance.CheckedIn) -> str:
    if came.again:
        return f"{named.called} checked in already. Counted once."
    here = f"{named.called} {'noted as present' if named.stranger else 'checked in'}."
    if came.enrollment and came.enrollment.state == "waitlisted":
        place = queries.waitlist_place(came.enrollment)
        return f"{here} The series is full: number {place} on the waitlist for a seat."
    return here
