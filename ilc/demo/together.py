"""Looking together in Madera: one joint look that came to something, and one prepared for session 2."""

from collections.abc import Sequence
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

SAID = {
    "Notice": (
        "“Because” stands in every second sentence.",
        "The frame is copied once, then changed by the student.",
        "Evidence comes before the claim.",
        "An arrow goes from the word to the drawing.",
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
}
HEADINGS = {"Language of reasons": (0, 2, 6), "Making it one's own": (1, 4)}
CONCLUDED = (
    "The frame carries reasons once students change it; copied, it carries nothing.",
    "Talk first, then write: the strongest samples name a partner.",
)


def _samples(session: Session, *, looked_at: bool) -> list[Artifact]:
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
    """Held by the co-leader the day before yesterday; prepared by the leader yesterday."""
    ensure_protocols(ProtocolTemplate, TemplatePhase)
    template = ProtocolTemplate.objects.get(key="notice-and-wonder")
    plan = preparing.Plan(question="Where do students give a reason?", facilitator=helper.person)
    with acting_at(now - timedelta(days=2)):
        run = preparing.prepare(series=first.series, template=template, plan=plan, by=helper.account)
        preparing.choose(run=run, artifacts=_samples(first, looked_at=True), by=helper.account)
        leading.start(run=run, by=helper.account)
        _look(run, helper, people)
    with acting_at(now - timedelta(days=1)):
        plan = preparing.Plan(question="What did the frames change?", session=second)
        tuning = ProtocolTemplate.objects.get(key="tuning")
        ahead = preparing.prepare(series=second.series, template=tuning, plan=plan, by=leader.account)
        preparing.choose(run=ahead, artifacts=_samples(first, looked_at=False), by=leader.account)


def _look(run: ProtocolRun, helper: Actor, people: Sequence[Actor]) -> None:
    """Every phase in turn, as the facilitator's buttons and the phones do it."""
    samples = list(run.samples.all())
    for one in people:
        notes.join(run=run, person=one.person)
    for _ in range(run.phases.count()):
        run = ProtocolRun.objects.select_related("phase", "series").get(pk=run.pk)
        if run.phase and run.phase.name in SAID:
            _gather(run, _write(run, samples, people))
        elif run.phase and run.phase.does == "sort":
            _sort(run, samples, people)
        elif run.phase and run.phase.does == "conclude":
            for text in CONCLUDED:
                concluding.add(run=run, text=text, by=helper.account)
        if run.phase and run.phase.position < run.phases.count():
            leading.go(run=run, by=helper.account)
    leading.conclude(run=run, by=helper.account)


def _gather(run: ProtocolRun, made: list[Note]) -> None:
    for heading, which in HEADINGS.items() if run.phase and run.phase.name == "Notice" else ():
        notes.gather(run=run, notes=[made[one].pk for one in which], into=None, heading=heading)


def _sort(run: ProtocolRun, samples: list[RunSample], people: Sequence[Actor]) -> None:
    ratings = (SampleRating.PARTLY, SampleRating.MEETS, SampleRating.PARTLY, SampleRating.NOT_YET)
    for number, one in enumerate(people):
        for sample in samples:
            rating = ratings[(number + sample.position) % len(ratings)]
            sorting.place(run=run, sample=sample, person=one.person, rating=rating)


def _write(run: ProtocolRun, samples: list[RunSample], people: Sequence[Actor]) -> list[Note]:
    phase = run.phase
    if phase is None:
        return []
    made = []
    for number, text in enumerate(SAID[phase.name]):
        sample = samples[number % len(samples)] if samples and number % 3 else None
        place = (
            notes.Place(1, 0.2 + number % 3 * 0.25, 0.3 + number % 2 * 0.3) if sample and number % 2 else None
        )
        writer = people[number % len(people)].person
        made.append(
            notes.add(
                run=run, person=writer, pk=uuid7(), phase=phase, kind=phase.kinds[0], text=text,
                sample=sample, place=place,
            )
        )  # fmt: skip
    return made
