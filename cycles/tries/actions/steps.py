"""Each step of one try: plan, tell, skip, reopen, decide, refine. The owner acts for themselves."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from cycles.planning.models import Session
from cycles.roster.models import Enrollment
from cycles.tries.actions.drafts import rest
from cycles.tries.choices import Decision, SkipReason, TryState
from cycles.tries.lifecycle import TRY, before_looking
from cycles.tries.models import PlanDraft, Try
from cycles.tries.queries import NEXT
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused, Stale
from participants.access import current_appointment
from participants.models import Appointment, Person

LONGEST_PLAN = 300  # characters


def _appointment(person: Person, session: Session) -> Appointment | None:
    """The one chosen for the series, or the primary one of today."""
    enrolled = (
        Enrollment.objects.filter(series=session.series_id, person__root=person.root_id)
        .select_related("appointment")
        .first()
    )
    return enrolled.appointment if enrolled and enrolled.appointment else current_appointment(person)


def _first(person: Person, session: Session) -> Try | None:
    found = Try.objects.filter(person__root=person.root_id, session=session)
    return found.select_related("session__series").order_by("-created_at").first()


def _save(attempt: Try, version: int, fields: dict[str, Any]) -> bool:
    """Write `fields` if nobody saved since `version`; False when exactly this is saved already."""
    draft, rows = rest(attempt.draft, set(fields)), Try.objects.filter(pk=attempt.pk)
    if rows.filter(**fields).exists():
        if draft != attempt.draft:
            rows.update(draft=draft)
        attempt.refresh_from_db()
        return False
    if not rows.filter(version=version).update(
        **fields, draft=draft, version=F("version") + 1, updated_at=timezone.now()
    ):
        raise Stale
    attempt.refresh_from_db()
    return True


@transaction.atomic
def start(
    *, person: Person, session: Session, by: User, sent: frozenset[str] = frozenset(), **fields: Any
) -> Try:
    """The person's try after this session; made when there is none yet, once. What they typed into a plan and did not
    send is not lost: their sentence is the plan, the rest waits as the try's draft."""
    if found := _first(person, session):
        return found
    if not session.starts_at or session.starts_at > timezone.now():
        raise Refused(f"You plan your try once {session.label.lower()} has begun.", "too-early")
    typed = PlanDraft.objects.filter(person=person, session=session).first()
    draft = rest(typed.draft, set(sent)) if typed else {}
    words = " ".join(draft.get("plan", "").split())
    if 0 < len(words) <= LONGEST_PLAN:
        fields, draft = {**fields, "plan": words}, rest(draft, {"plan"})
    try:
        with transaction.atomic():
            attempt = Try.objects.create(
                person=person,
                series=session.series,
                session=session,
                appointment=_appointment(person, session),
                draft=draft,
                **fields,
            )
    except IntegrityError:  # a double click: the other one was faster
        return Try.objects.select_related("session__series").get(person=person, session=session, refines=None)
    if typed:
        typed.delete()
    events.record("try.planned", attempt, by=by)
    return attempt


@transaction.atomic
def plan(
    *,
    person: Person,
    session: Session,
    by: User,
    fields: dict[str, Any],
    attempt: Try | None,
    version: int,
) -> Try:
    """Plan a try, or change the plan of the one there is."""
    current = attempt or start(person=person, session=session, by=by, sent=frozenset(fields), **fields)
    if attempt is None and all(getattr(current, name) == value for name, value in fields.items()):
        return current
    if _save(current, version, fields):
        events.record("try.plan-changed", current, by=by)
    return current


@transaction.atomic
def postpone(*, attempt: Try, planned_for: date | None, by: User, version: int) -> None:
    """ "Not yet": still planned, perhaps for another day."""
    if attempt.state != TryState.PLANNED:
        raise Refused("You told us already how this try went.", "wrong-state")
    if _save(attempt, version, {"planned_for": planned_for}):
        events.record("try.postponed", attempt, by=by)


@transaction.atomic
def tell(*, attempt: Try, by: User, fields: dict[str, Any], version: int) -> None:
    """How it went. Telling again later changes the words, not the state."""
    if attempt.state == TryState.SKIPPED:
        TRY.advance(attempt, "reopened", skip_reason="", skip_note="")
    if not _save(attempt, version, fields) and attempt.state != TryState.PLANNED:
        return
    if attempt.tried_at is None:
        Try.objects.filter(pk=attempt.pk).update(tried_at=timezone.now())
        attempt.refresh_from_db(fields=["tried_at"])
    if attempt.state == TryState.PLANNED:
        TRY.advance(attempt, "told")
        events.record("try.told", attempt, by=by)
        if attempt.brought_at:
            TRY.advance(attempt, "brought")
    else:
        events.record("try.retold", attempt, by=by)


