"""What is typed and not yet sent: which fields belong together, and whether they changed."""

import json
import zlib
from collections.abc import Iterable

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
SHARED = ("planned_for", *CLASS)
# What is typed in one group is no news for another. A page stands on one or two of them.
GROUPS = (
    ("plan",),
    SHARED,
    tuple(name for name in TELL if name not in SHARED),
    DECIDE,
    NEXT,
)
FIELDS = frozenset(name for group in GROUPS for name in group)
TAB = "_tab"  # kept in the draft: which browser tab wrote last


def page_of(names: Iterable[str]) -> list[str]:
    """All fields of the groups that any of `names` stands in."""
    wanted = set(names)
    return [name for group in GROUPS if wanted.intersection(group) for name in group]


def draft_rev(draft: dict[str, str], names: Iterable[str], known: str = "") -> str:
    """A short mark of each group of a draft that any of `names` stands in; of the others as it was `known`."""
    marks, wanted = _marks(known), set(names)
    for number, group in enumerate(GROUPS):
        if wanted.intersection(group):
            words = {name: draft[name] for name in sorted(group) if draft.get(name)}
            marks[str(number)] = f"{zlib.crc32(json.dumps(words).encode()):08x}"
    return ".".join(f"{number}-{mark}" for number, mark in sorted(marks.items()))


def _marks(rev: str) -> dict[str, str]:
    return dict(one.split("-", 1) for one in rev.split(".") if "-" in one)


def is_news(draft: dict[str, str], names: Iterable[str], known: str) -> bool:
    """Whether a group of `names` is another than the one marked in `known`."""
    there = _marks(known)
    return any(there.get(number) != mark for number, mark in _marks(draft_rev(draft, names)).items())


def same_words(one: str, other: str) -> bool:
    """Browsers send line ends in two ways."""
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()
