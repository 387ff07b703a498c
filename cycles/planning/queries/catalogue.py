"""Finding series by words, host, grade, subject, practice, time and seats."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from cycles.planning.choices import OPEN_STATES, SessionState, TeamState
from cycles.planning.codes import LEAST, compact
from cycles.planning.models import Series, SeriesLeader, Session
from districts.models import Alliance, District

UPCOMING, UNDATED = "upcoming", "undated"
COMING = (SessionState.SCHEDULED, SessionState.IN_PROGRESS)


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; empty: whatever it is."""

    text: str = ""
    host: str = ""
    grade: str = ""
    subject: str = ""
    practice: str = ""  # a strategy's words, or a standard's code
    when: str = ""  # UPCOMING, UNDATED, or a month: 2026-02
    seats: str = ""  # "open": with a free seat

    def given(self) -> list[str]:
        """Names of the filters that are set."""
        return [one.name for one in fields(self) if getattr(self, one.name)]

    def without(self, name: str) -> "Wanted":
        changed: dict[str, str] = {name: ""}
        return replace(self, **changed)


def catalogue(rows: QuerySet[Series]) -> QuerySet[Series]:
    """What a list of series shows, in a fixed number of queries."""
    return (
        rows.select_related("host_district", "host_alliance")
        .prefetch_related(
            Prefetch("sessions", Session.objects.exclude(state=SessionState.CANCELLED).order_by("number")),
            Prefetch(
                "team", SeriesLeader.objects.filter(state=TeamState.ACCEPTED).select_related("person__root")
            ),
        )
        .order_by("-id")
    )


def found(rows: QuerySet[Series], wanted: Wanted) -> QuerySet[Series]:
    """The series that fit every filter."""
    rows = _by_words(rows, wanted.text)
    if wanted.host:
        rows = rows.filter(
            Q(host_district__in=District.objects.filter(name__icontains=wanted.host).values("pk"))
            | Q(host_alliance__in=Alliance.objects.filter(name__icontains=wanted.host).values("pk"))
        )
    if wanted.grade:
        rows = rows.alias(grades_text=Cast("grades", TextField()))
        rows = rows.filter(Q(grades_text__contains=f'"{wanted.grade}"') | Q(grades_text="[]"))
    if wanted.subject:
        rows = rows.filter(Q(subjects__icontains=wanted.subject) | Q(subjects=""))
    for word in wanted.practice.split():
        rows = rows.filter(_practice(word))
    if wanted.when:
        rows = rows.filter(_when(wanted.when))
    if wanted.seats:
        room = Q(capacity=None) | Q(seats_taken__lt=F("capacity"))
        rows = rows.filter(room, state__in=OPEN_STATES)
    return rows


def _by_words(rows: QuerySet[Series], text: str) -> QuerySet[Series]:
    """Every word in title, focus or audience, or of a strategy, or the beginning of a standard's code."""
    for word in text.split():
        rows = rows.filter(
            _practice(word)
            | Q(title__icontains=word)
            | Q(focus__icontains=word)
            | Q(audience__icontains=word)
        )
    return rows


def _practice(word: str) -> Q:
    strategy = Series.strategies.through.objects.filter(strategy__name__icontains=word)
    code = compact(word)
    towards = Q(pk__in=strategy.values("series"))
    if len(code) >= LEAST:
        coded = Series.standards.through.objects.filter(standard__code_ways__contains=f" {code}")
        towards |= Q(pk__in=coded.values("series"))
    return towards


def _when(text: str) -> Q:
    sessions = Session.objects.filter(series=OuterRef("pk"))
    coming = sessions.filter(state__in=COMING, ends_at__gte=timezone.now())
    if text == UPCOMING:
        return Q(Exists(coming))
    if text == UNDATED:
        return Q(Exists(sessions.filter(state=SessionState.UNSCHEDULED))) & ~Q(Exists(coming))
    first = date.fromisoformat(f"{text}-01")
    standing = sessions.exclude(state=SessionState.CANCELLED)
    span = {"starts_at__gte": _midnight(first), "starts_at__lt": _midnight(_next_month(first))}
    return Q(Exists(standing.filter(**span)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001  made aware here


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def months(today: date, number: int = 12) -> list[date]:
    """First days of this month and the following ones."""
    firsts = [today.replace(day=1)]
    while len(firsts) < number:
        firsts.append(_next_month(firsts[-1]))
    return firsts
