"""How long files are kept: until so many months after their series' school year, or until they are withdrawn."""

import calendar
import uuid
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from cycles.evidence.choices import USABLE, ArtifactState, KeptKind, TakedownState, Visibility
from cycles.evidence.models import Artifact, RetentionRule
from cycles.planning.models import Session

NOTICE = timedelta(days=30)  # between telling the owner and deleting
UNDO = timedelta(days=30)  # a withdrawn file can be brought back that long
JULY = 7  # a school year begins with it
IN_LIBRARY = Q(state=ArtifactState.SHARED, visibility=Visibility.LIBRARY)


def months() -> dict[str, int | None]:
    """Each kind's rule; a kind without one is kept until it is withdrawn."""
    found = dict(RetentionRule.objects.values_list("kind", "months"))
    return {kind: found.get(kind) for kind in KeptKind.values}


def year_end(day: date) -> date:
    """The last day of the school year that a day is in."""
    return date(day.year + (day.month >= JULY), 6, 30)


def later(day: date, count: int) -> date:
    """So many months on, on the month's last day at most."""
    whole = day.year * 12 + day.month - 1 + count
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _ends(series: set[uuid.UUID]) -> dict[uuid.UUID, date]:
    """The end of each series' school year: that of its last dated session."""
    rows = Session.objects.filter(series__in=series, starts_at__isnull=False)
    last = rows.values_list("series").annotate(last=Max("starts_at")).order_by()
    return {pk: year_end(timezone.localdate(at)) for pk, at in last}


def kept_kind(artifact: Artifact) -> str:
    in_library = artifact.state == ArtifactState.SHARED and artifact.visibility == Visibility.LIBRARY
    return KeptKind.LIBRARY if in_library else artifact.kind


def kept_until(artifact: Artifact) -> date | None:
    """What its owner is told. None: until it is withdrawn."""
    count = months()[kept_kind(artifact)]
    if count is None:
        return None
    series = artifact.attempt.series_id
    end = _ends({series}).get(series) or year_end(timezone.localdate(artifact.created_at))
    until = later(end, count)
    return max(until, artifact.purge_on) if artifact.purge_on else until


def of_kind(kind: str) -> QuerySet[Artifact]:
    """Files that a rule is about, as they stand now."""
    rows = Artifact.objects.filter(state__in=USABLE)
    if kind == KeptKind.LIBRARY:
        return rows.filter(IN_LIBRARY)
    return rows.filter(kind=kind).exclude(IN_LIBRARY)


def ripe(today: date) -> Iterator[tuple[QuerySet[Artifact], date]]:
    """Files of one kind and series whose time is over within `NOTICE`, with the day. A few queries a kind."""
    for kind, count in months().items():
        if count is None:
            continue
        brought = of_kind(kind).values_list("attempt__series").annotate(last=Max("created_at")).order_by()
        latest = dict(brought)
        ends = _ends(set(latest))
        for series, at in latest.items():
            until = later(ends.get(series) or year_end(timezone.localdate(at)), count)
            if until - NOTICE <= today:
                yield of_kind(kind).filter(attempt__series=series), until


def to_purge(today: date) -> dict[str, QuerySet[Artifact]]:
    """Reason -> files. What somebody asked to take down stays until that is decided."""
    rows = Artifact.objects.exclude(takedowns__state=TakedownState.OPEN)
    gone = rows.filter(state=ArtifactState.WITHDRAWN)
    upheld = Q(takedowns__state=TakedownState.UPHELD)
    undone = timezone.now() - UNDO
    return {
        "kept as long as the rule says": rows.filter(state__in=USABLE, purge_on__lte=today),
        "taken down on request": gone.filter(upheld).distinct(),
        "withdrawn by its owner 30 days ago": gone.filter(withdrawn_at__lte=undone).exclude(upheld),
    }
