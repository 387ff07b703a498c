"""Questions about trained coaches and what they claim."""

import uuid
from datetime import date

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Lower

from cycles.planning.choices import TeamState
from cycles.planning.models import Series, SeriesLeader
from cycles.roster.models import IndirectReachClaim
from cycles.roster.queries import confirmed_attendance
from ilc.core.models import DomainEvent
from participants.models import Person

TRAINING = Q(trains_coaches=True) | Q(is_leader_institute=True)
STANDS = Q(withdrawn_at=None)
CONFIRMED = Q(confirmed_at__isnull=False)


def trained_in(person: Person) -> QuerySet[Series]:
    """Series that trained this person: confirmed there, not leading it. The latest first."""
    there = confirmed_attendance().filter(person__root=person.root_id).values("session__series")
    led = SeriesLeader.objects.filter(person__root=person.root_id, state=TeamState.ACCEPTED).values("series")
    return Series.objects.filter(TRAINING, pk__in=there).exclude(pk__in=led).order_by("-created_at")


def coaches(series: Series) -> QuerySet[Person]:
    """People confirmed in a series that trains coaches, by name, with what they claim: `confirmed`, `waiting`."""
    there = confirmed_attendance().filter(session__series=series).values("person__root")
    led = SeriesLeader.objects.filter(series=series, state=TeamState.ACCEPTED).values("person__root")
    mine = IndirectReachClaim.objects.filter(STANDS, series=series, coach__root=OuterRef("pk")).order_by()

    def total(which: Q) -> Coalesce:
        sums = mine.filter(which).values("coach__root").annotate(n=Sum("people")).values("n")
        return Coalesce(Subquery(sums, IntegerField()), 0)

    rows = Person.objects.filter(pk__in=there).exclude(pk__in=led)
    return rows.annotate(confirmed=total(CONFIRMED), waiting=total(~CONFIRMED)).order_by(
        Lower("family_name"), Lower("given_name"), "pk"
    )


def is_coach(series: Series, person: Person) -> bool:
    return trained_in(person).filter(pk=series.pk).exists()


def listed(rows: QuerySet[IndirectReachClaim]) -> QuerySet[IndirectReachClaim]:
    """Claims as lists show them: those nobody confirmed first, then the latest."""
    return rows.select_related("coach__root", "series", "confirmed_by").order_by(
        F("confirmed_at").desc(nulls_first=True), "-claimed_on", "-pk"
    )


def totals(rows: QuerySet[IndirectReachClaim]) -> dict[str, int]:
    """People claimed, confirmed and not, and how many claims are open. One query."""
    stands = rows.filter(STANDS).order_by()
    return stands.aggregate(
        confirmed=Coalesce(Sum("people", filter=CONFIRMED), 0),
        unconfirmed=Coalesce(Sum("people", filter=~CONFIRMED), 0),
        open=Count("pk", filter=~CONFIRMED),
    )


def same_claim(coach: Person, people: int, day: date, but: uuid.UUID) -> IndirectReachClaim | None:
    """A claim of this coach with the same number on the same day."""
    rows = IndirectReachClaim.objects.filter(STANDS, coach__root=coach.root_id, people=people, claimed_on=day)
    return rows.exclude(pk=but).select_related("series").first()


def history(claim: IndirectReachClaim) -> QuerySet[DomainEvent]:
    """What happened to a claim, the latest first."""
    return DomainEvent.objects.filter(object_id=claim.pk).select_related("actor__person").order_by("-at")
