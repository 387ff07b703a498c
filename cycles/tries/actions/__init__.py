"""Writing: what leaders ask for, closing a session, and each step of a try."""

from cycles.tries.actions.adopting import adopt
from cycles.tries.actions.commitments import answer
from cycles.tries.actions.drafts import Seen, autosave, autosave_plan, forget
from cycles.tries.actions.sessions import assign, close_session, finish
from cycles.tries.actions.stepping import once, undo
from cycles.tries.actions.steps import (
    bring,
    decide,
    look_at,
    plan,
    postpone,
    refine,
    reopen,
    skip,
    start,
    take_back,
    tell,
    unlook,
)
from cycles.tries.actions.unplanning import unplan

__all__ = [
    "Seen",
    "adopt",
    "answer",
    "assign",
    "autosave",
    "autosave_plan",
    "bring",
    "close_session",
    "decide",
    "finish",
    "forget",
    "look_at",
    "once",
    "plan",
    "postpone",
    "refine",
    "reopen",
    "skip",
    "start",
    "take_back",
    "tell",
    "undo",
    "unlook",
    "unplan",
]
