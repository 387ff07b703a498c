"""What partners and districts contribute to a series."""

import uuid
from typing import Any

from django.db import transaction

from cycles.planning.actions.checks import must_be_editable
from cycles.planning.choices import GivenState
from cycles.planning.models import Contribution, Series, SeriesPartner
from districts.models import District
from ilc.accounts.models import User
from ilc.core import events, versions
from ilc.core.ids import unused

Giver = SeriesPartner | District


def _by(giver: Giver) -> dict[str, Any]:
    return {
        "partner": giver if isinstance(giver, SeriesPartner) else None,
        "district": giver if isinstance(giver, District) else None,
    }


@transaction.atomic
def give(
    *, series: Series, giver: Giver, by: User, pk: uuid.UUID | None = None, **details: Any
) -> Contribution:
    """Write one down: kind, quantity, unit, value, source, school_year, state. The same `pk` twice is one."""
    must_be_editable(series)
    if pk and (twice := series.contributions.filter(pk=pk).first()):
        return twice
    fresh = unused(Contribution, pk)
    made = Contribution.objects.create(series=series, **_by(giver), **details, **fresh)
    events.record("contribution.added", series, by=by, what=str(made))
    return made


@transaction.atomic
def change(*, row: Contribution, giver: Giver, by: User, version: int | None = None, **details: Any) -> None:
    """What was given may be corrected also when the series is over."""
    before = row.state
    if versions.save(row, version=version, **_by(giver), **details):
        delivered = row.state == GivenState.DELIVERED != before
        verb = "contribution.delivered" if delivered else "contribution.changed"
        events.record(verb, row.series, by=by, what=str(row))


@transaction.atomic
def take_off(*, series: Series, line: uuid.UUID, by: User) -> None:
    """It was a slip. Twice is fine."""
    must_be_editable(series)
    if row := series.contributions.filter(pk=line).first():
        row.delete()
        events.record("contribution.removed", series, by=by, what=str(row))
