"""The public registration page, its QR code and poster, and who decides that there is one."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cycles.planning.choices import Listing
from cycles.planning.models import Series
from cycles.planning.queries import leaders, sessions_of
from cycles.roster import access, queries
from cycles.roster.choices import EnrollmentState
from cycles.roster.links import join_path, join_url
from cycles.roster.views.registration import fill_in
from ilc.core import qr as qr_code
from ilc.core.http import public, signed_in
from participants.access import get_own_person, person_of

FORM = ["GET", "HEAD", "POST"]
BY_CODE = "access.joinable_series(code of a public series)"


def _fetch(code: str) -> Series:
    """The public series of this code; the same 404 for every other."""
    found = access.joinable_series(code)
    if found is None:
        raise Http404
    return found


@public
@require_safe
def join(request: HttpRequest, code: str) -> HttpResponse:
    """What a series is and when it meets, for somebody who never heard of us."""
    series = _fetch(code)
    person = person_of(request.user)
    enrollment = queries.enrollment_of(series, person)
    gone = enrollment is None or enrollment.state == EnrollmentState.WITHDRAWN
    words = {
        "series": series,
        "sessions": [one for one in sessions_of(series) if one.state != "cancelled"],
        "outcomes": series.outcomes.all(),
        "leaders": leaders(series),
        "left": queries.seats_left(series),
        "waiting": queries.waitlist(series).count(),
        "address": join_url(series),
        "enrolled": not gone,
        "leads": queries.is_leader(series, person),
    }
    return render(request, "roster/join.html", words)


@signed_in(BY_CODE)
@require_http_methods(FORM)
def register(request: HttpRequest, code: str) -> HttpResponse:
    """The registration form, for whoever has the address; afterwards they see the series like everybody in it."""
    series = _fetch(code)
    person = get_own_person(request.user)
    enrollment = queries.enrollment_of(series, person)
    if enrollment and enrollment.state not in (EnrollmentState.WITHDRAWN, EnrollmentState.INVITED):
        return redirect("roster:register", series.pk)
    return fill_in(request, series, person, enrollment, join_page=join_path(series))


@public
@require_safe
def qr(_: HttpRequest, code: str) -> HttpResponse:
    """The address of the public page as a picture."""
    return qr_code.picture(join_url(_fetch(code)))


@public
@require_safe
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """One sheet for the staff room: what, when, and a code to scan."""
    series = _fetch(code)
    words = {
        "series": series,
        "sessions": [one for one in sessions_of(series) if one.state != "cancelled"],
        "leaders": leaders(series),
        "address": join_url(series),
    }
    return render(request, "roster/poster.html", words)


@signed_in("planning.access.get_series(ROSTER_EDIT)")
@require_safe
def share(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The public address with QR code and poster; who can find the series is said in its plan."""
    series = access.get_led_series(request.user, pk)
    words = {"series": series, "address": join_url(series), "listing": Listing(series.listing).label}
    return render(request, "roster/share.html", words)
