"""The rows everything rests on: who was there, once; each try and each answer on the attendance it belongs to.

All go through `Person.root`, so that merging and unmerging move figures without moving rows (domain.md 3.11).
"""

from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.expressions import Window
from django.db.models.functions import RowNumber

from cycles.followup.choices import ItemKind
from cycles.followup.models import Answer
from cycles.planning.choices import TeamState
from cycles.planning.models import SeriesLeader
from cycles.roster.choices import AttendanceStatus
from cycles.roster.models import Attendance
from cycles.roster.queries import confirmed_attendance
from cycles.tries.choices import TryState
from cycles.tries.models import Try
from reports.counting.scope import Period, Scope

_DAY = "session__starts_at__date"


def _there() -> QuerySet[Any]:
    """Who was there, by the filter of the roster; how strong the row is among merged records."""
    strength = Case(When(status=AttendanceStatus.PRESENT, then=Value(2)), default=Value(0)) + Case(
        When(person=F("person__root"), then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    return confirmed_attendance().annotate(root=F("person__root"), strength=strength)


def there() -> QuerySet[Any]:
    """One row a person and session: where merged records collide, the stronger status stays."""
    rival = _there().filter(session=OuterRef("session"), person__root=OuterRef("person__root"))
    stronger = rival.filter(
        Q(strength__gt=OuterRef("strength")) | Q(strength=OuterRef("strength"), pk__lt=OuterRef("pk"))
    )
    return _there().filter(~Exists(stronger))


def _leads_it() -> Exists:
    """Leading a series is not participation in it, also after leaving its team."""
    team = SeriesLeader.objects.filter(
        series=OuterRef("session__series"),
        person__root=OuterRef("person__root"),
        state__in=[TeamState.ACCEPTED, TeamState.LEFT],
    )
    return Exists(team)


def taking_part() -> QuerySet[Any]:
    """Participation in series and institutes, of everybody and all times."""
    return there().filter(~_leads_it())


def of(scope: Scope, period: Period | None = None) -> Q:
    """Attendance of a scope and period."""
    when = period.moments("session__starts_at") if period else Q()
    return scope.rows(_DAY, "session__series") & when


def base(scope: Scope, period: Period) -> QuerySet[Any]:
    """Participation in series (institutes apart, unless the scope is one series)."""
    rows = taking_part().filter(of(scope, period))
    return rows if scope.kind == "series" else rows.filter(session__series__is_leader_institute=False)


def _on_attendance(session: str, series: str, start: str, person: str, *, exactly: bool) -> Subquery:
    """The attendance a try or answer belongs to: at its session or, for tries, the last one before."""
    rows = taking_part().filter(person__root=OuterRef(person))
    if exactly:
        return Subquery(rows.filter(session=OuterRef(session)).values("pk")[:1])
    rows = rows.filter(session__series=OuterRef(series), session__starts_at__lte=OuterRef(start))
    return Subquery(rows.order_by("-session__starts_at", "-session__number").values("pk")[:1])


def tries(scope: Scope, period: Period) -> QuerySet[Any]:
    """Tries of the people who took part, told or with evidence; `at` is the attendance each belongs to."""
    at = _on_attendance("session", "series", "session__starts_at", "person__root", exactly=False)
    rows = Try.objects.exclude(state=TryState.SKIPPED)
    if scope.kind == "series":
        rows = rows.filter(series=scope.pk)
    return rows.annotate(root=F("person__root"), at=at).filter(at__in=base(scope, period).values("pk"))


def answers(scope: Scope, period: Period) -> QuerySet[Any]:
    """Answers on the extent scale by people confirmed at the session they speak of."""
    at = _on_attendance("response__session", "", "", "response__person__root", exactly=True)
    rows = Answer.objects.filter(item__kind=ItemKind.EXTENT, value__isnull=False).exclude(item__domain="")
    if scope.kind == "series":
        rows = rows.filter(response__session__series=scope.pk)
    named = rows.annotate(root=F("response__person__root"), of_series=F("response__session__series"), at=at)
    return named.filter(at__in=base(scope, period).values("pk"))


def latest_answers(scope: Scope, period: Period) -> QuerySet[Any]:
    """One answer a person, series and domain: the latest."""
    turn = Window(
        RowNumber(),
        partition_by=[F("root"), F("of_series"), F("item__domain")],
        order_by=[F("response__created_at").desc(), F("pk").desc()],
    )
    latest = answers(scope, period).annotate(turn=turn).filter(turn=1)
    at = _on_attendance("response__session", "", "", "response__person__root", exactly=True)
    return Answer.objects.filter(pk__in=latest.values("pk")).annotate(at=at)


def place_of(path: str) -> Subquery:
    """`path` of the attendance that row hangs on, such as its school or series."""
    return Subquery(Attendance.objects.filter(pk=OuterRef("at")).values(path)[:1], output_field=UUIDField())
