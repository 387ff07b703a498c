"""The one place that counts (domain.md 6). Pages, reports, exports and the API all read their figures here."""

from reports.counting.board import Board, board
from reports.counting.definitions import DEFINITIONS, Definition
from reports.counting.figure import Audience, Figure
from reports.counting.scope import Period, Scope, school_year, school_year_of

__all__ = [
    "DEFINITIONS",
    "Audience",
    "Board",
    "Definition",
    "Figure",
    "Period",
    "Scope",
    "board",
    "school_year",
    "school_year_of",
]
