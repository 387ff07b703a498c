"""Looking together: what two joint looks came to, in Madera and Conejo Valley; one is on now, one lies ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cycles.analysis.access import may_be_projected
from cycles.analysis.actions import concluding, leading, notes, preparing, sorting
from cycles.analysis.models import Note, ProtocolRun, ProtocolTemplate, RunSample, TemplatePhase
from cycles.analysis.protocols import ensure_protocols
from cycles.analysis.queries.pulse import shown_to_all
from cycles.evidence.choices import SampleRating
from cycles.evidence.models import Artifact
from cycles.planning.models import Session
from cycles.tries.choices import TryState
from ilc.core.ids import uuid7
from ilc.demo.clock import acting_at
from ilc.demo.people import Actor


@dataclass(frozen=True)
class Look:
    """What is said in a joint look, by the name of the phase, and what it comes to."""

    key: str
    question: str
    said: Mapping[str, Sequence[str]]
    headings: Mapping[str, Mapping[str, Sequence[int]]] = field(default_factory=dict)
    concluded: Sequence[str] = ()
    changes: Sequence[str] = ()  # one for each of the first people


FRAMES = Look(
    "notice-and-wonder",
    "Where do students give a reason?",
    {
        "Notice": (
            "“Because” stands in every second sentence.",
            "The frame is copied once, then changed by the student.",
            "Evidence comes before the claim.",
            "A word is crossed out, and a stronger one stands beside it.",
            "Two answers use the partner's words.",
            "The last line breaks off.",
            "Every sentence begins with the frame.",
        ),
        "Wonder": (
            "I wonder who talked first.",
            "What would they write without the frame?",
            "Did they hear each other, or only read?",
            "Why does the third one stop using it?",
        ),
    },
    {"Notice": {"Language of reasons": (0, 2, 6), "Making it one's own": (1, 3, 4)}},
    (
        "The frame carries reasons once students change it; copied, it carries nothing.",
        "Talk first, then write: the strongest samples name a partner.",
    ),
    (
        "Let pairs talk before anybody writes, and ask for the partner's idea in the second line",
        "Take the frame away after the second question",
        "Ask for one word they would change in the frame",
        "Two frames on the desk card instead of five",
    ),
)
MODELS = Look(
    "describe-interpret",
    "What do the models say about air that nobody told them?",
    {
        "Describe": (
            "Dots stand inside the bottle before and after; after, they are farther apart.",
            "The arrow at the balloon points up, the arrows at the can point inward.",
            "“It got sucked” is crossed out.",
            "The words hot and cold stand beside the drawing, not in the sentence.",
            "Each sheet ends in a question.",
        ),
        "Interpret": (
            "The dots are the air: it is a thing for this child, not nothing.",
            "Crossing out “sucked” may be the moment in which the push from outside was understood.",
            "Perhaps hot is a place for them, and not yet something that happens to the air.",
            "They may think that new air comes into the balloon.",
        ),
        "Implications": (
            "Ask where the dots were before: one question, no new activity.",
            "Weigh the bottle before and after, so that “new air” can be tested.",
            "Keep the crossed-out words: let them tell each other what made them change it.",
        ),
    },
    {
        "Describe": {"What moves": (0, 1), "Words beside pictures": (2, 3)},
        "Interpret": {"Air is something": (0, 1)},
    },
    (
        "In most models air takes up space; where it comes from is open.",
        "A second model after talking shows the change; an eraser hides it.",
    ),
    (
        "Give out a second sheet for the changed model, and keep the first one on the desk",
        "Ask “where were the dots before?” and say nothing for ten seconds",
        "Weigh the bottle, before anybody explains",
    ),
)
ON_NOW = Look(
    "notice-and-wonder",
    "How do the frames change from sample to sample?",
    {
        "Notice": (
            "Here the frame is pasted in and not used at all.",
            "“I used to think … now I think” holds the whole text together.",
            "Numbers in the evidence: 9 hours, 7 hours.",
            "The sentence about the partner stands at the end.",
            "A word is corrected, by the student.",
            "“We” instead of “I”: the group speaks.",
        ),
    },
)


def plans(session: Session) -> list[Artifact]:
    """A lesson plan of the series that may hang: it has several pages."""
    rows = Artifact.objects.filter(shown_to_all(), attempt__session=session, kind="lesson-plan")
    return list(rows.order_by("attempt__created_at")[:1])


def samples(session: Session, *, looked_at: bool) -> list[Artifact]:
    """Student work of the series that may hang: of tries that were looked at already, or of all."""
    rows = Artifact.objects.filter(
        shown_to_all(), may_be_projected(session.series), attempt__session=session, kind="student-work"
    )
    if looked_at:
        rows = rows.filter(attempt__state__in=(TryState.ANALYSED, TryState.DECIDED))
    return list(rows.order_by("attempt__created_at", "created_at")[:6])


def make(
    first: Session, second: Session, leader: Actor, helper: Actor, people: Sequence[Actor], now: datetime
) -> None:
    """Held by the co-leader the day before yesterday; prepared by the leader yesterday; one is on at this moment."""
    with acting_at(now - timedelta(days=2)):
        chosen = dict.fromkeys([*samples(first, looked_at=True), *samples(first, looked_at=False)])
        run = _prepare(FRAMES, first, helper, list(chosen)[:5])
        leading.start(run=run, by=helper.account)
        _go_through(run, FRAMES, helper, people)
    with acting_at(now - timedelta(days=1)):
        ahead = Look("tuning", "What did the frames change?", {})
        _prepare(ahead, first, leader, samples(first, looked_at=False), on=second)
    with acting_at(now - timedelta(minutes=6)):
        _begin(first, helper, people)


def held(
    look: Look, session: Session, helper: Actor, people: Sequence[Actor], samples: Sequence[Artifact]
) -> None:
    """In a session, while the tries of its people were looked at."""
    if session.starts_at is None:
        raise ValueError("looked at together in a session that has a date")
    with acting_at(session.starts_at + timedelta(minutes=25)):
        run = _prepare(look, session, helper, samples, on=session)
        leading.start(run=run, by=helper.account)
        _go_through(run, look, helper, people)


def _prepare(
    look: Look, session: Session, by: Actor, samples: Sequence[Artifact], on: Session | None = None
) -> ProtocolRun:
    ensure_protocols(ProtocolTemplate, TemplatePhase)
    template = ProtocolTemplate.objects.get(key=look.key)
    plan = preparing.Plan(question=look.question, facilitator=by.person, session=on)
    run = preparing.prepare(series=session.series, template=template, plan=plan, by=by.account)
    preparing.choose(run=run, artifacts=samples, by=by.account)
    return run


def _begin(session: Session, helper: Actor, people: Sequence[Actor]) -> None:
    """Started a few minutes ago, with half an hour for noticing."""
    run = _prepare(ON_NOW, session, helper, [*plans(session), *samples(session, looked_at=False)[:5]])
    preparing.change(
        run=run,
        plan=preparing.Plan(ON_NOW.question, facilitator=helper.person, minutes={2: 30}),
        by=helper.account,
    )
    leading.start(run=run, by=helper.account)
    for one in people:
        notes.join(run=run, person=one.person)
    leading.go(run=run, by=helper.account)
    run = ProtocolRun.objects.select_related("phase", "series").get(pk=run.pk)
    _write(run, ON_NOW, list(run.samples.all()), people)


def _go_through(run: ProtocolRun, look: Look, helper: Actor, people: Sequence[Actor]) -> None:
    """Every phase in turn, as the facilitator's buttons and the phones do it."""
    samples = list(run.samples.all())
    for one in people:
        notes.join(run=run, person=one.person)
    for _ in range(run.phases.count()):
        run = ProtocolRun.objects.select_related("phase", "series").get(pk=run.pk)
        phase = run.phase
        if phase and phase.name in look.said:
            _gather(run, look, _write(run, look, samples, people))
        elif phase and phase.does == "sort":
            _sort(run, samples, people)
        elif phase and phase.does == "conclude":
            for text in look.concluded:
                concluding.add(run=run, text=text, by=helper.account)
        elif phase and phase.does == "change":
            for one, text in zip(people, look.changes, strict=False):
                concluding.will_change(run=run, person=one.person, typed={"third": text}, by=one.account)
        if phase and phase.position < run.phases.count():
            leading.go(run=run, by=helper.account)
    leading.conclude(run=run, by=helper.account)


