"""Pressing the agenda clock. Its state is a row, so every leader and the wall see the same."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cycles.planning.models import Session, Strand
from cycles.planning.queries.agenda import agenda_of
from cycles.roster.models import AgendaClock
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused

VERBS = ("start", "pause", "resume", "next", "back", "again")


@transaction.atomic
def press(*, session: Session, strand: Strand | None, verb: str, version: int, by: User) -> AgendaClock:
    """One press on one room's clock. When another leader pressed since `version`, theirs stands and this one does
    nothing: two who press "next" at once go on by one item."""
    clock, _ = AgendaClock.objects.get_or_create(session=session, strand=strand, defaults={"version": 0})
    clock = AgendaClock.objects.select_for_update().get(pk=clock.pk)
    if clock.version != version:
        return clock
    items = list(agenda_of(session, strand))
    if not items:
        raise Refused("There is no agenda yet: plan one first.", "no-agenda")
    now = timezone.now()
    at = next((n for n, one in enumerate(items) if one.pk == clock.item_id), None)
    if verb in ("pause", "resume"):
        if clock.started_at is None or clock.ended_at or (verb == "pause") == bool(clock.paused_at):
            return clock
        if verb == "resume" and clock.paused_at:
            clock.started_at, clock.paused_at = now - (clock.paused_at - clock.started_at), None
        else:
            clock.paused_at = now
    else:
        step = {"start": 0, "again": 0, "next": 0 if at is None else at + 1, "back": max(0, (at or 0) - 1)}
        if verb == "back" and clock.ended_at:
            step["back"] = len(items) - 1
        over = step[verb] >= len(items)
        clock.item = None if over else items[step[verb]]
        clock.started_at, clock.paused_at, clock.ended_at = now, None, now if over else None
    clock.version = F("version") + 1
    clock.save()
    clock.refresh_from_db()
    events.record("session.clock", session, by=by, pressed=verb, item=str(clock.item_id or ""))
    return clock
