"""Questions about certificates: who has one, whose series the clock looks at again."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from cycles.papers.models import Certificate
from cycles.planning.choices import LIVE_STATES, TeamState
from cycles.planning.models import Series, Session
from cycles.roster.hours import Standing, standings
from cycles.roster.models import Attendance
from participants.models import Person


def own(person: Person) -> QuerySet[Certificate]:
    """A person's certificates through merges, the latest first."""
    rows = Certificate.objects.filter(person__root=person.root_id)
    return rows.select_related("series", "successor").order_by("-issued_at")


def by_code(code: str) -> Certificate | None:
    """The certificate of a number; none for a person whose record was erased."""
    rows = Certificate.objects.filter(code=code, person__root__erased_at=None)
    return rows.select_related("successor").first()


def changed_since(moment: datetime | None) -> list[uuid.UUID]:
    """Series whose hours, sessions or rule changed since then; without a moment every one that may matter."""
    rows = Series.objects.filter(state__in=LIVE_STATES)
    if moment is None:
        return list(rows.filter(sessions__closed_at__isnull=False).distinct().values_list("pk", flat=True))
    there = Attendance.objects.filter(updated_at__gte=moment).values("session__series")
    closed = Session.objects.filter(updated_at__gte=moment).values("series")
    changed = Q(pk__in=there) | Q(pk__in=closed) | Q(updated_at__gte=moment)
    return list(rows.filter(changed).values_list("pk", flat=True))


def not_closed(sessions: list[Session]) -> list[Session]:
    """Sessions that keep a series' certificates waiting."""
    return [one for one in sessions if one.closed_at is None]


def leading(series: Series) -> set[uuid.UUID]:
    """Remaining people of the team: they get hours of leading, no certificate of taking part."""
    rows = series.team.filter(state=TeamState.ACCEPTED)
    return set(rows.values_list("person__root", flat=True))


@dataclass(frozen=True)
class Candidate:
    """One person of a series as its leaders see them."""

    person: Person
    standing: Standing
    lacks: str  # "" when it is enough
    certificate: Certificate | None

    @property
    def hours(self) -> str:
        return f"{self.standing.total / 60:.1f}"


def candidates(series: Series, sessions: list[Session]) -> list[Candidate]:
    """Everybody with confirmed hours, by name, in a fixed number of queries."""
    came, leaders = standings(series), leading(series)
    latest: dict[uuid.UUID, Certificate] = {}
    for one in Certificate.objects.filter(series=series).select_related("person").order_by("issued_at"):
        if (kept := latest.get(one.person.root_id)) is None or not kept.is_valid or one.is_valid:
            latest[one.person.root_id] = one
    people = Person.objects.filter(pk__in=[*came, *latest]).exclude(pk__in=leaders)
    rows = [
        Candidate(who, came[who.pk], came[who.pk].lacks(series, len(sessions)), latest.get(who.pk))
        for who in people
    ]
    return sorted(rows, key=lambda row: (row.person.family_name.lower(), row.person.given_name.lower()))
