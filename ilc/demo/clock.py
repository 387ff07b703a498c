"""Acting at another moment, so that the demonstration has a past made by the same actions as its future.

Only the demo command does this, in a process of its own: while it acts, `timezone.now` answers the moment of
the deed. Rules that look at the clock (windows, orders, deadlines) are asked as they would have been then.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

from django.utils import timezone

from cycles.planning.local_time import moment
from ilc.core.models import DomainEvent

PACIFIC = ZoneInfo("America/Los_Angeles")
SUNDAY = 6
_now = timezone.now  # the real clock


@contextmanager
def acting_at(when: datetime) -> Iterator[datetime]:
    """Do what follows at `when`. Events written meanwhile carry it too."""
    began = _now()
    with mock.patch.object(timezone, "now", return_value=when):
        yield when
    # A field default holds the real clock itself and is not fooled.
    DomainEvent.objects.filter(at__gte=began).update(at=when)


class Days:
    """Days and hours counted from the day the demonstration is made, on the wall clock of California."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or _now()
        self.today = self.now.astimezone(PACIFIC).date()

    def at(self, days: int, hour: int, minute: int = 0, *, any_day: bool = False) -> datetime:
        """`days` from today (negative: before) at this hour; never on a Sunday unless told."""
        day = self.today + timedelta(days=days)
        if day.weekday() == SUNDAY and not any_day:
            day -= timedelta(days=1)
        return moment(day, time(hour, minute), PACIFIC)

    @property
    def long_ago(self) -> datetime:
        """Before everything told here: the people came, the districts were brought in."""
        return self.at(-725, 9)

    def last_year(self, month: int, day: int, hour: int) -> datetime:
        """A day of the previous school year (July to June)."""
        first = self.today.year - (2 if self.today.month < 7 else 1)
        when = moment(self.today.replace(year=first + (month < 7), month=month, day=day), time(hour), PACIFIC)
        return when - timedelta(days=1) if when.weekday() == SUNDAY else when
