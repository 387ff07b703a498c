"""Questions about tries: where somebody is in their cycle, what is next, who is still unknown at closing."""

from cycles.tries.queries.closing import Unknown, everybody, previous_session, stamp, unknown
from cycles.tries.queries.commitments import (
    how_many_wrote,
    last_class,
    to_answer,
    to_commit,
    unanswered,
    written,
)
from cycles.tries.queries.drafts import (
    ANSWERS,
    CLASS,
    DECIDE,
    FIELDS,
    PLAN,
    TAB,
    TELL,
    draft_rev,
    is_news,
    page_of,
    same_words,
)
from cycles.tries.queries.home import Step, decidable, line_of, next_steps, stations_for, steps_of
from cycles.tries.queries.lines import Change, Round, rounds
from cycles.tries.queries.work import Work, current_try, lineage, next_after, work, works

__all__ = [
    "ANSWERS",
    "CLASS",
    "DECIDE",
    "FIELDS",
    "PLAN",
    "TAB",
    "TELL",
    "Change",
    "Round",
    "Step",
    "Unknown",
    "Work",
    "current_try",
    "decidable",
    "draft_rev",
    "everybody",
    "how_many_wrote",
    "is_news",
    "last_class",
    "line_of",
    "lineage",
    "next_after",
    "next_steps",
    "page_of",
    "previous_session",
    "rounds",
    "same_words",
    "stamp",
    "stations_for",
    "steps_of",
    "to_answer",
    "to_commit",
    "unanswered",
    "unknown",
    "work",
    "works",
    "written",
]
