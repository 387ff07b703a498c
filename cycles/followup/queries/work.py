"""What each person has done after a session: facts about tries and files, never their words."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from cycles.evidence.choices import USABLE, ArtifactKind, ArtifactState
from cycles.evidence.models import Artifact
from cycles.tries.choices import ReflectionVisibility, TryState
from cycles.tries.models import Try, TryAssignment

Key = tuple[uuid.UUID, uuid.UUID]  # session, remaining person
WROTE = ExpressionWrapper(~Q(what_happened=""), output_field=BooleanField())  # whether, not what


@dataclass
class Doing:
    """One person's try after one session, refinements and merged records taken together."""

    attempt: uuid.UUID
    planned_for: date | None = None
    told: bool = False
    skipped: bool = False
    reflection: bool = False
    lesson_plans: int = 0
    samples: int = 0
    shown: bool = False  # something of it may be read by the leaders

    @property
    def settled(self) -> bool:
        """Nothing more to ask for: told, or said that it did not happen."""
        return self.told or self.skipped

    def waits_until(self, today: date) -> bool:
        """Planned for today or a day to come: no reason to write."""
        return not self.settled and self.planned_for is not None and self.planned_for >= today


def doing(sessions: Iterable[uuid.UUID], person: uuid.UUID | None = None) -> dict[Key, Doing]:
    """By session and remaining person, in two queries; of one person if told."""
    mine = Q(person__root=person) if person else Q()
    found: dict[Key, Doing] = {}
    by_attempt: dict[uuid.UUID, Doing] = {}
    rows = (
        Try.objects.filter(mine, session__in=list(sessions))
        .annotate(wrote=WROTE)
        .order_by("created_at", "id")
    )
    for pk, session, root, state, planned, tried_at, visibility, wrote in rows.values_list(
        "pk", "session", "person__root", "state", "planned_for", "tried_at", "reflection_visibility", "wrote"
    ):
        done = found.setdefault((session, root), Doing(pk))
        told = tried_at is not None and state != TryState.SKIPPED
        done.attempt, done.planned_for = pk, planned
        done.told = done.told or told
        done.skipped = state == TryState.SKIPPED and not done.told
        done.reflection = done.reflection or (told and wrote)
        done.shown = done.shown or (told and wrote and visibility != ReflectionVisibility.ME)
        by_attempt[pk] = done
    _count_files(by_attempt)
    return found


def _count_files(by_attempt: dict[uuid.UUID, Doing]) -> None:
    usable = Artifact.objects.filter(attempt__in=list(by_attempt), state__in=USABLE)
    shared = Count("pk", filter=Q(state=ArtifactState.SHARED))
    counted = usable.values_list("attempt", "kind").annotate(n=Count("pk"), shared=shared).order_by()
    for attempt, kind, n, open_ in counted:
        done = by_attempt[attempt]
        if kind == ArtifactKind.LESSON_PLAN:
            done.lesson_plans += n
        else:
            done.samples += n
        done.shown = done.shown or open_ > 0


def missing(asked: TryAssignment, done: Doing | None) -> list[str]:
    """What is still to come, in words that follow "Still missing:"; nothing for a try that did not happen."""
    if done and done.skipped:
        return []
    words = []
    if done is None or not done.told:
        words.append("tell how it went (two sentences are plenty)")
    elif asked.reflection and not done.reflection:
        words.append("two sentences on how it went")
    if asked.lesson_plan and not (done and done.lesson_plans):
        words.append("your lesson plan (a photo of your notes is fine)")
    if (lacking := asked.samples - (done.samples if done else 0)) > 0:
        more = "more " if done and done.samples else ""
        words.append(f"{lacking} {more}sample{'' if lacking == 1 else 's'} of student work")
    return words
