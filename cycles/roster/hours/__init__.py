"""Hours: of taking part, confirmed; of leading, apart; and what completing a series takes."""

from cycles.roster.hours.leading import led_sessions, led_sessions_where
from cycles.roster.hours.record import Hours, HoursRow, hours, in_hours, with_unit
from cycles.roster.hours.rule import Standing, needed_sessions, standings, standings_of
from cycles.roster.hours.transcript import Transcript, transcript

__all__ = [
    "Hours",
    "HoursRow",
    "Standing",
    "Transcript",
    "hours",
    "in_hours",
    "led_sessions",
    "led_sessions_where",
    "needed_sessions",
    "standings",
    "standings_of",
    "transcript",
    "with_unit",
]
