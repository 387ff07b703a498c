"""A person's own page: name, where they work, which mails they want."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import signed_in
from participants.access import get_own_person
from participants.actions import people
from participants.choices import Topic
from participants.forms import AppointmentForm, MailForm, NameForm
from participants.models import Appointment, Muted, Person

OWN = "own person"


def _page(request: HttpRequest, person: Person, name: NameForm, status: int = 200) -> HttpResponse:
    muted = set(Muted.objects.filter(person__root=person.pk).values_list("topic", flat=True))
    mail = MailForm(initial={"topics": [topic for topic in Topic.values if topic not in muted]})
    appointments = (
        Appointment.objects.filter(person__root=person.pk)
        .select_related("school", "district")
        .order_by("to_date", "-is_primary", "-from_date")
    )
    words = {"person": person, "name_form": name, "mail_form": mail, "appointments": appointments}
    return render(request, "participants/profile.html", words, status=status)


@signed_in(OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    person = get_own_person(request.user)
    if request.method != "POST":
        return _page(request, person, NameForm(instance=person, initial={"version": person.version}))
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, person, form, status=422)
    try:
        people.rename(person=person, by=account(request), **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _page(request, person, form, status=409)
    messages.success(request, "Your name is saved.")
    return redirect("participants:profile")


@signed_in(OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_new(request: HttpRequest) -> HttpResponse:
    person = get_own_person(request.user)
    form = AppointmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        people.appoint(
            person=person,
            by=account(request),
            **{key: data[key] for key in ("role", "school", "district", "grades", "subjects", "from_date")},
        )
        messages.success(request, "Saved. Series of your district are now in your catalogue.")
        return redirect("participants:profile")
    status = 422 if request.method == "POST" else 200
    return render(request, "participants/appointment.html", {"form": form}, status=status)


@signed_in(OWN)
@require_POST
def appointment_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    person = get_own_person(request.user)
    appointment = get_object_or_404(Appointment, pk=pk, person__root=person.pk)
    try:
        people.end_appointment(appointment=appointment, day=timezone.localdate(), by=account(request))
        messages.success(request, "Ended as of today. What you did there stays on your record.")
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("participants:profile")


@signed_in(OWN)
@require_POST
def mail_settings(request: HttpRequest) -> HttpResponse:
    person = get_own_person(request.user)
    form = MailForm(request.POST)
    if form.is_valid():
        for topic in Topic.values:
            change = people.unmute if topic in form.cleaned_data["topics"] else people.mute
            change(person=person, topic=topic, by=account(request))
        messages.success(request, "Your mail settings are saved.")
    return redirect("participants:profile")
