"""Writing: what leaders ask for, closing a session, and each step of a try."""

from cycles.tries.actions.adopting import adopt
from cycles.tries.actions.commitments import answer
from cycles.tries.actions.drafts import (
    ELSEWHERE,
    Seen,
    autosave,
    autosave_plan,
    forget,
    hold,
    keep,
    there_now,
)
from cycles.tries.actions.sessions import assign, close_session, finish
from cycles.tries.actions.stepping import arrived, once, undo
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
    "ELSEWHERE",
    "Seen",
    "adopt",
    "answer",
    "arrived",
    "assign",
    "autosave",
    "autosave_plan",
    "bring",
    "close_session",
    "decide",
    "finish",
    "forget",
    "hold",
    "keep",
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
    "there_now",
    "undo",
    "unlook",
    "unplan",
]
