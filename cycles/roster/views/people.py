"""The people of a series: the roster, inviting, adding, answering for those without e-mail."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.planning.models import Series
from cycles.planning.pages import series_head
from cycles.roster import access, queries
from cycles.roster.actions import enrollments, invitations
from cycles.roster.choices import EnrollmentState
from cycles.roster.forms import ClaimForm, PersonForm
from cycles.roster.models import Enrollment, StrandPlace
from cycles.roster.queries.missing import missing_count
from cycles.roster.views.naming import name_person
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.errors import Refused
from ilc.core.http import signed_in
from participants.models import PersonEmail

FORM = ["GET", "HEAD", "POST"]
PER_PAGE = 100
EDIT = "planning.access.get_series(ROSTER_EDIT)"
State = EnrollmentState
CHIPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("", "On the roster", (State.REGISTERED, State.COMPLETED)),
    ("waiting", "Waiting", (State.WAITLISTED, State.OFFERED)),
    ("invited", "Invited", (State.INVITED,)),
    ("left", "Left", (State.WITHDRAWN,)),
)


def _listed(rows: QuerySet[Enrollment], states: tuple[str, ...], text: str) -> QuerySet[Enrollment]:
    """Enrollments with rooms and the number of sessions the person came to."""
    came = (
        queries.confirmed_attendance()
        .filter(person__root=OuterRef("person__root"), session__series=OuterRef("series"))
        .order_by()
        .values("person__root")
        .annotate(n=Count("session", distinct=True))
        .values("n")
    )
    found = queries.with_people(rows.filter(state__in=states)).annotate(
        came=Coalesce(Subquery(came), 0),
        has_address=Exists(PersonEmail.objects.filter(person__root=OuterRef("person__root"))),
    )
    for word in text.split():
        found = found.filter(
            Q(person__root__given_name__icontains=word) | Q(person__root__family_name__icontains=word)
        )
    if State.WAITLISTED in states:
        found = found.order_by("state", "queued_at", "id")
    places = StrandPlace.objects.select_related("strand", "session").order_by("session__number")
    return found.prefetch_related(Prefetch("strand_places", places))


@signed_in("roster.access.get_roster")
@require_safe
def people(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The roster as far as the reader may see it."""
    roster = access.get_roster(request.user, pk)
    chosen = request.GET.get("show", "") if roster.sees != access.Sees.OWN_STRAND else ""
    states = next((found for key, _, found in CHIPS if key == chosen), CHIPS[0][2])
    text = request.GET.get("q", "").strip()[:80]
    rows = _listed(roster.enrollments, states, text)
    head = series_head(request.user, roster.series, "people")
    tally = dict(roster.enrollments.order_by().values_list("state").annotate(n=Count("id", distinct=True)))
    words = {
        **head,
        "roster": roster,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "held": sum(
            1
            for one in head["sessions"]
            if (one.is_over or one.state == "in-progress") and one.state != "cancelled"
        ),
        "chips": [(key, label, sum(tally.get(one, 0) for one in found)) for key, label, found in CHIPS],
        "show": chosen,
        "q": text,
        "left": queries.seats_left(roster.series),
        "missed": missing_count(roster.series) if roster.may_edit else 0,
    }
    return render(request, "roster/people.html", words)


def _people_form(
    request: HttpRequest, series: Series, template: str, form: PersonForm, **more: Any
) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"series": series, "form": form, **more}, status=status)


@signed_in(EDIT)
@require_http_methods(FORM)
def add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Register somebody who has no e-mail, or told a leader in person."""
    series = access.get_led_series(request.user, pk)
    form = PersonForm(request.POST if request.method == "POST" else None)
    known = access.known_to_leader(request.user, series)
    named = name_person(form, known=known, by=account(request)) if request.method == "POST" else None
    if named and named.person:
        try:
            made = invitations.add(series=series, person=named.person, by=account(request))
            who = "Added" if named.stranger else named.person.name
            messages.success(request, f"{who}: {made.get_state_display().lower()}.")
            return redirect("roster:people", pk)
        except Refused as no:
            form.add_error(None, no.message)
    return _people_form(request, series, "roster/add.html", form, alike=named.alike if named else [])


@signed_in("roster.access.get_led_enrollment(ROSTER_EDIT)")
@require_POST
def remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take somebody off the roster or the waitlist."""
    enrollment = access.get_led_enrollment(request.user, pk)
    told(
        request,
        lambda: enrollments.withdraw(enrollment=enrollment, by=account(request), reason="by a leader"),
        f"{enrollment.person.root.name} is no longer registered. The seat is free.",
    )
    return redirect("roster:people", enrollment.series_id)


@signed_in("roster.access.get_led_enrollment(ROSTER_EDIT)")
@require_POST
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Accept or decline an offer for somebody who told a leader, or register somebody again."""
    enrollment = access.get_led_enrollment(request.user, pk)
    by = account(request)
    try:
        if request.POST.get("answer") == "decline":
            enrollments.decline_offer(enrollment=enrollment, by=by)
        elif request.POST.get("answer") != "accept":
            raise Refused("Choose a button beside the name. Nothing was changed.", "no-answer")
        else:
            enrollments.register(
                series=enrollment.series, person=enrollment.person.root, by=by, source=enrollment.source
            )
        enrollment.refresh_from_db()
        messages.success(request, f"{enrollment.person.root.name}: {enrollment.get_state_display().lower()}.")
    except Refused as no:
        messages.error(request, no.message)
    return redirect("roster:people", enrollment.series_id)


@signed_in("roster.access.get_led_enrollment(ROSTER_EDIT)")
@require_http_methods(FORM)
def let_join(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send somebody without an address of theirs a link to this record."""
    enrollment = access.get_led_enrollment(request.user, pk)
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            email = form.cleaned_data["email"]
            invitations.ask_to_claim(enrollment=enrollment, email=email, by=account(request))
            messages.success(
                request, "The link is on its way. The record joins their account when they use it."
            )
            return redirect("roster:people", enrollment.series_id)
        except Refused as no:
            form.add_error(None, no.message)
    words = {"series": enrollment.series, "person": enrollment.person.root, "form": form}
    return render(request, "roster/let_join.html", words, status=422 if form.errors else 200)
