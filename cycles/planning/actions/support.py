"""Support asked of administrators: asked, answered, kept. Drafts tell nobody; a bundle of changes is one mail."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cycles.planning.actions.checks import must_be_editable
from cycles.planning.choices import ASKING, Side, SupportState, TeamState
from cycles.planning.lifecycle import SUPPORT
from cycles.planning.models import Series, SupportLine, SupportView
from cycles.planning.queries import approving_district, team
from cycles.planning.queries.support import may_be_asked
from districts.models import District, RoleGrant, School
from districts.permissions import Role
from ilc.accounts.models import User
from ilc.core import events, outbox, versions
from ilc.core.choices import WorkState
from ilc.core.errors import Refused, Stale
from ilc.core.ids import unused, uuid7
from ilc.core.models import OutgoingMessage

BUNDLE = timedelta(minutes=10)  # what changes within it goes out as one mail
MARGIN = timedelta(seconds=30)  # a mail due sooner may already be in the making


@transaction.atomic
def ask(
    *,
    series: Series,
    kind: str,
    quantity: Decimal,
    unit: str,
    by: User,
    of: District | School | None = None,
    by_when: date | None = None,
    note: str = "",
    pk: uuid.UUID | None = None,
) -> SupportLine:
    """Write down one thing to ask for; `of` None means whoever hosts. The same `pk` sent twice is one line."""
    must_be_editable(series)
    if pk and (twice := series.support.filter(pk=pk).first()):
        return twice
    fresh = unused(SupportLine, pk)
    line = SupportLine.objects.create(
        series=series,
        kind=kind,
        quantity=quantity,
        unit=unit,
        by_when=by_when,
        note=note.strip(),
        **_scope(of),
        **fresh,
    )
    events.record("support.asked", series, by=by, line=str(line.pk), what=str(line), of=str(of or ""))
    _tell_later(series, [line])
    return line


@transaction.atomic
def change(
    *,
    line: SupportLine,
    kind: str,
    quantity: Decimal,
    unit: str,
    of: District | School | None,
    by_when: date | None,
    note: str,
    by: User,
    version: int | None = None,
) -> None:
    """Ask for something else. What was answered already is asked again; what was kept stays."""
    series = line.series
    must_be_editable(series)
    if SUPPORT.step(line, "asked again") is None:
        raise Refused("It was already told whether this was kept. Ask for something new instead.", "told")
    before = str(line)
    fields: dict[str, Any] = {"kind": kind, "quantity": quantity, "unit": unit, "by_when": by_when}
    scope = _scope(of)
    changed = versions.save(line, version=version, **fields, note=note.strip(), **scope)
    if not changed:
        return
    SUPPORT.advance(
        line,
        "asked again",
        announced_at=None,
        pledged_quantity=None,
        answer="",
        answered_at=None,
        answered_by=None,
    )
    events.record("support.changed", series, by=by, line=str(line.pk), what=str(line), before=before)
    _tell_later(series, [line])


@transaction.atomic
def remove(*, series: Series, line: uuid.UUID, by: User) -> None:
    """Take a request back. What nobody was told of goes; the rest stays in the record. Twice is fine."""
    must_be_editable(series)
    row = series.support.exclude(state=SupportState.WITHDRAWN).filter(pk=line).first()
    if row is None:
        return
    row.series = series
    if row.announced_at is None:
        row.delete()
    else:
        SUPPORT.advance(row, "withdrawn")
    events.record("support.withdrawn", series, by=by, line=str(line), what=str(row))


@transaction.atomic
def answer(
    *, line: SupportLine, verb: str, by: User, quantity: Decimal | None = None, words: str = "", version: int
) -> None:
    """An administrator promises all of it, a part (with words), or declines (with a reason)."""
    if line.version != version:
        if _same_answer(line, verb, quantity, words, by):
            return
        raise Stale("The leaders changed this meanwhile. Read what they ask now, then answer.")
    if verb == "pledged":
        quantity = line.quantity
    elif verb == "pledged in part":
        _check_part(line, quantity)
    elif not words.strip():
        raise Refused("Say why, in words the leaders can plan with.", "reason")
    else:
        quantity = None
    now = timezone.now()
    SUPPORT.advance(
        line,
        verb,
        pledged_quantity=quantity,
        answer=words.strip(),
        answered_at=now,
        answered_by=by,
        version=line.version + 1,
    )
    event = events.record(
        f"support.{verb.replace(' ', '-')}",
        line.series,
        by=by,
        reason=words.strip() if verb == "declined" else "",
        line=str(line.pk),
        what=str(line),
        promised=line.promised,
    )
    _tell_leaders(line.series, event.pk, now)


def _check_part(line: SupportLine, quantity: Decimal | None) -> None:
    if quantity is None or quantity <= 0:
        raise Refused("Say how much you can promise, or decline.", "quantity")
    if quantity >= line.quantity:
        raise Refused(f"That is all they ask for ({line.amount}): choose to promise all of it.", "quantity")


def _same_answer(line: SupportLine, verb: str, quantity: Decimal | None, words: str, by: User) -> bool:
    """The same form sent twice."""
    step = next((one for one in SUPPORT.steps if one.verb == verb), None)
    part_fits = verb != "pledged in part" or line.pledged_quantity == quantity
    return (
        step is not None
        and line.state == step.to
        and part_fits
        and line.answered_by_id == by.pk
        and line.answer == words.strip()
    )


@transaction.atomic
def accept(*, series: Series, line: uuid.UUID, by: User) -> None:
    """The leaders take the part that was offered. Twice is fine."""
    must_be_editable(series)
    row = series.support.filter(pk=line).first()
    if row is None or row.state != SupportState.PARTLY:
        return
    row.series = series
    SUPPORT.advance(row, "accepted", version=row.version + 1)
    events.record("support.accepted", series, by=by, line=str(line), what=str(row), promised=row.promised)


@transaction.atomic
def tell(*, line: SupportLine, side: str, kept: bool, by: User, words: str = "") -> None:
    """One side says whether the promise was kept; the other side's view stays beside it."""
    held = SupportLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    held.series = line.series
    view = held.views.filter(side=side).first()
    if view and (view.kept, view.words) == (kept, words.strip()):
        return
    SupportView.objects.update_or_create(
        line=held, side=side, defaults={"kept": kept, "words": words.strip(), "by": by}
    )
    views = set(held.views.values_list("kept", flat=True))
    verb = "told differently" if len(views) > 1 else "kept" if kept else "not kept"
    SUPPORT.advance(held, verb)
    line.state = held.state
    told = "support.kept" if kept else "support.not-kept"
    events.record(told, line.series, by=by, line=str(line.pk), what=str(line), side=str(Side(side).label))


