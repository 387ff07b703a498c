"""The wall for the projector, and the facilitator's controls."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cycles.analysis import access
from cycles.analysis.actions import concluding, leading
from cycles.analysis.actions import notes as actions
from cycles.analysis.models import Conclusion, Note, NoteGroup, ProtocolRun
from cycles.analysis.views.seats import by_account
from cycles.analysis.views.showing import shown
from ilc.accounts.access import account
from ilc.accounts.models import User
from ilc.core.errors import Refused
from ilc.core.http import hidden, hidden_page
from ilc.core.qr import picture
from participants.links import absolute

LEADS = "analysis: leads the series, or facilitates the run"
STEPS = {
    "close": "closed",
    "reopen": "reopened",
    "cancel": "cancelled",
    "restore": "restored",
    "set-back": "set back",
}
Press = Callable[[ProtocolRun, User, str], object]
VERBS: dict[str, Press] = {
    "start": lambda run, by, _: leading.start(run=run, by=by),
    "next": lambda run, by, seen: leading.go(run=run, by=by, seen=seen),
    "back": lambda run, by, seen: leading.go(run=run, by=by, back=True, seen=seen),
    "pause": lambda run, by, _: leading.pause(run=run, by=by),
    "resume": lambda run, by, _: leading.resume(run=run, by=by),
    "more": lambda run, by, _: leading.add_minutes(run=run, minutes=2, by=by),
    "conclude": lambda run, by, _: leading.conclude(run=run, by=by),
    "continue": lambda run, by, _: leading.resume_after_conclusion(run=run, by=by),
}


def _press(run: ProtocolRun, by: User, verb: str, seen: str) -> None:
    """What a button of the controls does; `seen` is the phase that was on when it was shown."""
    if press := VERBS.get(verb):
        press(run, by, seen)
    elif verb in STEPS:
        leading.step(run=run, verb=STEPS[verb], by=by)
    else:
        raise Refused("Press one of the buttons. Nothing was changed.")


@hidden_page(LEADS)
@require_safe
@never_cache
def wall(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Large, for the projector: samples, phase, clock, code, notes as they come."""
    access.get_led_run(request.user, pk)
    return render(request, "analysis/wall.html", _shown(request, pk, projected=True))


@hidden(LEADS)
@require_safe
def qr(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    run = access.get_led_run(request.user, pk)
    if not run.code:
        raise Http404
    return picture(absolute(reverse("analysis:join-code", args=[run.code])))


@hidden_page(LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def lead(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The facilitator's phone or laptop: clock, notes, groups, conclusions."""
    run = access.get_led_run(request.user, pk)
    if request.method != "POST":
        return render(request, "analysis/lead.html", _shown(request, pk, projected=False))
    try:
        if wanted := _ids(request, "show"):
            found = access.get_sample(request.user, run, wanted[0])
            leading.show_large(run=run, sample=found, by=account(request), page=_page(request))
        else:
            _press(run, account(request), request.POST.get("verb", ""), request.POST.get("phase", ""))
    except Refused as no:
        return _back(request, pk, no.message)
    return _back(request, pk, "")


def _shown(request: HttpRequest, pk: uuid.UUID, *, projected: bool) -> dict[str, object]:
    seat = by_account(request, pk)
    removed = seat.run.conclusions.filter(removed_at__isnull=False)
    return {
        **shown(seat, leads=True, projected=projected),
        "groups": list(seat.run.groups.all()),
        "removed": removed.order_by("-removed_at").first(),
        "short_address": f"{request.get_host()}{reverse('analysis:join')}".rstrip("/"),
        "new_id": uuid.uuid4(),
        "may_change": seat.run.state not in concluding.OVER,
        "live": f"{seat.url('live')}?{'wall' if projected else 'lead'}=1",
    }


def _back(
    request: HttpRequest, pk: uuid.UUID, problem: str, status: int = 409, stands: str | None = None
) -> HttpResponse:
    """JSON for our own element; back to the page for a plain form. `next_id` is for what the same form adds next,
    `stands` the words that are stored while others were typed."""
    if request.headers.get("Accept", "").startswith("application/json"):
        told = {"message": problem, "next_id": str(uuid.uuid4()), "stands": stands}
        return JsonResponse(told, status=status if problem else 200)
    if problem:
        messages.error(request, problem)
    return redirect("analysis:wall" if request.POST.get("from") == "wall" else "analysis:lead", pk)


def _ids(request: HttpRequest, name: str) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(one) for one in request.POST.getlist(name)]
    except ValueError as error:
        raise Http404 from error


def _page(request: HttpRequest) -> int:
    """Which page of a sample the button shows; whoever names none means the first."""
    text = request.POST.get("page", "1")
    return int(text) if text.isdecimal() and len(text) < 4 else 0


@hidden_page(LEADS)
@require_POST
def gather(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Chosen notes under a heading, out of their group, aside, or back; or a heading renamed or dissolved."""
    run = access.get_led_run(request.user, pk)
    by, do = account(request), request.POST.get("do", "gather")
    wanted = _ids(request, "group") if request.POST.get("group") else []
    group = NoteGroup.objects.filter(run=run, pk__in=wanted).first()
    if wanted and group is None:
        raise Http404
    chosen = list(Note.objects.filter(run=run, pk__in=_ids(request, "note")).select_related("run"))
    heading = request.POST.get("heading", "")
    if not chosen and do in ("gather", "out", "aside", "back"):
        return _back(request, pk, "Choose notes first.", 422)
    try:
        if do in ("aside", "back"):
            for note in chosen:
                (actions.put_aside if do == "aside" else actions.put_back)(note=note, by=by)
        elif do == "rename" and group:
            actions.rename(group=group, heading=heading)
        elif do == "ungroup" and group:
            actions.ungroup(group=group)
        elif do in ("gather", "out"):
            into, words = (group, heading) if do == "gather" else (None, "")
            if do == "gather" and not into and not words.strip():
                return _back(request, pk, "Choose a heading, or type a new one.", 422)
            actions.gather(run=run, notes=[one.pk for one in chosen], into=into, heading=words)
    except Refused as no:
        return _back(request, pk, no.message, 422)
    return _back(request, pk, "")


@hidden_page(LEADS)
@require_POST
def conclusions(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add, change, take away, bring back one sentence."""
    run = access.get_led_run(request.user, pk)
    by, do, text = account(request), request.POST.get("do", "add"), request.POST.get("text", "")
    ids = _ids(request, "id") if request.POST.get("id") else []
    found = Conclusion.objects.filter(run=run, pk__in=ids).select_related("run").first()
    try:
        if do == "add":
            concluding.add(run=run, text=text, by=by, pk=ids[0] if ids else None)
        elif found is None:
            raise Http404
        elif do == "change":
            concluding.change(conclusion=found, text=text, by=by, seen=request.POST.get("seen"))
        elif do in ("remove", "undo"):
            concluding.remove(conclusion=found, by=by, undo=do == "undo")
    except concluding.Overtaken as no:
        return _back(request, pk, no.message, stands=no.stands)
    except Refused as no:
        return _back(request, pk, no.message, 422)
    return _back(request, pk, "")
