"""The line of a try: what changed between its rounds, for its owner and for whoever it is shared with."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from cycles.tries import access
from cycles.tries.choices import TryState
from cycles.tries.models import Try
from tests import factories as make
from tests.cast import Cast

WISH, FIRST, SECOND = "Let them choose the topic", "Frames for all", "Frames, topic of their own"


@pytest.fixture
def line(cast: Cast) -> tuple[Try, Try]:
    told: dict[str, Any] = {
        "tried_at": timezone.now(),
        "tried_on": timezone.localdate(),
        "class_label": "Period 3",
    }
    first = make.attempt(
        cast.bob,
        cast.first,
        plan=FIRST,
        state=TryState.DECIDED,
        decision="adapt",
        decision_note=WISH,
        engagement=2,
        class_size=31,
        **told,
    )
    second = make.attempt(
        cast.bob,
        cast.second,
        plan=SECOND,
        refines=first,
        state=TryState.TRIED,
        engagement=4,
        class_size=24,
        **told,
    )
    return first, second


def words(cast: Cast, who: Any, name: str, attempt: Try) -> str:
    page = cast.client(who).get(reverse(name, args=[attempt.pk]))
    found = BeautifulSoup(page.content, "html.parser").select_one(".timeline")
    return " ".join(found.get_text(" ").split()) if found else ""


def test_it_tells_what_was_meant_to_change_and_what_did(cast: Cast, line: tuple[Try, Try]) -> None:
    found = words(cast, cast.bob, "tries:detail", line[1])
    assert f"Wanted to change {WISH} → became: {SECOND}" in found
    assert "Period 3, 31 students → became: Period 3, 24 students" in found
    assert "To a little extent → became: To a great extent" in found
    assert found.index(FIRST) < found.index(WISH)


@pytest.mark.parametrize(
    ("decision", "said", "kept"),
    [
        ("keep", "You keep it: It stays", "Keep it: It stays"),
        ("set-aside", "You set it aside: It stays", "Set it aside: It stays"),
        ("adapt", "You decided to change: It stays", "Wanted to change It stays → became: Again"),
    ],
)
def test_the_words_of_a_decision_are_told_as_what_they_are(
    cast: Cast, decision: str, said: str, kept: str
) -> None:
    told: dict[str, Any] = {"state": TryState.DECIDED, "tried_at": timezone.now()}
    first = make.attempt(
        cast.bob, cast.first, decision=decision, decision_note="It stays", would_change="More time", **told
    )
    page = cast.client(cast.bob).get(reverse("tries:refine", args=[first.pk])).text
    assert said in page
    assert "You would change: More time" in page
    assert page.count("You decided to change") == (decision == "adapt")
    second = make.attempt(cast.bob, cast.second, plan="Again", refines=first)
    found = words(cast, cast.bob, "tries:detail", second)
    assert kept in found
    assert found.count("Wanted to change") == (decision == "adapt")
    assert found.count("Would change More time → became: Again") == (decision != "adapt")


def test_a_leader_sees_of_it_what_is_shared(cast: Cast, line: tuple[Try, Try]) -> None:
    first, second = line
    assert cast.alice.user
    assert access.shared_rounds(cast.alice.user, second) == []
    Try.objects.filter(pk=second.pk).update(reflection_visibility="leaders")
    found = words(cast, cast.alice, "evidence:feedback", second)
    assert "A round that was not shared" in found
    assert (SECOND in found, FIRST in found, WISH in found, "little extent" in found) == (
        True,
        False,
        False,
        False,
    )
    Try.objects.filter(pk=first.pk).update(reflection_visibility="leaders")
    assert f"{WISH} → became: {SECOND}" in words(cast, cast.alice, "evidence:feedback", second)


@pytest.mark.parametrize("who", ["ben", "dana", "pat", "erin", "charlie"])
def test_nobody_else_sees_any_of_it(cast: Cast, line: tuple[Try, Try], who: str) -> None:
    Try.objects.update(reflection_visibility="leaders")
    user = getattr(cast, who).user
    assert access.shared_rounds(user, line[1]) == []


def test_credit_is_a_name_and_nothing_more(cast: Cast) -> None:
    secret = "I lost my temper"
    source = make.attempt(
        cast.ben, cast.first, plan=secret, what_happened=secret, state=TryState.TRIED, tried_at=timezone.now()
    )
    mine = make.attempt(cast.bob, cast.first, plan="Frames", adopts=source)
    client = cast.client(cast.bob)
    for name in ("tries:detail", "tries:tell"):
        page = client.get(reverse(name, args=[mine.pk])).content.decode()
        assert "Adopted from Ben Ortiz&#x27;s try" in page
        assert secret not in page
    for address in (reverse("tries:mine"), f"/api/v1/tries/{mine.pk}/"):
        assert secret not in client.get(address).content.decode()
    assert client.get(reverse("tries:detail", args=[source.pk])).status_code == 404
    owner = cast.client(cast.ben).get(reverse("tries:detail", args=[source.pk])).content.decode()
    assert "1 colleague has taken up this try" in owner
    type(cast.ben).objects.filter(pk=cast.ben.pk).update(erased_at=timezone.now())
    assert (
        "Adopted from a colleague&#x27;s try"
        in client.get(reverse("tries:detail", args=[mine.pk])).content.decode()
    )


def test_a_leader_sees_the_credit_where_the_try_is_shown(cast: Cast) -> None:
    source = make.attempt(cast.ben, cast.first, plan="Ben's own words")
    told = {"state": TryState.TRIED, "tried_at": timezone.now(), "reflection_visibility": "leaders"}
    mine = make.attempt(cast.bob, cast.first, plan="Frames", adopts=source, **told)
    client = cast.client(cast.alice)
    for address in (
        reverse("evidence:look", args=[cast.second.pk]),
        reverse("evidence:feedback", args=[mine.pk]),
    ):
        page = client.get(address).content.decode()
        assert "Adopted from Ben Ortiz&#x27;s try" in page
        assert "own words" not in page


def test_undo_of_a_next_round_keeps_its_words(cast: Cast) -> None:
    decided = {"state": TryState.DECIDED, "decision": "adapt", "tried_at": timezone.now()}
    first = make.attempt(cast.bob, cast.first, **decided)
    client, address = cast.client(cast.bob), reverse("tries:refine", args=[first.pk])
    answer = client.post(address, {"next_plan": "Shorter frames", "version": "0"}, follow=True)
    [form] = BeautifulSoup(answer.content, "html.parser").select("#messages form")
    assert client.post(str(form["action"]))["Location"] == reverse("tries:detail", args=[first.pk])
    assert Try.objects.get() == first
    assert "Shorter frames" in client.get(address).text
    answer = client.post(address, {"next_plan": "Shorter frames", "version": "0"}, follow=True)
    assert Try.objects.get(pk=first.pk).draft == {}
    [form] = BeautifulSoup(answer.content, "html.parser").select("#messages form")
    Try.objects.filter(refines=first).update(state=TryState.TRIED, tried_at=timezone.now())
    assert "Nothing was undone" in client.post(str(form["action"]), follow=True).text
    assert Try.objects.count() == 2


def test_starting_keeps_what_was_typed_into_the_plan(cast: Cast) -> None:
    client = cast.client(cast.bob)
    kept = {"_changed": ["plan"], "plan": "Number talk"}
    client.post(reverse("tries:autosave-plan", args=[cast.first.pk]), kept)
    client.post(reverse("tries:start", args=[cast.first.pk]), {"then": "bring"})
    assert (Try.objects.get().plan, Try.objects.get().draft) == ("Number talk", {})
