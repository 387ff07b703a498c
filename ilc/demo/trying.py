"""What people did between sessions, each as far as the story says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from cycles.evidence import actions as evidence
from cycles.evidence.actions import feedback as talking
from cycles.evidence.choices import ArtifactState, FeedbackKind, Visibility
from cycles.evidence.models import Artifact, Feedback
from cycles.planning.models import Session
from cycles.tries import actions as tries
from cycles.tries.choices import Decision, ReflectionVisibility, SkipReason
from cycles.tries.models import Try
from ilc.core.choices import Extent
from ilc.demo import words
from ilc.demo.clock import acting_at
from ilc.demo.cycles import Course
from ilc.demo.files import Files, share
from ilc.demo.people import Actor

SPOTS = ((0.3, 0.28), (0.62, 0.44), (0.42, 0.71))  # where colleagues point on a sample


class Far(IntEnum):
    """How far somebody came with a try."""

    NOTHING = 0
    PLANNED = 1
    SKIPPED = 2
    TRIED = 3
    PRIVATE = 4  # brought, and seen by nobody else yet
    BROUGHT = 5
    ANALYSED = 6
    DECIDED = 7
    REFINED = 8


Step = tuple[Actor, Try, Far]  # whose try, and how far the story takes it


@dataclass(frozen=True)
class Topic:
    """What a series' tries speak of; `about` says what the work looks like."""

    about: str
    plan_title: str
    plans: Sequence[str]
    happened: Sequence[str]
    change: Sequence[str]


TALK = Topic("talk", "Academic talk", words.TALK_PLANS, words.TALK_HAPPENED, words.TALK_CHANGE)
SCIENCE = Topic(
    "science", "Science from a phenomenon", words.SCIENCE_PLANS, words.SCIENCE_HAPPENED, words.SCIENCE_CHANGE
)
NUMBERS = Topic("numbers", "Number talks", words.MATH_PLANS, words.MATH_HAPPENED, words.MATH_CHANGE)


