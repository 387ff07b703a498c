"""The agenda builder: items in order, with their clock times."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cycles.planning import access
from cycles.planning.actions import agenda as actions
from cycles.planning.choices import TeamState
from cycles.planning.forms.agenda import ItemForm, NewItemForm, ShapeForm, stored
from cycles.planning.forms.comparing import own_changes, starting
from cycles.planning.models import AgendaItem, Session
from cycles.planning.queries import team
from cycles.planning.queries.agenda import Plan, fits, plan_of
from cycles.planning.queries.resources import of_session, shelves
from cycles.planning.views.answering import attempt
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.errors import Refused
from ilc.core.http import signed_in
from participants.models import Person

P = Permission
FORM = ["GET", "HEAD", "POST"]
EDIT = "planning.access.get_session(SERIES_EDIT)"
ITEM = "planning.access.get_agenda_item(SERIES_EDIT)"


def _leaders(session: Session, item: AgendaItem | None = None) -> list[Person]:
    """Whom an item may name: those on the team, and who is named already."""
    rows = team(session.series).filter(state=TeamState.ACCEPTED)
    people = [row.person.root for row in rows]
    named = item.leader if item else None
    return people if named is None or named in people else [*people, named]


def _list(session: Session, plan: Plan) -> dict[str, Any]:
    """What `planning/_agenda_items.html` shows, in a fixed number of queries."""
    return {
        "series": session.series,
        "session": session,
        "rows": plan.rows,
        "fits": fits(session, plan.items, plan.strands),
        "removed": plan.removed,
    }


def _plan(session: Session) -> Plan:
    """The agenda with what is attached to its items, for its leaders."""
    attached = session.series.resources.filter(of_session(session), agenda_item__isnull=False)
    return plan_of(session, shelves(attached, ready=False))


@signed_in(EDIT)
@require_http_methods(FORM)
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The items in order, and a form that adds one more."""
    session = access.get_session(request.user, pk, P.SERIES_EDIT)
    plan = _plan(session)
    form = NewItemForm(request.POST or None, strands=plan.strands, team=_leaders(session))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        new_id = data.pop("new_id")
        if attempt(form, lambda: actions.add(session=session, by=account(request), pk=new_id, **data)):
            messages.success(request, "Added at the end.")
            return redirect(_at(session, new_id))
    words = {**_list(session, plan), "form": form, "shapes": actions.SHAPES, "shape_form": ShapeForm()}
    return render(request, "planning/agenda.html", words, status=422 if form.errors else 200)


def _at(session: Session, item: uuid.UUID) -> str:
    """The agenda page, at one item."""
    return f"{reverse('planning:agenda', args=[session.pk])}#item-{item}"


@signed_in(EDIT)
@require_POST
def shape(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin with a usual shape."""
    session = access.get_session(request.user, pk, P.SERIES_EDIT)
    form = ShapeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the shapes.")
        return redirect("planning:agenda", pk)
    data = form.cleaned_data
    told(
        request,
        lambda: actions.add_shape(
            session=session, shape=data["shape"], pk=data["new_id"], by=account(request)
        ),
        "Added. Now change the minutes and say who leads what.",
    )
    return redirect("planning:agenda", pk)


@signed_in(ITEM)
@require_http_methods(FORM)
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One item. Another person's change of another field is kept beside mine."""
    item = access.get_agenda_item(request.user, pk, P.SERIES_EDIT)
    session = item.session
    form = ItemForm(
        request.POST or None,
        strands=list(session.strands.all()),
        team=_leaders(session, item),
        initial=starting(stored(item)),
    )

    @transaction.atomic
    def act() -> None:
        item.refresh_from_db(from_queryset=AgendaItem.objects.select_for_update())
        item.session = session
        actions.edit(item=item, by=account(request), **own_changes(form, stored(item)))

    if request.method == "POST" and form.is_valid() and attempt(form, act, item, lambda: stored(item)):
        messages.success(request, "Saved.")
        return redirect(_at(session, item.pk))
    words = {"series": session.series, "session": session, "item": item, "form": form}
    return render(request, "planning/agenda_item.html", words, status=422 if form.errors else 200)


def _told(
    request: HttpRequest, item: AgendaItem, act: Callable[[], Any], done: Callable[[Any], str]
) -> HttpResponse:
    """Do it; answer with the list alone when the page's own element asked, else go back to the page."""
    session, said, bad = item.session, "", False
    try:
        said = done(act())
    except Refused as no:
        said, bad = no.message, True
    if "X-Sortable" in request.headers:
        return render(
            request, "planning/_agenda_items.html", {**_list(session, _plan(session)), "said": said}
        )
    (messages.error if bad else messages.success)(request, said)
    return redirect(_at(session, item.pk))


@signed_in(ITEM)
@require_POST
def move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Up, down, or right after another item: saved at once."""
    item = access.get_agenda_item(request.user, pk, P.SERIES_EDIT)
    by, to = account(request), request.POST.get("to", "")

    def act() -> int:
        if to in ("up", "down"):
            return actions.step(item=item, up=to == "up", by=by)
        try:
            after = uuid.UUID(to) if to != "first" else None
        except ValueError:
            raise Refused("Say where it should go: up, down, or after which item.", "order") from None
        return actions.move(item=item, after=after, by=by)

    def done(place: int) -> str:
        return f"{item} is now {place} of {item.session.agenda.filter(removed_at=None).count()}."

    return _told(request, item, act, done)


@signed_in(ITEM)
@require_POST
def remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    item = access.get_agenda_item(request.user, pk, P.SERIES_EDIT)
    said = f"{item} is off the agenda. You can put it back below."
    return _told(request, item, lambda: actions.remove(item=item, by=account(request)), lambda _: said)


@signed_in(ITEM)
@require_POST
def restore(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Undo of remove."""
    item = access.get_agenda_item(request.user, pk, P.SERIES_EDIT)
    said = f"{item} is back on the agenda."
    return _told(request, item, lambda: actions.restore(item=item, by=account(request)), lambda _: said)
