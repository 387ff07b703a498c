"""Beginning a series as a copy of another plan. Each part of a plan registers how it comes along.

A copy never shows its maker what they may not read in the source: money, support asked for, leaders' notes. People,
and whatever happened in the source, never come along; a copy is a draft and tells nobody.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from django.db import models, transaction

from cycles.planning import access
from cycles.planning.actions import series as plans
from cycles.planning.choices import SessionState
from cycles.planning.models import Series, Session
from cycles.planning.queries import leaders
from districts.models import Alliance, District
from districts.permissions import Permission
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused

M = TypeVar("M", bound=models.Model)
NEVER = {"id", "created_at", "updated_at", "version"}
# What a series says of itself comes along; `copied_parts.FIELDS_STAY` tells why the rest stays.
COMES = (
    "focus",
    "description",
    "audience",
    "grades",
    "subjects",
    "open_to_all",
    "is_leader_institute",
    "trains_coaches",
    "capacity",
    "attendance_rule",
    "attendance_amount",
)


@dataclass
class Copy:
    """One copy in the making. `made` finds what became of a row of the source, for those that refer to it."""

    source: Series
    target: Series
    by: User
    days: int | None  # how far all dates move; None: every date is to be scheduled
    reads: frozenset[Permission]  # rights of `by` over the source; a template opens its plan to everybody
    numbers: dict[int, int] = field(default_factory=dict)  # session numbers: cancelled ones are left out
    made: dict[uuid.UUID, Any] = field(default_factory=dict)

    @property
    def at_home(self) -> bool:
        """The same host: places and invited districts still mean something."""
        return self.source.host is not None and self.source.host == self.target.host

    def may(self, permission: Permission) -> bool:
        return permission in self.reads

    def clone(self, row: M, **changes: Any) -> M:
        """The same row once more, with a new id and these changes."""
        names = [one.attname for one in row._meta.concrete_fields if one.name not in NEVER]
        values = {name: getattr(row, name) for name in names}
        for name, value in changes.items():
            values.pop(f"{name}_id", None)
            values[name] = value
        made = type(row)._default_manager.create(**values)
        self.made[row.pk] = made
        return made

    def moved(self, moment: datetime | None) -> datetime | None:
        """The moment so many local calendar days later, at the same hour of the wall clock.

        An hour that the clocks skip that day becomes the next one that exists."""
        if moment is None or self.days is None:
            return None
        local = moment.astimezone(self.source.tz)
        wall = local.replace(tzinfo=None) + timedelta(days=self.days)
        there = wall.replace(tzinfo=self.target.tz)
        return there.astimezone(UTC).astimezone(self.target.tz)

    def moved_day(self, day: date | None) -> date | None:
        return day + timedelta(days=self.days) if day and self.days is not None else None


Part = Callable[[Copy], None]
_parts: dict[str, Part] = {}


def comes(*labels: str) -> Callable[[Part], Part]:
    """Register how rows of these models (`planning.outcome`) come along, in the order of registration."""

    def keep(part: Part) -> Part:
        for label in labels:
            _parts[label] = part
        return part

    return keep


def coming() -> set[str]:
    """Labels of every model that comes along."""
    return set(_parts)


@transaction.atomic
def copy(
    *,
    source: Series,
    title: str,
    by: User,
    host: District | Alliance | None,
    first_day: date | None = None,
    pk: uuid.UUID | None = None,
) -> Series:
    """A new draft of `by` from another plan. The same `pk` sent twice is one copy.

    `first_day`: local day of the first dated session; the others keep their distance and their hours.
    """
    if pk and (twice := Series.objects.filter(pk=pk, created_by=by).first()):
        return twice
    begins = first_date(source)
    if first_day and begins is None:
        raise Refused("The plan has no dates to move. Leave the day empty; set dates later.", "undated")
    target = plans.create(title=title, by=by, pk=pk, **{name: getattr(source, name) for name in COMES})
    if host:
        plans.set_host(series=target, host=host, by=by)
    days = (first_day - begins).days if first_day and begins else None
    now = Copy(source, target, by, days, _reads(by, source))
    for part in dict.fromkeys(_parts.values()):
        part(now)
    names = leaders(source)
    words = f"“{source.title}”" + (f" by {', '.join(names)}" if names else "")
    longest = Series._meta.get_field("credit").max_length
    Series.objects.filter(pk=target.pk).update(copied_from=source, credit=words[:longest])
    events.record("series.copied", target, by=by, source=str(source.pk), credit=words)
    target.refresh_from_db()
    return target


def first_date(source: Series) -> date | None:
    """Local day of the first dated session that is not cancelled."""
    dated = source.sessions.exclude(state=SessionState.CANCELLED).filter(starts_at__isnull=False)
    starts = [one.astimezone(source.tz).date() for one in dated.values_list("starts_at", flat=True) if one]
    return min(starts, default=None)


def _reads(by: User, source: Series) -> frozenset[Permission]:
    wanted = (
        Permission.SERIES_EDIT,
        Permission.SERIES_PLAN_READ,
        Permission.SUPPORT_READ,
        Permission.MONEY_READ,
    )
    found = {one for one in wanted if access.can(by, source, one)}
    if source.is_template:
        found |= {Permission.SERIES_PLAN_READ, Permission.SUPPORT_READ}
    return frozenset(found)


@transaction.atomic
def offer(*, series: Series, by: User, on: bool) -> None:
    """Program staff offer a plan as a template, or take it back. Twice changes nothing."""
    if Series.objects.filter(pk=series.pk).exclude(is_template=on).update(is_template=on):
        events.record("series.offered-as-template" if on else "series.no-template", series, by=by)


def sessions_to_copy(source: Series) -> list[Session]:
    return list(source.sessions.exclude(state=SessionState.CANCELLED).order_by("number"))
