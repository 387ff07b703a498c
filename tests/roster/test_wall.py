"""The wall and the agenda clock: what all leaders share; the paper sheet entered by two."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from cycles.planning.models import AgendaItem, Session, Strand
from cycles.roster.actions import attendance, clock
from cycles.roster.models import AgendaClock, Attendance
from cycles.roster.queries.clock import running
from cycles.roster.queries.day import tally
from ilc.core.errors import Refused
from participants.models import Person
from tests import factories as make
from tests.cast import Cast


@pytest.fixture
def today(today: Session) -> Session:
    """With three items of ten, twenty and thirty minutes."""
    for number, title in enumerate(("Welcome all", "Modelling", "Debrief"), 1):
        AgendaItem.objects.create(session=today, position=number, title=title, minutes=number * 10)
    return today


def press(cast: Cast, session: Session, verb: str, version: int, strand: Strand | None = None) -> AgendaClock:
    assert cast.alice.user
    return clock.press(session=session, strand=strand, verb=verb, version=version, by=cast.alice.user)


def test_two_leaders_who_press_next_at_once_go_on_by_one(cast: Cast, today: Session) -> None:
    made = press(cast, today, "start", 0)
    for _ in range(2):
        press(cast, today, "next", made.version)
    now = running(today, None, timezone.now())
    assert now.current
    assert str(now.current.item) == "Modelling"


def test_a_pause_takes_no_time_from_the_item(cast: Cast, today: Session) -> None:
    now = timezone.now()
    with travel(now, tick=False) as clock_:
        made = press(cast, today, "start", 0)
        clock_.shift(timedelta(minutes=4))
        made = press(cast, today, "pause", made.version)
        clock_.shift(timedelta(minutes=30))
        assert running(today, None, timezone.now()).seconds == 360
        press(cast, today, "resume", made.version)
        clock_.shift(timedelta(minutes=7))
        late = running(today, None, timezone.now())
    assert (late.seconds, late.left) == (-60, "+1:00")


def test_after_the_last_item_it_is_over_and_one_can_go_back(cast: Cast, today: Session) -> None:
    version = press(cast, today, "start", 0).version
    for _ in range(3):
        version = press(cast, today, "next", version).version
    assert running(today, None, timezone.now()).is_over
    press(cast, today, "back", version)
    now = running(today, None, timezone.now()).current
    assert now
    assert str(now.item) == "Debrief"


def test_each_room_has_its_own_clock(cast: Cast, today: Session) -> None:
    room = Strand.objects.create(session=today, name="Elementary")
    AgendaItem.objects.filter(title="Modelling").update(strand=room)
    press(cast, today, "start", 0)
    press(cast, today, "start", 0, room)
    assert len(running(today, room, timezone.now()).slots) == 3
    assert AgendaClock.objects.count() == 2


def test_without_an_agenda_the_clock_says_so(cast: Cast, today: Session) -> None:
    AgendaItem.objects.all().delete()
    with pytest.raises(Refused, match="no agenda yet"):
        press(cast, today, "start", 0)


def ask(cast: Cast, who: Person, name: str, session: Session, **query: str) -> Any:
    return cast.client(who).get(
        reverse(f"roster:{name}", args=[session.pk]), query, headers={"HX-Request": "true"}
    )


def test_nothing_new_costs_an_empty_answer(cast: Cast, today: Session) -> None:
    stamp = ask(cast, cast.carol, "screen", today).context["stamp"]
    assert ask(cast, cast.carol, "screen", today, v=stamp).status_code == 204
    make.attend(cast.bob, today)
    fresh = ask(cast, cast.carol, "screen", today, v=stamp)
    assert fresh.status_code == 200
    assert "<b>1</b> of 2 are here" in fresh.content.decode()
    stamp = ask(cast, cast.carol, "clock", today).context["agenda"].stamp
    assert ask(cast, cast.carol, "clock", today, v=stamp).status_code == 204
    press(cast, today, "start", 0)
    assert ask(cast, cast.carol, "clock", today, v=stamp).status_code == 200


@pytest.mark.parametrize(
    ("name", "expected"), [("screen", 13), ("day-count", 8), ("day-rows", 13), ("clock", 10)]
)
@pytest.mark.parametrize("people", [1, 3])
def test_looking_on_costs_the_same_for_three_as_for_one(
    cast: Cast, today: Session, name: str, expected: int, people: int, django_assert_num_queries: Any
) -> None:
    for who in (cast.bob, cast.ben, cast.charlie)[:people]:
        make.attend(who, today)
    client = cast.client(cast.alice)
    with django_assert_num_queries(expected):
        assert client.get(reverse(f"roster:{name}", args=[today.pk])).status_code == 200


@pytest.mark.parametrize(("name", "expected"), [("screen", 10), ("day-rows", 8), ("clock", 9)])
def test_nothing_new_is_cheap(
    cast: Cast, today: Session, name: str, expected: int, django_assert_num_queries: Any
) -> None:
    make.attend(cast.bob, today)
    client, url = cast.client(cast.alice), reverse(f"roster:{name}", args=[today.pk])
    first = client.get(url)
    found = (
        first.json()["v"]
        if name == "day-rows"
        else first.context.get("stamp") or first.context["agenda"].stamp
    )
    with django_assert_num_queries(expected):
        assert client.get(url, {"v": found}).status_code == 204


def test_names_stand_on_the_wall_only_when_asked_for(cast: Cast, today: Session) -> None:
    make.attend(cast.bob, today)
    assert "Bob" not in ask(cast, cast.alice, "screen", today).content.decode()
    assert "Bob T." in ask(cast, cast.alice, "screen", today, names="1").content.decode()


def test_counted_in_the_room_they_sit_in(cast: Cast, today: Session) -> None:
    rooms = [Strand.objects.create(session=today, name=name) for name in ("Elementary", "Secondary")]
    cast.bob.enrollments.get().strand_places.create(session=today, strand=rooms[0])
    make.attend(cast.bob, today, strand=rooms[1])
    found = tally(today)
    assert (found.came, found.expected) == (1, 2)
    assert [(one.name, here, expected) for one, here, expected in found.rooms] == [
        ("Elementary", 0, 0),
        ("Secondary", 1, 1),
    ]


def enter(cast: Cast, who: Person, session: Session, about: Person, status: str, **more: str) -> str:
    url = reverse("roster:attendance", args=[session.pk])
    data = {"person": str(about.pk), "status": status, "sheet": "paper", "key": str(uuid.uuid4()), **more}
    return cast.client(who).post(url, data, headers={"HX-Request": "true"}).content.decode()


def test_two_leaders_enter_one_sheet(cast: Cast, today: Session) -> None:
    enter(cast, cast.alice, today, cast.bob, "present")
    enter(cast, cast.carol, today, cast.ben, "late", minutes="15")
    rows = {one.person.given_name: one for one in Attendance.objects.select_related("person")}
    assert {name: (one.source, one.minutes) for name, one in rows.items()} == {
        "Bob": ("paper", 180),
        "Ben": ("paper", 165),
    }


def test_different_answers_of_two_leaders_are_shown(cast: Cast, today: Session) -> None:
    enter(cast, cast.alice, today, cast.bob, "present")
    assert "different things" not in enter(cast, cast.alice, today, cast.bob, "excused")
    assert "different things" in enter(cast, cast.carol, today, cast.bob, "absent")
    page = cast.client(cast.alice).get(reverse("roster:paper", args=[today.pk])).content.decode()
    assert page.count("different things") == 1


def test_a_name_that_is_only_on_the_paper(cast: Cast, today: Session) -> None:
    known = make.person("Wanda Walker", at=cast.school, account=False)
    url, client = reverse("roster:paper", args=[today.pk]), cast.client(cast.alice)
    asked = client.post(url, {"given_name": "Wanda", "family_name": "Walker"})
    assert (asked.status_code, "Is it one of these?" in asked.content.decode()) == (422, True)
    client.post(url, {"given_name": "Wanda", "family_name": "Walker", "same": str(known.pk)})
    made = Attendance.objects.get()
    assert (made.person, made.source, made.status) == (known, "paper", "present")


def test_the_sheet_is_entered_after_closing_too(cast: Cast, today: Session) -> None:
    Session.objects.filter(pk=today.pk).update(closed_at=timezone.now(), state="held")
    enter(cast, cast.alice, today, cast.bob, "present")
    assert Attendance.objects.get().confirmed
    assert attendance.confirm_all(session=today, by=cast.alice.user) == 0  # type: ignore[arg-type]


def test_a_sheet_costs_the_same_for_three_as_for_one(
    cast: Cast, today: Session, django_assert_num_queries: Any
) -> None:
    client, url = cast.client(cast.alice), reverse("roster:paper", args=[today.pk])
    for people in (1, 3):
        for who in (cast.bob, cast.ben, cast.charlie)[:people]:
            attendance.mark(session=today, person=who, status="present", by=cast.alice.user)
        with django_assert_num_queries(12):
            client.get(url)


def test_who_only_says_so_is_counted_apart_everywhere(cast: Cast, today: Session) -> None:
    make.attend(cast.bob, today)
    make.attend(cast.ben, today, confirmed=False)
    found = tally(today)
    assert (found.came, found.waiting, found.expected) == (1, 1, 2)
    screen = ask(cast, cast.alice, "screen", today, names="1").content.decode()
    assert "<b>1</b> of 2 are here, 1 to confirm" in screen
    assert "Ben O." not in screen
    assert ask(cast, cast.alice, "day-count", today).content.decode() == "1"
    day = ask(cast, cast.alice, "day", today)
    assert (day.context["came"], day.context["unconfirmed"]) == (1, 1)
    assert '<span data-waiting>, <span data-number="wait">1</span> to confirm</span>' in day.content.decode()
