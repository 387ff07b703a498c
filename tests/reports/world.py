"""The rows of the hand-worked case (tests/reports/test_hand_worked.py tells what they mean)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from cycles.evidence.models import Artifact
from cycles.followup.models import Answer, Instrument, InstrumentVersion, Item, Response
from cycles.planning.models import Event, Series, Session
from cycles.roster.models import EventAttendance, HeadCount, IndirectReachClaim
from cycles.tries.models import Try
from districts.models import District
from districts.permissions import Role
from participants.models import Person
from tests import factories as make

PACIFIC = ZoneInfo("America/Los_Angeles")
TODAY = datetime(2026, 3, 1, 12, tzinfo=PACIFIC)


def day(year: int, month: int, dom: int, hour: int = 16) -> datetime:
    return datetime(year, month, dom, hour, tzinfo=PACIFIC)


@dataclass
class World:
    madera: District
    conejo: District
    people: dict[str, Person]
    frames: Series
    talks: Series
    f1: Session
    f2: Session
    f3: Session


def survey() -> InstrumentVersion:
    """An exit survey with the five domains."""
    instrument, _ = Instrument.objects.get_or_create(key="exit", defaults={"title": "Session exit"})
    version = InstrumentVersion.objects.create(
        instrument=instrument, number=instrument.versions.count() + 1, confidentiality="confidential"
    )
    for position, domain in enumerate(("curriculum", "strategies", "assessments", "engagement", "learning")):
        Item.objects.create(
            version=version, position=position, kind="extent", text=domain, domain=domain, guskey_level=4
        )
    return version


def answer(version: InstrumentVersion, who: Person, at: Session, **values: int) -> None:
    response = Response.objects.create(version=version, session=at, person=who)
    Response.objects.filter(pk=response.pk).update(created_at=at.ends_at)
    for domain, value in values.items():
        Answer.objects.create(response=response, item=version.items.get(domain=domain), value=value)


def tell(
    who: Person, after: Session, on: date, *, brought: bool = False, analysed: bool = False, **more: Any
) -> Try:
    """A try that was told; `plan` and `work` name the artifacts it has."""
    at = datetime(on.year, on.month, on.day, 18, tzinfo=PACIFIC)
    kinds = more.pop("files", ())
    told = make.attempt(
        who,
        after,
        state="analysed" if analysed else "brought" if brought else "tried",
        tried_on=on,
        tried_at=at,
        brought_at=at if brought else None,
        analysed_at=at if analysed else None,
        **more,
    )
    for kind in kinds:
        attach(told, kind)
    return told


def attach(attempt: Try, kind: str, state: str = "private") -> None:
    Artifact.objects.create(
        owner=attempt.person,
        attempt=attempt,
        kind=kind,
        state=state,
        original_name="x.jpg",
        received_size=1,
        received_sha256=f"{attempt.artifacts.count():064}",
        withdrawn_at=timezone.now() if state == "withdrawn" else None,
    )


def _people(madera: District, conejo: District) -> dict[str, Person]:
    sierra, alpha = make.school("Sierra", within=madera), make.school("Alpha", within=madera)
    make.school("Berenda", within=madera)
    make.school("Old School", within=madera, status="closed")
    west = make.school("Westlake", within=conejo)
    at = {
        sierra: "Ana Ben Cruz Ivy Lena",
        alpha: "Dee Eli Jo",
        west: "Fay Kai",
    }
    people = {
        name: make.person(f"{name} Ames", at=school) for school, names in at.items() for name in names.split()
    }
    people["Hana"] = make.person("Hana Ames", at=alpha, account=False)
    people["Gus"] = gus = make.person("Gus Ames")
    make.appoint(gus, at=sierra, to_date=date(2025, 8, 1))
    make.appoint(gus, at=west, since=date(2025, 8, 1))
    people["Ivy C."] = double = make.person("Ivy C.", at=sierra, account=False)
    double.merged_into = double.root = people["Ivy"]
    double.save()
    return people


def _attendance(w: World, talks: list[Session], institute: Session) -> None:
    p = w.people
    for name in "Ana Ben Dee Eli Fay Gus Ivy Jo Lena".split():
        make.attend(p[name], w.f1)
    make.attend(p["Cruz"], w.f1, "partial", minutes=90)
    make.attend(p["Ivy C."], w.f1, "partial", minutes=60)
    for name in ("Ana", "Ben", "Cruz", "Dee", "Eli", "Fay", "Gus", "Ivy C.", "Lena"):
        make.attend(p[name], w.f2)
    make.attend(p["Hana"], w.f2, "partial", minutes=120)
    make.attend(p["Jo"], w.f2, "absent")
    HeadCount.objects.create(session=w.f2, people=12)
    for name in "Ana Ben Dee Fay Gus Ivy Hana".split():
        make.attend(p[name], w.f3)
    make.attend(p["Cruz"], w.f3, "unknown")
    make.attend(p["Eli"], w.f3, confirmed=False, source="self")
    for name, at in (("Lena", 0), ("Fay", 0), ("Fay", 1), ("Fay", 2)):
        make.attend(p[name], talks[at])
    for name in ("Lena", "Kai"):
        make.attend(p[name], institute)


def _enrollments(w: World) -> None:
    done = "Ana Ben Dee Fay Gus Ivy Hana".split()
    for name in done:
        source = "walk-in" if name == "Hana" else "self"
        make.enroll(w.people[name], w.frames, "completed", source=source, completed_at=day(2025, 11, 1))
    for name in ("Cruz", "Eli", "Ivy C."):
        make.enroll(w.people[name], w.frames)
    make.enroll(w.people["Jo"], w.frames, "withdrawn")
    make.enroll(w.people["Kai"], w.frames, "invited", registered_at=None)


def _tries(w: World) -> None:
    p, plan, work = w.people, "lesson-plan", "student-work"
    for session in (w.f1, w.f2):
        make.assignment(session)
    first = tell(p["Ana"], w.f1, date(2025, 6, 12))
    attach(first, plan, "quarantined")
    attach(first, work, "withdrawn")
    tell(p["Ben"], w.f1, date(2025, 6, 14), brought=True, files=(plan, work))
    tell(p["Cruz"], w.f1, date(2025, 6, 13), brought=True, files=(plan, work))
    tell(p["Dee"], w.f1, date(2025, 6, 15), brought=True, files=(work,))
    tell(p["Eli"], w.f1, date(2025, 6, 20))
    tell(p["Fay"], w.f1, date(2025, 6, 11), brought=True, analysed=True, files=(work,))
    tell(p["Gus"], w.f1, date(2025, 8, 25))
    ivys = tell(p["Ivy C."], w.f1, date(2025, 6, 18), brought=True, files=(work, work))
    make.attempt(p["Jo"], w.f1)
    tell(p["Ana"], w.f2, date(2025, 9, 2))
    tell(p["Ben"], w.f2, date(2025, 9, 2), brought=True, files=(plan, work))
    tell(p["Dee"], w.f2, date(2025, 8, 29), brought=True, analysed=True, files=(plan, work))
    tell(p["Gus"], w.f2, date(2025, 8, 26))
    tell(p["Ivy"], w.f2, date(2025, 9, 9), refines=ivys)
    make.attempt(p["Cruz"], w.f2, state="skipped", skip_reason="time")
    make.attempt(p["Eli"], w.f2)


def _answers(w: World) -> None:
    p, version = w.people, survey()
    answer(version, p["Ana"], w.f2, strategies=3, engagement=4, learning=4)
    answer(version, p["Ben"], w.f2, curriculum=4, strategies=4, engagement=4, learning=3)
    answer(version, p["Dee"], w.f2, curriculum=4, strategies=4, engagement=3, learning=3)
    answer(version, p["Gus"], w.f2, strategies=3, learning=2)
    answer(version, p["Ivy C."], w.f2, strategies=3, engagement=3)
    answer(version, p["Hana"], w.f2, strategies=3, engagement=3, curriculum=4)
    answer(version, p["Eli"], w.f2, strategies=0, engagement=3)
    answer(version, p["Cruz"], w.f2, strategies=0)
    answer(version, p["Ana"], w.f3, strategies=4, curriculum=4)
    answer(version, p["Ivy"], w.f3, strategies=4, engagement=4, curriculum=4)
    answer(version, p["Fay"], w.f3, strategies=3)
    answer(version, p["Eli"], w.f3, strategies=1, engagement=1)


def _other_reach(w: World) -> None:
    p = w.people
    for host, start, count, names in (
        (w.conejo, day(2025, 10, 4), 30, ("Kai", "Fay", "Ana", "Ivy", "Ivy C.")),
        (w.madera, day(2026, 1, 20), 2, ("Ana", "Ben", "Kai")),
    ):
        event = Event.objects.create(
            title="Conference", host_district=host, starts_at=start, ends_at=start.replace(hour=18)
        )
        HeadCount.objects.create(event=event, people=count)
        for name in names:
            EventAttendance.objects.create(
                event=event, person=p[name], appointment=p[name].appointments.on(start.date()).first()
            )
    for name, people, on, confirmed in (
        ("Ben", 10, date(2025, 6, 20), True),
        ("Fay", 40, date(2025, 12, 1), True),
        ("Ana", 25, date(2026, 2, 1), False),
    ):
        IndirectReachClaim.objects.create(
            coach=p[name],
            appointment=p[name].appointments.first(),
            people=people,
            basis="sign-in",
            claimed_on=on,
            confirmed_at=TODAY if confirmed else None,
        )


def build() -> World:
    """Everything, as it stands on 1 March 2026."""
    madera, conejo = make.district(), make.district("Conejo Valley Unified")
    people = _people(madera, conejo)
    frames = make.series(
        "Frames", leaders=[people["Lena"]], host=madera, state="completed", completed_at=day(2025, 11, 1)
    )
    talks = make.series("Number talks", leaders=[people["Kai"]], host=conejo, state="running")
    leading = make.series(
        "Institute", leaders=[people["Fay"]], host=madera, state="running", is_leader_institute=True
    )
    starts = (
        (frames, 1, day(2025, 6, 10), 3),
        (frames, 2, day(2025, 8, 19), 3),
        (frames, 3, day(2025, 10, 14, 9), 8),
    )
    starts += (
        (talks, 1, day(2025, 9, 9), 2),
        (talks, 2, day(2025, 11, 11), 2),
        (talks, 3, day(2025, 12, 2), 2),
    )  # type: ignore[assignment]
    starts += ((leading, 1, day(2025, 11, 5), 2),)  # type: ignore[assignment]
    made = [
        make.session(series, number, start=start, hours=hours, state="held", closed_at=start)
        for series, number, start, hours in starts
    ]
    f1, f2, f3, g1, g2, g3, i1 = made
    Session.objects.filter(pk=f3.pk).update(closed_at=None)
    Session.objects.filter(pk=g3.pk).update(state="cancelled", closed_at=None)
    world = World(madera, conejo, people, frames, talks, f1, f2, f3)
    _attendance(world, [g1, g2, g3], i1)
    _enrollments(world)
    _tries(world)
    make.assignment(g1)
    _answers(world)
    _other_reach(world)
    grants: tuple[tuple[str, Role, dict[str, District]], ...] = (
        ("Kai", Role.DISTRICT_ADMIN, {"district": madera}),
        ("Fay", Role.PROGRAM, {}),
    )
    for name, role, scope in grants:
        account = people[name].user
        assert account is not None
        make.grant(account, role, **scope)
    return world
