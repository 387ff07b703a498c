"""The life of a try (domain.md 4), as one table."""

from django.utils import timezone

from cycles.planning.choices import SessionState
from cycles.planning.models import Session
from cycles.tries.choices import TryState
from cycles.tries.models import Try
from ilc.core.lifecycle import Lifecycle, Step

S = TryState
OWNER = "the owner"
LEADER = "a leader of the series"
EVIDENCE = "screening, when the first file is usable"


def not_yet_together(attempt: Try) -> str:
    """Deciding waits for the joint look, or at least for the session in which it would have been."""
    following = (
        Session.objects.filter(series=attempt.series_id, number__gt=attempt.session.number)
        .exclude(state=SessionState.CANCELLED)
        .order_by("number")
        .first()
    )
    if following is None:
        return ""
    over = following.closed_at or (following.ends_at and following.ends_at <= timezone.now())
    return "" if over else f"You decide after {following.label.lower()}, when you have looked at it together."


def nothing_brought(attempt: Try) -> str:
    return "" if attempt.brought_at else "Nothing was shared for this try yet."


TRY: Lifecycle[Try] = Lifecycle(
    "try",
    (
        Step(S.PLANNED, "told", S.TRIED, OWNER),
        Step(S.TRIED, "brought", S.BROUGHT, EVIDENCE),
        Step(S.PLANNED, "looked at", S.ANALYSED, LEADER, nothing_brought),  # evidence before telling
        Step(S.TRIED, "looked at", S.ANALYSED, LEADER),
        Step(S.BROUGHT, "looked at", S.ANALYSED, LEADER),
        Step(S.TRIED, "decided", S.DECIDED, OWNER, not_yet_together),
        Step(S.BROUGHT, "decided", S.DECIDED, OWNER, not_yet_together),
        Step(S.ANALYSED, "decided", S.DECIDED, OWNER),
        Step(S.PLANNED, "skipped", S.SKIPPED, OWNER),
        # Undo instead of "are you sure":
        Step(S.SKIPPED, "reopened", S.PLANNED, OWNER),
        Step(S.TRIED, "reopened", S.PLANNED, OWNER),
        Step(S.BROUGHT, "reopened", S.PLANNED, OWNER),
        Step(S.DECIDED, "reopened as looked at", S.ANALYSED, OWNER),
        Step(S.DECIDED, "reopened as brought", S.BROUGHT, OWNER),
        Step(S.DECIDED, "reopened as tried", S.TRIED, OWNER),
        Step(S.BROUGHT, "taken back", S.TRIED, "the owner, withdrawing the last file"),
        Step(S.ANALYSED, "unlooked to brought", S.BROUGHT, LEADER),
        Step(S.ANALYSED, "unlooked to tried", S.TRIED, LEADER),
        Step(S.ANALYSED, "unlooked to planned", S.PLANNED, LEADER),
    ),
)


def before_looking(attempt: Try) -> str:
    """The state a looked-at try goes back to when the look is undone."""
    if attempt.tried_at is None:
        return TryState.PLANNED
    return TryState.BROUGHT if attempt.brought_at else TryState.TRIED
