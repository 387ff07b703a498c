"""What kind of series it is: for leaders only, or one whose people train others."""

from django.db import transaction

from cycles.planning.choices import SeriesState
from cycles.planning.models import Series
from ilc.accounts.models import User
from ilc.core import events, versions
from ilc.core.errors import Refused


@transaction.atomic
def set_kind(
    *, series: Series, trains_coaches: bool, institute: bool, by: User, version: int | None = None
) -> bool:
    """Institutes are counted apart, also those already held. Answers whether it changed."""
    if series.state == SeriesState.CANCELLED:
        raise Refused("This series was cancelled: it stays as it was.", "over")
    changed = versions.save(
        series, version=version, trains_coaches=trains_coaches, is_leader_institute=institute
    )
    if changed:
        events.record(
            "series.kind-set", series, by=by, trains_coaches=trains_coaches, leader_institute=institute
        )
    return bool(changed)
