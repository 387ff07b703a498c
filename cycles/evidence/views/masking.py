"""The owner looks through a file: covers names and faces, ticks each point; then it can be shared."""

import uuid
from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.evidence import access, actions, queries
from cycles.evidence.choices import USABLE
from cycles.evidence.forms import CheckForm
from cycles.evidence.forms.safety import BoxesForm, BoxForm
from cycles.evidence.models import Artifact, Masking
from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import Request, hidden, hidden_page
from ilc.core.masking import Box
from ilc.core.sending import stream


@hidden_page("evidence: own artifact")
@require_http_methods(["GET", "POST"])
@never_cache
def check(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Cover places, tick each point. Boxes that were drawn are kept whichever button is pressed."""
    found = access.get_own_artifact(request.user, pk)
    if found.state not in USABLE:
        messages.info(request, "This file is not ready to be looked through.")
        return redirect("evidence:bring", found.attempt_id)
    data = None if "cover" in request.POST else request.POST or None
    form = CheckForm(data, film=found.is_film)
    if request.method == "POST" and (answer := _saved(request, found, form)):
        return answer
    return _screen(request, found, form, BoxForm())


def _saved(request: Request, found: Artifact, form: CheckForm) -> HttpResponse | None:
    """Where to go when all was well; None shows the form again with what is missing."""
    try:
        changed = _cover(request, found)
        if "cover" in request.POST:
            messages.success(request, COVERING if changed else "Nothing was changed.")
            return redirect("evidence:check", found.pk)
        if form.is_valid():
            actions.attest(artifact=found, answers=form.answers(), by=account(request))
            return redirect("evidence:share", found.pk)
    except Refused as no:
        messages.error(request, no.message)
    return None


MEANWHILE = (
    "The boxes were changed in another window meanwhile. All of them are kept: look at them once more."
)
COVERING = "Kept. The copy that others see is made now; until it is ready only you see this file."


def _cover(request: Request, found: Artifact) -> bool:
    """The drawn boxes, if the drawing element sent any news of them. A window that was opened earlier takes nothing off
    that was drawn in another one since: what is drawn here comes to it."""
    if "boxes" not in request.POST:
        return False
    sent = BoxesForm(request.POST)
    if not sent.is_valid():
        raise Refused("The boxes could not be read. Load the page again.", "boxes")
    were = sent.cleaned_data["were"] if "were" in request.POST else None
    if were is not None and queries.drawn_since(found, were):
        messages.info(request, MEANWHILE)
    boxes = sent.cleaned_data["boxes"]
    return actions.cover_places(artifact=found, boxes=boxes, by=account(request), were=were)


def _screen(request: Request, found: Artifact, form: CheckForm, numbers: BoxForm) -> HttpResponse:
    shown = {
        "artifact": found,
        "form": form,
        "numbers": numbers,
        "screen": queries.masking_screen(found),
        "boxes": found.boxes.all(),
        "checked": hasattr(found, "check_saved"),
        "permission": queries.permission(found),
    }
    return render(request, "evidence/check.html", shown)


@hidden_page("evidence: own artifact")
@require_POST
def box(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Without drawing: one box by its numbers, or `off`, the id of one to take away."""
    found = access.get_own_artifact(request.user, pk)
    rows = [(str(row.pk), Box(row.page, row.x, row.y, row.w, row.h)) for row in found.boxes.all()]
    boxes = [one for key, one in rows if key != request.POST.get("off")]
    numbers = BoxForm(request.POST)
    if "off" not in request.POST:
        if not numbers.is_valid():
            return _screen(request, found, CheckForm(film=found.is_film), numbers)
        boxes.append(numbers.box())
    try:
        actions.cover_places(artifact=found, boxes=boxes, by=account(request))
        messages.success(request, COVERING)
    except Refused as no:
        messages.error(request, no.message)
    return redirect("evidence:check", found.pk)


@hidden("evidence: own artifact")
@require_safe
def source(request: Request, pk: uuid.UUID, number: int) -> FileResponse:
    """A page as it is beneath the boxes, to draw on. Nobody else has an address that leads to it."""
    found = access.get_own_artifact(request.user, pk)
    picture = queries.source_image(found, number)
    if picture is None:
        raise Http404
    return stream(picture.file, picture.media_type, f"page-{number}.jpg", download=False)


@hidden("evidence: own artifact")
@require_safe
def source_file(request: Request, pk: uuid.UUID) -> FileResponse:
    """The whole clean file without boxes, for its owner to look through."""
    found = access.get_own_artifact(request.user, pk)
    work = Masking.objects.filter(artifact=found).exclude(source="").first()
    stored = work.source if work else found.file
    if found.state not in USABLE or not stored:
        raise Http404
    name = PurePath(found.original_name).stem + PurePath(stored.name or "").suffix
    return stream(stored, found.media_type, name, download=True)
