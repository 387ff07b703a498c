"""What is typed and not yet sent: which fields there are, what is stored for each, who typed it and when."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cycles.tries.choices import Outcome, TryState
from cycles.tries.models import Commitment, Try

CLASS = ("class_label", "grade", "subject", "class_size")
PLAN = ("plan", "planned_for", *CLASS)


def of_next(name: str) -> str:
    """The name of a plan's field while it stands in the draft of the round before."""
    return f"next_{name}"


NEXT = tuple(of_next(name) for name in PLAN)  # the plan of the round after this one, which is no try yet
ANSWERS = ("kept_1", "why_1", "kept_2", "why_2", "kept_3", "why_3")  # about what one wrote down, line by line
TELL = (
    "outcome",
    "tried_on",
    "what_happened",
    "engagement",
    "would_change",
    "reflection_visibility",
    "planned_for",
    "skip_reason",
    "skip_note",
    *CLASS,
    *ANSWERS,
)
DECIDE = ("decision", "decision_note")
FIELDS = frozenset((*PLAN, *TELL, *DECIDE, *NEXT))
BY = "_by"  # kept in the draft: by field, which browser tab typed it and when
SAID = {TryState.PLANNED: "", TryState.SKIPPED: Outcome.WONT}  # in any other state it was tried

Draft = dict[str, Any]  # words by form name, and BY


def kept(attempt: Try | None, names: Iterable[str], draft: Draft) -> Draft:
    """What is saved, and over it what was typed but not sent."""
    wanted = list(names)
    saved = {name: getattr(attempt, name) for name in wanted if hasattr(attempt, name)} if attempt else {}
    return {**saved, **{name: value for name, value in draft.items() if name in wanted}}


def stored(
    attempt: Try | None, names: Iterable[str], draft: Draft, lines: Iterable[Commitment] = ()
) -> dict[str, Any]:
    """What is there for each of these fields: what another device may have changed. "Did you try it?" is answered by a
    button alone, whatever is chosen on some page meanwhile."""
    wanted = list(names)
    answers = {f"kept_{one.position}": one.carried_out for one in lines}
    answers |= {f"why_{one.position}": one.reason for one in lines}
    found = {**dict.fromkeys(wanted, ""), **answers, **kept(attempt, wanted, draft)}
    if attempt:
        found["outcome"] = SAID.get(TryState(attempt.state), Outcome.TRIED)
    return {name: found[name] for name in wanted}


def own(draft: Draft, tab: str) -> list[str]:
    """Fields whose words this tab typed last: its page may not have heard that they arrived."""
    return [name for name, (typed_in, _) in draft.get(BY, {}).items() if tab and typed_in == tab]


def typed_at(draft: Draft) -> dict[str, datetime]:
    return {name: datetime.fromisoformat(at) for name, (_, at) in draft.get(BY, {}).items()}
