"""Planning an event, changing it, calling it off, closing it."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from cycles.planning.actions.codes import TRIES, fresh_code
from cycles.planning.choices import EventState
from cycles.planning.local_time import check_span
from cycles.planning.models import Event
from cycles.roster.lifecycle import EVENT
from districts.models import Alliance, District, Partner
from ilc.accounts.models import User
from ilc.core import events, versions
from ilc.core.errors import Refused

Host = District | Alliance | None


@transaction.atomic
def create(
    *,
    pk: uuid.UUID,
    title: str,
    kind: str,
    description: str,
    starts_at: datetime,
    ends_at: datetime,
    time_zone: str,
    place: str,
    host: Host,
    partner: Partner | None,
    open_to_all: bool,
    by: User,
) -> Event:
    """A planned event with its code. The same `pk` sent twice is one event."""
    if twice := Event.objects.filter(pk=pk, created_by=by).first():
        return twice
    check_span(starts_at, ends_at, timezone.now())
    event = Event(
        pk=pk,
        title=title.strip(),
        kind=kind,
        description=description,
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=time_zone,
        place=place.strip(),
        partner=partner,
        open_to_all=open_to_all,
        created_by=by,
        **_hosted(host),
    )
    _save_with_code(event)
    events.record("event.planned", event, by=by, start=starts_at.isoformat())
    return event


def _hosted(host: Host) -> dict[str, District | Alliance | None]:
    return {
        "host_district": host if isinstance(host, District) else None,
        "host_alliance": host if isinstance(host, Alliance) else None,
    }


def _save_with_code(event: Event) -> None:
    """A code of its own; drawn again when another event was faster."""
    for attempt in range(TRIES):
        event.check_in_code = fresh_code()
        try:
            with transaction.atomic():
                event.save(force_insert=True)
            return
        except IntegrityError:
            if attempt == TRIES - 1 or Event.objects.filter(pk=event.pk).exists():
                raise


@transaction.atomic
def edit(
    *,
    event: Event,
    version: int | None,
    title: str,
    kind: str,
    description: str,
    starts_at: datetime,
    ends_at: datetime,
    time_zone: str,
    place: str,
    host: Host,
    partner: Partner | None,
    open_to_all: bool,
    by: User,
) -> None:
    """What it is, when, where and by whom. A cancelled one stays as it was."""
    if event.state == EventState.CANCELLED:
        raise Refused("This event was cancelled. Plan a new one.", "cancelled")
    if (starts_at, ends_at) != (event.starts_at, event.ends_at):
        check_span(starts_at, ends_at, timezone.now())
    before = event.starts_at
    changed = versions.save(
        event,
        version=version,
        title=title.strip(),
        kind=kind,
        description=description,
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=time_zone,
        place=place.strip(),
        partner=partner,
        open_to_all=open_to_all,
        **_hosted(host),
    )
    if changed:
        events.record("event.edited", event, by=by, fields=changed, before=before.isoformat())


@transaction.atomic
def cancel(*, event: Event, reason: str, version: int | None, by: User) -> None:
    """Call it off. Doing it twice changes nothing."""
    if event.state == EventState.CANCELLED:
        return
    EVENT.advance(event, "cancelled", cancel_reason=reason.strip(), check_in_code="")
    versions.touch(event, version=version)
    events.record("event.cancelled", event, by=by, reason=reason)


@transaction.atomic
def close(*, event: Event, by: User) -> None:
    """Nobody checks in any more; names and head-count can still be corrected. Twice changes nothing."""
    if event.state == EventState.CLOSED:
        return
    EVENT.advance(event, "closed", closed_at=timezone.now())
    versions.touch(event, version=None)
    events.record("event.closed", event, by=by)


@transaction.atomic
def reopen(*, event: Event, by: User) -> None:
    """Closed too early. Its code may be another's by now: it gets a fresh one."""
    if event.state == EventState.PLANNED:
        return
    EVENT.advance(event, "reopened", closed_at=None, check_in_code=fresh_code())
    versions.touch(event, version=None)
    events.record("event.reopened", event, by=by)
