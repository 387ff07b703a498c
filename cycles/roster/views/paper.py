"""The paper sheet, entered afterwards: one key a person, new names below. Every key is kept at once."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cycles.roster import access
from cycles.roster.actions import attendance
from cycles.roster.choices import AttendanceSource
from cycles.roster.queries.day import day_lines, day_stamp, disputed
from cycles.roster.views.marking import LED, PAPER
from cycles.roster.views.naming import named_in_the_room
from cycles.roster.windows import Phase, why_not, window
from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import signed_in


@signed_in(LED)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The list as a sheet; a POST writes down somebody whose name stands on the paper alone."""
    session = access.get_led_session(request.user, pk)
    form, named = named_in_the_room(request, session)
    if named.person:
        try:
            attendance.walk_in(
                session=session, person=named.person, by=account(request), source=AttendanceSource.PAPER
            )
        except Refused as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, f"{named.called} on the list now, noted as present.")
            return redirect(f"{reverse('roster:paper', args=[pk])}#new")
    stamp, lines, odd = day_stamp(session), day_lines(session), disputed(session)
    for one in lines:
        one.disputed = bool(one.attendance and one.attendance.pk in odd)
    now = window(session, timezone.now())
    words = {
        "series": session.series,
        "session": session,
        "lines": lines,
        "marks": PAPER,
        "stamp": stamp,
        "form": form,
        "alike": named.alike,
        "not_yet": why_not(session, now)
        if now.phase in (Phase.BEFORE, Phase.UNDATED, Phase.CANCELLED)
        else "",
    }
    return render(request, "roster/paper.html", words, status=422 if form.errors or words["alike"] else 200)
