"""Moving people between rooms: never over capacity, told once when it is near."""

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cycles.planning.actions.strands import StrandDraft, set_strands
from cycles.planning.models import Series, Session, Strand
from cycles.roster.actions import enrollments, rooms
from cycles.roster.models import Enrollment, StrandPlace
from ilc.core import outbox
from ilc.core.errors import Refused
from ilc.core.models import OutgoingMessage
from tests import factories as make
from tests.cast import Cast
from tests.planning.test_lifecycle import account, verbs
from tests.roster.test_crowd import database_url


@pytest.fixture
def two(cast: Cast) -> tuple[Strand, Strand]:
    """Elementary with four of six places taken, Secondary with two places, in a session in ten days."""
    start = timezone.now() + timedelta(days=10)
    Session.objects.filter(pk=cast.second.pk).update(
        state="scheduled", starts_at=start, ends_at=start + timedelta(hours=3)
    )
    cast.second.refresh_from_db()
    low = Strand.objects.create(session=cast.second, name="Elementary", capacity=6)
    high = Strand.objects.create(session=cast.second, name="Secondary", capacity=2)
    for who in (
        cast.bob,
        cast.ben,
        make.person("Cy Lee", at=cast.school),
        make.person("Di Ng", at=cast.school),
    ):
        one = enrollments.register(series=cast.series, person=who, by=who.user)
        enrollments.choose_rooms(enrollment=one, strands=[low], by=who.user)
    return low, high


def places(session: Session) -> dict[str, int]:
    """Counted people and counted seats of each room: they have to agree."""
    found = {}
    for one in session.strands.all():
        assert one.seats_taken == StrandPlace.objects.filter(strand=one).count()
        found[one.name] = one.seats_taken
    return found


def everybody(cast: Cast) -> list[Any]:
    rows = Enrollment.objects.filter(series=cast.series).order_by("registered_at", "id")
    return list(rows.values_list("pk", flat=True))


def move(cast: Cast, people: list[Any], strand: Strand) -> int:
    return rooms.move(session=cast.second, people=people, strand=strand, by=account(cast.alice))


def told() -> list[str]:
    """What becomes of each mail about a room, oldest first."""
    rows = OutgoingMessage.objects.filter(rule="enrollment.room").order_by("created_at", "id")
    return [outbox.send(one.pk) for one in rows]


def test_moving_several_frees_their_old_places(cast: Cast, two: tuple[Strand, Strand]) -> None:
    assert move(cast, everybody(cast)[:2], two[1]) == 2
    assert move(cast, everybody(cast)[:2], two[1]) == 0  # sent twice
    assert places(cast.second) == {"Elementary": 2, "Secondary": 2}
    assert verbs(cast.bob.enrollments.get())[-1] == "enrollment.room-moved"


def test_too_many_for_a_room_moves_nobody_and_names_it(cast: Cast, two: tuple[Strand, Strand]) -> None:
    with pytest.raises(Refused, match="Secondary has 2 places left, and you chose 3"):
        move(cast, everybody(cast)[:3], two[1])
    assert places(cast.second) == {"Elementary": 4, "Secondary": 0}


def test_whoever_left_meanwhile_is_not_moved(cast: Cast, two: tuple[Strand, Strand]) -> None:
    enrollments.withdraw(enrollment=cast.bob.enrollments.get(), by=cast.bob.user)
    assert move(cast, [cast.bob.enrollments.get().pk], two[1]) == 0
    assert places(cast.second) == {"Elementary": 3, "Secondary": 0}


def test_each_moved_person_is_told_once(cast: Cast, two: tuple[Strand, Strand]) -> None:
    for _ in range(2):
        move(cast, everybody(cast)[:2], two[1])
    assert told() == ["sent", "sent"]
    move(cast, everybody(cast)[:1], two[0])
    assert told() == ["", "", "sent"]


def test_moved_back_before_anybody_was_told_is_not_told(cast: Cast, two: tuple[Strand, Strand]) -> None:
    move(cast, everybody(cast)[:1], two[1])
    move(cast, everybody(cast)[:1], two[0])
    assert told() == ["pointless", "pointless"]


@pytest.mark.parametrize("change", [{"starts_at": timedelta(days=40)}, {"state": "unscheduled"}])
def test_far_or_undated_sessions_tell_nobody(
    cast: Cast, two: tuple[Strand, Strand], change: dict[str, Any]
) -> None:
    if "starts_at" in change:
        begin = timezone.now() + change["starts_at"]
        change = {"starts_at": begin, "ends_at": begin + timedelta(hours=3)}
    Session.objects.filter(pk=cast.second.pk).update(**change)
    cast.second.refresh_from_db()
    move(cast, everybody(cast)[:1], two[1])
    assert not OutgoingMessage.objects.filter(rule="enrollment.room").exists()


