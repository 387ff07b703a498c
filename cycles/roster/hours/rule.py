"""Who came to enough of a series to complete it (`Series.attendance_rule`)."""

import math
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Max

from cycles.planning.choices import DATED_STATES, AttendanceRule, SessionState
from cycles.planning.models import Series, Session
from cycles.roster.choices import CAME
from cycles.roster.models import Attendance

LEAST = 2  # of a series of two or more sessions, coming once completes nothing
MINUTES = 60


@dataclass
class Standing:
    """What one person has of a series: confirmed minutes by session."""

    minutes: dict[uuid.UUID, int] = field(default_factory=dict)

    @property
    def sessions(self) -> int:
        return len(self.minutes)

    @property
    def total(self) -> int:
        return sum(self.minutes.values())

    def meets(self, series: Series, sessions: int) -> bool:
        """Whether it is enough, in a series of so many sessions that stand."""
        if series.attendance_rule == AttendanceRule.HOURS:
            return self.total >= (series.attendance_amount or 0) * MINUTES
        return self.sessions >= max(needed_sessions(series, sessions), 1)

    def lacks(self, series: Series, sessions: int) -> str:
        """What is still missing, in words; "" when it is enough."""
        if self.meets(series, sessions):
            return ""
        if series.attendance_rule == AttendanceRule.HOURS:
            short = (series.attendance_amount or 0) * MINUTES - self.total
            return f"{short / MINUTES:.1f} hours short"
        more = needed_sessions(series, sessions) - self.sessions
        return f"{more} session{'' if more == 1 else 's'} short"


def needed_sessions(series: Series, sessions: int) -> int:
    """How many of so many sessions the rule asks for; of a rule by hours none."""
    amount = series.attendance_amount or 0
    if series.attendance_rule == AttendanceRule.ALL_BUT_ONE:
        return max(sessions - 1, min(LEAST, sessions))
    if series.attendance_rule == AttendanceRule.SESSIONS:
        return amount
    if series.attendance_rule == AttendanceRule.PERCENT:
        return math.ceil(sessions * amount / 100)
    return 0


def standings(series: Series) -> dict[uuid.UUID, Standing]:
    """Remaining person -> what they have of this series; leaders have nothing here."""
    return standings_of([series.pk])[series.pk]


def standings_of(series: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[uuid.UUID, Standing]]:
    """The same of several series, in one query. Merged records that were both there count once."""
    rows = Attendance.objects.filter(
        session__series__in=series,
        status__in=CAME,
        confirmed=True,
        session__state__in=DATED_STATES,
        session__starts_at__isnull=False,
    )
    there = (
        rows.order_by().values_list("session__series", "person__root", "session").annotate(m=Max("minutes"))
    )
    found: dict[uuid.UUID, dict[uuid.UUID, Standing]] = defaultdict(lambda: defaultdict(Standing))
    for of, person, session, minutes in there:
        found[of][person].minutes[session] = minutes
    return found


def standing_sessions(series: Series) -> list[Session]:
    """The sessions the rule is about: all that were not cancelled, in order."""
    rows = list(series.sessions.exclude(state=SessionState.CANCELLED).order_by("number"))
    for one in rows:
        one.series = series
    return rows
