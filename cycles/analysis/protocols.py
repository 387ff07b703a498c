"""The protocols that ship, in our own wording, and how they come in."""

from dataclasses import dataclass

from django.db import models, transaction

from cycles.analysis.choices import NoteKind, PhaseKind

K, D = NoteKind, PhaseKind


@dataclass(frozen=True)
class Step:
    """One phase as it ships."""

    name: str
    prompt: str
    minutes: int
    does: str = D.NOTES
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shipped:
    """One protocol as it ships."""

    key: str
    title: str
    intro: str
    anonymous: bool
    steps: tuple[Step, ...]


SORT = Step(
    "Sort",
    "How far does each sample meet the goal? Decide for yourself first; then you see how the others sorted.",
    5,
    D.SORT,
)
CONCLUDE = Step("Conclude", "What do we take from this? Say it in whole sentences.", 8, D.CONCLUDE)
CHANGE = Step("What I will change", "One to three concrete things you will do differently.", 4, D.CHANGE)

SHIPPED = (
    Shipped(
        "notice-and-wonder",
        "Notice and wonder",
        "Slow looking before judging. Notes carry no names, so that everybody dares to say what they see.",
        True,
        (
            Step("Look", "Look at every sample in silence. Nothing to write yet.", 3, D.TALK),
            Step("Notice", "Only what you can point at. No names, no judgements.", 7, D.NOTES, (K.NOTICE,)),
            Step("Wonder", "What does the work make you curious about?", 7, D.NOTES, (K.WONDER,)),
            SORT,
            CONCLUDE,
            CHANGE,
        ),
    ),
    Shipped(
        "tuning",
        "Tuning: warm and cool",
        "A colleague presents work and a question; the others say what is strong and what could be stronger.",
        False,
        (
            Step("Present", "The presenter tells the goal, the task and the question. The others listen.", 5, D.TALK),
            Step("Ask", "Short questions of fact only, quickly answered.", 4, D.NOTES, (K.QUESTION,)),
            Step("Look", "Look at the samples in silence.", 4, D.TALK),
            Step(
                "Warm and cool",
                "Warm: what serves the goal? Cool: where does it fall short? The presenter listens.",
                10,
                D.NOTES,
                (K.WARM, K.COOL),
            ),
            Step("Answer", "The presenter says what stays with them. The others listen.", 4, D.TALK),
            CONCLUDE,
            CHANGE,
        ),
    ),
    Shipped(
        "describe-interpret",
        "Describe, interpret, implications",
        "From what is there, to what it may mean, to what teaching could do next: in this order.",
        False,
        (
            Step("Describe", "What do you see? Describe without explaining.", 7, D.NOTES, (K.DESCRIBE,)),
            Step(
                "Interpret",
                "What may the student have been thinking? Offer more than one reading.",
                7,
                D.NOTES,
                (K.INTERPRET,),
            ),
            SORT,
            Step(
                "Implications", "What could teaching do next, in your own room?", 6, D.NOTES, (K.IMPLICATION,)
            ),
            CONCLUDE,
            CHANGE,
        ),
    ),
)  # fmt: skip


@transaction.atomic
def ensure_protocols(template: type[models.Model], phase: type[models.Model]) -> None:
    """Bring in what is missing. Takes the models, so that a migration can call it with its own."""
    there = set(template._default_manager.exclude(key="").values_list("key", flat=True))
    for one in SHIPPED:
        if one.key in there:
            continue
        made = template._default_manager.create(
            key=one.key, title=one.title, intro=one.intro, anonymous=one.anonymous
        )
        phase._default_manager.bulk_create(
            phase(
                template=made,
                position=place,
                name=step.name,
                prompt=step.prompt,
                minutes=step.minutes,
                does=str(step.does),
                kinds=[str(kind) for kind in step.kinds],
            )
            for place, step in enumerate(one.steps, start=1)
        )
