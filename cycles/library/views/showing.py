"""One thing of the library: a strategy with all that belongs to it, a resource, an example."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cycles.evidence.actions import open_
from cycles.evidence.choices import SeenAt
from cycles.evidence.queries.credit import credited
from cycles.library import access, queries
from cycles.library.choices import EntryKind
from cycles.planning.choices import FileState
from ilc.accounts.models import User
from ilc.core.http import Request, hidden_page, signed_in


@signed_in("library.access.get_strategy")
@require_safe
def strategy(request: Request, pk: uuid.UUID) -> HttpResponse:
    """What it is, what it looks like by grade band, its standards, resources, examples and series."""
    found = access.get_strategy(pk)
    belonging = queries.of_strategy(request.user, found)
    shown = {
        "strategy": found,
        "looks": queries.looks_of(found),
        "standards": found.standards.select_related("framework"),
        "resources": belonging.get(EntryKind.RESOURCE),
        "examples": belonging.get(EntryKind.EXAMPLE),
        "series_list": queries.series_of(request.user, found),
        "may_edit": access.may_edit(request.user),
        "may_use": access.may_use(request.user),
    }
    return render(request, "library/strategy.html", shown)


@signed_in("library.access.get_resource")
@require_safe
@never_cache
def resource(request: Request, pk: uuid.UUID) -> HttpResponse:
    """What it is, whom it is from, and the way to open it."""
    found = access.get_resource(request.user, pk)
    held = found.versions.filter(state=FileState.READY).order_by("-number").first()
    shown = {
        "resource": found,
        "held": held,
        "may_use": access.may_use(request.user),
        "strategies": found.series.strategies.all(),
        "standards": found.series.standards.select_related("framework"),
    }
    return render(request, "library/resource.html", shown)


@hidden_page("library.access.get_example")
@require_safe
@never_cache
def example(request: Request, pk: uuid.UUID) -> HttpResponse:
    """What its owner says of it, with its pictures; for the owner how many colleagues use it."""
    found = access.get_example(request.user, pk)
    owner = access.owns(request.user, found)
    if not owner and isinstance(request.user, User):
        open_(artifact=found, user=request.user, place=SeenAt.LIBRARY)
    said = getattr(found, "example", None)
    shown = {
        "artifact": found,
        "example": said,
        "said": said or found.attempt,
        "owner": owner,
        "may_use": access.may_use(request.user),
        "credit": credited(found),
        "year": queries.released_in(found.shared_at),
        "images": [one.number for one in found.images.all() if one.number],
        "standards": said.standards.select_related("framework") if said else [],
        "used": queries.users_of(found) if owner else 0,
    }
    return render(request, "library/example.html", shown)
