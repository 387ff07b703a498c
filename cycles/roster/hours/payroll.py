"""Hours over a period for those who pay them: one row a person and session, read without loading objects."""

import uuid
import zoneinfo
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from cycles.planning.choices import DATED_STATES
from cycles.planning.models import Session
from cycles.roster.choices import CAME
from cycles.roster.hours.leading import led_sessions_where
from cycles.roster.models import Attendance
from districts.models import District, School
from participants.models import Person, PersonEmail

HEADER = (
    "Last name",
    "First name",
    "E-mail",
    "School or office",
    "District",
    "Series",
    "Session",
    "Date",
    "Minutes",
    "Hours of taking part",
    "Hours of leading",
)
WIDTHS = (18, 16, 30, 32, 28, 40, 12, 12, 9, 20, 17)
BATCH = 2000


@dataclass(frozen=True)
class Scope:
    """Whose hours: of some series, or of people appointed in some districts or schools on the day itself."""

    series: frozenset[uuid.UUID] = frozenset()
    districts: frozenset[uuid.UUID] = frozenset()
    schools: frozenset[uuid.UUID] = frozenset()


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    """Wide enough for every time zone; each row's own local date decides."""
    zone = timezone.get_default_timezone()
    begin = datetime.combine(first, time.min, tzinfo=zone) - timedelta(days=1)
    return begin, datetime.combine(last, time.max, tzinfo=zone) + timedelta(days=1)


def _email(person: str) -> Subquery:
    rows = PersonEmail.objects.filter(person__root=OuterRef(person)).order_by("-is_primary", "-verified_at")
    return Subquery(rows.values("email")[:1])


def _of(model: type[Model], key: str, field: str) -> Subquery:
    return Subquery(model._default_manager.filter(pk=OuterRef(key)).values(field)[:1])


def _attended(scope: Scope, first: date, last: date) -> QuerySet[Any, Any]:
    inside = (
        Q(session__series__in=scope.series)
        | Q(appointment__district__in=scope.districts)
        | Q(appointment__school__in=scope.schools)
    )
    rows = Attendance.objects.filter(
        inside,
        status__in=CAME,
        confirmed=True,
        session__state__in=DATED_STATES,
        session__starts_at__range=_moments(first, last),
    )
    rows = rows.annotate(email=_email("person__root"))
    # Merged records may both have been there: the stronger row comes first, the other is passed over.
    rows = rows.order_by(
        "person__root__family_name", "person__root__given_name", "person__root", "session__starts_at",
        "session", "-minutes",
    )  # fmt: skip
    return rows.values_list(
        "person__root", "session", "person__root__family_name", "person__root__given_name", "email",
        "appointment__school__name", "appointment__district__name", "session__series__title",
        "session__number", "session__starts_at", "session__series__time_zone", "minutes",
    )  # fmt: skip


def _led(scope: Scope, first: date, last: date) -> QuerySet[Any, Any]:
    inside = Q(series__in=scope.series) | Q(district__in=scope.districts) | Q(school__in=scope.schools)
    rows = led_sessions_where().filter(inside, starts_at__range=_moments(first, last))
    rows = rows.annotate(
        email=_email("leader"),
        family=_of(Person, "leader", "family_name"),
        given=_of(Person, "leader", "given_name"),
        school_name=_of(School, "school", "name"),
        district_name=_of(District, "district", "name"),
    )
    rows = rows.order_by("family", "given", "leader", "starts_at", "pk")
    return rows.values_list(
        "leader", "pk", "family", "given", "email", "school_name", "district_name", "series__title",
        "number", "starts_at", "series__time_zone", "length",
    )  # fmt: skip


def days_of(series: Iterable[uuid.UUID]) -> tuple[date, date] | None:
    """From the first to the last session with a date, each by its local date."""
    dated = Session.objects.filter(series__in=series, state__in=DATED_STATES, starts_at__isnull=False)
    rows = dated.values_list("starts_at", "series__time_zone")
    days = [at.astimezone(zoneinfo.ZoneInfo(zone)).date() for at, zone in rows if at]
    return (min(days), max(days)) if days else None


def payroll(scope: Scope, first: date, last: date) -> Iterator[tuple[Any, ...]]:
    """One row a person and session: those who took part, then those who led; `first` and `last` inclusive.

    Each person counts through merges, each session once, by its local date."""
    for is_leading, found in ((False, _attended(scope, first, last)), (True, _led(scope, first, last))):
        before: tuple[Any, Any] | None = None
        for root, session, family, given, email, school, district, *rest in found.iterator(chunk_size=BATCH):
            title, number, starts_at, zone, length = rest
            day = starts_at.astimezone(zoneinfo.ZoneInfo(zone)).date()
            if (root, session) == before or not first <= day <= last:
                continue
            before = root, session
            minutes = int(length.total_seconds() // 60) if is_leading else length
            hours = round(minutes / 60, 2)
            place = school or ("District office" if district else "")
            who = (family, given, email or "", place, district or "")
            told = (0.0, hours) if is_leading else (hours, 0.0)
            yield (*who, title, f"Session {number}", day, minutes, *told)
