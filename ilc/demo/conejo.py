"""Conejo Valley Unified: science from a phenomenon. All three sessions held, second rounds tried, completed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cycles.evidence.choices import FeedbackKind
from cycles.roster.actions import feeds
from districts.actions import roles
from ilc.demo import accounts, aims, backing, cycles, portfolio, together
from ilc.demo.accounts import Site
from ilc.demo.clock import acting_at
from ilc.demo.cycles import Course, Meeting, Plan
from ilc.demo.people import Actor
from ilc.demo.places import CONEJO
from ilc.demo.trying import SCIENCE, Far, Step, Trying
from ilc.demo.world import World

TEACHERS = 27
FIRST = (
    [Far.REFINED] * 9
    + [Far.DECIDED] * 7
    + [Far.ANALYSED] * 2
    + [Far.TRIED] * 3
    + [Far.SKIPPED]
    + [Far.PLANNED]
)
PLACE = "Westlake High, science wing"


def make(world: World) -> None:
    schools = world.places.schools[CONEJO]
    district, where = world.district(CONEJO), (schools[5], schools[6], schools[0])
    with acting_at(world.days.long_ago):
        site = accounts.site_people("conejo", world.folk, world.program, district, where, "Science")
        roles.set_approval(district=district, requires_approval=True, by=site.admin.account)
        teachers = world.folk.teachers(schools[:5], TEACHERS)
        others = world.folk.teachers(schools[:5], 9)
    last_year(world, site, teachers[0], [*teachers[1:9], *others])
    this_year(world, site, [site.teacher, *teachers])
    feeds.make(of=site.teacher.person, by=site.teacher.account)


def _course(world: World, site: Site, plan: Plan, co_leader: Actor, when: datetime) -> Course:
    team, host = [site.leader, co_leader], world.district(CONEJO)
    return cycles.publish(plan, host=host, team_of=team, folk=world.folk, when=when, approver=site.admin)


def this_year(world: World, site: Site, teachers: Sequence[Actor]) -> None:
    days = world.days
    course = _course(world, site, _plan(world), site.coleader, days.at(-150, 15))
    lines = backing.promised(course, site.admin, days.at(-140, 16))
    cycles.register(course, teachers, days.at(-130, 16))
    cycles.gather(course, 1, teachers[:26])
    cycles.close(course, 1, assignment=cycles.ASKED, samples=2)
    cycles.ask(course, 1, teachers[:19], hopeful=0.4)
    second = course.fresh(2).starts_at or days.now
    trying = Trying(
        course, 1, SCIENCE, world.files, second - timedelta(hours=20), [site.coleader, *teachers[:2]]
    )
    story = trying.all(teachers, FIRST)
    for _, attempt, _ in story[:8]:
        trying.feedback(attempt, [FeedbackKind.WARM, FeedbackKind.COOL], second - timedelta(hours=15))
    cycles.gather(course, 2, teachers[:24], late=[teachers[25]])
    cycles.close(course, 2, assignment="Try it once more, with the one change you chose.", samples=2)
    trying.look(story, course.fresh(2))
    cycles.ask(course, 2, teachers[:18], hopeful=0.55)
    again, rounds = _second_round(world, site, course, story, teachers)
    cycles.gather(course, 3, teachers[:23])
    cycles.close(course, 3)
    _together(course, site, teachers)
    again.look(rounds, course.fresh(3), keeps=site.teacher)
    cycles.ask(course, 3, teachers[:20], hopeful=0.7)
    cycles.complete(course, days.at(-12, 15))
    backing.kept(lines, site.leader, site.admin, days.at(-11, 15))
    portfolio.asked_down(site.teacher, story[0][1], world.program, days.at(-2, 9))


def _second_round(
    world: World, site: Site, course: Course, story: Sequence[Step], teachers: Sequence[Actor]
) -> tuple[Trying, list[Step]]:
    """Nine refine what they tried; six others try for the first time after session 2."""
    third = course.fresh(3).starts_at or world.days.now
    trying = Trying(
        course, 2, SCIENCE, world.files, third - timedelta(hours=20), [site.coleader, *teachers[:2]]
    )
    again: list[Step] = []
    for one, first, far in story:
        if far == Far.REFINED:
            reached = Far.DECIDED if len(again) < 7 else Far.TRIED
            all_of_it = one is site.teacher
            made = trying.refine(
                one, first, Far.TRIED if all_of_it else reached, portfolio.IDEA if all_of_it else ""
            )
            if all_of_it:
                brought = third - timedelta(days=4)
                portfolio.fill(world.files, one, made, site.leader, [site.coleader, teachers[2]], brought)
            again.append((one, made, reached))
    return trying, [*again, *trying.all(teachers[16:22], [Far.ANALYSED] * 6)]


def _together(course: Course, site: Site, teachers: Sequence[Actor]) -> None:
    """What hung on the wall of session 3: the covered photo first, then colleagues' models."""
    shown = together.samples(course.fresh(2), looked_at=False)
    mine = [one for one in shown if one.owner_id == site.teacher.person.pk]
    others = [one for one in shown if one.owner_id != site.teacher.person.pk]
    people = [site.teacher, *teachers[1:7], site.coleader]
    together.held(together.MODELS, course.fresh(3), site.coleader, people, [*mine[:2], *others[:4]])