def rehost(*, series: Series) -> None:
    """After the host changed in a draft: what was asked of places outside goes to the new host."""
    places = may_be_asked(series)
    lines = series.support.filter(Q(district__isnull=False) | Q(school__isnull=False))
    lines.exclude(Q(district__in=places) | Q(school__district__in=places)).update(district=None, school=None)


def announce(*, series: Series) -> None:
    """A series that goes to approval or is published asks for its support, one mail to each administrator."""
    _tell(series, list(series.support.filter(state=SupportState.ASKED, announced_at=None)), timedelta())


def _tell_later(series: Series, lines: list[SupportLine]) -> None:
    if series.state in ASKING:
        _tell(series, lines, BUNDLE)


def _tell(series: Series, lines: list[SupportLine], wait: timedelta) -> None:
    """One mail for each administrator of those asked; joined to one that still waits to go out."""
    if not lines:
        return
    now, host = timezone.now(), approving_district(series)
    for line in lines:
        if line.of is None:
            line.district = host
        line.announced_at = now
        line.save(update_fields=["district", "announced_at", "updated_at"])
    bundle = str(uuid7())
    for email in _administrators(lines):
        if not wait or not _waiting("support.asked", series, address=email):
            outbox.post(
                rule="support.asked",
                address=email,
                object_id=series.pk,
                occurrence=bundle,
                due_at=now + wait,
            )


def _administrators(lines: list[SupportLine]) -> list[str]:
    """Accounts of those asked; a school without an administrator is answered for by its district."""
    grants = RoleGrant.objects.on().select_related("user")
    found: set[str] = set()
    for line in lines:
        rows = grants.filter(role=Role.SCHOOL_ADMIN, school=line.school) if line.school else grants.none()
        if not rows:
            district = line.school.district if line.school else line.district
            rows = grants.filter(role=Role.DISTRICT_ADMIN, district=district)
        found |= {grant.user.email for grant in rows}
    return sorted(found)


def _tell_leaders(series: Series, occurrence: uuid.UUID, now: datetime) -> None:
    """Answers given one after the other reach each leader as one mail."""
    for row in team(series).filter(state=TeamState.ACCEPTED):
        if not _waiting("support.answered", series, recipient_id=row.person.root_id):
            outbox.post(
                rule="support.answered",
                recipient_id=row.person.root_id,
                object_id=series.pk,
                occurrence=str(occurrence),
                context={"since": now.isoformat()},
                due_at=now + BUNDLE,
            )


def _waiting(rule: str, series: Series, **to: Any) -> bool:
    """Whether such a mail stands in the outbox and will be worked out later than now."""
    waiting = OutgoingMessage.objects.filter(rule=rule, object_id=series.pk, work_state=WorkState.DUE, **to)
    return waiting.filter(due_at__gt=timezone.now() + MARGIN).exists()


def _scope(of: District | School | None) -> dict[str, Any]:
    return {
        "district": of if isinstance(of, District) else None,
        "school": of if isinstance(of, School) else None,
    }
