"""Requests to take a file down: hidden at once, decided by people who never see it, kept in a log."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cycles.evidence import actions
from cycles.evidence.models import Artifact, TakedownRequest
from cycles.tries.models import Try
from ilc.core import outbox
from ilc.core.errors import Refused
from ilc.core.models import DomainEvent, OutgoingMessage
from tests import factories as make
from tests.cast import Cast
from tests.evidence.rows import artifact

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(cast: Cast) -> Artifact:
    attempt: Try = make.attempt(cast.bob, cast.first, state="tried")
    return artifact(attempt, visibility="series")


def ask(cast: Cast, one: Artifact) -> TakedownRequest:
    url = reverse("evidence:takedown-ask", args=[one.pk])
    assert cast.client(cast.ben).post(url, {"reason": "A face can be seen."}).status_code == 302
    return TakedownRequest.objects.get(artifact=one)


def status(client: Client, one: Artifact) -> int:
    return client.get(reverse("evidence:artifact", args=[one.pk])).status_code


def test_asking_hides_it_at_once_from_all_but_its_owner(cast: Cast, shared: Artifact) -> None:
    assert status(cast.client(cast.alice), shared) == 200
    ask(cast, shared)
    assert [status(cast.client(who), shared) for who in (cast.alice, cast.ben, cast.pat, cast.bob)] == [
        404, 404, 404, 200,
    ]  # fmt: skip
    page = cast.client(cast.bob).get(reverse("evidence:artifact", args=[shared.pk])).content.decode()
    assert "Somebody asked to take this down" in page
    assert "A face can be seen." not in page  # on the page to answer on
    again = reverse("evidence:takedown-ask", args=[shared.pk])
    assert cast.client(cast.ben).post(again, {"reason": "Again"}).status_code == 404
    assert TakedownRequest.objects.count() == 1


def test_it_stands_on_the_owners_home_until_it_is_decided(cast: Cast, shared: Artifact) -> None:
    """First to be answered, then as something to know; neither the file's name nor the reason stands there."""
    assert cast.pat.user
    asked = ask(cast, shared)
    url = reverse("evidence:takedown-answer", args=[asked.pk])

    def home() -> str:
        return cast.client(cast.bob).get("/").text

    assert "Read why, and answer" in home()
    assert url in home()
    assert shared.original_name not in home()
    assert asked.reason not in home()
    cast.client(cast.bob).post(url, {"answer": "It is a drawing."})
    assert "It is not decided yet." in home()
    assert url not in cast.client(cast.ben).get("/").text
    actions.decide_takedown(request=asked, uphold=False, note="Fine.", by=cast.pat.user)
    assert url not in home()


def test_home_asks_for_an_answer_before_what_was_answered(cast: Cast, shared: Artifact) -> None:
    assert cast.bob.user
    second = artifact(shared.attempt, visibility="series")
    first, later = ask(cast, shared), ask(cast, second)
    actions.answer_takedown(request=first, answer="It is a drawing.", by=cast.bob.user)
    page = cast.client(cast.bob).get("/").text
    assert page.index(str(later.pk)) < page.index(str(first.pk))


def test_it_stands_on_the_home_of_those_who_decide(cast: Cast, shared: Artifact) -> None:
    """How many wait and how many were answered: nothing of whose they are; nothing to anybody else."""
    assert cast.bob.user
    pat = cast.client(cast.pat)
    assert "Take-down requests" not in pat.get("/").text
    first = ask(cast, shared)
    ask(cast, artifact(shared.attempt, visibility="series"))
    actions.answer_takedown(request=first, answer="It is a drawing.", by=cast.bob.user)
    page = pat.get("/").text
    assert "2 requests wait for your decision, 1 of them answered by its owner." in " ".join(page.split())
    assert reverse("evidence:takedowns") in page
    assert str(shared.pk) not in page
    for who in (cast.alice, cast.bob, cast.dana):
        assert "wait for your decision" not in cast.client(who).get("/").text


