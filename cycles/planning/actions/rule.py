"""What completing a series takes."""

from django.db import transaction

from cycles.planning.actions.checks import must_be_editable
from cycles.planning.choices import RULE_LIMITS
from cycles.planning.models import Series
from ilc.accounts.models import User
from ilc.core import events, versions
from ilc.core.errors import Refused


@transaction.atomic
def set_rule(*, series: Series, kind: str, amount: int | None, by: User, version: int | None = None) -> bool:
    """How much of the series somebody has to come to. Answers whether it changed.

    It counts for certificates still to come; those made stay (cycles.papers)."""
    must_be_editable(series)
    number = amount if kind in RULE_LIMITS else None
    if kind in RULE_LIMITS:
        least, most = RULE_LIMITS[kind]
        if number is None or not least <= number <= most:
            raise Refused(f"Choose a whole number from {least} to {most}.", "amount")
    changed = versions.save(series, version=version, attendance_rule=kind, attendance_amount=number)
    if changed:
        events.record("series.rule-set", series, by=by, rule=kind, amount=number)
    return bool(changed)
