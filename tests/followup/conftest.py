"""One small series in January 2025 whose first session was on Saturday the 11th, 9:00 in California."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from cycles.followup.instruments import ensure_instruments
from cycles.followup.models import Instrument, InstrumentVersion, Item
from cycles.followup.reminders import derive
from cycles.planning.models import Series, Session
from cycles.tries.models import TryAssignment
from ilc.core import outbox
from ilc.core.models import OutgoingMessage
from participants.models import Person
from tests import factories as make

HERE = ZoneInfo("America/Los_Angeles")


def local(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2025) -> datetime:
    """A moment on California's wall clock."""
    return datetime(year, month, day, hour, minute, tzinfo=HERE).astimezone(UTC)


@dataclass
class Scene:
    """Alice leads; Rosa and Linh came to the first session; the second has no date yet."""

    alice: Person
    rosa: Person
    linh: Person
    series: Series
    first: Session
    second: Session
    asked: TryAssignment
    clock: time_machine.Traveller

    def at(self, *when: int) -> None:
        """Set the clock to a local time."""
        self.clock.move_to(local(*when))

    def date_second(self, start: datetime) -> None:
        Session.objects.filter(pk=self.second.pk).update(
            starts_at=start, ends_at=start + timedelta(hours=3), state="scheduled"
        )

    def run(self) -> list[str]:
        """Derive and send as the worker does; the subjects of what went out, for each person."""
        before = len(mail.outbox)
        derive()
        for pk in (
            OutgoingMessage.objects.filter(work_state="due").order_by("id").values_list("pk", flat=True)
        ):
            outbox.send(pk)
        return [f"{one.to[0].split('.')[0]}: {one.subject}" for one in mail.outbox[before:]]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(local(1, 5), tick=False) as travelled:
        yield travelled


@pytest.fixture
def instruments(db: None) -> None:
    ensure_instruments(Instrument, InstrumentVersion, Item)


@pytest.fixture
def scene(db: None, instruments: None, clock: time_machine.Traveller) -> Scene:
    district = make.district()
    school = make.school(within=district)
    alice, rosa = make.person("Alice Reyes", at=school), make.person("Rosa Medina", at=school)
    linh = make.person("Linh Ngo", at=school, account=False)
    series = make.series(leaders=[alice], host=district)
    first = make.session(series, 1, start=local(1, 11), place="Room 12")
    second = make.session(series, 2)
    for who in (rosa, linh):
        make.enroll(who, series)
    asked = make.assignment(first)
    return Scene(alice, rosa, linh, series, first, second, asked, clock)


@pytest.fixture
def held(scene: Scene) -> Scene:
    """The same on the Monday after: both came, and both answered the exit survey's mail with silence."""
    scene.at(1, 13)
    for who in (scene.rosa, scene.linh):
        make.attend(who, scene.first)
    Session.objects.filter(pk=scene.first.pk).update(state="held")
    scene.run()
    return scene
