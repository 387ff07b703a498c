"""What hangs on the wall on the day, and the agenda clock that leaders press on their phones."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cycles.planning.models import Session, Strand
from cycles.roster import access
from cycles.roster.actions import clock as clocks
from cycles.roster.queries.clock import room_of, running
from cycles.roster.queries.day import day_stamp, here_names, tally
from cycles.roster.views.marking import LED
from cycles.roster.windows import why_not, window
from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import signed_in


@signed_in(LED)
@require_safe
@never_cache
def screen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Readable from the back row. Asked with the stamp `v` of what it shows, only what is new: 204 for nothing."""
    session = access.get_led_session(request.user, pk)
    room = room_of(session, request.GET.get("room", ""))
    names = request.GET.get("names") == "1"
    now = timezone.now()
    not_open = why_not(session, window(session, now))
    agenda = running(session, room, now)
    stamp = f"{day_stamp(session)}~{agenda.stamp}~{len(not_open)}"
    if request.GET.get("v") == stamp:
        return HttpResponse(status=204)
    words = {
        "session": session,
        "series": session.series,
        "stamp": stamp,
        "room": room,
        "names": here_names(session, room.pk if room else None) if names else None,
        "tally": tally(session),
        "agenda": agenda,
        "not_open": not_open,
        "short_address": f"{request.get_host()}{reverse('roster:check-in')}".rstrip("/"),
    }
    piece = "v" in request.GET
    return render(request, "roster/_screen_live.html" if piece else "roster/screen.html", words)


@signed_in(LED)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def clock(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The clock on a leader's phone; a press is a POST. Asked with the stamp `v` it answers 204 for nothing new."""
    session = access.get_led_session(request.user, pk)
    asked = request.POST if request.method == "POST" else request.GET
    room, problem = room_of(session, asked.get("room", "")), ""
    piece = request.headers.get("HX-Request")
    if request.method == "POST":
        problem = _pressed(request, session, room)
        if not piece and not problem:
            return redirect(f"{request.path}?room={room.pk if room else ''}")
    agenda = running(session, room, timezone.now())
    if asked.get("v") == agenda.stamp:
        return HttpResponse(status=204)
    words = {
        "session": session,
        "series": session.series,
        "room": room,
        "rooms": list(session.strands.all()),
        "agenda": agenda,
        "problem": problem,
    }
    status = 409 if problem and not piece else 200
    return render(request, "roster/_clock.html" if piece else "roster/clock.html", words, status=status)


def _pressed(request: HttpRequest, session: Session, room: Strand | None) -> str:
    """Why nothing moved, or ""."""
    verb, version = request.POST.get("verb", ""), request.POST.get("version", "")
    if verb not in clocks.VERBS or not version.isdecimal() or len(version) > 8:
        return "Press one of the clock's buttons. Nothing was changed."
    try:
        clocks.press(session=session, strand=room, verb=verb, version=int(version), by=account(request))
    except Refused as no:
        return no.message
    return ""
