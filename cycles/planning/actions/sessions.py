"""What happens to one session: added, described, dated, moved, put off, cancelled, closed."""

import uuid
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from cycles.planning.actions.checks import must_be_editable
from cycles.planning.actions.codes import TRIES, fresh_code
from cycles.planning.choices import OPEN_STATES, SessionChange, SessionState
from cycles.planning.lifecycle import SESSION
from cycles.planning.local_time import check_span
from cycles.planning.models import Series, Session, SessionMove
from ilc.accounts.models import User
from ilc.core import events, queue, versions
from ilc.core.errors import Refused, Stale
from ilc.core.ids import unused

UNDER_WAY = "This session has begun or is over. Its date stays as it was."


@transaction.atomic
def add(
    *,
    series: Series,
    by: User,
    title: str = "",
    purpose: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    place: str = "",
    pk: uuid.UUID | None = None,
) -> Session:
    """The next session of the series, dated or not. The same `pk` sent twice is one session."""
    must_be_editable(series)
    Series.objects.select_for_update().get(pk=series.pk)  # one number at a time
    if pk and (twice := series.sessions.filter(pk=pk).first()):
        twice.series = series
        return twice
    last = series.sessions.aggregate(last=Max("number"))["last"] or 0
    fresh = unused(Session, pk)
    session = Session.objects.create(
        series=series, number=last + 1, title=title.strip(), purpose=purpose, place=place.strip(), **fresh
    )
    events.record("session.added", session, by=by, number=session.number)
    if starts_at and ends_at:
        schedule(session=session, starts_at=starts_at, ends_at=ends_at, by=by)
    return session


@transaction.atomic
def edit(
    *, session: Session, by: User, version: int | None = None, title: str, purpose: str, place: str
) -> None:
    """What it is about and where. Another place of a dated session is told to those registered."""
    must_be_editable(session.series)
    fields = {"title": title.strip(), "purpose": purpose, "place": place.strip()}
    before = {name: getattr(session, name) for name in ("title", "place")}
    changed = versions.save(session, version=version, **fields)
    if not changed:
        return
    told = events.changes(before, session, changed)
    events.record("session.edited", session, by=by, fields=changed, changes=told)
    if "place" in changed and session.state == SessionState.SCHEDULED:
        announce_place(session=session, by=by)


@transaction.atomic
def schedule(
    *,
    session: Session,
    starts_at: datetime | None,
    ends_at: datetime | None,
    by: User,
    version: int | None = None,
) -> None:
    """Give a date, move it, or (both None) put it off without a new one. The same date again changes nothing.

    What was before stays as a SessionMove, from which those registered are told (`roster.announce_moves`).
    """
    must_be_editable(session.series)
    if (starts_at, ends_at) == (session.starts_at, session.ends_at):
        return
    if version is not None and session.version != version:
        raise Stale
    if starts_at is None or ends_at is None:
        _put_off(session, by)
        return
    check_span(starts_at, ends_at, timezone.now())
    _check_order(session, starts_at)
    verb = "moved" if session.state == SessionState.SCHEDULED else "scheduled"
    if SESSION.step(session, verb) is None:
        raise Refused(UNDER_WAY, "wrong-state")
    before = session.starts_at
    _advance_dated(session, verb, starts_at=starts_at, ends_at=ends_at)
    kind = SessionChange.DATED if before is None else SessionChange.MOVED
    _note_move(session, kind, before, by)
    events.record(f"session.{verb}", session, by=by, start=starts_at.isoformat(), before=_iso(before))


def _put_off(session: Session, by: User) -> None:
    before = session.starts_at
    if SESSION.step(session, "put off") is None:
        raise Refused(UNDER_WAY, "wrong-state")
    SESSION.advance(session, "put off", starts_at=None, ends_at=None, **_bumped(session))
    _note_move(session, SessionChange.MOVED, before, by)
    events.record("session.put-off", session, by=by, before=_iso(before))


def _advance_dated(session: Session, verb: str, **dates: datetime) -> None:
    """Write the date and, once, a check-in code; drawn again when another session was faster."""
    for attempt in range(TRIES):
        code = session.check_in_code or fresh_code()
        try:
            with transaction.atomic():
                SESSION.advance(session, verb, check_in_code=code, **dates, **_bumped(session))
            return
        except IntegrityError:
            if session.check_in_code or attempt == TRIES - 1:
                raise


def _bumped(session: Session) -> dict[str, Any]:
    """A change of date or place: calendars follow `sequence`, forms follow `version`."""
    return {"sequence": session.sequence + 1, "version": session.version + 1}


def _check_order(session: Session, starts_at: datetime) -> None:
    """Sessions begin in the order of their numbers. That they overlap is told (`queries.conflicts`), not refused."""
    dated = session.series.sessions.exclude(state=SessionState.CANCELLED).filter(starts_at__isnull=False)
    before = dated.filter(number__lt=session.number, starts_at__gt=starts_at).order_by("-number").first()
    after = dated.filter(number__gt=session.number, starts_at__lt=starts_at).order_by("number").first()
    for other, place in ((before, "after"), (after, "before")):
        if other is not None:
            other.series = session.series
            raise Refused(
                f"{session.label} belongs {place} {other.label.lower()}, which is on {other.when}. "
                "Choose another date, or move that session first.",
                "order",
            )


@transaction.atomic
def announce_place(*, session: Session, by: User) -> None:
    """Another room or building than announced: calendars and people follow."""
    Session.objects.filter(pk=session.pk).update(sequence=session.sequence + 1)
    session.sequence += 1
    _note_move(session, SessionChange.PLACE, session.starts_at, by)


@transaction.atomic
def cancel(*, session: Session, reason: str, by: User, version: int | None = None) -> None:
    """Call one session off; those registered are told why."""
    if session.state == SessionState.CANCELLED:
        return
    if version is not None and session.version != version:
        raise Stale
    if not reason.strip():
        raise Refused("Say why, in words you would send to everybody registered.", "reason")
    before = session.starts_at
    SESSION.advance(
        session, "cancelled", cancel_reason=reason.strip()[:240], check_in_code="", **_bumped(session)
    )
    _note_move(session, SessionChange.CANCELLED, before, by)
    events.record("session.cancelled", session, by=by, reason=reason.strip())


@transaction.atomic
def close(*, session: Session, by: User) -> None:
    """Its attendance is complete. Also ends a session that finished early; twice changes nothing."""
    if session.closed_at:
        return
    if session.state == SessionState.IN_PROGRESS:
        SESSION.advance(session, "held")
        events.record("session.held", session, by=by)
    if session.state != SessionState.HELD:
        raise Refused("A session is closed after it took place. This one has not begun.", "wrong-state")
    now = timezone.now()
    if Session.objects.filter(pk=session.pk, closed_at=None).update(closed_at=now):
        session.closed_at = now
        events.record("session.closed", session, by=by)


def _note_move(session: Session, kind: SessionChange, before: datetime | None, by: User) -> None:
    """Keep what was before. Drafts tell nobody, so nothing is left to announce."""
    new = session.starts_at if kind != SessionChange.CANCELLED else None
    open_now = session.series.state in OPEN_STATES
    told = None if open_now else timezone.now()
    SessionMove.objects.create(
        session=session, kind=kind, old_start=before, new_start=new, by=by, announced_at=told
    )
    if open_now:
        queue.ring("roster.announce_moves")


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
