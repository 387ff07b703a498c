"""Of whom and when a figure speaks."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cycles.planning.models import Series
from districts.models import Alliance, AllianceMembership, District, School

ScopeKind = Literal["program", "district", "school", "alliance", "series"]


@dataclass(frozen=True)
class Period:
    """Days, both inclusive, in the program's time zone. Without a first day: since the beginning."""

    first: date | None
    last: date
    label: str

    @property
    def start(self) -> datetime | None:
        return timezone.make_aware(datetime.combine(self.first, time.min)) if self.first else None

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time.min))

    def moments(self, name: str) -> Q:
        """Rows whose date-time `name` lies in the period."""
        start = Q(**{f"{name}__gte": self.start}) if self.start else Q()
        return start & Q(**{f"{name}__lt": self.end})

    def days(self, name: str) -> Q:
        """Rows whose day `name` lies in the period."""
        first = Q(**{f"{name}__gte": self.first}) if self.first else Q()
        return first & Q(**{f"{name}__lte": self.last})

    @property
    def year(self) -> int:
        """First calendar year of the school year it ends in."""
        return school_year_of(self.last)


def school_year_days(first: int) -> tuple[date, date]:
    """1 July of that year to 30 June of the next, inclusive."""
    return date(first, 7, 1), date(first + 1, 6, 30)


def school_year(first: int) -> Period:
    return Period(*school_year_days(first), f"{first}–{(first + 1) % 100:02}")  # noqa: RUF001


def school_year_of(day: date) -> int:
    """The first calendar year of the school year a day lies in."""
    return day.year if day.month >= 7 else day.year - 1


def ever(until: date) -> Period:
    return Period(None, until, "since it began")


@dataclass(frozen=True)
class Scope:
    """Whose figures. District, school and alliance go by the appointment of that date; a series by itself.

    `districts` narrows a series to the people of these districts (an alliance's member sees its own).
    """

    kind: ScopeKind
    label: str
    pk: uuid.UUID | None = None
    schools: frozenset[uuid.UUID] = field(default_factory=frozenset)
    districts: frozenset[uuid.UUID] = field(default_factory=frozenset)

    @classmethod
    def program(cls) -> "Scope":
        return cls("program", "The whole program")

    @classmethod
    def of_district(cls, one: District) -> "Scope":
        return cls("district", one.name, one.pk)

    @classmethod
    def of_schools(cls, some: list[School]) -> "Scope":
        """What a school administrator may see: their schools."""
        return cls("school", ", ".join(one.name for one in some), schools=frozenset(one.pk for one in some))

    @classmethod
    def of_alliance(cls, one: Alliance) -> "Scope":
        return cls("alliance", one.name, one.pk)

    @classmethod
    def of_series(cls, one: Series, districts: frozenset[uuid.UUID] = frozenset()) -> "Scope":
        return cls("series", one.title, one.pk, districts=districts)

    def rows(
        self,
        day: str,
        series: str = "",
        *,
        school: str = "appointment__school",
        district: str = "appointment__district",
    ) -> Q:
        """Rows of this scope: paths to their day, series ("" has none), and place of that day."""
        if self.kind == "program":
            return Q()
        if self.kind == "series":
            if not series:
                return Q(pk__in=[])
            own = Q(**{f"{district}__in": self.districts}) if self.districts else Q()
            return own & Q(**{series: self.pk})
        if self.kind == "school":
            return Q(**{f"{school}__in": self.schools})
        if self.kind == "district":
            return Q(**{district: self.pk})
        return Q(self._member_then(day, district))

    def _member_then(self, day: str, district: str) -> Exists:
        """The alliance counts the people of districts that were its members on that day."""
        then = AllianceMembership.objects.filter(
            Q(to_date=None) | Q(to_date__gt=OuterRef(day)),
            alliance=self.pk,
            district=OuterRef(district),
            from_date__lte=OuterRef(day),
        )
        return Exists(then)

    def hosted(self, host: str = "") -> Q:
        """Sessions and events this scope is answerable for; `host` is the path to their host."""
        if self.kind == "program":
            return Q()
        if self.kind == "series":
            return Q(series=self.pk) if host else Q(pk__in=[])
        if self.kind == "district":
            return Q(**{f"{host}host_district": self.pk})
        if self.kind == "alliance":
            members = AllianceMembership.objects.filter(alliance=self.pk, to_date=None).values("district")
            return Q(**{f"{host}host_alliance": self.pk}) | Q(**{f"{host}host_district__in": members})
        return Q(pk__in=[])
