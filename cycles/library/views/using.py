"""Use in my try: choose which, and it stands there with credit."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cycles.library import access, actions, queries
from cycles.library.actions.using import Thing
from cycles.library.forms import UseForm
from cycles.tries.models import Try
from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import Request, hidden, signed_in
from ilc.core.pieces import piece
from participants.access import person_of

FORM = ["GET", "POST"]


def _use(request: Request, thing: Thing, title: str, back: str, pk: uuid.UUID) -> HttpResponse:
    """The form, and the way to the try once it is there."""
    person = person_of(request.user)
    places = queries.places_for(person) if person else []
    form = UseForm(request.POST or None, places=places)
    if request.method == "POST" and person and form.is_valid():
        try:
            made = actions.use(thing=thing, session=form.place().session, person=person, by=account(request))
        except Refused as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, f"It stands in your plan, with credit: {thing.credit}.")
            return redirect("tries:detail", made.pk)
    shown = {
        "form": form,
        "title": title,
        "back": reverse(back, args=[pk]),
        "credit": thing.credit,
        "waiting": [one for one in places if not one.is_open],
    }
    return render(request, "library/use.html", shown, status=422 if form.errors else 200)


@signed_in("library.access.get_strategy")
@require_http_methods(FORM)
@never_cache
def strategy(request: Request, pk: uuid.UUID) -> HttpResponse:
    found = access.get_strategy(pk)
    return _use(request, Thing(strategy=found), str(found), "library:strategy", pk)


@signed_in("library.access.get_resource")
@require_http_methods(FORM)
@never_cache
def resource(request: Request, pk: uuid.UUID) -> HttpResponse:
    found = access.get_resource(request.user, pk)
    return _use(request, Thing(resource=found), str(found), "library:resource", pk)


@hidden("library.access.get_example")
@require_http_methods(FORM)
@never_cache
def example(request: Request, pk: uuid.UUID) -> HttpResponse:
    found = access.get_example(request.user, pk)
    said = getattr(found, "example", None)
    title = said.title if said else found.get_kind_display()
    return _use(request, Thing(artifact=found), title, "library:example", pk)


@piece("try", "credit")
def _credit(request: Request, attempt: Try) -> str:
    """Whose ideas are in one's own try: a part of its page."""
    return render_to_string("library/_credit.html", {"lines": queries.credits_of(request.user, attempt)})
