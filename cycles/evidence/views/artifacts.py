"""One artifact: its page, pictures and file, withdrawing."""

import uuid
from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cycles.evidence import access, actions, queries
from cycles.evidence.choices import ArtifactState, SeenAt, Visibility
from cycles.evidence.codes import in_groups
from cycles.evidence.models import Artifact
from cycles.evidence.queries.credit import credited, is_unnamed
from cycles.evidence.queries.seen import is_looked_at
from ilc.accounts.access import account
from ilc.accounts.models import User
from ilc.core.buttons import done, told
from ilc.core.errors import Refused
from ilc.core.http import Request, hidden, hidden_page
from ilc.core.sending import stream
from participants.access import person_of


def note_opening(request: Request, artifact: Artifact, place: str) -> None:
    """For the owner's list; their own looks are none of it."""
    if not access.is_owner(request.user, artifact) and isinstance(request.user, User):
        actions.open_(artifact=artifact, user=request.user, place=place)


def _place(request: Request, found: Artifact, usual: SeenAt) -> SeenAt:
    """Where a picture hangs: pages say so by ?on=, and it counts only if it is so; else as usual."""
    on = request.GET.get("on", "")
    if on == SeenAt.ANALYSIS and isinstance(request.user, User) and is_looked_at(found, request.user):
        return SeenAt.ANALYSIS
    if on == SeenAt.LIBRARY and found.visibility == Visibility.LIBRARY:
        return SeenAt.LIBRARY
    return usual


@hidden_page("evidence: artifact visible")
@require_safe
@never_cache
def artifact(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The page: pictures or words, who may see it, who has."""
    found = access.get_artifact(request.user, pk)
    owner = access.is_owner(request.user, found)
    note_opening(request, found, SeenAt.PAGE)
    said = access.feedback(request.user).filter(artifact=found)
    shown = {
        "artifact": found,
        "owner": owner,
        "unnamed": is_unnamed(found),
        "credit": credited(found),
        "code": in_groups(found.code or ""),
        "images": [image.number for image in found.images.all() if image.number and not found.covering_since],
        "feedback": queries.threads(said, person_of(request.user)),
        "discussable": access.discussable(request.user).filter(pk=found.attempt_id).exists(),
        "openings": queries.openings(found) if owner else [],
        "kept_until": queries.kept_until(found) if owner else None,
        "asked": queries.waiting_takedowns(found) if owner and found.taken_down_at else [],
        "checked": hasattr(found, "check_saved"),
        "coverable": queries.can_be_covered(found),
        "permission": queries.permission(found) if owner else None,
    }
    return render(request, "evidence/artifact.html", shown)


@hidden("evidence: artifact visible")
@require_safe
def image(request: Request, pk: uuid.UUID, number: int) -> FileResponse:
    """A preview: 0 the small one, then page by page; with its covered places, for its owner, too."""
    found = access.get_artifact(request.user, pk)
    picture = access.shown_image(found, number)
    note_opening(request, found, _place(request, found, SeenAt.PAGE if number else SeenAt.WALL))
    return stream(picture, "image/jpeg", f"{_neutral(found)}-{number}.jpg", download=False)


@hidden("evidence: artifact visible")
@require_safe
def file(request: Request, pk: uuid.UUID) -> FileResponse:
    """The cleaned file, to keep. Others get it under a neutral name: a file's name may name a student."""
    found = access.get_artifact(request.user, pk)
    stored = access.shown_file(found)
    asked = request.headers.get("Range", "")
    if not asked or asked.startswith("bytes=0-"):  # going to and fro in a film is one look
        note_opening(request, found, SeenAt.FILE)
    owner = access.is_owner(request.user, found)
    stem = PurePath(found.original_name).stem if owner else _neutral(found)
    name = stem + PurePath(stored.name or "").suffix
    return stream(stored, found.media_type, name, download=True, asked=asked)


def _neutral(artifact: Artifact) -> str:
    return str(artifact.kind)


@hidden_page("evidence: own artifact")
@require_POST
def withdraw(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Gone for everybody at once. What only its owner saw is undone wholly; what was shared comes back to its owner
    alone, and the message says so."""
    found = access.get_own_artifact(request.user, pk, withdrawn=True)
    name, shared = found.original_name, found.state == ArtifactState.SHARED
    try:
        actions.withdraw(artifact=found, by=account(request))
    except Refused as no:
        messages.error(request, no.message)
        return redirect("evidence:bring", found.attempt_id)
    back = reverse("evidence:restore", args=[found.pk]) if found.file and not found.taken_down_at else ""
    if not shared:
        done(request, f"{name} is removed.", undo=back)
    elif not back:
        done(request, f"{name} is withdrawn. Nobody sees it any more.")
    else:
        alone = "Brought back, only you see it until you share it again."
        done(request, f"{name} is withdrawn. Nobody sees it any more. {alone}", back=back)
    return redirect("evidence:bring", found.attempt_id)


@hidden_page("evidence: own artifact")
@require_POST
def restore(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Back from withdrawn, to its owner alone."""
    found = access.get_own_artifact(request.user, pk, withdrawn=True)
    told(
        request,
        lambda: actions.restore(artifact=found, by=account(request)),
        f"{found.original_name} is back. Only you see it.",
    )
    return redirect("evidence:bring", found.attempt_id)


@hidden_page("evidence: own artifact")
@require_POST
def clear(request: Request, pk: uuid.UUID) -> HttpResponse:
    """A refused file leaves the list."""
    found = access.get_own_artifact(request.user, pk)
    try:
        actions.clear(artifact=found, by=account(request))
    except Refused as no:
        messages.error(request, no.message)
    return redirect("evidence:bring", found.attempt_id)
