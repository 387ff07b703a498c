"""What dashboards show beside the figures."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from cycles.planning.choices import OPEN_STATES, SessionState
from cycles.planning.models import Session
from reports.counting.scope import Scope

AHEAD = timedelta(days=90)


def coming_up(scope: Scope) -> QuerySet[Session]:
    """The next five sessions hosted here."""
    now = timezone.now()
    return (
        Session.objects.filter(
            scope.hosted("series__"),
            state=SessionState.SCHEDULED,
            series__state__in=OPEN_STATES,
            starts_at__gt=now,
            starts_at__lt=now + AHEAD,
        )
        .select_related("series")
        .order_by("starts_at")[:5]
    )