def last_year(world: World, site: Site, co_leader: Actor, teachers: Sequence[Actor]) -> None:
    """A first round with fewer people; who co-led it takes part this year. No student work was asked for yet."""
    days = world.days
    plan = Plan(
        title="Science notebooks that think",
        focus="Notebooks as a place to change one's mind",
        audience="Elementary teachers",
        outcomes=("Students write what they think before and after",),
        strategies=("Science notebooks",),
        meetings=(
            Meeting("The first page", place=PLACE, start=days.last_year(10, 8, 15)),
            Meeting("The page we crossed out", place=PLACE, start=days.last_year(12, 3, 15)),
        ),
    )
    course = _course(world, site, plan, co_leader, days.last_year(9, 3, 15))
    cycles.register(course, teachers, days.last_year(9, 20, 16))
    cycles.gather(course, 1, teachers[:16])
    cycles.close(course, 1, assignment="Let students cross out one idea, and keep it.", samples=0)
    second = course.fresh(2).starts_at or days.now
    trying = Trying(course, 1, SCIENCE, world.files, second - timedelta(hours=20))
    for one in teachers[:7]:
        trying.go(one, Far.TRIED)
    cycles.gather(course, 2, teachers[3:14])
    cycles.close(course, 2)
    cycles.ask(course, 2, teachers[3:12], hopeful=0.4)
    cycles.complete(course, days.last_year(12, 12, 15))


def _plan(world: World) -> Plan:
    days = world.days
    return Plan(
        title="Phenomenon first: NGSS in elementary classrooms",
        focus="Begin with what students can see, name it later",
        grades=("K", "1", "2", "3", "4", "5"),
        subjects="science",
        audience="Elementary teachers; high-school science teachers model lessons with them",
        description="High-school science teachers bring a phenomenon, elementary teachers what their students asked.",
        outcomes=(
            "Units begin with a phenomenon students can observe",
            "Students' own models change as they learn",
            "Student questions decide the order of the unit",
        ),
        strategies=("Phenomenon first", "Student models", "Question boards"),
        backwards=aims.CONEJO,
        meetings=(
            Meeting("A can that crushes itself", "Be a student once", PLACE, days.at(-110, 9), 3),
            Meeting(
                "What their models show",
                "Look at student work, choose one change",
                PLACE,
                days.at(-62, 15),
                3,
            ),
            Meeting("What stays", "Second rounds, and what we pass on", PLACE, days.at(-18, 15), 3),
        ),
        capacity=30,
    )
