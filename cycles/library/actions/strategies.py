"""What a strategy is, and what it looks like grade band by grade band."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cycles.library.actions.index import put_strategy
from cycles.library.models import StrategyLook
from cycles.planning.models import Standard, Strategy
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Stale


@transaction.atomic
def edit_strategy(
    *,
    strategy: Strategy,
    by: User,
    description: str,
    looks_like: str,
    looks: Mapping[str, str],
    standards: Iterable[Standard],
    seen: datetime | None = None,
) -> None:
    """All of what its page says. `seen`: when it was last changed as the form knows it; `Stale` if others were faster.

    A form sent twice changes nothing the second time."""
    row = Strategy.objects.select_for_update().get(pk=strategy.pk)
    before = {one.grade_band: one.text for one in row.looks.all()}
    told = {band: text.strip() for band, text in looks.items() if text.strip()}
    wanted, chosen = set(standards), set(row.standards.all())
    changed = [
        name
        for name, differs in (
            ("description", row.description != description),
            ("looks_like", row.looks_like != looks_like),
            ("looks", before != told),
            ("standards", chosen != wanted),
        )
        if differs
    ]
    if not changed:
        return
    if seen is not None and row.updated_at != seen:
        raise Stale
    Strategy.objects.filter(pk=row.pk).update(
        description=description, looks_like=looks_like, updated_at=timezone.now()
    )
    row.looks.exclude(grade_band__in=told).delete()
    for band, text in told.items():
        StrategyLook.objects.update_or_create(strategy=row, grade_band=band, defaults={"text": text})
    row.standards.set(wanted)
    events.record("strategy.edited", row, by=by, fields=changed)
    put_strategy(Strategy.objects.get(pk=row.pk))
