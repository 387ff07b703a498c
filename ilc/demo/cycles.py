"""How any series of the demonstration is planned, held, tried and told: one driver, four stories."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from cycles.followup import actions as followup
from cycles.followup.choices import ItemKind
from cycles.followup.models import InstrumentVersion
from cycles.planning.actions import clock, follow_up, sessions, strands, team
from cycles.planning.actions import series as planning
from cycles.planning.models import Series, Session
from cycles.roster.actions import attendance, enrollments
from cycles.roster.choices import AttendanceStatus
from cycles.tries import actions as tries
from cycles.tries.queries import everybody
from districts.models import Alliance, District
from ilc.core.choices import Extent
from ilc.demo import aims
from ilc.demo.clock import acting_at
from ilc.demo.people import Actor, Folk
from ilc.demo.words import OPEN_LINES

FOLLOW_UP = (("check-in", 1, 7), ("reflection", 1, 21), ("student-work", 2, 14), ("visit", 2, 30))
ASKED = "Try one of today's strategies with one class, and write two sentences about what happened."
Mix = Mapping[str, Sequence[int]]  # by domain: weights of great, some, little, not at all, too soon
AGREED = (5, 5, 5, 4, 4, 4, 3, 2)


@dataclass(frozen=True)
class Meeting:
    """One session as planned. Without a start its date is to be scheduled."""

    title: str
    purpose: str = ""
    place: str = ""
    start: datetime | None = None
    hours: float = 3
    rooms: tuple[strands.StrandDraft, ...] = ()

    @property
    def end(self) -> datetime | None:
        return self.start + timedelta(hours=self.hours) if self.start else None


@dataclass(frozen=True)
class Plan:
    """A series as its leaders write it down."""

    title: str
    focus: str
    audience: str
    outcomes: tuple[str, ...]
    strategies: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    description: str = ""
    capacity: int | None = None
    open_to_all: bool = False
    grades: tuple[str, ...] = ()
    subjects: str = ""
    classroom_url: str = ""
    backwards: aims.Backwards | None = None


@dataclass
class Course:
    """A published series, with the people who lead it."""

    series: Series
    leader: Actor
    folk: Folk
    sessions: list[Session] = field(default_factory=list)

    def fresh(self, number: int) -> Session:
        """Session `number` as it is now."""
        return Session.objects.select_related("series").get(series=self.series, number=number)


def publish(
    plan: Plan,
    *,
    host: District | Alliance,
    team_of: Sequence[Actor],
    folk: Folk,
    when: datetime,
    approver: Actor | None = None,
) -> Course:
    """Draft, plan and publish; through approval when the host asks for it."""
    leader = team_of[0]
    with acting_at(when):
        series = planning.create(
            title=plan.title,
            by=leader.account,
            focus=plan.focus,
            audience=plan.audience,
            description=plan.description,
            capacity=plan.capacity,
            open_to_all=plan.open_to_all,
            grades=list(plan.grades),
            subjects=plan.subjects,
            classroom_url=plan.classroom_url,
        )
        planning.set_host(series=series, host=host, by=leader.account)
        planning.set_outcomes(
            series=series, texts=list(plan.outcomes), by=leader.account, more=plan.strategies
        )
        if plan.backwards:
            aims.plan(series, plan.backwards, leader.account)
        for meeting in plan.meetings:
            _add(series, meeting, leader)
        for kind, after, days in FOLLOW_UP:
            follow_up.add(
                series=series,
                kind=kind,
                after_session=after,
                days_after=days,
                who="leader",
                by=leader.account,
            )
        for other in team_of[1:]:
            row = team.invite(series=series, person=other.person, by=leader.account, next_url="/")
            team.answer(leader=row, accept=True, by=other.account)
        if approver:
            planning.submit(series=series, by=leader.account)
    with acting_at(when + timedelta(days=2 if approver else 0, minutes=20)):
        planning.publish(series=series, by=(approver or leader).account)
    return Course(series, leader, folk)


def _add(series: Series, meeting: Meeting, leader: Actor) -> None:
    made = sessions.add(
        series=series,
        by=leader.account,
        title=meeting.title,
        purpose=meeting.purpose,
        place=meeting.place,
        starts_at=meeting.start,
        ends_at=meeting.end,
    )
    if meeting.rooms:
        strands.set_strands(session=made, strands=list(meeting.rooms), by=leader.account)


def register(course: Course, actors: Iterable[Actor], when: datetime, *, rooms: bool = False) -> None:
    """They register themselves; `rooms` by the strand that suits them."""
    with acting_at(when):
        for one in actors:
            room = one.band if rooms else ""
            enrollments.register(series=course.series, person=one.person, by=one.user, strand_name=room)


def gather(
    course: Course,
    number: int,
    came: Sequence[Actor],
    *,
    late: Sequence[Actor] = (),
    walk_ins: Sequence[Actor] = (),
) -> Session:
    """A session begins and people check in; `late` ones say so themselves the evening after."""
    session = course.fresh(number)
    start, end = _span(session)
    with acting_at(start + timedelta(minutes=6)):
        clock.turn(start + timedelta(minutes=6))
        session = course.fresh(number)
        for one in came:
            attendance.check_in(session=session, person=one.person, by=one.user)
        for one in walk_ins:
            attendance.walk_in(session=session, person=one.person, by=course.leader.account)
    with acting_at(end + timedelta(minutes=2)):
        clock.turn(end + timedelta(minutes=2))
        session = course.fresh(number)
        for one in late:
            attendance.check_in(session=session, person=one.person, by=one.user)
    return session


def close(
    course: Course,
    number: int,
    *,
    excused: Sequence[Actor] = (),
    partly: Sequence[Actor] = (),
    assignment: str = "",
    samples: int = 3,
    heads: int | None = None,
) -> Session:
    """The leader says who came, gives the try, and closes."""
    session = course.fresh(number)
    away = {one.person.pk for one in excused}
    part = {one.person.pk for one in partly}
    with acting_at(_span(session)[1] + timedelta(minutes=12)):
        if assignment:
            tries.assign(
                session=session,
                text=assignment,
                lesson_plan=True,
                samples=samples,
                reflection=True,
                by=course.leader.account,
            )
        if heads:
            attendance.set_head_count(session=session, people=heads, by=course.leader.account)
        given: dict[object, str] = {}
        for line in everybody(session):
            pk = line.person.pk
            if pk in part:
                given[pk] = AttendanceStatus.PARTIAL
            elif line.is_open and line.status == AttendanceStatus.UNKNOWN:
                given[pk] = AttendanceStatus.EXCUSED if pk in away else AttendanceStatus.ABSENT
            elif line.is_open:
                given[pk] = line.status
        tries.close_session(session=session, attendance=given, by=course.leader.account)  # type: ignore[arg-type]
    return course.fresh(number)


def ask(
    course: Course, number: int, people: Sequence[Actor], *, hopeful: float = 0.5, mix: Mix | None = None
) -> None:
    """Exit survey: these answer, the more favourably the nearer `hopeful` is to 1; or as the `mix` says."""
    session, chance = course.fresh(number), course.folk.chance
    version = InstrumentVersion.objects.order_by("-number").first()
    if version is None:
        raise LookupError("no instrument: run the migrations")
    items = list(version.items.all())
    decks = {domain: _deck(chance, len(people), weights) for domain, weights in (mix or {}).items()}
    with acting_at(_span(session)[1] + timedelta(minutes=25)):
        for one in people:
            answers: dict[object, int | str] = {}
            for item in items:
                if item.kind == ItemKind.EXTENT and item.domain in decks:
                    answers[item.pk] = decks[item.domain].pop()
                elif item.kind == ItemKind.EXTENT:
                    answers[item.pk] = _extent(chance, hopeful, number)
                elif item.kind == ItemKind.AGREEMENT:
                    answers[item.pk] = chance.choice(AGREED)
                elif chance.random() < 0.2:
                    answers[item.pk] = chance.choice(OPEN_LINES)
            followup.answer(session=session, person=one.person, version=version, answers=answers, by=one.user)  # type: ignore[arg-type]


def _deck(chance: Random, how_many: int, weights: Sequence[int]) -> list[int]:
    """As many answers, in these proportions, in any order."""
    steps = (Extent.GREAT, Extent.SOME, Extent.LITTLE, Extent.NOT_AT_ALL, Extent.TOO_SOON)
    ends = [round(how_many * sum(weights[: i + 1]) / sum(weights)) for i in range(len(weights))]
    deck = [
        int(step)
        for step, end, start in zip(steps, ends, [0, *ends], strict=False)
        for _ in range(end - start)
    ]
    chance.shuffle(deck)
    return deck


def _extent(chance: Random, hopeful: float, number: int) -> int:
    """After the first session it is often too soon to tell."""
    if chance.random() < (0.3 if number == 1 else 0.06):
        return Extent.TOO_SOON
    steps = (Extent.NOT_AT_ALL, Extent.LITTLE, Extent.SOME, Extent.GREAT)
    return steps[min(3, int((chance.random() * 0.75 + hopeful * 0.45) * 4))]


def complete(course: Course, when: datetime) -> None:
    """All sessions are held: completed, and so are those who came twice."""
    with acting_at(when):
        course.series.refresh_from_db()
        planning.complete(series=course.series, by=course.leader.account)
        enrollments.complete_ended()


def _span(session: Session) -> tuple[datetime, datetime]:
    if session.starts_at is None or session.ends_at is None:
        raise ValueError(f"{session} has no date")
    return session.starts_at, session.ends_at
