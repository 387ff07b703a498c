"""Madera Unified: academic conversation in two strands. Session 2 is six days ahead, session 3 has no date.

Last school year the same leaders ran a shorter series; some of its teachers are back.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cycles.evidence.actions import asking
from cycles.evidence.choices import ArtifactKind, AskedOf, FeedbackKind, Visibility
from cycles.evidence.models import Artifact
from cycles.planning.actions.strands import StrandDraft
from cycles.tries import actions as tries
from cycles.tries.actions import commitments
from cycles.tries.models import Try
from ilc.demo import accounts, agendas, aims, cycles, portfolio, together
from ilc.demo.accounts import Site
from ilc.demo.clock import acting_at
from ilc.demo.cycles import Course, Meeting, Plan
from ilc.demo.files import share
from ilc.demo.people import Actor
from ilc.demo.places import MADERA
from ilc.demo.trying import TALK, Far, Step, Trying
from ilc.demo.world import World
from participants.actions import people
from participants.choices import AppointmentRole

TEACHERS = 40
BACK = 14  # of last year's teachers, who come again
OUTCOMES = (
    "Students build on each other's ideas, in every subject",
    "Teachers plan for talk in each lesson, not around it",
    "Teachers look at what students say and write to decide what comes next",
)
WRITTEN_DOWN = {
    "first": "Wait five seconds after each question",
    "second": "Put one frame on every table, and take it away in May",
}
STRATEGIES = ("Sentence frames", "Think, pair, build", "Talk moves")
# What teachers say it changed: strategies first, assessments last. Soon after the start it is early to tell.
AT_FIRST = {
    "curriculum": (20, 31, 16, 15, 18),
    "strategies": (34, 30, 17, 0, 19),
    "assessments": (16, 30, 18, 16, 20),
    "engagement": (30, 32, 17, 0, 21),
    "learning": (18, 30, 16, 15, 21),
}
IN_THE_END = {
    "curriculum": (30, 35, 19, 16, 0),
    "strategies": (50, 30, 17, 3, 0),
    "assessments": (23, 36, 23, 18, 0),
    "engagement": (45, 33, 18, 4, 0),
    "learning": (32, 34, 18, 16, 0),
}
BEFORE = 46  # teachers last year
BEFORE_STORY = (
    [Far.REFINED] * 10
    + [Far.DECIDED] * 8
    + [Far.ANALYSED] * 5
    + [Far.BROUGHT] * 6
    + [Far.TRIED] * 6
    + [Far.SKIPPED] * 4
)
# What forty teachers did after session 1.
STORY = (
    [Far.BROUGHT] * 10
    + [Far.PRIVATE] * 3
    + [Far.TRIED] * 8
    + [Far.PLANNED] * 8
    + [Far.SKIPPED] * 3
    + [Far.ANALYSED, Far.DECIDED]
    + [Far.NOTHING] * 6
)


def make(world: World) -> None:
    schools = world.places.schools[MADERA]
    with acting_at(world.days.long_ago):
        where = (schools[5], schools[0], schools[0])
        site = accounts.site_people("madera", world.folk, world.program, world.district(MADERA), where)
        before = world.folk.teachers(schools, BEFORE)
    last_year(world, site, before)
    with acting_at(world.days.at(-90, 9)):
        teachers = [*before[:BACK], *world.folk.teachers(schools, TEACHERS - BACK - 1)]
    _move(before[0], world, site)
    this_year(world, site, teachers)


def _rooms(site: Site) -> tuple[StrandDraft, ...]:
    return (
        StrandDraft("Elementary", "K-6", "Library", 34, (site.coleader.person,)),
        StrandDraft("Secondary", "7-12", "Room 14", 24, (site.leader.person,)),
    )


def last_year(world: World, site: Site, teachers: Sequence[Actor]) -> None:
    """Three sessions, a try, and for ten of them a second round: completed in spring."""
    days, place = world.days, "Madera South High, library"
    plan = Plan(
        title="First steps in academic talk",
        focus="Two talk moves in every lesson",
        audience="Teachers of all grades",
        outcomes=OUTCOMES[:2],
        strategies=STRATEGIES[:2],
        meetings=(
            Meeting("Two moves that start a conversation", place=place, start=days.last_year(1, 21, 9)),
            Meeting("What our students said", place=place, start=days.last_year(3, 4, 9)),
            Meeting("What stays", place=place, start=days.last_year(4, 22, 9)),
        ),
    )
    course = cycles.publish(
        plan,
        host=world.district(MADERA),
        team_of=[site.leader, site.coleader],
        folk=world.folk,
        when=days.last_year(11, 12, 15),
    )
    cycles.register(course, teachers, days.last_year(12, 3, 16))
    cycles.gather(course, 1, teachers[:43])
    cycles.close(course, 1, assignment=cycles.ASKED, samples=2)
    second = course.fresh(2)
    trying = Trying(course, 1, TALK, world.files, second.starts_at or days.now, teachers[:2])
    story = trying.all(teachers, BEFORE_STORY)
    cycles.gather(course, 2, teachers[:37])
    cycles.close(course, 2, assignment=cycles.ASKED, samples=2)
    trying.look(story, course.fresh(2))
    third = course.fresh(3).starts_at or days.now
    second_round = Trying(course, 2, TALK, world.files, third, teachers[:2])
    again = [
        (one, second_round.refine(one, first, Far.DECIDED), Far.DECIDED)
        for one, first, far in story
        if far == Far.REFINED
    ]
    cycles.gather(course, 3, teachers[:36])
    cycles.close(course, 3)
    second_round.look(again, course.fresh(3))
    cycles.ask(course, 1, teachers[:40], mix=AT_FIRST)
    cycles.ask(course, 3, teachers[:36], mix=IN_THE_END)
    cycles.complete(course, days.last_year(5, 13, 15))


def _move(teacher: Actor, world: World, site: Site) -> None:
    """One of last year's teachers teaches elsewhere now: last year's figures stay where they were."""
    when = world.days.at(-100, 9)
    new_school = world.places.schools[MADERA][3]
    old = teacher.appointment
    with acting_at(when):
        if old:
            people.end_appointment(appointment=old, day=when.date(), by=site.admin.account)
        teacher.school = new_school
        teacher.appointment = people.appoint(
            person=teacher.person,
            role=AppointmentRole.TEACHER,
            by=site.admin.account,
            school=new_school,
            grades=["5"],
            subjects="All subjects",
            from_date=when.date(),
        )


def this_year(world: World, site: Site, teachers: Sequence[Actor]) -> None:
    """Session 1 three weeks ago, tries of every kind, session 2 in six days, session 3 still without a date."""
    days = world.days
    course = _published(world, site)
    with acting_at(days.at(-50, 15)):
        agendas.madera(course, site)
    everybody = [site.teacher, *teachers]
    cycles.register(course, everybody, days.at(-45, 16), rooms=True)
    cycles.gather(course, 1, [*everybody[:34], everybody[36]])
    assignment = (
        "Try one strategy with one class before session 2. Bring your lesson plan and three samples of student "
        "work, names covered."
    )
    cycles.close(
        course, 1, excused=everybody[34:36], partly=[everybody[5]], assignment=assignment, samples=3, heads=39
    )
    cycles.ask(course, 1, everybody[1:34], mix=AT_FIRST)
    trying = Trying(
        course, 1, TALK, world.files, days.now - timedelta(hours=4), [site.coleader, *teachers[:3]]
    )
    story = trying.all([*everybody[1:34], everybody[36]], STORY)
    shared = [(attempt, far) for _, attempt, far in story if far >= Far.BROUGHT]
    for index, (attempt, _) in enumerate(shared[:7]):
        kinds = [FeedbackKind.WARM, FeedbackKind.QUESTION, FeedbackKind.COOL][: 1 + index % 3]
        trying.feedback(attempt, kinds, days.now - timedelta(hours=3, minutes=index))
    for actor, attempt, _ in [row for row in story if row[2] >= Far.BROUGHT][:3]:
        trying.thanks(actor, attempt, days.now - timedelta(hours=2))
    _helping(course, [site.coleader, *teachers[:2]], days.now - timedelta(days=1))
    # Two people showed theirs to the leaders while they prepared session 2.
    trying.look_now([row for row in story if row[2] >= Far.ANALYSED], course.fresh(2))
    together.make(
        course.fresh(1), course.fresh(2), site.leader, site.coleader, [site.teacher, *teachers[:7]], days.now
    )
    _next_round(trying, story)
    _taken_down(trying, story, world)
    _rosa(trying, site, world)


def _next_round(trying: Trying, story: Sequence[Step]) -> None:
    """What was written down in the joint look is planned as the next round."""
    actor, attempt, _ = next(row for row in story if row[2] == Far.DECIDED)
    trying.refine(actor, attempt, Far.PLANNED, together.FRAMES.changes[1])


def _taken_down(trying: Trying, story: Sequence[Step], world: World) -> None:
    """A colleague saw a name through the paper; the owner agreed."""
    shared = Artifact.objects.filter(
        attempt__in=[attempt.pk for _, attempt, far in story if far == Far.BROUGHT],
        kind=ArtifactKind.STUDENT_WORK,
        visibility=Visibility.SERIES,
        on_walls=None,
        feedback=None,
    )
    artifact = shared.order_by("-created_at").first()
    if artifact is None:
        raise LookupError("every shared sample hangs on a wall")
    owner = next(actor for actor, attempt, _ in story if attempt.pk == artifact.attempt_id)
    when = trying.until - timedelta(days=2)
    portfolio.taken_down(artifact, owner, trying.colleagues[1], world.program, when)


def _published(world: World, site: Site) -> Course:
    days, rooms = world.days, _rooms(site)
    place = "Madera South High"
    plan = Plan(
        title="Academic conversation across subjects",
        focus="Students talk their way to better thinking, in every subject",
        grades=("TK", "K", *map(str, range(1, 13))),
        audience="Teachers of all grades and subjects",
        description="Three sessions, and a try with your own students between them. Bring what they said and wrote.",
        outcomes=OUTCOMES,
        strategies=STRATEGIES,
        backwards=aims.MADERA,
        meetings=(
            Meeting(
                "Frames that start a conversation",
                "Learn three frames and plan one try",
                place,
                days.at(-21, 9),
                3.5,
                rooms,
            ),
            Meeting(
                "What our students said", "Look at student work together", place, days.at(6, 9), 3.5, rooms
            ),
            Meeting("Keep, adapt, pass on", "Decide what stays, and who hears of it"),
        ),
        capacity=48,
        classroom_url="https://classroom.google.com/c/NjEyMzQ1Njc4OTAx",
    )
    team = [site.leader, site.coleader]
    return cycles.publish(
        plan, host=world.district(MADERA), team_of=team, folk=world.folk, when=days.at(-60, 15)
    )


def _rosa(trying: Trying, site: Site, world: World) -> None:
    """The teacher's account: two things written down, a colleague's idea planned with credit, one of three samples
    brought, two colleagues left feedback."""
    now, session = world.days.now, trying.session
    if session.ends_at is None:
        return
    with acting_at(session.ends_at):
        commitments.write(
            person=site.teacher.person, session=session, typed=WRITTEN_DOWN, by=site.teacher.account
        )
    attempt = trying.go(site.teacher, Far.PLANNED)
    if attempt is None:
        return
    shown = Try.objects.filter(session=session, reflection_visibility="series", tried_at__isnull=False)
    with acting_at(now - timedelta(days=4)):
        tries.adopt(
            source=shown.exclude(person=site.teacher.person).order_by("created_at").first(),
            session=session,
            person=site.teacher.person,
            by=site.teacher.account,
        )
    Try.objects.filter(pk=attempt.pk).update(planned_for=world.days.today - timedelta(days=3))
    with acting_at(now - timedelta(days=2, hours=2)):
        share(site.teacher, world.files.bring_sample(site.teacher, attempt, TALK.about), Visibility.SERIES)
    trying.feedback(attempt, [FeedbackKind.WARM, FeedbackKind.QUESTION], now - timedelta(days=1))
    with acting_at(now - timedelta(hours=20)):
        asking.ask(
            attempt=attempt,
            text="Is the second frame too long for students who are new to English?",
            whom=AskedOf.LEADERS,
            by=site.teacher.account,
        )


def _helping(course: Course, people: Sequence[Actor], when: datetime) -> None:
    """People who would be glad to look at a colleague's work."""
    with acting_at(when):
        for one in people:
            asking.offer(series=course.series, person=one.person, by=one.account)
