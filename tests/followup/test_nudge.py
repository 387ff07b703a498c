"""A kind message: previewed, sent once, left out for whoever no longer needs it."""

import re
import uuid
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from cycles.followup import actions
from cycles.followup.models import Nudge
from cycles.roster.models import Enrollment
from ilc.core.errors import Refused
from ilc.core.models import DomainEvent, OutgoingMessage
from participants.actions import people
from tests import factories as make
from tests.followup.conftest import Scene, local

TEXT = "Ten minutes are plenty.\n\nTell me if I can help."


def address(scene: Scene) -> str:
    return reverse("followup:nudge", args=[scene.series.pk])


def leader(scene: Scene) -> Client:
    client = Client()
    client.force_login(scene.alice.user)  # type: ignore[arg-type]
    return client


def form(scene: Scene, **fields: Any) -> dict[str, Any]:
    both = [str(scene.rosa.pk), str(scene.linh.pk)]
    return {"token": str(uuid.uuid4()), "text": TEXT, "people": both, **fields}


def go(scene: Scene) -> list[str]:
    """Send what was posted by the form, and nothing else."""
    scene.at(1, 13, 12)
    return sorted(one.partition(":")[0] for one in scene.run())


def test_the_preview_names_who_gets_it_and_suggests_words(held: Scene) -> None:
    text = leader(held).get(address(held)).content.decode()
    assert "Rosa Medina" in text
    assert "Session 2 has no date yet" in text
    assert len(re.findall("checked", text)) == 2


def test_the_preview_knows_the_date(held: Scene) -> None:
    held.date_second(local(2, 8))
    assert "We meet again on Saturday, 8 February." in leader(held).get(address(held)).content.decode()


def test_sends_one_mail_each_in_the_leaders_words(held: Scene) -> None:
    assert leader(held).post(address(held), form(held)).status_code == 302
    mail.outbox.clear()
    assert go(held) == ["linh", "rosa"]
    one = next(one for one in mail.outbox if "rosa" in one.to[0])
    assert one.subject == "Alice Reyes: Academic conversation"
    assert "Hello Rosa," in str(one.body)
    assert "Ten minutes are plenty." in str(one.body)
    assert "Linh" not in str(one.body)
    assert one.extra_headers["Reply-To"] == held.alice.user.email  # type: ignore[union-attr]


def test_a_double_click_sends_once(held: Scene) -> None:
    client, sent = leader(held), form(held)
    assert [client.post(address(held), sent).status_code for _ in range(2)] == [302, 302]
    assert Nudge.objects.count() == 1
    assert go(held) == ["linh", "rosa"]
    assert go(held) == []


def test_a_second_nudge_is_another_one(held: Scene) -> None:
    for _ in range(2):
        leader(held).post(address(held), form(held))
    assert len(go(held)) == 4
    assert "went out on" in leader(held).get(address(held)).content.decode()


def test_only_to_whom_is_ticked(held: Scene) -> None:
    leader(held).post(address(held), form(held, people=[str(held.rosa.pk)]))
    assert go(held) == ["rosa"]


@pytest.mark.parametrize("fields", [{"text": ""}, {"people": []}, {"people": [str(uuid.uuid4())]}])
def test_what_was_typed_is_kept_on_error(held: Scene, fields: dict[str, Any]) -> None:
    answer = leader(held).post(address(held), form(held, **fields))
    assert answer.status_code == 422
    assert fields.get("text", "Ten minutes are plenty.") in answer.content.decode()
    assert not Nudge.objects.exists()


def change(scene: Scene, what: str) -> None:
    match what:
        case "ready":
            type(scene.asked).objects.update(lesson_plan=False, samples=0)
            make.attempt(scene.rosa, scene.first, state="tried", tried_at=local(1, 13), what_happened="Well")
        case "skipped":
            make.attempt(scene.rosa, scene.first, state="skipped", skip_reason="time")
        case "withdrew":
            Enrollment.objects.filter(person=scene.rosa).update(state="withdrawn")
        case "muted":
            people.mute(person=scene.rosa, topic="nudges", by=None)
        case "cancelled":
            type(scene.series).objects.filter(pk=scene.series.pk).update(state="cancelled")


@pytest.mark.parametrize(
    ("what", "result"),
    [
        ("ready", "pointless: ready meanwhile"),
        ("skipped", "pointless: ready meanwhile"),
        ("withdrew", "pointless: withdrew"),
        ("muted", "suppressed: turned off by the person"),
        ("cancelled", "pointless: the series is cancelled"),
    ],
)
def test_left_out_when_it_would_be_wrong_by_now(held: Scene, what: str, result: str) -> None:
    leader(held).post(address(held), form(held, people=[str(held.rosa.pk)]))
    change(held, what)
    assert go(held) == []
    row = OutgoingMessage.objects.get(rule="nudge")
    assert f"{row.result}: {row.reason}" == result


def test_reminders_may_be_off_while_nudges_arrive(held: Scene) -> None:
    people.mute(person=held.rosa, topic="reminders", by=None)
    leader(held).post(address(held), form(held, people=[str(held.rosa.pk)]))
    assert go(held) == ["rosa"]


def test_the_event_counts_and_names_nobody(held: Scene) -> None:
    leader(held).post(address(held), form(held))
    event = DomainEvent.objects.get(verb="nudge.sent")
    assert event.actor == held.alice.user
    assert event.data == {"people": 2, "session": str(held.first.pk)}


def test_a_token_of_another_page_is_refused(held: Scene) -> None:
    assert held.alice.user
    token = uuid.uuid4()
    words: dict[str, Any] = {"token": token, "people": [held.rosa], "text": TEXT, "by": held.alice.user}
    actions.nudge(session=held.first, **words)
    with pytest.raises(Refused):
        actions.nudge(session=held.second, **words)


def test_nobody_to_nudge_says_so(held: Scene) -> None:
    held.first.attendances.all().delete()
    assert "Nobody needs a nudge" in leader(held).get(address(held)).content.decode()
