"""Questions about follow-up: who is ready, who is due for which reminder, who may still answer."""

from cycles.followup.queries.ready import FILTERS, Row, Span, chosen, is_ready, readiness, span_of
from cycles.followup.queries.surveys import (
    Phase,
    attended,
    current_version,
    has_answered,
    open_surveys,
    phase,
)

__all__ = [
    "FILTERS",
    "Phase",
    "Row",
    "Span",
    "attended",
    "chosen",
    "current_version",
    "has_answered",
    "is_ready",
    "open_surveys",
    "phase",
    "readiness",
    "span_of",
]
