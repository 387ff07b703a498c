"""The leader closes a session."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cycles.planning.models import Session
from cycles.roster.access import get_led_session
from cycles.roster.choices import CAME, AttendanceStatus
from cycles.roster.hours import in_hours
from cycles.roster.models import HeadCount
from cycles.tries import actions, queries
from cycles.tries.emails import thanks_words
from cycles.tries.forms.closing import CloseForm
from cycles.tries.models import SessionThanks, TryAssignment
from cycles.tries.views.comparing import Now, compare
from ilc.accounts.access import account
from ilc.core.errors import Refused, Stale
from ilc.core.http import Request, signed_in

TASK = ("text", "lesson_plan", "samples", "reflection")


@signed_in("planning: leads the series")
@require_http_methods(["GET", "POST"])
def close(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Who came, what to try, when next, thanks: one screen, and it can be opened again."""
    session = get_led_session(request.user, pk)
    everybody = queries.everybody(session)
    lines = [
        one
        for one in everybody
        if one.is_open or "all" in request.GET or f"came-{one.person.pk}" in request.POST
    ]
    assignment = getattr(session, "assignment", None)
    thanked = SessionThanks.objects.filter(session=session).first()
    start = {**_start(session, thanked), **CloseForm.start_with(assignment), "stamp": queries.stamp(session)}
    following = queries.next_after(session)
    came = sum(1 for one in everybody if one.status in CAME and one.confirmed)
    heads = start["people"]
    only_drawn = bool({"others", "preview"} & request.POST.keys())
    if only_drawn:
        start |= CloseForm.typed(_with_others(request, lines))
    form = CloseForm(
        None if only_drawn else request.POST or None,
        initial=start,
        session=session,
        lines=lines,
        following=following,
    )
    now: Now = []
    if form.is_bound and form.is_valid() and _closed(request, session, form, now):
        messages.success(
            request, f"{session.label} is closed. Everybody sees the next step on their home page."
        )
        return redirect("tries:close", session.pk)
    shown = {
        "form": form,
        "now": now,
        "session": session,
        "following": following,
        "came": came,
        "fewer_heads": heads is not None and heads < came,
        "expected": len(everybody),
        "whole": "all" in request.GET,
        "assignment": assignment,
        "wrote": queries.how_many_wrote(session),
        "thanked": thanked,
        "mail": _preview(request, session, start),
        "filled": request.POST.get("others"),
    }
    return render(request, "tries/close.html", shown)


def _preview(request: Request, session: Session, start: dict[str, Any]) -> dict[str, Any] | None:
    """What the mail would say to somebody who was there all the time, with what stands in the form now."""
    if "preview" not in request.POST:
        return None
    words = thanks_words(session, start.get("words") or "", start.get("text") or "")
    return {**words, "hours": in_hours(session.minutes)}


def _start(session: Session, thanked: SessionThanks | None) -> dict[str, Any]:
    heads = HeadCount.objects.filter(session=session).values_list("people", flat=True).first()
    return {"people": heads, "thank": thanked is None, "words": thanked.words if thanked else ""}


def _with_others(request: Request, lines: list[queries.Unknown]) -> QueryDict:
    """What was typed, and everybody nobody knows about as the pressed button says. Nothing is saved yet."""
    data = request.POST.copy()
    others = str(data.get("others", ""))
    if others in (AttendanceStatus.ABSENT, AttendanceStatus.UNKNOWN):
        for one in lines:
            if one.confirmed and not data.get(f"came-{one.person.pk}"):
                data[f"came-{one.person.pk}"] = others
    return data


def _closed(request: Request, session: Session, form: CloseForm, now: Now) -> bool:
    data = form.cleaned_data
    try:
        actions.finish(
            session=session,
            attendance=form.attendance,
            task={name: data[name] for name in TASK},
            by=account(request),
            times=form.times,
            stamp=data["stamp"],
            heads=data["people"],
            thanks=data["words"] if data["thank"] else None,
        )
    except Refused as no:
        form.add_error(None, no.message)
        if isinstance(no, Stale):
            now += compare(form, _there(session, form), stamp=queries.stamp(session))
        return False
    return True


def _there(session: Session, form: CloseForm) -> dict[str, Any]:
    """What is stored now for each field of the form."""
    asked = TryAssignment.objects.filter(session=session).values(*TASK).first() or {}
    people = {f"came-{one.person.pk}": one.status for one in queries.everybody(session)}
    following = queries.next_after(session)
    day = {"next_day": following.local_date} if following and following.local_date else {}
    return {**asked, **{name: status for name, status in people.items() if name in form.fields}, **day}