@pytest.mark.parametrize("number", [1, 3])
def test_home_costs_the_same_for_three(
    cast: Cast, shared: Artifact, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        ask(cast, artifact(shared.attempt, visibility="series"))
    client = cast.client(cast.bob)
    with django_assert_num_queries(27):
        client.get("/")


def test_program_staff_decide_without_seeing_the_file(cast: Cast, shared: Artifact) -> None:
    asked = ask(cast, shared)
    bob, pat = cast.client(cast.bob), cast.client(cast.pat)
    answer = reverse("evidence:takedown-answer", args=[asked.pk])
    assert bob.post(answer, {"answer": "It is a drawing."}).status_code == 302
    page = pat.get(reverse("evidence:takedowns")).content.decode()
    assert "A face can be seen." in page
    assert "It is a drawing." in page
    assert shared.original_name not in page
    assert reverse("evidence:artifact", args=[shared.pk]) not in page
    decide = reverse("evidence:takedown-decide", args=[asked.pk])
    assert pat.post(decide, {"note": "", "reject": "yes"}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "open"  # a reason is wanted
    pat.post(decide, {"note": "Nobody can be recognised.", "reject": "yes"})
    assert status(cast.client(cast.alice), shared) == 200
    pat.post(decide, {"note": "Changed my mind.", "uphold": "yes"})  # decided once
    assert status(cast.client(cast.alice), shared) == 200
    verbs = (
        DomainEvent.objects.filter(verb__contains="takedown").order_by("at").values_list("verb", flat=True)
    )
    assert [verb.partition("takedown-")[2] for verb in verbs] == ["asked", "answered", "rejected"]


def test_upheld_means_gone_for_good(cast: Cast, shared: Artifact) -> None:
    asked = ask(cast, shared)
    assert cast.pat.user
    assert cast.bob.user
    actions.decide_takedown(request=asked, uphold=True, note="Recognisable.", by=cast.pat.user)
    assert status(cast.client(cast.bob), shared) == 404
    shared.refresh_from_db()
    with pytest.raises(Refused, match="asked to take this file down"):
        actions.restore(artifact=shared, by=cast.bob.user)
    shared.refresh_from_db()
    assert shared.state == "withdrawn"


def test_an_owner_who_withdraws_has_answered(cast: Cast, shared: Artifact) -> None:
    asked = ask(cast, shared)
    bob = cast.client(cast.bob)
    assert bob.post(reverse("evidence:withdraw", args=[shared.pk])).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("withdrawn", cast.bob.user)
    bob.post(reverse("evidence:restore", args=[shared.pk]))
    shared.refresh_from_db()
    assert shared.state == "withdrawn"


def test_two_who_ask_are_both_answered_by_one_decision(cast: Cast, shared: Artifact) -> None:
    assert cast.alice.user
    assert cast.pat.user
    first = ask(cast, shared)
    actions.ask_takedown(artifact=shared, reason="I see it, too", by=cast.alice.user)
    actions.decide_takedown(request=first, uphold=False, note="Fine.", by=cast.pat.user)
    assert {one.state for one in TakedownRequest.objects.all()} == {"rejected"}


@pytest.mark.parametrize(("who", "found"), [("pat", True), ("alice", True), ("erin", None)])
def test_a_parent_who_phones_names_the_file_by_its_number(
    cast: Cast, shared: Artifact, who: str, found: bool | None
) -> None:
    """Program staff enter it for any file, leaders for their series; whoever leads none does not find the page."""
    client = cast.client(getattr(cast, who))
    code = shared.code or ""
    said = {"code": f"{code[:4].lower()} - {code[4:]}", "asked_by": "family", "reason": "Please remove it."}
    answer = client.post(reverse("evidence:takedown-enter"), said)
    assert answer.status_code == (302 if found else 404)
    assert TakedownRequest.objects.exists() == bool(found)
    assert status(cast.client(cast.ben), shared) == (404 if found else 200)


def test_a_leader_finds_no_file_of_another_series(cast: Cast, shared: Artifact) -> None:
    far = make.series("Far", leaders=[cast.erin, cast.charlie], host=cast.other_district)
    make.session(far, 1)
    said = {"code": shared.code, "asked_by": "family", "reason": "Please remove it."}
    page = cast.client(cast.charlie).post(reverse("evidence:takedown-enter"), said)
    assert page.status_code == 200
    assert "No file of yours to look after has this number" in page.content.decode()
    assert not TakedownRequest.objects.exists()


def test_the_mails_to_the_owner_name_neither_file_nor_reason(
    cast: Cast, shared: Artifact, mailoutbox: Any
) -> None:
    asked = ask(cast, shared)
    [row] = OutgoingMessage.objects.filter(rule="takedown.asked")
    assert outbox.send(row.pk) == "sent"
    assert cast.pat.user
    actions.decide_takedown(request=asked, uphold=True, note="Recognisable.", by=cast.pat.user)
    [row] = OutgoingMessage.objects.filter(rule="takedown.decided")
    assert outbox.send(row.pk) == "sent"
    assert [one.to for one in mailoutbox] == [[cast.bob.user.email]] * 2  # type: ignore[union-attr]
    for one in mailoutbox:
        assert shared.original_name not in str(one.message())
        assert "A face can be seen." not in str(one.message())


@pytest.mark.parametrize("rows", [1, 3])
def test_the_log_costs_the_same_for_three(cast: Cast, rows: int, django_assert_num_queries: Any) -> None:
    attempt = make.attempt(cast.bob, cast.first, state="tried")
    assert cast.alice.user
    for _ in range(rows):
        actions.ask_takedown(artifact=artifact(attempt, visibility="series"), reason="x", by=cast.alice.user)
    pat = cast.client(cast.pat)
    pat.get(reverse("evidence:takedowns"))
    with django_assert_num_queries(5):
        pat.get(reverse("evidence:takedowns"))
