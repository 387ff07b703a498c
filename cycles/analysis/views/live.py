"""News for a screen: 204 when there is none."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cycles.analysis import access
from cycles.analysis.choices import RunState
from cycles.analysis.models import ProtocolRun, RunSample
from cycles.analysis.queries import notes, seats
from cycles.analysis.queries.pulse import Pulse, pulse, shown_to_all
from cycles.analysis.views.seats import Seat, by_account, by_token, pass_for
from ilc.core.http import by_link, hidden

PASS = "X-Pass"  # noqa: S105  the name of a header


@hidden("analysis: on the roster or team of the series, or came to the session")
@require_safe
@never_cache
def live(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = seats.read(pk, request.headers.get(PASS, ""))
    return _news(request, pk, found, lambda: by_account(request, pk))


@by_link
@require_safe
@never_cache
def live_link(request: HttpRequest, token: str) -> HttpResponse:
    seat = by_token(token)
    return _news(request, seat.run.pk, None, lambda: seat)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _news(request: HttpRequest, pk: uuid.UUID, found: seats.Pass | None, sit: Any) -> HttpResponse:
    now = pulse(pk)
    known = _number(request.GET.get("since", ""))
    anew = request.GET.get("mark", "") != now.mark or not 0 < known <= now.version
    fresh = ""
    if found is None or (anew and known):
        found, fresh = _sit(request, sit())
    if not anew and known == now.version and not fresh:
        return HttpResponse(status=204)
    return JsonResponse(_told(pk, now, 0 if anew else known, found, fresh))


def _sit(request: HttpRequest, seat: Seat) -> tuple[seats.Pass, str]:
    """Looks up what this screen may show, and a new pass for it; 404 for those who may not."""
    projected = request.GET.get("wall") == "1"
    leads = seat.user is not None and request.GET.get("lead") == "1" and access.leads(seat.user, seat.run)
    found = pass_for(seat, leads=leads, projected=projected)
    return found, seats.write(seat.run.pk, found)


def _told(pk: uuid.UUID, now: Pulse, since: int, found: seats.Pass, fresh: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "version": now.version,
        "frame": now.frame,
        "mark": now.mark,
        "notes": notes.since(pk, since, found.reader, names=found.names),
        "now": timezone.now().isoformat(),
    }
    if fresh:
        told["pass"] = fresh
    if not since:
        there = RunSample.objects.filter(shown_to_all("artifact__"), run=pk).order_by("position")
        told |= {"all": True, "samples": [str(one) for one in there.values_list("pk", flat=True)]}
    if found.reader.person is None or found.reader.leads:  # the wall and the controls count people
        told["people"] = notes.presence(pk)
    if now.frame > since:
        told["groups"] = notes.groups(pk)
    if now.sorts > since or (now.frame > since and now.sorts):
        run = ProtocolRun.objects.select_related("phase").get(pk=pk)
        told["sorted"] = notes.agreement(run, found.reader.person, all_of_it=sorting_is_over(run))
    return told


def sorting_is_over(run: ProtocolRun) -> bool:
    """Then everybody sees how everything was sorted."""
    return run.state != RunState.RUNNING or run.phase is None or run.phase.does != "sort"
