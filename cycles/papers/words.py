"""Figures of papers in words."""

from datetime import date
from typing import Any

from cycles.planning.local_time import long_day
from cycles.roster.hours import in_hours


def counts(told: dict[str, Any]) -> dict[str, int]:
    """Minutes by session: what a correction changes."""
    return {one["id"]: one["minutes"] for one in told["sessions"]}


def hours_words(minutes: int) -> str:
    """7.5 hours; 50 minutes."""
    return f"{minutes} minutes" if minutes < 60 else f"{in_hours(minutes)} hours"


def day_words(day: str) -> str:
    return long_day(date.fromisoformat(day)).partition(", ")[2]


def period_words(told: dict[str, Any]) -> str:
    """From the first to the last session they came to."""
    days = sorted(one["day"] for one in told["sessions"])
    if not days:
        return ""
    return day_words(days[0]) if days[0] == days[-1] else f"{day_words(days[0])} to {day_words(days[-1])}"
