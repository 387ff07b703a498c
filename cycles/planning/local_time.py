"""Local dates and hours: as people type them, turned into moments, and back into words."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

from ilc.core.errors import Refused

FAR = timedelta(days=2 * 366)
LONGEST = timedelta(hours=14)


def clock(hour: time | datetime) -> str:
    """The hour as all pages show it: 9:00 am."""
    return f"{hour:%I:%M}".lstrip("0") + (" am" if hour.hour < 12 else " pm")


def long_day(day: date) -> str:
    """Saturday, 8 February 2025"""
    return f"{day:%A}, {day.day} {day:%B %Y}"


def moment(day: date, hour: time, zone: zoneinfo.ZoneInfo) -> datetime:
    """The moment of a local day and hour, in UTC: lengths are right over a change of the clocks, too. Refused for
    an hour the clocks skip in spring.

    The hour that comes twice in autumn means the first time, as `comes_twice` tells.
    """
    local = datetime.combine(day, hour, tzinfo=zone)
    back = local.astimezone(UTC).astimezone(zone)
    if back.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Refused(
            f"The clocks go forward on {long_day(day)}: {clock(hour)} does not exist "
            f"that day. Choose {clock(back)} or another hour.",
            "skipped-hour",
        )
    return local.astimezone(UTC)


def comes_twice(at: datetime, zone: zoneinfo.ZoneInfo) -> bool:
    """Whether the local hour of this moment comes twice that day, when the clocks go back."""
    local = at.astimezone(zone)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def check_span(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Refuse what is surely a slip: an end before the start, a night-long session, another decade."""
    if ends_at <= starts_at:
        raise Refused("The end is not after the start. Look at both hours.", "end-before-start")
    if ends_at - starts_at > LONGEST:
        raise Refused("That is longer than 14 hours. Look at both hours, or plan two sessions.", "too-long")
    if abs(starts_at - now) > FAR:
        raise Refused(f"{starts_at:%Y} is more than two years away. Is the year right?", "far-away")
