"""Who led which session for how long. The one definition: pages, exports and reports count by it."""

from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from cycles.planning.choices import DATED_STATES, LIVE_STATES, SessionState, TeamState
from cycles.planning.models import Session
from participants.models import Appointment


def led_sessions() -> QuerySet[Any]:
    """Leading: a row for each session held and each leader on the team of its series (`leader`, through merges).

    Held: it has a date, was closed or is over, and its series was published and not cancelled. Merged records
    of one leader may give the row twice: ask for `distinct()` values. `length` is the session's planned time.
    """
    over = Q(state=SessionState.HELD) | Q(state__in=DATED_STATES, ends_at__lte=timezone.now())
    led = Session.objects.filter(
        over,
        starts_at__isnull=False,
        ends_at__isnull=False,
        series__state__in=LIVE_STATES,
        series__team__state=TeamState.ACCEPTED,
    )
    length = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
    return led.annotate(leader=F("series__team__person__root"), length=length)


def led_sessions_where() -> QuerySet[Any]:
    """The same with `school` and `district` of the leader's appointment on that day, the primary one first."""
    then = Appointment.objects.filter(
        Q(to_date=None) | Q(to_date__gt=OuterRef("starts_at__date")),
        person__root=OuterRef("leader"),
        from_date__lte=OuterRef("starts_at__date"),
    ).order_by("-is_primary", "-from_date", "pk")
    return led_sessions().annotate(
        school=Subquery(then.values("school")[:1]), district=Subquery(then.values("district")[:1])
    )
