"""The owner chooses who may see a file; beyond their school we ask once more."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cycles.evidence import access, actions, queries
from cycles.evidence.choices import ArtifactState, Visibility
from cycles.evidence.forms import ShareForm
from cycles.evidence.forms.safety import ReleaseForm
from cycles.evidence.models import Artifact
from cycles.tries.access import leading
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.errors import Refused
from ilc.core.http import Request, hidden_page


@hidden_page("evidence: own artifact")
@require_http_methods(["GET", "POST"])
@never_cache
def share(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Choose who may see it, and where that leads beyond the school say so again, at an address of its own; then on to
    the next file that waits."""
    found = access.get_own_artifact(request.user, pk)
    if not hasattr(found, "check_saved"):
        return redirect("evidence:check", found.pk)
    if request.method == "GET":
        chosen = request.GET.get("visibility", "")
        if chosen in Visibility.values and (answer := _ask_again(request, found, chosen, _release(found))):
            return answer
        return _ask(request, found, _form(found, initial={"visibility": _proposed(found)}))
    form = _form(found, request.POST)
    if not form.is_valid():
        return _ask(request, found, form)
    wanted = form.cleaned_data["visibility"]
    is_sure = "sure" in request.POST
    release = _release(found, request.POST if is_sure else None)
    if answer := _ask_again(request, found, wanted, release):
        asking = f"{reverse('evidence:share', args=[found.pk])}?{urlencode({'visibility': wanted})}"
        return answer if is_sure else redirect(asking)
    try:
        given = actions.Release(**release.words()) if release.is_bound and release.is_valid() else None
        actions.share(artifact=found, visibility=wanted, by=account(request), release=given)
    except Refused as no:
        form.add_error(None, no.message)
        return _ask(request, found, form)
    return _next(request, found)


def _release(found: Artifact, sent: QueryDict | None = None) -> ReleaseForm:
    return ReleaseForm(sent, before=queries.said_before(found))


def _form(found: Artifact, *args: Any, **kwargs: Any) -> ShareForm:
    leaders = [str(one) for one in leading(found.attempt)]
    return ShareForm(*args, leaders=leaders, **kwargs)


def _ask(request: Request, found: Artifact, form: ShareForm) -> HttpResponse:
    shown = {
        "form": form,
        "artifact": found,
        "permission": queries.permission(found),
        "pages": [one.number for one in found.images.all() if one.number],
    }
    return render(request, "evidence/share.html", shown)


def _proposed(found: Artifact) -> str:
    """As it is now; what nobody else sees yet as the try's last shared file is, but not beyond the series: who wants
    more says so each time."""
    if found.state == ArtifactState.SHARED:
        return found.visibility
    near = (Visibility.LEADERS, Visibility.SERIES)
    others = Artifact.objects.filter(
        attempt=found.attempt_id, state=ArtifactState.SHARED, visibility__in=near
    )
    before = others.order_by("-shared_at").first()
    return before.visibility if before else found.visibility


def _ask_again(request: Request, found: Artifact, wanted: str, release: ReleaseForm) -> HttpResponse | None:
    """Beyond the author's school: who that is, and for student work where the permission is. None goes on."""
    if wanted == Visibility.ME or (found.state == ArtifactState.SHARED and found.visibility == wanted):
        return None
    reach = queries.audience(found.attempt, wanted)
    if not reach.beyond:
        return None
    needed = queries.needs_release(found, wanted)
    if "sure" in request.POST and (not needed or release.is_valid()):
        return None
    shown = {"artifact": found, "reach": reach, "wanted": wanted, "release": release if needed else None}
    return render(request, "evidence/share_sure.html", shown)


def _next(request: Request, found: Artifact) -> HttpResponse:
    found.refresh_from_db()
    who = f"{found.original_name}: saved. Who sees it now: {found.get_visibility_display().lower()}"
    later = found.covering_since and found.state == ArtifactState.SHARED
    messages.success(request, f"{who}, as soon as the covered copy is ready." if later else f"{who}.")
    if found.visibility == Visibility.LIBRARY:
        return redirect("library:describe", found.pk)
    mine = Artifact.objects.filter(attempt=found.attempt_id)
    waiting = mine.filter(state=ArtifactState.PRIVATE, check_saved=None).order_by("created_at").first()
    if waiting:
        return redirect("evidence:check", waiting.pk)
    return redirect("evidence:bring", found.attempt_id)


@hidden_page("evidence: own artifact")
@require_http_methods(["GET", "POST"])
@never_cache
def permission(request: Request, pk: uuid.UUID) -> HttpResponse:
    """What was said about permission for student work, to be corrected or, with `none`, taken back."""
    found = access.get_own_artifact(request.user, pk)
    said = queries.permission(found)
    if said is None:
        return redirect("evidence:share", found.pk)
    if "none" in request.POST:
        gone = "Taken back. We ask again before it leaves your school."
        told(request, lambda: actions.retract_release(artifact=found, by=account(request)), gone)
        return redirect("evidence:artifact", found.pk)
    form = ReleaseForm(request.POST or None, initial={"where": said.where, "since": said.since})
    if request.method == "POST" and form.is_valid():
        given = actions.Release(**form.words())
        done = "Corrected. What you said before is kept in the record of this file."
        told(
            request, lambda: actions.correct_release(artifact=found, release=given, by=account(request)), done
        )
        return redirect("evidence:share", found.pk)
    shown = {"form": form, "artifact": found, "said": said}
    return render(request, "evidence/permission.html", shown, status=422 if form.errors else 200)
