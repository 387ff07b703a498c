"""Who goes to which room of a session, for those who keep its roster."""

import uuid
from collections.abc import Sized

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cycles.planning.models import Session
from cycles.roster import access
from cycles.roster.actions import rooms as actions
from cycles.roster.queries.rooms import evened, rooms
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.errors import Refused
from ilc.core.http import signed_in

FORM = ["GET", "HEAD", "POST"]
LED = "roster.access.get_led_session"


def _page(
    request: HttpRequest, session: Session, problem: str = "", kept: tuple[str, ...] = ()
) -> HttpResponse:
    found = rooms(session)
    words = {
        "series": session.series,
        "session": session,
        "rooms": found,
        "targets": [one for one in found if one.strand],
        "kept": kept,
        "problem": problem,
        "changes": evened(found) if "even" in request.GET else None,
    }
    return render(request, "roster/rooms.html", words, status=422 if problem else 200)


@signed_in(LED)
@require_http_methods(FORM)
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everybody by room; those ticked go to the room whose button is pressed."""
    session = access.get_led_session(request.user, pk)
    if request.method != "POST":
        return _page(request, session)
    ticked = tuple(request.POST.getlist("who"))
    strand = next((one for one in session.strands.all() if str(one.pk) == request.POST.get("to")), None)
    if not ticked or strand is None:
        return _page(request, session, "Tick who should move, then press the button of a room.", ticked)
    try:
        people = [forms.UUIDField().clean(one) for one in ticked]
        moved = actions.move(session=session, people=people, strand=strand, by=account(request))
    except (Refused, forms.ValidationError) as no:
        problem = no.message if isinstance(no, Refused) else "Somebody you ticked is not on this list."
        return _page(request, session, problem, ticked)
    words = "1 person is" if moved == 1 else f"{moved} people are"
    messages.success(
        request, f"{words} in {strand.name} now." if moved else f"They were in {strand.name} already."
    )
    return redirect("roster:rooms", pk)


@signed_in(LED)
@require_POST
def even(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Spread everybody evenly, as shown before."""
    session = access.get_led_session(request.user, pk)

    def done(changes: Sized) -> str:
        said = f"{len(changes)} moved. The rooms are even now, as far as their places allow."
        return said if changes else "The rooms were even already."

    told(request, lambda: actions.even_out(session=session, by=account(request)), done)
    return redirect("roster:rooms", pk)
