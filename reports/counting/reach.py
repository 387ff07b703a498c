"""Who took part, and the other kinds of reach apart."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, Greatest
from django.utils import timezone

from cycles.planning.choices import DATED_STATES, EventState, TeamState
from cycles.planning.models import Event, SeriesLeader, Session
from cycles.roster.choices import CAME
from cycles.roster.hours import led_sessions_where
from cycles.roster.models import EventAttendance, HeadCount, IndirectReachClaim
from districts.choices import Status
from districts.models import AllianceMembership, School
from reports.counting import rows
from reports.counting.figure import Figure, share
from reports.counting.scope import Period, Scope


@dataclass(frozen=True)
class Reach:
    """Counts of one scope and period; `pairs` are (person, series)."""

    people: int
    multi: int
    one_only: int
    pairs: int
    districts: int
    schools: int
    institute: int
    leads: int
    could_return: int  # people of series whose second session was held by then


def _marked(scope: Scope, period: Period) -> QuerySet[Any]:
    """Participation with what it was: the second of its series, one of several, of somebody who leads."""
    same = rows.taking_part().filter(
        person__root=OuterRef("person__root"), session__series=OuterRef("session__series")
    )
    before = same.filter(
        Q(session__starts_at__lt=OuterRef("session__starts_at"))
        | Q(
            session__starts_at=OuterRef("session__starts_at"), session__number__lt=OuterRef("session__number")
        )
    )
    how_many = before.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    leads = SeriesLeader.objects.filter(
        person__root=OuterRef("person__root"),
        state=TeamState.ACCEPTED,
        series__sessions__starts_at__lt=period.end,
        series__sessions__state__in=DATED_STATES,
    )
    others = Session.objects.filter(series=OuterRef("session__series"), state__in=DATED_STATES).exclude(
        pk=OuterRef("session")
    )
    return (
        rows.taking_part()
        .filter(rows.of(scope, period))
        .annotate(
            earlier=Coalesce(Subquery(how_many, output_field=IntegerField()), 0),
            again=Exists(same.filter(session__starts_at__lt=period.end).exclude(session=OuterRef("session"))),
            is_leader=Exists(leads),
            another_held=Exists(others.filter(ends_at__lt=min(period.end, timezone.now()))),
            pair=Concat(Cast("root", CharField()), Cast("session__series", CharField())),
        )
    )


def reach(scope: Scope, period: Period) -> Reach:
    """One query. Institutes are apart, except on their own series page."""
    own = Q() if scope.kind == "series" else Q(session__series__is_leader_institute=False)
    found = _marked(scope, period).aggregate(
        people=Count("root", distinct=True, filter=own),
        multi=Count("root", distinct=True, filter=own & Q(earlier=1)),
        more=Count("root", distinct=True, filter=own & Q(again=True)),
        pairs=Count("pair", distinct=True, filter=own),
        districts=Count("appointment__district", distinct=True, filter=own),
        schools=Count("appointment__school", distinct=True, filter=own),
        institute=Count("root", distinct=True, filter=Q(session__series__is_leader_institute=True)),
        leads=Count("root", distinct=True, filter=own & Q(is_leader=True)),
        could_return=Count("root", distinct=True, filter=own & Q(another_held=True)),
    )
    more = found.pop("more")
    return Reach(**found, one_only=found["people"] - more)


def reach_figures(found: Reach, scope: Scope, period: Period, at_door: int) -> list[Figure]:
    people = found.people
    figures = [
        Figure("participants", people, n=people, at_least=at_door > 0),
        Figure("multi", found.multi, n=people, denominator=people, note=_second_session(found, period)),
        Figure("one_only", found.one_only, n=people, denominator=people),
        Figure("continuing", people - found.multi - found.one_only, n=people, denominator=people),
        Figure("schools", found.schools, n=people, denominator=open_schools(scope, period)),
    ]
    if scope.kind != "district":
        figures.insert(4, Figure("districts", found.districts, n=people))
    if scope.kind != "series":
        figures.append(Figure("institute", found.institute, n=found.institute))
    return [*figures, Figure("at_door", at_door)]


def _second_session(found: Reach, period: Period) -> str:
    """Where nobody came twice: whether they could have. "" otherwise."""
    if found.multi or not found.people:
        return ""
    if found.could_return:
        return "nobody has come a second time yet" if _runs(period) else "nobody came a second time"
    return f"their second session {'is' if _runs(period) else 'was'} still ahead"


def _runs(period: Period) -> bool:
    return period.end > timezone.now()


def open_schools(scope: Scope, period: Period) -> int | None:
    """Schools open now, with those reached that have closed since; None where a share says nothing."""
    if scope.kind == "district":
        inside = Q(district=scope.pk)
    elif scope.kind == "alliance":
        members = AllianceMembership.objects.filter(alliance=scope.pk, to_date=None).values("district")
        inside = Q(district__in=members)
    else:
        return None
    running = inside & ~Q(status__in=[*Status.ended(), Status.PENDING])
    reached = Q(pk__in=rows.base(scope, period).values("appointment__school"))
    return School.objects.filter(running | reached).count()


def hours_figures(scope: Scope, period: Period) -> list[Figure]:
    """Two queries: taking part, and leading apart."""
    each = rows.base(scope, period).order_by().values("root").annotate(minutes_each=Sum("minutes"))
    found = each.aggregate(
        people=Count("root"),
        total=Coalesce(Sum("minutes_each"), 0),
        some=Count("root", filter=Q(minutes_each__gte=14 * 60)),
        many=Count("root", filter=Q(minutes_each__gte=20 * 60)),
    )
    people = found["people"]
    mean = Figure(
        "hours",
        _tenths(found["total"], people * 60) if people else None,
        n=people,
        numerator=round(found["total"] / 60, 2),
        denominator=people,
    )
    return [
        mean,
        share("hours14", found["some"], people),
        share("hours20", found["many"], people),
        Figure("leading_hours", _tenths(_led_minutes(scope, period), 60)),
    ]


def _led_minutes(scope: Scope, period: Period) -> int:
    """Each leader and session once, where the leader worked on that day. One query."""
    inside = scope.rows("starts_at__date", "series", school="school", district="district")
    led = led_sessions_where().filter(inside, period.moments("starts_at"))
    found = led.order_by().values("pk", "leader", "length").distinct().aggregate(all=Sum("length"))["all"]
    return int((found or timedelta()).total_seconds() // 60)


def _tenths(part: int, whole: int) -> float:
    """One decimal, halves up."""
    return (20 * part + whole) // (2 * whole) / 10


def head_counts_at_sessions(scope: Scope, period: Period) -> int:
    """People at the door without a name. One query."""
    named = (
        rows.there()
        .filter(session=OuterRef("session"))
        .order_by()
        .values("session")
        .annotate(n=Count("root", distinct=True))
        .values("n")
    )
    hosted = Session.objects.filter(
        scope.hosted("series__"), period.moments("starts_at"), state__in=DATED_STATES
    )
    return _unnamed(HeadCount.objects.filter(session__in=hosted.values("pk")), named)


def _unnamed(counts: QuerySet[HeadCount], named: QuerySet[Any]) -> int:
    found = Coalesce(Subquery(named, output_field=IntegerField()), 0)
    rest = counts.annotate(rest=Greatest(F("people") - found, 0, output_field=IntegerField()))
    return int(rest.aggregate(all=Coalesce(Sum("rest"), 0))["all"])


def conference_figures(scope: Scope, period: Period) -> list[Figure]:
    """Two queries: the named by where they worked, the unnamed where it was hosted."""
    held = ~Q(state=EventState.CANCELLED)
    came = EventAttendance.objects.filter(status__in=CAME).exclude(event__state=EventState.CANCELLED)
    named = (
        came.filter(scope.rows("event__starts_at__date"), period.moments("event__starts_at"))
        .values("person__root")
        .distinct()
        .count()
    )
    at_event = (
        came.filter(event=OuterRef("event"))
        .order_by()
        .values("event")
        .annotate(n=Count("person__root", distinct=True))
        .values("n")
    )
    hosted = Event.objects.filter(held, scope.hosted(), period.moments("starts_at"))
    unnamed = _unnamed(HeadCount.objects.filter(event__in=hosted.values("pk")), at_event)
    return [
        Figure("conference", named + unnamed, at_least=unnamed > 0),
        Figure("conference_named", named, n=named),
        Figure("conference_unnamed", unnamed),
    ]


def claim_figures(scope: Scope, period: Period) -> tuple[list[Figure], int]:
    """Numbers of trained coaches, and how many claims nobody confirmed. One query."""
    claims = IndirectReachClaim.objects.filter(
        scope.rows("claimed_on", "series"), period.days("claimed_on"), withdrawn_at=None
    )
    yes, no = Q(confirmed_at__isnull=False), Q(confirmed_at=None)
    found = claims.aggregate(
        confirmed=Coalesce(Sum("people", filter=yes), 0),
        unconfirmed=Coalesce(Sum("people", filter=no), 0),
        open=Count("pk", filter=no),
    )
    return [
        Figure("coaches", found["confirmed"]),
        Figure("coaches_unconfirmed", found["unconfirmed"]),
    ], found["open"]


def participations(figures: dict[str, Figure]) -> Figure:
    """A sum over kinds, and named as what it is."""
    kinds = [figures[key] for key in ("participants", "conference", "coaches")]
    unsure = figures["participants"].at_least or figures["conference"].at_least
    total = sum(int(one.value or 0) for one in kinds)
    return Figure("participations", total, at_least=unsure or bool(figures["coaches_unconfirmed"].value))
