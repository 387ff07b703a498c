"""Whether a series keeps the files that people bring as they were sent, besides the cleaned ones."""

from django.db import transaction

from cycles.planning.actions.checks import must_be_editable
from cycles.planning.models import Series
from ilc.accounts.models import User
from ilc.core import events, versions


@transaction.atomic
def set_originals(*, series: Series, keep: bool, by: User, version: int | None = None) -> bool:
    """For files brought from now on. Turned off, those kept before go within minutes (cycles.evidence).

    Answers whether it changed."""
    must_be_editable(series)
    changed = versions.save(series, version=version, keeps_originals=keep)
    if changed:
        events.record("series.originals-set", series, by=by, keep=keep)
    return bool(changed)
