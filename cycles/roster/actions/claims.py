"""Claims of trained coaches: entered, changed, confirmed, taken back. Never added to participants."""

import uuid
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cycles.planning.models import Series
from cycles.roster.models import IndirectReachClaim
from cycles.roster.queries import claims as queries
from ilc.accounts.models import User
from ilc.core import events, versions
from ilc.core.errors import Refused
from participants.access import current_appointment
from participants.models import Person


@transaction.atomic
def enter(
    *,
    pk: uuid.UUID,
    coach: Person,
    series: Series,
    people: int,
    basis: str,
    claimed_on: date,
    period_from: date | None,
    period_to: date | None,
    what_for: str,
    said_by: str,
    by: User,
) -> IndirectReachClaim:
    """By the coach, or on their behalf; unconfirmed. The same `pk` sent twice is one claim."""
    if twice := IndirectReachClaim.objects.filter(pk=pk, entered_by=by).first():
        return twice
    coach = coach.root
    if not queries.is_coach(series, coach):
        raise Refused(f"{coach.name} was not confirmed as a coach in {series.title}.", "no-coach")
    claim = IndirectReachClaim.objects.create(
        pk=pk,
        coach=coach,
        appointment=current_appointment(coach, claimed_on),
        series=series,
        people=people,
        basis=basis,
        claimed_on=claimed_on,
        period_from=period_from,
        period_to=period_to,
        what_for=what_for.strip(),
        said_by=said_by.strip() or coach.name,
        entered_by=by,
    )
    events.record("reach.claimed", claim, by=by, on_behalf_of=coach.pk, people=people, basis=basis)
    return claim


@transaction.atomic
def edit(
    *,
    claim: IndirectReachClaim,
    version: int | None,
    people: int,
    basis: str,
    claimed_on: date,
    period_from: date | None,
    period_to: date | None,
    what_for: str,
    said_by: str,
    by: User,
) -> None:
    """Other words or numbers: what was before stays in the event, and somebody has to confirm it again."""
    if claim.withdrawn_at:
        raise Refused("This claim was taken back. Enter a new one.", "withdrawn")
    before = {"people": claim.people, "basis": claim.basis, "claimed_on": claim.claimed_on.isoformat()}
    changed = versions.save(
        claim,
        version=version,
        people=people,
        basis=basis,
        claimed_on=claimed_on,
        period_from=period_from,
        period_to=period_to,
        what_for=what_for.strip(),
        said_by=said_by.strip() or claim.coach.root.name,
    )
    if not changed:
        return
    rows = IndirectReachClaim.objects.filter(pk=claim.pk, confirmed_at__isnull=False)
    again = bool(rows.update(confirmed_at=None, confirmed_by=None))
    claim.confirmed_at = claim.confirmed_by = None
    events.record("reach.changed", claim, by=by, before=before, people=people, to_confirm_again=again)


@transaction.atomic
def confirm(*, claim: IndirectReachClaim, version: int, by: User) -> None:
    """Believe the numbers that were on the screen. Twice changes nothing."""
    rows = IndirectReachClaim.objects.filter(pk=claim.pk, confirmed_at=None, withdrawn_at=None)
    now = timezone.now()
    done = rows.filter(version=version).update(
        confirmed_at=now, confirmed_by=by, updated_at=now, version=F("version") + 1
    )
    if done:
        events.record("reach.confirmed", claim, by=by, people=claim.people)
    elif rows.exists():
        raise Refused("This claim was changed meanwhile. Look at it again, then confirm it.", "stale")


@transaction.atomic
def take_back(*, claim: IndirectReachClaim, by: User) -> None:
    """It counts nowhere any more; the row and its history stay. Twice changes nothing."""
    now = timezone.now()
    rows = IndirectReachClaim.objects.filter(pk=claim.pk, withdrawn_at=None)
    if rows.update(withdrawn_at=now, updated_at=now, version=F("version") + 1):
        events.record("reach.taken-back", claim, by=by, people=claim.people)
