"""One teacher's try with everything that can be brought: a plan in Word, slides, a covered photo, a short film.

The colleagues write on it, the teacher answers; and somebody asks for a file of the round before to be taken down.
"""

from datetime import datetime, timedelta

from cycles.evidence import actions as evidence
from cycles.evidence.actions import asking
from cycles.evidence.actions import feedback as talking
from cycles.evidence.choices import (
    ArtifactKind,
    ArtifactState,
    AskedBy,
    AskedOf,
    FeedbackKind,
    SeenAt,
    Visibility,
)
from cycles.evidence.models import Artifact, Feedback
from cycles.tries.models import Try
from ilc.core.masking import Box
from ilc.demo import drawings, handouts
from ilc.demo.clock import acting_at
from ilc.demo.files import Files, bring, cover, share
from ilc.demo.people import Actor

IDEA = "A balloon on a bottle in hot water: draw the air before and after, on two sheets"
PLAN = (
    (
        "Phenomenon",
        "A paper balloon on a cold bottle. The bottle is put into hot water, and nobody says a word.",
    ),
    (
        "Students can",
        "draw where the air is before and after, and say what their drawing does not explain yet.",
    ),
    (
        "Before (5 min)",
        "What do you see? What do you think is in the bottle? Draw it, with dots for what is too small.",
    ),
    ("During (20 min)", "Watch twice. Draw again on a second sheet. Pairs lay both sheets side by side."),
    ("After (10 min)", "One sentence: I changed my model because … Questions go on the wall."),
    ("What I look for", "Dots that are farther apart, not more dots. Arrows that push."),
    (
        "Changed since the first round",
        "A second sheet instead of an eraser; ten seconds of silence after each question.",
    ),
)
SLIDES = (
    ("What is in an empty bottle?", ("Draw it.", "Use dots for what is too small to see.")),
    ("Watch. Say nothing yet.", ("What moves?", "What stays?")),
    ("Draw again, on the second sheet", ("What did you change?", "I changed my model because …")),
)
NAME = "Luz M."  # nobody; legible only on the sheet that is covered


def fill(
    files: Files, owner: Actor, attempt: Try, leader: Actor, colleagues: list[Actor], when: datetime
) -> Artifact:
    """Brought, covered and shared at `when`; seen and talked about in the days after. Answers the covered photo."""
    plan, work = ArtifactKind.LESSON_PLAN, ArtifactKind.STUDENT_WORK
    with acting_at(when):
        lesson = bring(
            owner, attempt, plan, "Balloon on a bottle.docx", handouts.word("Balloon on a bottle", PLAN)
        )
        deck = bring(owner, attempt, plan, "What is in an empty bottle.pptx", handouts.slides(SLIDES))
        film = bring(owner, attempt, plan, "Balloon on a bottle.mp4", handouts.film())
        photo = bring(owner, attempt, work, "IMG_4471.jpg", drawings.student_work("science", 1, NAME))
        cover(owner, photo, [Box(1, *drawings.NAME_AT)])
        others = [files.bring_sample(owner, attempt, "science") for _ in range(2)]
        for one in (lesson, deck, film, photo, *others):
            share(owner, one, Visibility.SERIES)
    with acting_at(when + timedelta(hours=3)):
        for one in (photo, lesson):
            evidence.open_(artifact=one, user=leader.account)
        evidence.open_(artifact=photo, user=colleagues[0].account, place=SeenAt.WALL)
        evidence.open_(artifact=lesson, user=colleagues[1].account, place=SeenAt.FILE)
        asking.ask(
            attempt=attempt,
            text="Do the dots tell you the same as me? Where would you ask on?",
            whom=AskedOf.SERIES,
            by=owner.account,
        )
    _talk(owner, attempt, photo, lesson, leader, colleagues, when + timedelta(hours=5))
    return photo


def _talk(
    owner: Actor,
    attempt: Try,
    photo: Artifact,
    lesson: Artifact,
    leader: Actor,
    colleagues: list[Actor],
    when: datetime,
) -> None:
    said = (
        (
            leader,
            FeedbackKind.WARM,
            "The dots are farther apart, not more. That is the idea, without the word.",
            (photo, 0.72, 0.36),
        ),
        (
            colleagues[0],
            FeedbackKind.QUESTION,
            "What did she say about the empty middle? It looks meant.",
            (photo, 0.24, 0.6),
        ),
        (
            colleagues[1],
            FeedbackKind.COOL,
            "“Watch twice” is long. One time, and then the drawing, may keep the surprise.",
            (lesson, 0, 0),
        ),
    )
    made: list[Feedback] = []
    for number, (author, kind, text, (about, x, y)) in enumerate(said):
        with acting_at(when + timedelta(minutes=20 * number)):
            place = evidence.Place(1, x, y) if x else None
            made.append(
                evidence.give_feedback(
                    attempt=attempt,
                    author=author.person,
                    kind=kind,
                    text=text,
                    by=author.account,
                    artifact=about,
                    place=place,
                )
            )
    with acting_at(when + timedelta(hours=3)):
        answer = "That the air “had moved up”. I asked where from, and she took the second sheet."
        talking.reply(feedback=made[1], author=owner.person, text=answer, by=owner.account)
        for one in made[:2]:
            talking.thank(feedback=one, by=owner.account)
            talking.open_to_circle(feedback=one, by=owner.account)
    with acting_at(when + timedelta(hours=4)):
        again = "Where from: I will steal that question."
        talking.reply(feedback=made[1], author=colleagues[0].person, text=again, by=colleagues[0].account)


def asked_down(owner: Actor, attempt: Try, program: Actor, when: datetime) -> None:
    """A family called; the file is hidden at once, its owner answered, program staff have not decided yet."""
    artifact = Artifact.objects.filter(
        attempt=attempt, state=ArtifactState.SHARED, kind=ArtifactKind.STUDENT_WORK
    ).first()
    if artifact is None:
        raise LookupError("nothing is shared that could be taken down")
    reason = "A parent called: the drawing is known to other children, and the family was not asked about this series."
    with acting_at(when):
        asked = evidence.ask_takedown(
            artifact=artifact, reason=reason, by=program.account, asked_by=AskedBy.FAMILY
        )
    with acting_at(when + timedelta(hours=6)):
        answer = "The school has the family's letter of September. I ask them again before anybody sees it."
        evidence.answer_takedown(request=asked, answer=answer, by=owner.account)


def taken_down(artifact: Artifact, owner: Actor, reader: Actor, program: Actor, when: datetime) -> None:
    """A colleague saw something; the owner agreed, and program staff took it down for good."""
    with acting_at(when):
        reason = "The name shines through from the other side of the sheet, at the lower edge."
        asked = evidence.ask_takedown(artifact=artifact, reason=reason, by=reader.account)
    with acting_at(when + timedelta(hours=2)):
        answer = "You are right, and thank you. I bring it again with that place covered."
        evidence.answer_takedown(request=asked, answer=answer, by=owner.account)
    with acting_at(when + timedelta(hours=20)):
        evidence.decide_takedown(
            request=asked, uphold=True, note="Both sides say the same.", by=program.account
        )
