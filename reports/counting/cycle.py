"""Staying with it: coming back, completing, trying, bringing; and the ladder."""

from collections.abc import Iterable
from statistics import median
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from cycles.evidence.choices import USABLE, ArtifactKind
from cycles.evidence.models import Artifact
from cycles.planning.choices import DATED_STATES, SessionState
from cycles.planning.models import Session
from cycles.roster.choices import EnrollmentSource, EnrollmentState
from cycles.roster.models import Enrollment
from cycles.tries.choices import DONE_STATES, TryState
from cycles.tries.models import Try, TryAssignment
from reports.counting import rows
from reports.counting.figure import Figure, share
from reports.counting.reach import Reach
from reports.counting.scope import Period, Scope

RUNGS: dict[str, Q] = {
    "tried": Q(state__in=DONE_STATES),
    "brought": Q(brought_at__isnull=False) | Q(state=TryState.BROUGHT),
    "analysed": Q(analysed_at__isnull=False) | Q(state=TryState.ANALYSED),
    "refined": Q(state__in=DONE_STATES, refines__isnull=False),
}
Counts = dict[str, int]


def rung_counts(scope: Scope, period: Period) -> Counts:
    """Different people on each rung that rests on tries. One query."""
    counts = {name: Count("root", distinct=True, filter=which) for name, which in RUNGS.items()}
    return rows.tries(scope, period).aggregate(**counts)


def rung_counts_by(path: str, scope: Scope, period: Period) -> dict[Any, Counts]:
    """The same by school, district or series of the attendance they belong to. One query."""
    counts = {name: Count("root", distinct=True, filter=which) for name, which in RUNGS.items()}
    found = rows.tries(scope, period).annotate(part=rows.place_of(path)).order_by().values("part")
    return {row.pop("part"): row for row in found.annotate(**counts)}


def ladder(found: Reach, rungs: Counts) -> list[Figure]:
    n = found.people

    def rung(key: str, value: int) -> Figure:
        return Figure(key, value, n=n, numerator=value, denominator=n)

    return [
        rung("attended", n),
        rung("returned", found.multi),
        *(rung(key, rungs[key]) for key in RUNGS),
        Figure("sustained", None, shown="not asked yet"),
        rung("leads", found.leads),
    ]


def return_figure(scope: Scope, period: Period) -> Figure:
    """People at session 1 whose session 2 was held: who came. One query."""
    second = Session.objects.filter(series=OuterRef("session__series"), number=2, state__in=DATED_STATES)
    held = second.filter(Q(state=SessionState.HELD) | Q(ends_at__lt=timezone.now()))
    came = rows.taking_part().filter(
        session__series=OuterRef("session__series"), session__number=2, person__root=OuterRef("person__root")
    )
    first = rows.base(scope, period).filter(Exists(held), session__number=1).annotate(came=Exists(came))
    found = first.aggregate(all=Count("pk"), back=Count("pk", filter=Q(came=True)))
    return share("return", found["back"], found["all"])


def completion_figure(scope: Scope, period: Period) -> Figure:
    """Completed of ever registered, in series completed in the period (one series: whenever). One query."""
    done = Q(series=scope.pk) if scope.kind == "series" else period.moments("series__completed_at")
    registered = Q(registered_at__isnull=False) | Q(source=EnrollmentSource.WALK_IN)
    ever = Enrollment.objects.filter(
        done,
        scope.rows("series__completed_at__date", "series"),
        registered | Q(state=EnrollmentState.COMPLETED),
        series__completed_at__isnull=False,
    ).order_by()
    pairs = ever.values("person__root", "series").annotate(
        done=Count("pk", filter=Q(state=EnrollmentState.COMPLETED))
    )
    found = pairs.aggregate(all=Count("*"), completed=Count("done", filter=Q(done__gt=0)))
    return share("completion", found["completed"], found["all"])


def _told_on() -> Case:
    """When a try happened: the day they gave, else when they told of it."""
    return Case(When(tried_on__isnull=False, then=F("tried_on")), default=TruncDate("tried_at"))


def follow_through(scope: Scope, period: Period) -> Figure:
    """Chances and their use. One query."""
    following: QuerySet[Any] = Session.objects.filter(
        series=OuterRef("session__series"), number__gt=OuterRef("session__number"), state__in=DATED_STATES
    ).order_by("number")
    told = Try.objects.filter(
        person__root=OuterRef("person__root"), session=OuterRef("session"), state__in=DONE_STATES
    ).annotate(on=_told_on())
    asked = TryAssignment.objects.filter(session=OuterRef("session"))
    chances = (
        rows.base(scope, period)
        .filter(Exists(asked))
        .annotate(
            next=Subquery(following.values("starts_at")[:1]),
            next_day=Subquery(following.values(local_day=TruncDate("starts_at"))[:1]),
        )
        .filter(next__lte=timezone.now())
        .annotate(is_used=Exists(told.filter(on__lte=OuterRef("next_day"))))
    )
    found = chances.aggregate(all=Count("pk"), used=Count("pk", filter=Q(is_used=True)))
    return share("follow_through", found["used"], found["all"])


def _has(kind: ArtifactKind) -> Exists:
    return Exists(Artifact.objects.filter(attempt=OuterRef("pk"), kind=kind, state__in=USABLE))


def try_figures(scope: Scope, period: Period) -> list[Figure]:
    """Days to the try, and what was brought. One query that reads a line for each try told."""
    told = (
        rows.tries(scope, period)
        .filter(state__in=DONE_STATES)
        .annotate(on=_told_on(), planned=_has(ArtifactKind.LESSON_PLAN), work=_has(ArtifactKind.STUDENT_WORK))
        .values_list("root", "session", "session__starts_at__date", "on", "planned", "work")
    )
    lines = list(told.iterator())
    days = _first_days((root, session, begun, on) for root, session, begun, on, _, _ in lines if on)
    return [
        Figure("days", float(median(days)) if days else None, n=len(days)),
        share("with_plan", sum(1 for line in lines if line[4]), len(lines)),
        share("with_work", sum(1 for line in lines if line[5]), len(lines)),
    ]


def _first_days(lines: Iterable[tuple[Any, Any, Any, Any]]) -> list[int]:
    """For each person and session, days to the earliest try; never below zero."""
    first: dict[tuple[Any, Any], int] = {}
    for root, session, begun, on in lines:
        days = max(0, (on - begun).days)
        first[root, session] = min(days, first.get((root, session), days))
    return list(first.values())
