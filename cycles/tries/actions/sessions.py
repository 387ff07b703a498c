"""Closing a session: attendance complete, the try assignment given, the next date set or left open."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cycles.planning.actions import sessions as planning
from cycles.planning.choices import SessionState
from cycles.planning.lifecycle import SESSION
from cycles.planning.models import Session
from cycles.roster.actions import attendance as roster
from cycles.roster.models import HeadCount
from cycles.tries import queries
from cycles.tries.actions.thanks import send as send_thanks
from cycles.tries.models import TryAssignment
from ilc.accounts.models import User
from ilc.core import events, versions
from ilc.core.errors import Refused, Stale
from participants.models import Person


@transaction.atomic
def assign(
    *, session: Session, text: str, lesson_plan: bool, samples: int, reflection: bool, by: User
) -> TryAssignment:
    """What to try before the next session and what to bring, even while that has no date."""
    fields = {"text": text, "lesson_plan": lesson_plan, "samples": samples, "reflection": reflection}
    before = TryAssignment.objects.select_for_update().filter(session=session).first()
    if before is None:
        made = TryAssignment.objects.create(session=session, **fields)
        events.record("try.assigned", made, by=by, session=str(session.pk))
        return made
    if any(getattr(before, name) != value for name, value in fields.items()):
        TryAssignment.objects.filter(pk=before.pk).update(
            **fields, version=F("version") + 1, updated_at=timezone.now()
        )
        before.refresh_from_db()
        events.record("try.assignment-changed", before, by=by, session=str(session.pk))
    return before


def _answered_anew(
    lines: dict[uuid.UUID, queries.Unknown], attendance: dict[uuid.UUID, str]
) -> list[uuid.UUID]:
    known = {pk: line for pk, line in lines.items() if pk in attendance}
    return [pk for pk, line in known.items() if line.status != attendance[pk] or not line.confirmed]


@transaction.atomic
def finish(
    *,
    session: Session,
    attendance: dict[uuid.UUID, str],
    task: dict[str, Any],
    by: User,
    times: tuple[datetime, datetime] | None = None,
    stamp: str = "",
    heads: int | None = None,
    thanks: str | None = None,
) -> None:
    """All of the closing screen: close, and give the try. `times` are of the next session, if it is dated here;
    `heads` the people in the room, if counted; `thanks` the words to thank with, None to send nothing.

    `stamp` is `queries.stamp` when the form was opened, "" to write whatever there is. Stale, with nothing
    written, when somebody changed this since and the answers are not what is there already.
    """
    Session.objects.select_for_update().get(pk=session.pk)
    start, end = times or (None, None)
    if stamp and stamp != queries.stamp(session) and _differs(session, attendance, task, start):
        raise Stale
    close_session(session=session, attendance=attendance, by=by, next_start=start, next_end=end)
    assign(session=session, by=by, **task)
    counted = HeadCount.objects.filter(session=session).values_list("people", flat=True).first()
    if heads is not None and heads != counted:
        roster.set_head_count(session=session, people=heads, by=by)
    if thanks is not None:
        send_thanks(session=session, words=thanks, by=by)


def _differs(
    session: Session, attendance: dict[uuid.UUID, str], task: dict[str, Any], start: datetime | None
) -> bool:
    asked = TryAssignment.objects.filter(session=session).values(*task).first()
    following = queries.next_after(session)
    lines = {one.person.pk: one for one in queries.everybody(session)}
    moved = start is not None and following is not None and following.starts_at != start
    return asked != task or moved or bool(_answered_anew(lines, attendance))


@transaction.atomic
def close_session(
    *,
    session: Session,
    attendance: dict[uuid.UUID, str],
    by: User,
    next_start: datetime | None = None,
    next_end: datetime | None = None,
) -> None:
    """Say who came, then close. Closing again with the same answers changes nothing.

    Refused while it has not begun, and while somebody's attendance was not answered; "not known" is an answer.
    """
    if session.state == SessionState.CANCELLED:
        raise Refused("This session was cancelled.", "cancelled")
    if session.starts_at is None or session.starts_at > timezone.now():
        raise Refused(f"{session.label} has not begun yet.", "too-early")
    lines = {one.person.pk: one for one in queries.everybody(session)}
    missing = [one.person.name for pk, one in lines.items() if one.is_open and pk not in attendance]
    if missing:
        raise Refused(f"Did they come? {', '.join(missing[:5])}", "attendance")
    people = Person.objects.in_bulk(_answered_anew(lines, attendance))
    for pk, person in people.items():
        roster.mark(session=session, person=person, status=attendance[pk], by=by)
    if people:
        versions.touch(session, version=None)  # another leader's open form is out of date
    following = queries.next_after(session)
    if next_start and next_end and following and following.starts_at != next_start:
        planning.schedule(session=following, starts_at=next_start, ends_at=next_end, by=by)
    session.refresh_from_db(fields=["state", "closed_at"])
    if session.state == SessionState.SCHEDULED:  # the clock has not looked yet
        SESSION.advance(session, "started")
    planning.close(session=session, by=by)