@dataclass
class Trying:
    """Tries after one session of a course; `until` is the next session, or today."""

    course: Course
    number: int
    topic: Topic
    files: Files
    until: datetime
    colleagues: Sequence[Actor] = ()

    @property
    def session(self) -> Session:
        return self.course.fresh(self.number)

    def _moment(self, share_of_time: float) -> datetime:
        """A moment between the session's end and `until`, on a school day's afternoon."""
        end = self.session.ends_at
        if end is None:
            raise ValueError("tries follow a session with a date")
        drawn = end + (self.until - end) * share_of_time
        return min(max(drawn.replace(hour=22, minute=self.course.folk.chance.randrange(60)), end), self.until)

    def all(self, actors: Sequence[Actor], farness: Sequence[Far]) -> list[Step]:
        """Each as far as told, in order; those who did nothing are left out."""
        pairs = zip(actors, farness, strict=False)
        return [(one, attempt, far) for one, far in pairs if (attempt := self.go(one, far))]

    def go(self, actor: Actor, far: Far) -> Try | None:
        """From the plan to where the story ends for now."""
        if far == Far.NOTHING:
            return None
        chance = self.course.folk.chance
        attempt = self._plan(actor)
        if far == Far.PLANNED:
            return attempt
        when = self._moment(0.35 + chance.random() * 0.3)
        with acting_at(when):
            if far == Far.SKIPPED:
                tries.skip(
                    attempt=attempt, reason=chance.choice(SkipReason.values[:4]), note="", by=actor.account
                )
                return attempt
            self._tell(actor, attempt, when)
        if far >= Far.PRIVATE:
            with acting_at(self._moment(0.75)):
                self._bring(actor, attempt, private=far == Far.PRIVATE)
        attempt.refresh_from_db()
        return attempt

    def _plan(self, actor: Actor) -> Try:
        chance = self.course.folk.chance
        with acting_at(self._moment(0.1 + chance.random() * 0.15)):
            meant = self._moment(0.3 + chance.random() * 0.6)
            return tries.plan(
                person=actor.person,
                session=self.session,
                by=actor.account,
                fields=self._fields(actor, meant),
                attempt=None,
                version=0,
            )

    def _fields(self, actor: Actor, meant: datetime) -> dict[str, object]:
        chance = self.course.folk.chance
        label = "my class" if actor.band == "Elementary" else f"period {chance.randint(1, 6)}"
        return {
            "plan": chance.choice(self.topic.plans),
            "planned_for": meant.date(),
            "class_label": label,
            "grade": actor.grade,
            "subject": actor.subject[:80],
            "class_size": chance.randint(19, 34),
        }

    def _tell(self, actor: Actor, attempt: Try, when: datetime) -> None:
        chance = self.course.folk.chance
        seen = chance.choice(
            [ReflectionVisibility.SERIES, ReflectionVisibility.SERIES, ReflectionVisibility.LEADERS]
        )
        fields = {
            "tried_on": when.date(),
            "what_happened": chance.choice(self.topic.happened),
            "engagement": chance.choice(
                [Extent.GREAT, Extent.GREAT, Extent.SOME, Extent.SOME, Extent.LITTLE]
            ),
            "would_change": chance.choice(self.topic.change),
            "reflection_visibility": seen,
        }
        tries.tell(attempt=attempt, by=actor.account, fields=fields, version=attempt.version)

    def _bring(self, actor: Actor, attempt: Try, *, private: bool) -> None:
        chance = self.course.folk.chance
        brought = [
            self.files.bring_sample(actor, attempt, self.topic.about)
            for _ in range(chance.choice([1, 2, 3, 3]))
        ]
        if chance.random() < 0.7:
            brought.append(self.files.bring_plan(actor, attempt, self.topic.about, self.topic.plan_title))
        if private:
            return
        circle = chance.choice([Visibility.SERIES, Visibility.SERIES, Visibility.LEADERS])
        for one in brought:
            share(actor, one, circle)
            evidence.open_(artifact=one, user=self.course.leader.account)

    def feedback(self, attempt: Try, kinds: Sequence[str], when: datetime) -> None:
        """From leaders and colleagues, one each."""
        texts = {
            FeedbackKind.WARM: words.WARM,
            FeedbackKind.COOL: words.COOL,
            FeedbackKind.QUESTION: words.QUESTION,
        }
        authors = [self.course.leader, *self.colleagues]
        with acting_at(when):
            others = [one for one in authors if one.person.pk != attempt.person_id]
            for kind, author in zip(kinds, others, strict=False):
                text = self.course.folk.chance.choice(texts[FeedbackKind(kind)])
                shared = Artifact.objects.filter(attempt=attempt, state=ArtifactState.SHARED).first()
                seen = shared is not None and shared.images.filter(number=1).exists()
                spot = self.course.folk.chance.choice(SPOTS) if seen else None
                evidence.give_feedback(
                    attempt=attempt,
                    author=author.person,
                    kind=kind,
                    text=text,
                    by=author.account,
                    artifact=shared,
                    place=evidence.Place(1, *spot) if spot else None,
                )

    def thanks(self, actor: Actor, attempt: Try, when: datetime) -> None:
        """The owner thanks for the first word, answers, and lets colleagues read it."""
        said = Feedback.objects.filter(attempt=attempt).first()
        if said is None:
            return
        with acting_at(when):
            talking.thank(feedback=said, by=actor.account)
            answer = self.course.folk.chance.choice(words.ANSWERS)
            talking.reply(feedback=said, author=actor.person, text=answer, by=actor.account)
            talking.open_to_circle(feedback=said, by=actor.account)

    def look(self, story: Sequence[Step], following: Session, keeps: Actor | None = None) -> None:
        """In the next session: looked at together, decided; some plan a second round. `keeps` keeps theirs."""
        begin, end = following.starts_at, following.ends_at
        if begin is None or end is None:
            raise ValueError("looked at together in a session that has a date")
        together = [attempt for _, attempt, far in story if far >= Far.ANALYSED]
        with acting_at(begin + timedelta(minutes=70)):
            evidence.mark_analysed(attempts=together, session=following, by=self.course.leader.account)
        for actor, attempt, far in story:
            if far >= Far.DECIDED:
                adapts = Decision.ADAPT if far == Far.REFINED else None
                self._decide(actor, attempt, Decision.KEEP if actor is keeps else adapts, end)

    def look_now(self, story: Sequence[Step], following: Session) -> None:
        """Shown to the leaders while they prepare the next session."""
        with acting_at(self.until):
            together = [attempt for _, attempt, _ in story]
            evidence.mark_analysed(attempts=together, session=following, by=self.course.leader.account)
        for actor, attempt, far in story:
            if far >= Far.DECIDED:
                self._decide(actor, attempt, Decision.ADAPT, self.until)

    def _decide(self, actor: Actor, attempt: Try, decision: Decision | None, end: datetime) -> None:
        chance = self.course.folk.chance
        made = decision or chance.choice([Decision.KEEP, Decision.KEEP, Decision.SET_ASIDE])
        with acting_at(end + timedelta(minutes=chance.randint(5, 55))):
            attempt.refresh_from_db()
            tries.decide(attempt=attempt, decision=made, note=words.DECISION_NOTES[made], by=actor.account)

    def refine(self, actor: Actor, first: Try, far: Far, plan: str = "") -> Try:
        """A second round after this session, linked to the first; with a plan of its own, or any."""
        with acting_at(self._moment(0.15)):
            first.refresh_from_db()
            fields = self._fields(actor, self._moment(0.5)) | ({"plan": plan} if plan else {})
            attempt = tries.refine(attempt=first, session=self.session, by=actor.account, fields=fields)
        if far >= Far.TRIED:
            when = self._moment(0.5)
            with acting_at(when):
                self._tell(actor, attempt, when)
        if far >= Far.BROUGHT:
            with acting_at(self._moment(0.8)):
                self._bring(actor, attempt, private=False)
        attempt.refresh_from_db()
        return attempt
