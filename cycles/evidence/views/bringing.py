"""The owner brings files and follows what becomes of them."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.evidence import access, actions, queries
from cycles.evidence.choices import ArtifactKind, ArtifactState, AskedOf, UploadState
from cycles.evidence.forms import BringForm
from cycles.evidence.models import FeedbackRequest
from cycles.tries.access import get_own_try, leading
from cycles.tries.forms import circle_named
from cycles.tries.models import Try
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.errors import Refused
from ilc.core.http import Request, signed_in
from ilc.core.pieces import piece


@signed_in("tries: own try")
@require_http_methods(["GET", "POST"])
def bring(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Several at once; each is taken or refused on its own."""
    attempt = get_own_try(request.user, pk)
    if request.method == "POST":
        form = BringForm(request.POST, request.FILES)
        if form.is_valid():
            _receive_all(request, attempt, form.cleaned_data)
            return redirect("evidence:bring", attempt.pk)
    else:
        kind = request.GET.get("kind", "")
        form = BringForm(initial={"kind": kind if kind in ArtifactKind else ArtifactKind.STUDENT_WORK})
    shown = {
        "form": form,
        "attempt": attempt,
        "assignment": getattr(attempt.session, "assignment", None),
        **_receipt(attempt),
    }
    return render(request, "evidence/bring.html", shown)


def _receive_all(request: Request, attempt: Try, given: dict[str, Any]) -> None:
    taken, consent = 0, frozenset(given["consent"])
    for upload in given["uploads"]:
        try:
            actions.receive(
                attempt=attempt, kind=given["kind"], upload=upload, by=account(request), consent=consent
            )
            taken += 1
        except Refused as no:
            messages.error(request, no.message)
    if taken:
        arrived = "1 file arrived" if taken == 1 else f"{taken} files arrived"
        messages.success(request, f"{arrived}. We look through it now; you may close this page.")


def _receipt(attempt: Try) -> dict[str, object]:
    items, coming = list(queries.receipt(attempt)), list(queries.coming(attempt))
    return {
        "items": [one for one in items if one.state != ArtifactState.QUARANTINED],
        "coming": [one for one in coming if one.state != UploadState.REFUSED],
        "refused": queries.not_taken(items, coming),
        "checking": any(one.state == ArtifactState.RECEIVED for one in items)
        or any(one.state == UploadState.ARRIVED for one in coming),
        "to_check": next((one for one in items if one.state == ArtifactState.PRIVATE), None),
    }


@signed_in("tries: own try")
@require_safe
@never_cache
def receipt(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The list alone; asks again by itself until everything is screened."""
    attempt = get_own_try(request.user, pk)
    return render(request, "evidence/_receipt.html", {"attempt": attempt, **_receipt(attempt)})


@signed_in("tries: own try")
@require_POST
def clear_refused(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Every refused file leaves the list."""
    attempt = get_own_try(request.user, pk)
    told(request, lambda: actions.clear_refused(attempt=attempt, by=account(request)), "The list is cleared.")
    return redirect("evidence:bring", attempt.pk)


@signed_in("tries: own try")
@require_safe
@never_cache
def of_try(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The same part alone: the page asks again while files are being checked."""
    return HttpResponse(_brought(request, get_own_try(request.user, pk)))


def _whom(asked: FeedbackRequest, attempt: Try) -> str:
    """Who was asked, in the words of the form."""
    if asked.colleague:
        return asked.colleague.root.short_name
    if asked.whom != AskedOf.LEADERS:
        return AskedOf(asked.whom).label.lower()
    leaders = [str(one) for one in leading(attempt)]
    return circle_named([(AskedOf.LEADERS, "your leaders")], asked.whom, leaders)


@piece("try", "brought")
def _brought(request: Request, attempt: Try) -> str:
    """What was brought and the feedback on it, as a part of the try's page."""
    said = access.feedback(request.user).filter(attempt=attempt)
    feedback = queries.threads(said, attempt.person.root)
    actions.read_feedback(attempt=attempt)
    asked = queries.request_to_show(attempt)
    shown = {
        "attempt": attempt,
        "feedback": feedback,
        "asked": asked,
        "whom": _whom(asked, attempt) if asked else "",
        **_receipt(attempt),
    }
    return render_to_string("evidence/_of_try.html", shown, request)
