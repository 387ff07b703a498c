"""The same figures by school or by district: never a ranking of people, and never a group under five."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count

from reports.counting import rows
from reports.counting.cycle import rung_counts_by
from reports.counting.scope import Period, Scope


@dataclass(frozen=True)
class Place:
    """One school or district. A hidden number is None."""

    pk: uuid.UUID | None
    name: str
    people: int | None
    tried: int | None = 0
    brought: int | None = 0

    def words(self, value: int | None) -> str:
        return "not shown" if value is None else f"{value:,}"

    @property
    def people_text(self) -> str:
        return self.words(self.people)

    @property
    def tried_text(self) -> str:
        return self.words(self.tried)

    @property
    def brought_text(self) -> str:
        return self.words(self.brought)

    def cells(self, columns: Iterable[str]) -> list[str]:
        return [self.words(getattr(self, key)) for key in columns]

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "people": self.people, "tried": self.tried, "brought": self.brought}


def places(kind: str, scope: Scope, period: Period) -> list[Place]:
    """By "school" or "district" of that day, most people first. Two queries."""
    path = f"appointment__{kind}"
    found = (
        rows.base(scope, period)
        .filter(**{f"{path}__isnull": False})
        .order_by()
        .values_list(path, f"{path}__name")
        .annotate(people=Count("root", distinct=True))
    )
    rungs = rung_counts_by(path, scope, period)
    made = [
        Place(
            pk,
            name,
            people,
            tried=rungs[pk]["tried"] if pk in rungs else 0,
            brought=rungs[pk]["brought"] if pk in rungs else 0,
        )
        for pk, name, people in found
    ]
    return sorted(made, key=lambda one: (-(one.people or 0), one.name))


def with_missing(found: list[Place], names: dict[uuid.UUID, str]) -> list[Place]:
    """With the places nobody came from, such as members of an alliance that have not begun."""
    there = {one.pk for one in found}
    return found + [
        Place(pk, name, 0) for pk, name in sorted(names.items(), key=lambda one: one[1]) if pk not in there
    ]


COLUMNS = {"tried": "Tried it", "brought": "Brought evidence"}


def told_columns(found: list[Place]) -> dict[str, str]:
    """Columns with a number for one or more places that somebody came from; the others tell nothing."""
    there = [one for one in found if one.people != 0]
    return {
        key: title for key, title in COLUMNS.items() if any(getattr(one, key) is not None for one in there)
    }


def silence(found: list[Place], kind: str) -> str:
    """What stands in the place of the columns that tell nothing."""
    told = told_columns(found)
    left = [
        words for key, words in (("tried", "tried it"), ("brought", "brought evidence")) if key not in told
    ]
    if not left or not any(one.people != 0 for one in found):
        return ""
    return f"Who {' and '.join(left)} is not shown by {kind}: the groups are too small."


def without(place: Place, column: str) -> Place:
    return replace(place, tried=None) if column == "tried" else replace(place, brought=None)
