"""What somebody brought: the receipt, what is still missing."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet
from django.urls import reverse

from cycles.evidence.choices import USABLE, ArtifactKind, ArtifactState, UploadState
from cycles.evidence.models import Artifact, Upload
from cycles.evidence.words import in_short
from cycles.tries.choices import TryState
from cycles.tries.models import Try
from cycles.tries.queries import Step, Work, steps_of, works
from participants.models import Person

BRINGING = (TryState.PLANNED, TryState.TRIED, TryState.BROUGHT)
SEVERAL = 2


@dataclass
class Brought:
    """What one try has: usable files by kind, and how many of them are still for the owner only."""

    plans: int = 0
    samples: int = 0
    waiting: int = 0  # being checked
    private: list[uuid.UUID] = field(default_factory=list)

    @property
    def usable(self) -> int:
        return self.plans + self.samples


def receipt(attempt: Try) -> QuerySet[Artifact]:
    """Everything ever brought to a try, oldest first; what was purged is gone."""
    rows = Artifact.objects.filter(attempt=attempt).exclude(state=ArtifactState.PURGED)
    return rows.prefetch_related("images", "check_saved").order_by("created_at", "id")


def coming(attempt: Try) -> QuerySet[Upload]:
    """Files of a try that are on their way, or came and were not taken, oldest first."""
    return (
        Upload.objects.filter(attempt=attempt).exclude(state=UploadState.TAKEN).order_by("created_at", "id")
    )


@dataclass(frozen=True)
class NotTaken:
    """A file that was refused, on the list until its owner clears it: why in a line, and what to do."""

    pk: uuid.UUID
    name: str
    kind: str
    size: int  # bytes
    reason: str
    advice: str
    clear: str  # address that takes it off the list


def not_taken(items: Iterable[Artifact], uploads: Iterable[Upload]) -> list[NotTaken]:
    """Of what a try's receipt holds: refused by screening, or at the door."""
    kinds = dict(ArtifactKind.choices)
    rows = [
        (one.pk, one.original_name, one.kind, one.received_size, one.problem, "evidence:clear")
        for one in items
        if one.state == ArtifactState.QUARANTINED
    ]
    rows += [
        (one.pk, one.name, one.kind, one.length, one.problem, "evidence:upload-drop")
        for one in uploads
        if one.state == UploadState.REFUSED
    ]
    return [
        NotTaken(pk, name, kinds[ArtifactKind(kind)], size, *in_short(problem, name), reverse(url, args=[pk]))
        for pk, name, kind, size, problem, url in rows
    ]


def brought(attempts: Iterable[Try]) -> dict[uuid.UUID, Brought]:
    """One query for any number of tries."""
    found: dict[uuid.UUID, Brought] = {attempt.pk: Brought() for attempt in attempts}
    rows = Artifact.objects.filter(attempt__in=found, state__in=[*USABLE, ArtifactState.RECEIVED])
    for pk, attempt, kind, state in rows.order_by("created_at").values_list("pk", "attempt", "kind", "state"):
        one = found[attempt]
        if state == ArtifactState.RECEIVED:
            one.waiting += 1
            continue
        if kind == ArtifactKind.LESSON_PLAN:
            one.plans += 1
        else:
            one.samples += 1
        if state == ArtifactState.PRIVATE:
            one.private.append(pk)
    return found


def bring_steps(work: Work, has: Brought | None = None) -> list[Step]:
    """Lesson plan, samples, and the check before sharing: only what the leaders asked for, or what is there."""
    attempt = work.attempt
    if attempt is None or attempt.state not in BRINGING:
        return []
    found = has if has is not None else brought([attempt])[attempt.pk]
    page = reverse("evidence:bring", args=[attempt.pk])
    steps = []
    asked = work.assignment
    if asked and asked.lesson_plan:
        note = "" if found.plans else "A photo of your notes is fine"
        steps.append(
            Step(
                "Bring your lesson plan",
                note,
                bool(found.plans),
                f"{page}?kind=lesson-plan",
                "Photo or file",
                minutes=1,
            )
        )
    if asked and asked.samples:
        enough = found.samples >= asked.samples
        title = (
            "Bring a sample of student work"
            if asked.samples == 1
            else f"Bring {asked.samples} samples of student work"
        )
        more = f", {found.samples} brought" if found.samples > asked.samples else " so far"
        there = min(found.samples, asked.samples)
        note = f"{there} of {asked.samples}{more}. Only you see one until you share it."
        steps.append(Step(title, note, enough, f"{page}?kind=student-work", "Add photos", minutes=3))
    if found.private:
        several = len(found.private) >= SEVERAL
        title = f"Check and share {len(found.private)} files" if several else "Check and share your file"
        href = reverse("evidence:check", args=[found.private[0]])
        steps.append(Step(title, "So far only you see it.", False, href, "Check names and faces", minutes=2))
    return steps


def steps_for(them: list[Work]) -> list[tuple[Work, list[Step]]]:
    """The whole to-do list of each series somebody takes part in; the first open line of each is primary."""
    has = brought([work.attempt for work in them if work.attempt])
    shown = []
    for work in them:
        steps = [*steps_of(work), *bring_steps(work, has[work.attempt.pk] if work.attempt else None)]
        first = next((index for index, step in enumerate(steps) if not step.done), None)
        marked = [
            replace(step, primary=index == first, minutes=0 if step.done else step.minutes)
            for index, step in enumerate(steps)
        ]
        shown.append((work, marked))
    return shown


def home_steps(person: Person) -> list[tuple[Work, list[Step]]]:
    """For the home page: each open series with its steps, in a fixed number of queries."""
    return steps_for(works(person))