def test_a_session_that_is_over_keeps_its_rooms(cast: Cast, two: tuple[Strand, Strand]) -> None:
    cast.second.state = "held"
    with pytest.raises(Refused, match="is held"):
        move(cast, everybody(cast)[:1], two[1])


def test_evening_out_seats_everybody_within_the_places(cast: Cast, two: tuple[Strand, Strand]) -> None:
    late = make.enroll(make.person("Eli Fox", at=cast.school), cast.series)
    changes = rooms.even_out(session=cast.second, by=account(cast.alice))
    assert places(cast.second) == {"Elementary": 3, "Secondary": 2}
    assert {one.enrollment.pk for one in changes} >= {late.pk}
    assert len(changes) == 2
    assert rooms.even_out(session=cast.second, by=account(cast.alice)) == []


def test_the_page_moves_and_keeps_the_ticks_when_it_cannot(cast: Cast, two: tuple[Strand, Strand]) -> None:
    client, url = cast.client(cast.alice), reverse("roster:rooms", args=[cast.second.pk])
    three = [str(one) for one in everybody(cast)[:3]]
    answer = client.post(url, {"who": three, "to": str(two[1].pk)})
    assert answer.status_code == 422
    assert answer.content.decode().count(" checked>") == 3
    assert "Nobody was moved" in answer.content.decode()
    assert client.post(url, {"who": three[:2], "to": str(two[1].pk)}).status_code == 302
    assert client.post(url, {"who": ["x"], "to": str(two[1].pk)}).status_code == 422
    assert client.post(url, {}).status_code == 422
    assert places(cast.second) == {"Elementary": 2, "Secondary": 2}


def test_evening_out_is_shown_before_it_is_done(cast: Cast, two: tuple[Strand, Strand]) -> None:
    client, url = cast.client(cast.alice), reverse("roster:rooms", args=[cast.second.pk])
    page = client.get(url, {"even": "1"}).content.decode()
    assert "Move these 2" in page
    assert places(cast.second) == {"Elementary": 4, "Secondary": 0}
    client.post(reverse("roster:rooms-even", args=[cast.second.pk]))
    assert places(cast.second) == {"Elementary": 2, "Secondary": 2}


def test_a_room_made_too_small_names_who_goes_there(cast: Cast, two: tuple[Strand, Strand]) -> None:
    smaller = StrandDraft("Elementary", capacity=3, pk=two[0].pk)
    with pytest.raises(Refused, match="4 people chose Elementary: "):
        set_strands(session=cast.second, strands=[smaller], by=account(cast.alice))


@pytest.mark.parametrize("amount", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number(
    cast: Cast, amount: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Enrollment.objects.all().delete()
    for number in range(amount):
        Strand.objects.create(session=cast.second, name=f"Room {number}")
        make.enroll(make.person(f"Person {number}", at=cast.school), cast.series)
    client = cast.client(cast.alice)
    with django_assert_num_queries(10):
        client.get(reverse("roster:rooms", args=[cast.second.pk]))


@pytest.mark.slow
@pytest.mark.sockets
@pytest.mark.django_db(transaction=True)
def test_many_moves_at_once_never_pass_the_places(tmp_path: Path) -> None:
    """Twelve people to five places, over three processes of four threads; the seats left behind are free."""
    leader = make.person("Alice Reyes")
    series: Series = make.series(leaders=[leader], host=make.district())
    session = make.session(series, 1)
    low = Strand.objects.create(session=session, name="Elementary", seats_taken=12)
    high = Strand.objects.create(session=session, name="Secondary", capacity=5)
    people = [make.enroll(make.person(f"Person {n}", account=False), series) for n in range(12)]
    for one in people:
        StrandPlace.objects.create(enrollment=one, session=session, strand=low)
    url = database_url()
    environment = {**os.environ, "DATABASE_URL": url, "VAR_DIR": str(tmp_path / "var"), "EMBEDDED": "yes"}
    assert leader.user
    command = [sys.executable, "-m", "tests.roster.crowd_rooms", "4", str(session.pk), str(high.pk)]
    running = [
        subprocess.Popen(
            [*command, str(leader.user.pk), *(str(one.pk) for one in people[index::3])],
            env=environment,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            text=True,
        )
        for index in range(3)
    ]
    said = [line for one in running for line in one.communicate(timeout=120)[0].splitlines()]
    assert Counter(said) == {"moved": 5, "strand-full": 7}
    assert places(session) == {"Elementary": 7, "Secondary": 5}
