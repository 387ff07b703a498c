"""The instruments that ship, in our own wording (domain.md 7), and how their first version comes in."""

from dataclasses import dataclass

from django.db import models, transaction

from cycles.followup.choices import Confidentiality, InfluenceDomain, ItemKind

SESSION_EXIT = "session-exit"
INTRO = "Seven short questions, about two minutes. There are no wrong answers, and nobody is graded."
INFLUENCE = "How far has this work already changed {}?"


@dataclass(frozen=True)
class Question:
    """One item as it ships."""

    kind: str
    text: str
    guskey_level: int  # 1 reaction, 2 learning, 3 organisation support, 4 use, 5 student outcomes
    domain: str = ""
    required: bool = True


EXIT_QUESTIONS: tuple[Question, ...] = (
    Question(ItemKind.AGREEMENT, "My time in this session was well spent.", 1),
    Question(ItemKind.EXTENT, INFLUENCE.format("what you teach"), 4, InfluenceDomain.CURRICULUM),
    Question(ItemKind.EXTENT, INFLUENCE.format("how you teach it"), 4, InfluenceDomain.STRATEGIES),
    Question(
        ItemKind.EXTENT,
        INFLUENCE.format("how you find out what students know"),
        4,
        InfluenceDomain.ASSESSMENTS,
    ),
    Question(ItemKind.EXTENT, INFLUENCE.format("how your students take part"), 5, InfluenceDomain.ENGAGEMENT),
    Question(ItemKind.EXTENT, INFLUENCE.format("what your students learn"), 5, InfluenceDomain.LEARNING),
    Question(
        ItemKind.OPEN,
        "In your own words, if you like: what helped, or what got in the way?",
        1,
        required=False,
    ),
)


@transaction.atomic
def ensure_instruments(
    instruments: type[models.Model], versions: type[models.Model], items: type[models.Model]
) -> None:
    """Bring in what is missing; what is there, edited or not, stays. A migration hands its own models in."""
    instrument, _ = instruments._default_manager.get_or_create(
        key=SESSION_EXIT, defaults={"title": "At the end of a session"}
    )
    if versions._default_manager.filter(instrument=instrument).exists():
        return
    version = versions._default_manager.create(
        instrument=instrument, number=1, intro=INTRO, confidentiality=Confidentiality.CONFIDENTIAL
    )
    items._default_manager.bulk_create(
        items(
            version=version,
            position=position,
            kind=question.kind,
            text=question.text,
            domain=question.domain,
            guskey_level=question.guskey_level,
            required=question.required,
        )
        for position, question in enumerate(EXIT_QUESTIONS, start=1)
    )
