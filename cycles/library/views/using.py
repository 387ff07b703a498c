"""Use in my try: choose which, and it stands there with credit."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cycles.library import access, actions, queries
from cycles.library.actions.using import Thing, Use
from cycles.library.forms import UseForm
from cycles.library.models import Adoption
from cycles.tries.models import Try
from ilc.accounts.access import account
from ilc.core.buttons import done, told
from ilc.core.errors import Refused
from ilc.core.http import Request, hidden_page, signed_in
from ilc.core.pieces import piece
from participants.access import person_of
from participants.models import Person

FORM = ["GET", "POST"]


def _use(request: Request, thing: Thing, title: str, back: str, pk: uuid.UUID) -> HttpResponse:
    """The form, and the way to the try once it is there. ?undo=... takes a use back."""
    person = person_of(request.user)
    if request.method == "POST" and person and "undo" in request.GET:
        return _undo(request, person, back, pk)
    used = {"strategy": thing.strategy, "resource": thing.resource, "artifact": thing.artifact}
    places = queries.places_for(person, **used) if person else []
    there = [one for one in places if one.has_it]
    form = UseForm(request.POST or None, places=places)
    if request.method == "POST" and person and form.is_valid():
        try:
            made = actions.use(thing=thing, session=form.place().session, person=person, by=account(request))
        except Refused as no:
            form.add_error(None, no.message)
        else:
            words = f"It stands in your plan, with credit: {thing.credit}."
            done(request, words, undo=_undo_address(request, made) if made.is_new else "")
            return redirect("tries:detail", made.attempt.pk)
    shown = {
        "form": form,
        "title": title,
        "back": reverse(back, args=[pk]),
        "credit": thing.credit,
        "there": there,
        "is_all_there": bool(there) and all(one.has_it for one in places if one.is_open),
        "waiting": [one for one in places if not one.is_open],
    }
    return render(request, "library/use.html", shown, status=422 if form.errors else 200)


def _undo_address(request: Request, made: Use) -> str:
    how = "planned" if made.planned else "changed" if made.changed else ""
    return f"{request.path}?undo={made.adoption.pk}&how={how}"


def _undo(request: Request, person: Person, back: str, pk: uuid.UUID) -> HttpResponse:
    """Pressed twice it undoes once. `how` is what the use did; the actions check that it may still be taken back."""
    try:
        wanted = uuid.UUID(request.GET["undo"])
    except ValueError as error:
        raise Http404 from error
    found = (
        Adoption.objects.filter(pk=wanted, attempt__person__root=person.pk).select_related("attempt").first()
    )
    if found is None:
        return redirect(back, pk)
    how = request.GET.get("how", "")
    undone = told(
        request,
        lambda: actions.undo_use(
            adoption=found, by=account(request), planned=how == "planned", changed=how == "changed"
        ),
        "Undone. It is no longer in your plan.",
    )
    gone = undone and how == "planned"
    return redirect(back, pk) if gone else redirect("tries:detail", found.attempt_id)


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


@hidden_page("library.access.get_example")
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
