"""Certificates: a person's own, and what leaders see of a series'."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cycles.papers import access
from cycles.papers.actions import certificates as actions
from cycles.papers.forms import RevokeForm
from cycles.papers.models import Certificate
from cycles.papers.queries import candidates, not_closed
from cycles.papers.words import hours_words
from cycles.planning.pages import series_head
from cycles.roster.access import get_led_series
from cycles.roster.hours.rule import standing_sessions
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.errors import Refused
from ilc.core.http import by_link, signed_in
from participants.links import read_link

LINK_AGE = timedelta(days=60)


@signed_in("own person")
@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    """A person's own, the replaced and withdrawn ones told as such; a fragment on the page of hours."""
    rows = [(one, hours_words(one.figures["minutes"])) for one in access.own_certificates(request.user)]
    template = "papers/_own.html" if request.headers.get("HX-Request") else "papers/own.html"
    return render(request, template, {"rows": rows})


def _file(one: Certificate) -> FileResponse:
    if not one.is_ready or not one.is_valid:
        raise Http404
    name = f"certificate-{one.number}.pdf"
    return FileResponse(one.pdf.open(), as_attachment=True, filename=name, content_type="application/pdf")


@signed_in("papers.access.get_own_certificate")
@require_safe
def pdf(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    return _file(access.get_own_certificate(request.user, pk))


@by_link
@require_safe
@never_cache
def pdf_link(_: HttpRequest, token: str) -> FileResponse:
    """For those without an account: the link in their mail is the key."""
    (pk,) = read_link(token, "certificate", LINK_AGE)
    one = Certificate.objects.filter(pk=pk, person__root__erased_at=None).first()
    if one is None:
        raise Http404
    return _file(one)


@signed_in("roster.access.get_led_series(ROSTER_EDIT)")
@require_safe
def of_series(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who reaches what the series asks for, and who has a certificate."""
    series = get_led_series(request.user, pk)
    sessions = standing_sessions(series)
    words = {
        **series_head(request.user, series, "people"),
        "rows": candidates(series, sessions),
        "open": not_closed(sessions),
    }
    return render(request, "papers/series.html", words)


@signed_in("papers.access.get_led_certificate(ROSTER_EDIT)")
@require_POST
def revoke(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    one = access.get_led_certificate(request.user, pk)
    form = RevokeForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused("Say in a few words why: whoever checks the certificate is told.", "reason")
        actions.revoke(certificate=one, reason=form.cleaned_data["reason"], by=account(request))
    except Refused as no:
        messages.error(request, f"{no.message} Nothing was changed.")
    else:
        messages.success(request, f"The certificate of {one.person.root.name} is withdrawn.")
    return redirect("papers:series", one.series_id)


@signed_in("papers.access.get_led_certificate(ROSTER_EDIT)")
@require_POST
def again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    one = access.get_led_certificate(request.user, pk)
    told(
        request,
        lambda: actions.issue_again(certificate=one, by=account(request)),
        f"{one.person.root.name} gets a new certificate if the hours still reach.",
    )
    return redirect("papers:series", one.series_id)
