"""Lines of a series' budget."""

import uuid
from typing import Any

from django.db import transaction

from cycles.planning.actions.checks import must_be_editable
from cycles.planning.models import BudgetLine, Series
from ilc.accounts.models import User
from ilc.core import events, versions
from ilc.core.ids import unused


@transaction.atomic
def add(*, series: Series, by: User, pk: uuid.UUID | None = None, **details: Any) -> BudgetLine:
    """One cost: kind, what, count, rate, fund, source. The same `pk` sent twice is one line."""
    must_be_editable(series)
    if pk and (twice := series.budget.filter(pk=pk).first()):
        return twice
    fresh = unused(BudgetLine, pk)
    made = BudgetLine.objects.create(series=series, **details, **fresh)
    events.record("budget.line-added", series, by=by, what=str(made), amount=str(made.amount))
    return made


@transaction.atomic
def change(*, row: BudgetLine, by: User, version: int | None = None, **details: Any) -> None:
    must_be_editable(row.series)
    before = row.amount
    if versions.save(row, version=version, **details):
        changes = {} if row.amount == before else {"amount": [str(before), str(row.amount)]}
        events.record("budget.line-changed", row.series, by=by, what=str(row), changes=changes)


@transaction.atomic
def remove(*, series: Series, line: uuid.UUID, by: User) -> None:
    """Twice is fine."""
    must_be_editable(series)
    if row := series.budget.filter(pk=line).first():
        row.delete()
        events.record("budget.line-removed", series, by=by, what=str(row), amount=str(row.amount))
