"""North Orange County with CSU Fullerton: conferences with head-counts, aspiring teachers without a district,
and a series with open registration that is full, with a waitlist and one seat just offered.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cycles.planning.choices import EventKind, Zone
from cycles.planning.models import Event
from cycles.roster.actions import enrollments, event_heads, events, questions
from cycles.roster.choices import HeadRole
from cycles.roster.models import Enrollment, EventAttendance
from districts.actions import partners
from districts.choices import PartnerKind
from ilc.core.ids import uuid7
from ilc.demo import accounts, cycles
from ilc.demo.accounts import Site
from ilc.demo.clock import acting_at
from ilc.demo.cycles import Course, Meeting, Plan
from ilc.demo.people import Actor, Sketch
from ilc.demo.places import FULLERTON_HIGH, ORANGE_NEIGHBOURS
from ilc.demo.trying import TALK, Far, Trying
from ilc.demo.world import World
from participants.choices import AppointmentRole

SEATS = 24
NAMED, HEADS = 120, 300
NAMED_BEFORE, HEADS_BEFORE = 70, 210
PLACE = "CSU Fullerton, Titan Student Union"


def make(world: World) -> None:
    schools = world.places.schools
    where = (schools[FULLERTON_HIGH][0], schools["30-66506"][0], schools["30-66563"][0])
    around = [one for cds in (FULLERTON_HIGH, *ORANGE_NEIGHBOURS) for one in schools[cds]]
    with acting_at(world.days.long_ago):
        site = accounts.site_people(
            "orange", world.folk, world.program, world.district(FULLERTON_HIGH), where
        )
        teachers = world.folk.teachers(around, 34)
        aspiring = world.folk.make([Sketch(role=AppointmentRole.ASPIRING) for _ in range(6)])
    last_year(world, site, teachers[:20])
    conference(
        world, site, [*teachers, *aspiring], world.days.last_year(10, 24, 8), NAMED_BEFORE, HEADS_BEFORE
    )
    conference(world, site, [site.teacher, *teachers, *aspiring], world.days.at(-30, 8), NAMED, HEADS)
    planned(world, site, "Aspiring teachers meet mentors", world.days.at(20, 9))
    waiting_series(world, site, [site.teacher, *teachers[:23], *aspiring[:2], *teachers[23:28]])


def conference(
    world: World, site: Site, known: Sequence[Actor], start: datetime, named: int, heads: int
) -> None:
    """One day; those who gave their names, and everybody counted at the door."""
    schools = [one for cds in (FULLERTON_HIGH, *ORANGE_NEIGHBOURS) for one in world.places.schools[cds]]
    sketches = []
    for number in range(named - len(known)):
        email = "" if number % 3 else "-"  # every third wrote no address on the sheet
        if number % 6 == 0:
            sketches.append(Sketch(role=AppointmentRole.ASPIRING, email=email, account=False))
        else:
            sketches.append(Sketch(school=schools[number % len(schools)], email=email, account=False))
    event = planned(world, site, f"Teachers Leading Teachers {start.year}", start)
    with acting_at(start + timedelta(hours=2)):
        EventAttendance.objects.bulk_create(
            EventAttendance(
                event=event, person=one.person, appointment=one.appointment, recorded_by=site.leader.account
            )
            for one in [*known, *world.folk.make(sketches)]
        )
        event_heads.set_heads(event=event, counts=by_role(heads), version=0, by=site.leader.account)
    with acting_at(start + timedelta(hours=8)):
        events.close(event=event, by=site.leader.account)


def planned(world: World, site: Site, title: str, start: datetime) -> Event:
    """A conference of the district together with the university, planned three weeks before."""
    with acting_at(start - timedelta(days=21)):
        return events.create(
            pk=uuid7(),
            title=title,
            kind=EventKind.CONFERENCE,
            description="Teachers show what they tried with their own students. Aspiring teachers are welcome.",
            starts_at=start,
            ends_at=start + timedelta(hours=7),
            time_zone=Zone.PACIFIC,
            place=PLACE,
            host=world.district(FULLERTON_HIGH),
            partner=partners.known_or_new(
                name="California State University, Fullerton",
                kind=PartnerKind.UNIVERSITY,
                by=site.leader.account,
            ),
            open_to_all=True,
            by=site.leader.account,
        )


def by_role(heads: int) -> dict[str, int]:
    """As the desk at the door counted them."""
    told: dict[str, int] = {
        HeadRole.COACH: heads // 15,
        HeadRole.ADMINISTRATOR: heads // 25,
        HeadRole.ASPIRING: heads // 6,
    }
    return {**told, HeadRole.UNKNOWN: heads // 10, HeadRole.TEACHER: heads - sum(told.values()) - heads // 10}


def last_year(world: World, site: Site, teachers: Sequence[Actor]) -> None:
    """Mentors of beginning teachers: two sessions, completed."""
    days, first = world.days, [site.teacher, *teachers]
    plan = Plan(
        title="Mentors who listen",
        focus="Conversations with beginning teachers",
        audience="Mentors of beginning teachers",
        outcomes=("Mentors ask before they advise",),
        strategies=("Listening protocols",),
        meetings=(
            Meeting("Ask first", place=PLACE, start=days.last_year(9, 17, 16), hours=2.5),
            Meeting("What they told us", place=PLACE, start=days.last_year(11, 12, 16), hours=2.5),
        ),
        open_to_all=True,
    )
    course = cycles.publish(
        plan,
        host=world.district(FULLERTON_HIGH),
        team_of=[site.leader, site.coleader],
        folk=world.folk,
        when=days.last_year(8, 20, 15),
    )
    cycles.register(course, first, days.last_year(9, 3, 16))
    cycles.gather(course, 1, first[:19])
    cycles.close(course, 1, assignment="Have one conversation in which you only ask.", samples=0)
    second = course.fresh(2).starts_at or days.now
    trying = Trying(course, 1, TALK, world.files, second - timedelta(hours=20))
    for one in first[:9]:
        trying.go(one, Far.TRIED)
    cycles.gather(course, 2, first[:15])
    cycles.close(course, 2)
    cycles.ask(course, 2, first[:13], hopeful=0.6)
    cycles.complete(course, days.last_year(11, 20, 15))


def waiting_series(world: World, site: Site, wanting: Sequence[Actor]) -> None:
    """Full after a week; somebody withdrew last night, so the first in line has an offer."""
    days = world.days
    plan = Plan(
        title="Listening protocols for mentors",
        focus="Three protocols that let a beginning teacher think aloud",
        audience="Mentors, future mentors and aspiring teachers; open to everybody",
        description="With CSU Fullerton. Aspiring teachers are welcome: bring a conversation instead of a lesson.",
        outcomes=("Mentors ask before they advise", "Beginning teachers name their own next step"),
        strategies=("Listening protocols",),
        meetings=(
            Meeting("Ask, wait, ask again", "Three protocols", PLACE, days.at(12, 16), 2.5),
            Meeting("What they told us", "Bring one conversation", PLACE, days.at(47, 16), 2.5),
        ),
        capacity=SEATS,
        open_to_all=True,
    )
    team = [site.leader, site.coleader]
    host = world.district(FULLERTON_HIGH)
    course = cycles.publish(plan, host=host, team_of=team, folk=world.folk, when=days.at(-16, 15))
    for number, one in enumerate(wanting):
        cycles.register(course, [one], days.at(-14, 8) + timedelta(hours=5 * number))
    _questions(course, site, wanting)
    with acting_at(days.now - timedelta(hours=12)):
        leaving = Enrollment.objects.get(series=course.series, person=wanting[9].person)
        enrollments.withdraw(enrollment=leaving, by=wanting[9].user, reason="the day is taken")


def _questions(course: Course, site: Site, wanting: Sequence[Actor]) -> None:
    """What the leaders ask before the first session, and the answers of the first few."""
    food = questions.ask(
        series=course.series, text="Is there anything you do not eat?", kind="text", by=site.leader.account
    )
    seat = questions.ask(
        series=course.series,
        text="Whom do you mentor?",
        kind="choice",
        options=["Beginning teachers", "Aspiring teachers", "Nobody yet"],
        by=site.leader.account,
    )
    told = (("Nuts", 0), ("", 1), ("No meat, please", 2), ("", 0), ("", 1))
    for one, (eats, mentors) in zip(wanting, told, strict=False):
        answers = {food.pk: eats, seat.pk: seat.options[mentors]}
        enrollment = Enrollment.objects.get(series=course.series, person=one.person)
        questions.answer(enrollment=enrollment, answers=answers, by=one.user)
