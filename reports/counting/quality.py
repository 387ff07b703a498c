"""How good the data are: stands on every report."""

from django.db.models import Count, Q
from django.utils import timezone

from cycles.planning.choices import DATED_STATES
from cycles.planning.models import Session
from cycles.roster.choices import CAME, AttendanceStatus
from cycles.roster.models import Attendance
from reports.counting import rows
from reports.counting.figure import Figure, share
from reports.counting.scope import Period, Scope


def quality_figures(
    scope: Scope, period: Period, *, answered: int, pairs: int, open_claims: int
) -> list[Figure]:
    """Two queries, and what others have counted already."""
    over = period.moments("starts_at") & Q(ends_at__lt=timezone.now(), closed_at=None, state__in=DATED_STATES)
    unclosed = Session.objects.filter(scope.hosted("series__"), over).count()
    found = Attendance.objects.filter(rows.of(scope, period), session__state__in=DATED_STATES).aggregate(
        unknown=Count("pk", filter=Q(status=AttendanceStatus.UNKNOWN, session__ends_at__lt=timezone.now())),
        unconfirmed=Count("pk", filter=Q(status__in=CAME, confirmed=False)),
    )
    return [
        share("response_rate", answered, pairs),
        Figure("unclosed", unclosed),
        Figure("unknown", found["unknown"]),
        Figure("unconfirmed", found["unconfirmed"]),
        Figure("claims", open_claims),
    ]
