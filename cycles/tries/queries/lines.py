"""The line of a try: its rounds, and what changed from each to the next, as far as the reader may know."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from django.urls import reverse

from cycles.tries.choices import DONE_STATES, Decision
from cycles.tries.models import Try
from participants.choices import Grade


@dataclass(frozen=True)
class Change:
    """One thing that became another from one round to the next."""

    about: str
    was: str
    now: str


@dataclass(frozen=True)
class Round:
    """One stop of the line. `href` only for the owner."""

    label: str
    title: str
    state: Literal["", "done", "now", "wait"]
    href: str = ""
    credit: str = ""  # whose try it takes up
    changes: list[Change] = field(default_factory=list)
    note: str = ""


def class_words(one: Try) -> str:
    """ "period 3, grade 4, Science, 28 students"."""
    grade = dict[str, str](Grade.choices).get(one.grade, "").lower()
    size = f"{one.class_size} students" if one.class_size else ""
    return ", ".join(filter(None, (one.class_label, grade, one.subject, size)))


def _engaged(one: Try) -> str:
    return (
        str(one.get_engagement_display()) if one.engagement is not None and one.state in DONE_STATES else ""
    )


def _wanted(one: Try) -> tuple[str, str]:
    """What its owner wished for after this round: what that is called, and their words ("" for none). The words of a
    decision to keep it or to set it aside are reasons, and no wish."""
    if one.decision == Decision.ADAPT and one.decision_note:
        return "Wanted to change", one.decision_note
    return "Would change", one.would_change if one.state in DONE_STATES else ""


def _reason(one: Try) -> str:
    return one.decision_note if one.decision not in ("", Decision.ADAPT) else ""


def _changes(before: Try, after: Try) -> list[Change]:
    found = []
    about, wanted = _wanted(before)
    if wanted:
        found.append(Change(about, wanted, after.plan))
    elif before.plan != after.plan:
        found.append(Change("Plan", before.plan, after.plan))
    for name, words in (("Class", class_words), ("Students engaged", _engaged)):
        was, now = words(before), words(after)
        if now and was != now:
            found.append(Change(name, was, now))
    return found


def _note(one: Try, before: Try | None, last: bool) -> str:
    """What the changes beside it do not say already."""
    engaged = f"Students engaged: {_engaged(one).lower()}." if before is None and _engaged(one) else ""
    decided = ": ".join(filter(None, (str(one.get_decision_display()), _reason(one))))
    about, wanted = _wanted(one)
    if last and wanted and one.decision == Decision.ADAPT:
        decided = f"{decided}: {wanted}"
    elif last and wanted:
        decided = ". ".join(filter(None, (f"{about}: {wanted}".rstrip("."), decided)))
    return " ".join(filter(None, (engaged, decided)))


def rounds(line: list[Try], attempt: Try, readable: Collection[uuid.UUID] | None = None) -> list[Round]:
    """The rounds of `lineage(attempt)` in words; nothing for a single round of one's own idea.

    `readable` are the ids of tries whose words the reader may read (`access.reflections`), None for the owner. A
    round that is not among them is told to exist, and nothing of it.
    """
    if len(line) == 1 and not attempt.adopts_id:
        return []
    made: list[Round] = []
    before: Try | None = None
    for index, one in enumerate(line):
        state: Literal["now", "done"] = "now" if one.pk == attempt.pk else "done"
        if readable is not None and one.pk not in readable:
            made.append(Round(one.session.label, "A round that was not shared", "wait"))
            before = None
            continue
        made.append(
            Round(
                one.session.label,
                one.plan or f"Try after {one.session.label.lower()}",
                state,
                href=reverse("tries:detail", args=[one.pk]) if readable is None else "",
                credit=one.credit if one.adopts_id else "",
                changes=_changes(before, one) if before else [],
                note=_note(one, before, last=index == len(line) - 1),
            )
        )
        before = one
    return made