def _gather(run: ProtocolRun, look: Look, made: list[Note]) -> None:
    for heading, which in look.headings.get(run.phase.name if run.phase else "", {}).items():
        notes.gather(run=run, notes=[made[one].pk for one in which], into=None, heading=heading)


def _sort(run: ProtocolRun, samples: list[RunSample], people: Sequence[Actor]) -> None:
    """Each has a mind of their own about some samples; about others all agree."""
    ratings = (SampleRating.PARTLY, SampleRating.MEETS, SampleRating.PARTLY, SampleRating.NOT_YET)
    for number, one in enumerate(people):
        for sample in samples:
            turn = sample.position + (number if number % 3 == 2 else 0)
            sorting.place(run=run, sample=sample, person=one.person, rating=ratings[turn % len(ratings)])


def _write(run: ProtocolRun, look: Look, samples: list[RunSample], people: Sequence[Actor]) -> list[Note]:
    phase = run.phase
    if phase is None:
        return []
    made = []
    for number, text in enumerate(look.said[phase.name]):
        sample = samples[number % len(samples)] if samples and number % 4 != 3 else None
        spot = (
            notes.Place(1, 0.2 + number % 3 * 0.25, 0.3 + number % 2 * 0.3) if sample and number % 3 else None
        )
        writer = people[number % len(people)].person
        made.append(
            notes.add(
                run=run, person=writer, pk=uuid7(), phase=phase, kind=phase.kinds[0], text=text,
                sample=sample, place=spot,
            )
        )  # fmt: skip
    return made
