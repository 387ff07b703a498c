"""Questions about what was brought: the receipt, what is still missing, the wall, feedback."""

from cycles.evidence.queries.bringing import (
    Brought,
    bring_steps,
    brought,
    coming,
    home_steps,
    not_taken,
    receipt,
    steps_for,
)
from cycles.evidence.queries.feedback import (
    Thread,
    as_people,
    offers,
    open_request,
    own_try_in,
    request_to_show,
    threads,
    unread_answers,
    unread_feedback,
    waiting,
)
from cycles.evidence.queries.masking import can_be_covered, drawn_since, masking_screen, source_image
from cycles.evidence.queries.reach import audience, needs_release, permission, said_before
from cycles.evidence.queries.retention import kept_until, months
from cycles.evidence.queries.seen import openings
from cycles.evidence.queries.takedowns import (
    own_takedowns,
    takedown_log,
    undecided_takedowns,
    waiting_takedowns,
)
from cycles.evidence.queries.wall import Entry, wall

__all__ = [
    "Brought",
    "Entry",
    "Thread",
    "as_people",
    "audience",
    "bring_steps",
    "brought",
    "can_be_covered",
    "coming",
    "drawn_since",
    "home_steps",
    "kept_until",
    "masking_screen",
    "months",
    "needs_release",
    "not_taken",
    "offers",
    "open_request",
    "openings",
    "own_takedowns",
    "own_try_in",
    "permission",
    "receipt",
    "request_to_show",
    "said_before",
    "source_image",
    "steps_for",
    "takedown_log",
    "threads",
    "undecided_takedowns",
    "unread_answers",
    "unread_feedback",
    "waiting",
    "waiting_takedowns",
    "wall",
]
