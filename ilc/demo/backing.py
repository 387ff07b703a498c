"""What stands behind the series: support asked and answered, partners, contributions, a budget, a template."""

from datetime import datetime, timedelta
from decimal import Decimal

from cycles.planning.actions import budget, contributions, copying, partners, support
from cycles.planning.choices import Side
from cycles.planning.models import Series, SupportLine
from districts.models import District, Partner
from ilc.accounts.models import User
from ilc.core.days import school_year
from ilc.demo.clock import acting_at
from ilc.demo.cycles import Course
from ilc.demo.people import DOMAIN, Actor
from ilc.demo.places import EAST_SIDE_HIGH, FEEDERS
from ilc.demo.world import World


def _who(name: str) -> User:
    return User.objects.get(email=f"{name}@{DOMAIN}")


def _ask(
    series: Series,
    leader: User,
    when: datetime,
    of: District,
    kind: str,
    number: int,
    unit: str,
    note: str = "",
) -> SupportLine:
    with acting_at(when):
        return support.ask(
            series=series,
            kind=kind,
            quantity=Decimal(number),
            unit=unit,
            of=of,
            by_when=(when + timedelta(days=30)).date(),
            note=note,
            by=leader,
        )


def _answer(line: SupportLine, admin: User, when: datetime, verb: str, words: str, number: int = 0) -> None:
    quantity = Decimal(number) if number else None
    with acting_at(when):
        support.answer(line=line, verb=verb, quantity=quantity, words=words, by=admin, version=line.version)


def add(world: World) -> None:
    """One promise in part, one kept, some waiting for an answer."""
    _madera(world)
    _eastside(world)
    offered(world, "Phenomenon first")


def _madera(world: World) -> None:
    days, leader, admin = world.days, _who("leader.madera"), _who("admin.madera")
    series = Series.objects.get(title__startswith="Academic conversation across")
    district = series.host_district
    if district is None:
        return
    asked, answered = days.at(-55, 16), days.at(-50, 11)
    note = "Two substitutes for each of six pairs who visit each other."
    days_off = _ask(series, leader, asked, district, "release", 12, "days", note)
    time = _ask(series, leader, asked, district, "planning", 6, "hours", "One late start a month.")
    _answer(days_off, admin, answered, "pledged in part", "Eight now; ask again after winter break.", 8)
    _answer(time, admin, answered, "pledged", "Late starts are in the calendar.")
    with acting_at(answered + timedelta(days=2)):
        support.accept(series=series, line=days_off.pk, by=leader)
    _ask(
        series, leader, days.at(-1, 15), district, "observation", 2, "visits", "To see talk, not to evaluate."
    )
    with acting_at(asked):
        fund, _ = Partner.objects.get_or_create(name="Central Valley Education Fund", kind="funder")
        known = partners.join(series=series, by=leader, partner=fund, role="Pays stipends for Saturdays")
        partners.join(series=series, by=leader, called="Madera farm bureau", role="Lends its hall")
        _budget(series, leader)
        year = school_year(asked.date())
        contributions.give(
            series=series,
            giver=known,
            kind="money",
            quantity=None,
            unit="",
            value=Decimal("6000.00"),
            source="Teacher grants",
            school_year=year,
            state="delivered",
            by=leader,
        )
        contributions.give(
            series=series,
            giver=district,
            kind="release",
            quantity=Decimal(8),
            unit="days",
            value=Decimal("1480.00"),
            source="LCAP goal 2",
            school_year=year,
            state="pledged",
            by=leader,
        )


def _budget(series: Series, leader: User) -> None:
    rows = (
        ("stipends", "48 teachers, two Saturdays", "96", "150.00", "partner", "Teacher grants"),
        ("substitutes", "Peer visits", "8", "185.00", "local", "LCAP goal 2"),
        ("materials", "Frame cards, printed in color", "48", "3.25", "local", "School site funds"),
        ("other", "Program experts, two days", "2", "600.00", "program", ""),
    )
    for kind, what, count, rate, fund, source in rows:
        budget.add(
            series=series,
            kind=kind,
            what=what,
            count=Decimal(count),
            rate=Decimal(rate),
            fund=fund,
            source=source,
            by=leader,
        )


def promised(course: Course, admin: Actor, when: datetime) -> list[SupportLine]:
    """Cover for visits, and materials: asked and promised."""
    leader, district = course.leader.account, course.series.host_district
    if district is None:
        return []
    cover = _ask(course.series, leader, when, district, "release", 10, "days", "High-school teachers visit.")
    kits = _ask(course.series, leader, when, district, "materials", 24, "sets", "Bottles, balloons, vinegar.")
    for line, words in ((cover, "Covered by the site budget."), (kits, "Ordered.")):
        _answer(line, admin.account, when + timedelta(days=3), "pledged", words)
    return [cover, kits]


def kept(lines: list[SupportLine], leader: Actor, admin: Actor, when: datetime) -> None:
    """The administrator says all was kept; the leaders tell the cover differently."""
    with acting_at(when):
        for line in lines:
            support.tell(line=line, side=Side.ADMINISTRATOR, kept=True, by=admin.account)
        words = "Seven of ten days; two visits fell through."
        support.tell(line=lines[0], side=Side.LEADERS, kept=False, words=words, by=leader.account)
        for line in lines[1:]:
            support.tell(line=line, side=Side.LEADERS, kept=True, by=leader.account)


def offered(world: World, title: str) -> None:
    """Program staff offer a plan to everybody who begins a series."""
    series = Series.objects.get(title__startswith=title)
    with acting_at(world.days.at(-8, 10)):
        copying.offer(series=series, on=True, by=world.program.account)


def _eastside(world: World) -> None:
    """Each of the first three districts of the alliance is asked; only the lead's administrator is here to answer."""
    leader, when = _who("leader.eastside"), world.days.at(-3, 16)
    series = Series.objects.get(title__startswith="Reasoning about ratios")
    for cds in (EAST_SIDE_HIGH, *FEEDERS[:2]):
        _ask(series, leader, when, world.district(cds), "release", 4, "days", "Cover for session 2.")
