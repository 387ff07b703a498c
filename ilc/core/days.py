"""Days in words. A school year runs from 1 July to 30 June."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

JULY = 7


def school_year(day: date) -> int:
    """The calendar year in which the day's school year began."""
    return day.year if day.month >= JULY else day.year - 1


def in_words(value: date, pattern: str = "l, j F") -> str:
    """Tuesday, 28 January; with its year when that is not this school year's. A moment counts by its local day."""
    local = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    other = school_year(local) != school_year(timezone.localdate())
    return date_format(local, f"{pattern} Y" if other else pattern)


def clock(moment: datetime) -> str:
    """6:31 pm"""
    return date_format(timezone.localtime(moment), "g:i A").lower()
