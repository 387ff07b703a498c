"""What every screen asks every second or two."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cycles.analysis.actions import leading
from cycles.evidence import actions as evidence
from cycles.roster.models import Enrollment
from tests.analysis.conftest import Look


def _asked(look: Look, client: Any, told: dict[str, Any]) -> tuple[Any, int]:
    """The answer to a screen that knows `told`, and how many queries it took."""
    url = reverse("analysis:live", args=[look.run.pk])
    asked = {"since": told["version"], "mark": told["mark"]}
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url, asked, headers={"X-Pass": told["pass"]})
    return answer, len(queries)


def test_nothing_new_costs_one_query(look: Look) -> None:
    look.go_to("Notice")
    look.note(look.cast.bob, "One")
    client = look.cast.client(look.cast.ben)
    told = client.get(reverse("analysis:live", args=[look.run.pk])).json()
    answer, queries = _asked(look, client, told)
    assert (answer.status_code, queries, answer.content) == (204, 1, b"")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("number", [1, 3])
def test_new_notes_cost_two(look: Look, number: int) -> None:
    look.go_to("Notice")
    client = look.cast.client(look.cast.ben)
    told = client.get(reverse("analysis:live", args=[look.run.pk])).json()
    for index in range(number):
        look.note(look.cast.bob, f"Note {index}")
    answer, queries = _asked(look, client, told)
    assert (len(answer.json()["notes"]), queries) == (number, 2)


def test_only_what_changed(look: Look) -> None:
    look.go_to("Notice")
    first = look.note(look.cast.bob, "First")
    told = look.live(look.cast.ben).json()
    look.note(look.cast.bob, "Second")
    news = look.live(look.cast.ben, told["version"], told["mark"], pass_=told["pass"]).json()
    assert [one["t"] for one in news["notes"]] == ["Second"]
    assert str(first.pk) not in str(news)


def test_withdrawn_while_on_the_wall(look: Look) -> None:
    """Gone with the next question of every screen: the sample, its pictures, and what was said about it."""
    look.go_to("Notice")
    sample, other = look.samples
    look.note(look.cast.bob, "On the first", sample=sample)
    look.note(look.cast.bob, "On the other", sample=other)
    before = look.live(look.cast.ben).json()
    assert before["samples"] == [str(sample.pk), str(other.pk)]
    assert look.cast.ben.user
    evidence.withdraw(artifact=look.artifacts[0], by=look.cast.ben.user)
    news = look.live(look.cast.bob, before["version"], before["mark"], pass_=before["pass"]).json()
    assert (news["all"], news["samples"]) == (True, [str(other.pk)])
    assert [one["t"] for one in news["notes"]] == ["On the other"]
    for who, page in (
        (look.cast.bob, "run"),
        (look.cast.alice, "wall"),
        (look.cast.alice, "lead"),
        (look.cast.bob, "record"),
    ):
        shown = look.page(who, page)
        assert str(look.artifacts[0].pk) not in shown
        assert "On the first" not in shown
    image = reverse("evidence:image", args=[look.artifacts[0].pk, 1])
    assert look.cast.client(look.cast.bob).get(image).status_code == 404


def test_pictures_are_not_kept_by_the_browser(look: Look) -> None:
    image = reverse("evidence:image", args=[look.artifacts[0].pk, 1])
    answer = look.cast.client(look.cast.bob).get(image)
    answer.close()
    assert "no-store" in answer["Cache-Control"]


def test_a_pass_is_for_one_run_and_one_minute(look: Look) -> None:
    look.go_to("Notice")
    told = look.live(look.cast.bob).json()
    stranger = look.cast.client(look.cast.charlie)
    url = reverse("analysis:live", args=[look.run.pk])
    assert stranger.get(url).status_code == 404
    assert stranger.get(url, headers={"X-Pass": told["pass"] + "x"}).status_code == 404
    Enrollment.objects.filter(person=look.cast.bob).delete()
    asked = {"since": told["version"], "mark": told["mark"]}
    bob = look.cast.client(look.cast.bob)
    assert bob.get(url, asked, headers={"X-Pass": told["pass"]}).status_code == 204
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert bob.get(url, asked, headers={"X-Pass": told["pass"]}).status_code == 404


def test_the_clock_comes_from_the_server(look: Look) -> None:
    by = look.cast.alice.user
    assert by
    look.go_to("Notice")
    assert 415 <= look.now().seconds_left <= 420
    leading.add_minutes(run=look.now(), minutes=2, by=by)
    assert 535 <= look.now().seconds_left <= 540
    leading.pause(run=look.now(), by=by)
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        assert 530 <= look.now().seconds_left <= 540
        leading.resume(run=look.now(), by=by)
        assert 530 <= look.now().seconds_left <= 540


def test_a_double_tap_moves_one_phase(look: Look) -> None:
    phase = look.go_to("Notice")
    alice = look.cast.client(look.cast.alice)
    for _ in range(2):
        alice.post(reverse("analysis:lead", args=[look.run.pk]), {"verb": "next", "phase": str(phase.pk)})
    now = look.now().phase
    assert now
    assert now.name == "Wonder"


def test_the_wall_counts_who_takes_part(look: Look) -> None:
    look.go_to("Notice")
    wall = look.live(look.cast.alice, wall=1).json()
    assert wall["people"] == {"joined": 0, "wrote": 0, "sorted": 0}
    for _ in range(2):
        look.page(look.cast.bob, "run")
    look.note(look.cast.bob, "One")
    news = look.live(look.cast.alice, wall["version"], wall["mark"], pass_=wall["pass"], wall=1).json()
    assert news["people"] == {"joined": 1, "wrote": 1, "sorted": 0}
    assert "people" not in look.live(look.cast.bob).json()


def test_what_the_room_speaks_about_is_large(look: Look) -> None:
    """From the facilitator's phone or the wall itself; participants and samples of elsewhere are refused."""
    first, second = look.samples
    url = reverse("analysis:lead", args=[look.run.pk])
    alice = look.cast.client(look.cast.alice)
    large = 'class="sample sample--large" data-sample="{}"'
    assert large.format(first.pk) in look.page(look.cast.alice, "wall")
    answer = alice.post(url, {"show": str(second.pk), "from": "wall"})
    assert answer["Location"] == reverse("analysis:wall", args=[look.run.pk])
    assert large.format(second.pk) in look.page(look.cast.alice, "wall")
    assert look.cast.client(look.cast.bob).post(url, {"show": str(first.pk)}).status_code == 404
    assert alice.post(url, {"show": str(look.run.pk)}).status_code == 404
    assert look.cast.ben.user
    evidence.withdraw(artifact=look.artifacts[1], by=look.cast.ben.user)
    assert large.format(first.pk) in look.page(look.cast.alice, "wall")
