"""What the series of the demonstration are for: planned backwards, and towards which standards."""

from collections.abc import Mapping
from dataclasses import dataclass

from cycles.planning.actions import aims
from cycles.planning.imports import standards
from cycles.planning.models import Series, Standard, Strategy
from ilc.accounts.models import User


@dataclass(frozen=True)
class Backwards:
    """level -> the answer, and how we will know; codes of standards as their lists write them."""

    answers: Mapping[int, tuple[str, str]]
    codes: tuple[str, ...]


MADERA = Backwards(
    {
        5: (
            "Students, English learners first among them, build on each other's ideas in full sentences.",
            "Three samples of student talk or writing in each session, looked at together.",
        ),
        4: (
            "Teachers plan one talk in every lesson, with frames that students outgrow.",
            "Peer visits: who talks, and to whom?",
        ),
        3: (
            "Substitutes for the peer visits, and a principal who asks what students said.",
            "Release days in the plan of the year.",
        ),
        2: ("Three frames, two talk moves, and how to choose for beginners.", "Each writes a plan in the session."),
        1: ("Worth a Saturday: I was a student first, and I have a plan for Tuesday.", "Exit questions."),
    },
    (
        "ELD.PI.4.1", "ELD.PI.4.3", "ELD.PI.9-10.1", "ELD.PI.9-10.3", "CCSS.ELA-Literacy.SL.4.1",
        "CCSS.ELA-Literacy.SL.8.1", "CCSS.ELA-Literacy.SL.9-10.1",
    ),
)  # fmt: skip
CONEJO = Backwards(
    {
        5: (
            "Students draw a model before they hear the word for it, and change it as they learn.",
            "The first and the last drawing of the same student, without a name.",
        ),
        4: ("Units begin with something students can see.", "Classroom visits by the high-school teachers."),
        3: ("Two half days a year to teach together, and a cart of simple equipment.", ""),
        2: ("Enough science to stay calm when students ask further.", "Our own models, before and after."),
        1: ("Curious, and not judged.", "“I did not know that” is said aloud."),
    },
    ("4-PS3-2", "4-PS3-4", "5-PS1-1", "3-5-ETS1-1"),
)
EASTSIDE = Backwards(
    {
        5: ("Students draw a ratio in two ways before they calculate.", "Student work of one task, grades 5 to 9."),
        4: ("Teachers give the same task in every grade, and wait longer.", "Two minutes of one lesson, told."),
        3: ("One common afternoon in eight districts.", "The calendar of the alliance."),
        2: ("What students bring from the grade before, and what the next one builds on.", ""),
        1: ("We are one department, K to 12.", ""),
    },
    (
        "CCSS.MATH.CONTENT.5.NF.B.3", "CCSS.MATH.CONTENT.6.RP.A.1", "CCSS.MATH.CONTENT.6.RP.A.3",
        "CCSS.MATH.CONTENT.7.RP.A.2", "CCSS.MATH.CONTENT.8.EE.B.5", "CCSS.MATH.PRACTICE.MP3",
    ),
)  # fmt: skip
# strategy -> grade bands, what one sees in a class that does it, codes
PRACTICES: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "Sentence frames": (
        "K-12",
        "A frame stands on the board: “I agree with … because …”. Pairs use it, change it, outgrow it.",
        ("ELD.PI.4.3", "ELD.PI.9-10.3"),
    ),
    "Phenomenon first": (
        "K-8",
        "Nobody has said the word yet. Students watch, draw and ask; their questions stay on the wall.",
        ("4-PS3-2",),
    ),
    "Number talks": (
        "3-9",
        "Ten minutes, no pencils. Students show a thumb when they have one way, and tell several.",
        ("CCSS.MATH.PRACTICE.MP3",),
    ),
}


def load_lists() -> None:
    """The lists that come with the code, where `prepare` has not loaded them."""
    standards.run_missing()


def plan(series: Series, backwards: Backwards, by: User) -> None:
    """Its leader answers the five questions and chooses standards."""
    answers = {level: {"text": text, "evidence": know} for level, (text, know) in backwards.answers.items()}
    aims.answer(series=series, answers=answers, by=by)
    for one in _standards(backwards.codes):
        aims.choose_standard(series=series, standard=one, by=by)


def describe_strategies() -> None:
    """What the strategies look like: the program's own words, once the series have named them."""
    for name, (bands, looks_like, codes) in PRACTICES.items():
        strategy = Strategy.objects.get(name=name)
        strategy.grade_bands, strategy.looks_like = bands, looks_like
        strategy.save(update_fields=["grade_bands", "looks_like", "updated_at"])
        strategy.standards.set(_standards(codes))


def _standards(codes: tuple[str, ...]) -> list[Standard]:
    found = {one.code: one for one in Standard.objects.filter(framework__is_current=True, code__in=codes)}
    return [found[code] for code in codes]
