"""Work that may hang on a wall, told apart by words: pictures of one try look alike, and not everybody sees them."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, tzinfo
from textwrap import shorten

from cycles.analysis.queries.sheets import sheets
from cycles.evidence.models import Artifact
from participants.choices import Grade


@dataclass(frozen=True)
class Offer:
    """One file that its owner shared, for whoever chooses."""

    artifact: Artifact
    what: str  # "student work 2 of 3"
    parts: list[str]  # class, plan and pages, as far as they are known
    after: str  # "session 1, next round"
    brought: date


def offers(artifacts: Iterable[Artifact], tz: tzinfo) -> list[Offer]:
    """In their order. Those of one kind in one try are numbered as they came. No query of its own."""
    found = list(artifacts)
    alike = Counter((one.attempt_id, one.kind) for one in found)
    seen: Counter[tuple[uuid.UUID, str]] = Counter()
    numbers: dict[uuid.UUID, int] = {}
    for one in sorted(found, key=lambda one: one.created_at):
        seen[one.attempt_id, one.kind] += 1
        numbers[one.pk] = seen[one.attempt_id, one.kind]
    return [_offer(one, numbers[one.pk], alike[one.attempt_id, one.kind], tz) for one in found]


def _offer(one: Artifact, number: int, of: int, tz: tzinfo) -> Offer:
    attempt, pages = one.attempt, sheets(one)
    grade = dict[str, str](Grade.choices).get(attempt.grade, "").lower()
    of_pages = f"{len(pages)} {pages[0].word}s" if len(pages) > 1 else ""
    after = str(attempt.session.label).lower() + (", next round" if attempt.refines_id else "")
    which = f" {number} of {of}" if of > 1 else ""
    return Offer(
        one,
        f"{one.get_kind_display().lower()}{which}",
        [
            part
            for part in (grade, attempt.subject, shorten(attempt.plan, 60, placeholder=" …"), of_pages)
            if part
        ],
        after,
        one.created_at.astimezone(tz).date(),
    )