@transaction.atomic
def skip(*, attempt: Try, reason: str, note: str, by: User) -> None:
    """It didn't happen, and why. No grade, no guilt; helps the leaders plan."""
    if attempt.state == TryState.SKIPPED and (attempt.skip_reason, attempt.skip_note) == (reason, note):
        return
    if attempt.state == TryState.SKIPPED:
        Try.objects.filter(pk=attempt.pk).update(
            skip_reason=SkipReason(reason), skip_note=note, updated_at=timezone.now()
        )
        events.record("try.skip-changed", attempt, by=by, reason=reason)
        return
    draft = rest(attempt.draft, {"skip_reason", "skip_note"})
    TRY.advance(attempt, "skipped", skip_reason=SkipReason(reason), skip_note=note, draft=draft)
    events.record("try.skipped", attempt, by=by, reason=reason)


@transaction.atomic
def reopen(*, attempt: Try, by: User) -> None:
    """One step back; what was written is kept for the next time."""
    if attempt.state == TryState.PLANNED:
        return
    if attempt.state == TryState.DECIDED:
        if Try.objects.filter(refines=attempt).exists():
            raise Refused("You already planned a refined try after this one.", "refined")
        back = "looked at" if attempt.analysed_at else "brought" if attempt.brought_at else "tried"
        TRY.advance(attempt, f"reopened as {back}", decision="", decided_at=None)
    elif attempt.state == TryState.SKIPPED:
        TRY.advance(attempt, "reopened", skip_reason="", skip_note="")
    else:
        TRY.advance(attempt, "reopened", tried_at=None)
    events.record("try.reopened", attempt, by=by)


@transaction.atomic
def decide(*, attempt: Try, decision: str, note: str, by: User) -> None:
    """Keep, adapt or set aside, after looking at it together."""
    if attempt.state == TryState.DECIDED and (attempt.decision, attempt.decision_note) == (decision, note):
        return
    if attempt.state == TryState.DECIDED:
        raise Refused("You decided already. Undo that first to decide anew.", "decided")
    draft = rest(attempt.draft, {"decision", "decision_note"})
    TRY.advance(
        attempt,
        "decided",
        decision=Decision(decision),
        decision_note=note,
        decided_at=timezone.now(),
        draft=draft,
    )
    events.record("try.decided", attempt, by=by, decision=decision)


@transaction.atomic
def refine(*, attempt: Try, session: Session, by: User, fields: dict[str, Any]) -> Try:
    """A second round, linked to the first; it follows the session in which the first was looked at."""
    attempt = Try.objects.select_for_update().select_related("series").get(pk=attempt.pk)
    if attempt.state != TryState.DECIDED:
        raise Refused("Decide first what to do with this try.", "wrong-state")
    if found := Try.objects.filter(refines=attempt).first():
        return found
    try:
        with transaction.atomic():
            second = Try.objects.create(
                person_id=attempt.person.root_id,
                series=attempt.series,
                session=session,
                appointment=_appointment(attempt.person.root, session),
                refines=attempt,
                **fields,
            )
    except IntegrityError:
        return Try.objects.get(refines=attempt)
    Try.objects.filter(pk=attempt.pk).update(draft=rest(attempt.draft, set(NEXT)))
    events.record("try.refined", second, by=by, refines=str(attempt.pk))
    return second


@transaction.atomic
def bring(*, attempt: Try, by: User | None) -> None:
    """The first usable file is there; a try not told yet keeps that in mind."""
    row = Try.objects.select_for_update().get(pk=attempt.pk)
    if row.brought_at is None:
        now = timezone.now()
        Try.objects.filter(pk=row.pk).update(brought_at=now, updated_at=now)
        row.brought_at = now
        events.record("try.brought", row, by=by, on_behalf_of=row.person_id)
    if row.state == TryState.TRIED:
        TRY.advance(row, "brought")


@transaction.atomic
def take_back(*, attempt: Try, by: User) -> None:
    """The last file was withdrawn before anybody looked at it together: nothing was brought."""
    row = Try.objects.select_for_update().get(pk=attempt.pk)
    if row.brought_at is None or row.analysed_at is not None or row.state == TryState.DECIDED:
        return
    if row.state == TryState.BROUGHT:
        TRY.advance(row, "taken back")
    Try.objects.filter(pk=row.pk).update(brought_at=None, updated_at=timezone.now())
    events.record("try.taken-back", row, by=by)


@transaction.atomic
def look_at(*, attempt: Try, session: Session, by: User) -> None:
    """It was looked at together in this session. Once; saying it again changes nothing."""
    row = Try.objects.select_for_update().select_related("session").get(pk=attempt.pk)
    if row.state in (TryState.ANALYSED, TryState.DECIDED):
        return
    TRY.advance(row, "looked at", analysed_at=timezone.now(), analysed_in=session)
    events.record("try.looked-at", row, by=by, session=str(session.pk))


@transaction.atomic
def unlook(*, attempt: Try, by: User) -> None:
    """Undo of `look_at`; a decision made since stays."""
    row = Try.objects.select_for_update().get(pk=attempt.pk)
    if row.state != TryState.ANALYSED:
        return
    TRY.advance(row, f"unlooked to {before_looking(row)}", analysed_at=None, analysed_in=None)
    events.record("try.unlooked", row, by=by)
