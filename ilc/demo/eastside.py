"""East Side Alliance: one high-school district and seven feeder districts, one mathematics series.

Session 1 was yesterday and is not closed yet; session 2 has no date. Last year's series is completed.
"""

from collections.abc import Sequence
from datetime import timedelta

from cycles.planning.actions import kind
from cycles.planning.models import Series
from cycles.roster.actions import claims
from cycles.roster.choices import ClaimBasis
from districts.models import Alliance, AllianceMembership
from ilc.core.ids import uuid7
from ilc.demo import accounts, aims, cycles
from ilc.demo.accounts import Site
from ilc.demo.clock import acting_at
from ilc.demo.cycles import Meeting, Plan
from ilc.demo.people import Actor
from ilc.demo.places import EAST_SIDE_HIGH, FEEDERS
from ilc.demo.trying import NUMBERS, Far, Trying
from ilc.demo.world import World

MEMBERS = (EAST_SIDE_HIGH, *FEEDERS)
PLACE = "Overfelt High, room 20"
SUBJECT = "Mathematics"
EACH = 6  # teachers of each district


def make(world: World) -> None:
    schools = world.places.schools
    alliance = _alliance(world)
    where = (schools[EAST_SIDE_HIGH][0], schools[FEEDERS[0]][1], schools[FEEDERS[2]][0])
    lead = world.district(EAST_SIDE_HIGH)
    with acting_at(world.days.long_ago):
        site = accounts.site_people("eastside", world.folk, world.program, lead, where, SUBJECT)
        here = {cds: world.folk.teachers(schools[cds], EACH, subjects=SUBJECT) for cds in MEMBERS}
    returning = [here[cds][number] for number in range(3) for cds in MEMBERS]
    series = last_year(world, site, alliance, returning)
    this_year(world, site, alliance, [here[cds][number] for number in range(EACH) for cds in MEMBERS])
    _claims(world, series, returning)


def _alliance(world: World) -> Alliance:
    made = Alliance.objects.create(
        name=accounts.SITES["eastside"],
        lead_district=world.district(EAST_SIDE_HIGH),
        about="East Side Union High and the seven elementary districts whose students come to it.",
    )
    since = world.days.today - timedelta(days=3 * 365)
    AllianceMembership.objects.bulk_create(
        AllianceMembership(alliance=made, district=world.district(cds), from_date=since) for cds in MEMBERS
    )
    return made


def last_year(world: World, site: Site, alliance: Alliance, teachers: Sequence[Actor]) -> Series:
    days = world.days
    plan = Plan(
        title="Number talks from grade 3 to algebra",
        focus="The same routine in every grade",
        grades=("3", "4", "5", "6", "7", "8", "9"),
        subjects="mathematics",
        audience="Mathematics teachers of the alliance",
        outcomes=("Students explain more than one way to an answer",),
        strategies=("Number talks",),
        meetings=(
            Meeting("Ten minutes, five ways", place=PLACE, start=days.last_year(2, 4, 15)),
            Meeting("The way we did not expect", place=PLACE, start=days.last_year(4, 8, 15)),
        ),
    )
    team = [site.leader, site.coleader]
    when = days.last_year(1, 8, 15)
    course = cycles.publish(plan, host=alliance, team_of=team, folk=world.folk, when=when)
    cycles.register(course, teachers, days.last_year(1, 15, 16))
    cycles.gather(course, 1, teachers[:22])
    cycles.close(course, 1, assignment=cycles.ASKED, samples=2)
    second = course.fresh(2).starts_at or days.now
    trying = Trying(course, 1, NUMBERS, world.files, second - timedelta(hours=20))
    farness = [Far.DECIDED] * 6 + [Far.TRIED] * 6 + [Far.SKIPPED]
    story = trying.all(teachers, farness)
    cycles.gather(course, 2, teachers[:18])
    cycles.close(course, 2)
    trying.look(story, course.fresh(2))
    cycles.ask(course, 2, teachers[:15], hopeful=0.55)
    cycles.complete(course, days.last_year(4, 20, 15))
    with acting_at(days.last_year(4, 21, 15)):
        kind.set_kind(series=course.series, trains_coaches=True, institute=False, by=world.program.account)
    return course.series


def this_year(world: World, site: Site, alliance: Alliance, teachers: Sequence[Actor]) -> None:
    """Yesterday: most checked in themselves, two walked in, some nobody has answered for yet."""
    days = world.days
    plan = Plan(
        title="Reasoning about ratios, grade 5 to 9",
        focus="From “which one is more” to slope, without losing anybody",
        grades=("5", "6", "7", "8", "9"),
        subjects="mathematics",
        audience="Mathematics teachers of grades 5 to 9 in the eight districts",
        description="One thread through five grades: what students bring from each, and what the next one builds on.",
        outcomes=(
            "Students draw a ratio in two ways before they calculate",
            "Teachers know what the grades before and after theirs do",
        ),
        strategies=("Number talks", "Two drawings", "Which one doesn't belong?"),
        backwards=aims.EASTSIDE,
        meetings=(
            Meeting("Two drawings of one ratio", "Do the task as students do", PLACE, days.at(-1, 9), 3),
            Meeting("What students drew", "Look at student work across grades", PLACE),
        ),
        capacity=60,
    )
    team = [site.leader, site.coleader]
    course = cycles.publish(plan, host=alliance, team_of=team, folk=world.folk, when=days.at(-40, 15))
    registered, walk_ins = [site.teacher, *teachers[:-2]], list(teachers[-2:])
    cycles.register(course, registered, days.at(-25, 16))
    late = registered[40:42] if course.fresh(1).ends_at < days.now - timedelta(minutes=5) else []  # type: ignore[operator]
    cycles.gather(course, 1, registered[:40], late=late, walk_ins=walk_ins)
    cycles.ask(course, 1, registered[1:23], hopeful=0.35)


def _claims(world: World, series: Series, coaches: Sequence[Actor]) -> None:
    """Coaches trained last year say whom they trained; one number is still to be confirmed."""
    days = world.days
    rows = (
        (coaches[0], 64, ClaimBasis.SIGN_IN, days.at(-75, 9), "Department meetings in autumn", True),
        (coaches[4], 38, ClaimBasis.SIGN_IN, days.at(-50, 9), "Grade 6 to 8 planning days", True),
        (coaches[9], 45, ClaimBasis.ESTIMATE, days.at(-30, 9), "A number talk in each staff meeting", False),
        (coaches[2], 52, ClaimBasis.SIGN_IN, days.last_year(5, 6, 9), "Saturday workshop of the union", True),
    )
    for coach, how_many, basis, when, what_for, sure in rows:
        with acting_at(when):
            made = claims.enter(
                pk=uuid7(),
                coach=coach.person,
                series=series,
                people=how_many,
                basis=basis,
                claimed_on=when.date(),
                period_from=None,
                period_to=None,
                what_for=what_for,
                said_by="",
                by=coach.account,
            )
        if sure:
            with acting_at(when + timedelta(days=3)):
                claims.confirm(claim=made, version=made.version, by=world.program.account)
