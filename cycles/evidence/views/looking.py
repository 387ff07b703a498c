"""Looking together at what was shared since the session before."""

import uuid

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cycles.evidence import access, actions, queries
from cycles.planning.access import can, get_session
from cycles.planning.models import Session
from cycles.tries.access import reflections, sees_nothing_of_others
from cycles.tries.choices import ReflectionVisibility
from cycles.tries.models import Try
from cycles.tries.queries import previous_session
from districts.permissions import Permission
from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import Request, signed_in


def _wall(request: Request, session: Session, before: Session | None) -> list[queries.Entry]:
    """What whoever looks may see of the tries before this session; nobody's private things, not even their own."""
    looked = Q(session=before) | Q(analysed_in=session) if before else Q(analysed_in=session)
    attempts = Try.objects.filter(looked, series=session.series_id)
    shared = access.artifacts(request.user).filter(access.SHARED, attempt__in=attempts.values("pk"))
    told = reflections(request.user).filter(pk__in=attempts.values("pk"), tried_at__isnull=False)
    told = told.exclude(reflection_visibility=ReflectionVisibility.ME)
    return queries.wall(shared, told, access.discussable(request.user))


@signed_in("planning: takes part in the series or leads it")
@require_safe
@never_cache
def look(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The wall: every sample and reflection shared with whoever looks."""
    session = get_session(request.user, pk, Permission.EVIDENCE_SHARED)
    before = previous_session(session)
    shown = {
        "session": session,
        "before": before,
        "entries": _wall(request, session, before),
        "leads": can(request.user, session.series, Permission.SERIES_EDIT),
        "closed_to_me": sees_nothing_of_others(request.user),
    }
    return render(request, "evidence/look.html", shown)


@signed_in("planning: leads the series")
@require_POST
def analysed(request: Request, pk: uuid.UUID) -> HttpResponse:
    """A leader: we looked at these together. `undo` takes it back."""
    session = get_session(request.user, pk, Permission.SERIES_EDIT)
    asked = set(request.POST.getlist("try"))
    attempts = [
        entry.attempt
        for entry in _wall(request, session, previous_session(session))
        if str(entry.attempt.pk) in asked
    ]
    try:
        if "undo" in request.POST:
            actions.unmark_analysed(attempts=attempts, by=account(request))
            messages.success(request, "Undone.")
        elif attempts:
            count = actions.mark_analysed(attempts=attempts, session=session, by=account(request))
            messages.success(
                request, f"Noted: {count} {'try' if count == 1 else 'tries'} looked at together."
            )
        else:
            messages.info(request, "Choose at least one try that you looked at.")
    except Refused as no:
        messages.error(request, no.message)
    return redirect("evidence:look", session.pk)
