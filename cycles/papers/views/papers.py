"""Papers asked for: a print pack of a session, one's own hours. A worker sets them, this page waits."""

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.papers import access
from cycles.papers.actions import papers as actions
from cycles.papers.exports.print_pack import possible
from cycles.papers.forms import PackForm
from cycles.papers.models import Paper
from cycles.roster.access import get_led_session
from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import signed_in
from participants.access import get_own_person

FORM = ["GET", "HEAD", "POST"]


@signed_in("roster.access.get_led_session(ROSTER_EDIT)")
@require_http_methods(FORM)
def pack(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose what to print for a session."""
    session = get_led_session(request.user, pk)
    form = PackForm(request.POST if request.method == "POST" else None, cannot=possible(session))
    if request.method == "POST" and form.is_valid():
        try:
            parts = form.cleaned_data["parts"]
            made = actions.request_pack(session=session, parts=parts, by=account(request))
            return redirect("papers:paper", made.pk)
        except Refused as no:
            form.add_error(None, no.message)
    words = {"form": form, "session": session, "series": session.series}
    return render(request, "papers/pack.html", words, status=422 if request.method == "POST" else 200)


@signed_in("own person")
@require_POST
def transcript(request: HttpRequest) -> HttpResponse:
    made = actions.request_transcript(person=get_own_person(request.user), by=account(request))
    return redirect("papers:paper", made.pk)


@signed_in("papers.access.get_paper")
@require_safe
def paper(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Being set, there, or given up."""
    found = access.get_paper(request.user, pk)
    template = "papers/_state.html" if request.headers.get("HX-Request") else "papers/paper.html"
    return render(request, template, {"paper": found, "session": found.session})


def _name(one: Paper) -> str:
    if one.session is None:
        return "my-hours.pdf"
    return f"{slugify(one.session.series.title)[:50] or 'series'}-session-{one.session.number}.pdf"


@signed_in("papers.access.get_paper")
@require_safe
def pdf(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    found = access.get_paper(request.user, pk)
    if not found.is_ready:
        raise Http404
    return FileResponse(
        found.pdf.open(), as_attachment=True, filename=_name(found), content_type="application/pdf"
    )
