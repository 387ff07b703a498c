"""The leader closes a session: everybody's attendance answered, the try given, the next date set or open."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from cycles.planning.choices import SessionState
from cycles.roster.models import Attendance
from cycles.tries import actions, queries
from cycles.tries.models import TryAssignment
from ilc.core import outbox
from ilc.core.errors import Refused
from ilc.core.models import DomainEvent, OutgoingMessage
from tests import factories as make
from tests.cast import Cast

EARLIER = (timezone.localdate() - timedelta(days=9)).isoformat()


def answers(cast: Cast, **more: Any) -> dict[str, Any]:
    return {
        f"came-{cast.bob.pk}": "present",
        f"came-{cast.ben.pk}": "unknown",
        "text": "One sentence frame in one lesson",
        "lesson_plan": "on",
        "samples": "3",
        "reflection": "on",
        **more,
    }


def test_closing_asks_for_each_unknown_and_leaves_the_date_open(cast: Cast) -> None:
    client, url = cast.client(cast.alice), reverse("tries:close", args=[cast.first.pk])
    page = client.get(url).content.decode()
    assert "Bob Tran" in page
    assert "Ben Ortiz" in page
    assert client.post(url, answers(cast)).status_code == 302
    cast.first.refresh_from_db()
    cast.second.refresh_from_db()
    assert (cast.first.state, cast.first.closed_at is not None) == ("held", True)
    assert cast.second.state == SessionState.UNSCHEDULED
    assert dict(Attendance.objects.values_list("person__given_name", "status")) == {
        "Bob": "present"
    }  # unknown is no row: not absent, and asked again
    assert TryAssignment.objects.get().samples == 3


def test_one_missing_answer_keeps_everything_typed_and_closes_nothing(cast: Cast) -> None:
    url = reverse("tries:close", args=[cast.first.pk])
    fields = answers(cast)
    del fields[f"came-{cast.ben.pk}"]
    page = cast.client(cast.alice).post(url, fields).content.decode()
    assert "Did they come?" in page
    assert "One sentence frame in one lesson" in page
    cast.first.refresh_from_db()
    assert cast.first.closed_at is None
    assert not Attendance.objects.exists()


def test_closing_twice_is_one_closing(cast: Cast) -> None:
    client, url = cast.client(cast.alice), reverse("tries:close", args=[cast.first.pk])
    for _ in range(2):
        assert client.post(url, answers(cast)).status_code == 302
    for verb in ("session.closed", "try.assigned"):
        assert DomainEvent.objects.filter(verb=verb).count() == 1
    assert not DomainEvent.objects.filter(verb="try.assignment-changed").exists()


def test_attendance_can_be_corrected_after_closing(cast: Cast) -> None:
    client, url = cast.client(cast.alice), reverse("tries:close", args=[cast.first.pk])
    client.post(url, answers(cast))
    assert "Correct somebody else" in client.get(url).content.decode()
    client.post(url + "?all=1", answers(cast, **{f"came-{cast.bob.pk}": "excused"}))
    assert Attendance.objects.get(person=cast.bob).status == "excused"
    assert DomainEvent.objects.filter(verb="session.closed").count() == 1


def test_the_next_date_is_set_in_the_series_time_zone(cast: Cast) -> None:
    day = timezone.localdate() + timedelta(days=30)
    fields = answers(cast, next_day=day.isoformat(), next_from="09:00", next_to="12:30")
    cast.client(cast.alice).post(reverse("tries:close", args=[cast.first.pk]), fields)
    cast.second.refresh_from_db()
    assert cast.second.local_start
    assert (cast.second.state, f"{cast.second.local_start:%Y-%m-%d %H:%M}") == ("scheduled", f"{day} 09:00")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"next_day": EARLIER, "next_from": "09:00", "next_to": "10:00"}, "before this one"),
        ({"next_day": "2027-03-14", "next_from": "02:30", "next_to": "05:00"}, "clocks go forward"),
        ({"next_day": "2027-03-15", "next_from": "12:00", "next_to": "10:00"}, "end is not after the start"),
        ({"next_day": "2027-03-15"}, "Say from when to when"),
    ],
)
def test_a_wrong_next_date_is_named_and_nothing_is_closed(
    cast: Cast, fields: dict[str, str], says: str
) -> None:
    page = cast.client(cast.alice).post(reverse("tries:close", args=[cast.first.pk]), answers(cast, **fields))
    assert says in page.content.decode()
    cast.first.refresh_from_db()
    assert cast.first.closed_at is None


def test_a_session_that_has_not_begun_is_not_closed(cast: Cast) -> None:
    assert cast.alice.user
    with pytest.raises(Refused, match="has not begun"):
        actions.close_session(session=cast.second, attendance={}, by=cast.alice.user)


@pytest.mark.parametrize(
    ("who", "status"),
    [("bob", 403), ("dana", 403), ("pat", 403), ("charlie", 404), ("erin", 404), ("carol", 200)],
)
def test_only_leaders_close(cast: Cast, who: str, status: int) -> None:
    client = cast.client(getattr(cast, who))
    assert client.get(reverse("tries:close", args=[cast.first.pk])).status_code == status


def test_a_late_self_check_in_waits_for_a_word(cast: Cast) -> None:
    make.attend(cast.bob, cast.first, confirmed=False)
    make.attend(cast.ben, cast.first)
    assert [one.person for one in queries.unknown(cast.first)] == [cast.bob]
    assert cast.alice.user
    with pytest.raises(Refused, match="Bob Tran"):
        actions.close_session(session=cast.first, attendance={}, by=cast.alice.user)
    actions.close_session(session=cast.first, attendance={cast.bob.pk: "present"}, by=cast.alice.user)
    assert Attendance.objects.get(person=cast.bob).confirmed


def test_a_merged_pair_is_asked_for_once(cast: Cast) -> None:
    twin = make.person("Robert Tran", account=False)
    make.attend(twin, cast.first)
    type(twin).objects.filter(pk=twin.pk).update(merged_into=cast.bob, root=cast.bob)
    assert [one.person for one in queries.unknown(cast.first)] == [cast.ben]


def test_all_others_absent_is_filled_in_and_saved_only_by_closing(cast: Cast) -> None:
    client, url = cast.client(cast.alice), reverse("tries:close", args=[cast.first.pk])
    typed = {f"came-{cast.bob.pk}": "present", "text": "One frame", "samples": "7", "others": "absent"}
    form = client.post(url, typed).context["form"]
    assert {one.label: one.value() for one in form.lines} == {"Bob Tran": "present", "Ben Ortiz": "absent"}
    assert (form["text"].value(), form["samples"].value(), form["lesson_plan"].value()) == (
        "One frame",
        "7",
        False,
    )
    assert not Attendance.objects.exists()


def test_all_others_absent_leaves_who_says_they_were_there(cast: Cast) -> None:
    make.attend(cast.bob, cast.first, confirmed=False)
    form = (
        cast.client(cast.alice)
        .post(reverse("tries:close", args=[cast.first.pk]), {"others": "absent"})
        .context["form"]
    )
    assert {one.label: one.value() for one in form.lines} == {"Bob Tran": "present", "Ben Ortiz": "absent"}


def test_heads_are_counted_while_closing_and_an_empty_field_keeps_them(cast: Cast) -> None:
    client, url = cast.client(cast.alice), reverse("tries:close", args=[cast.first.pk])
    client.post(url, answers(cast, people="31"))
    client.post(url, answers(cast, people=""))
    assert cast.first.head_counts.get().people == 31


def thanked() -> list[OutgoingMessage]:
    return list(OutgoingMessage.objects.filter(rule="session.thanks"))


def test_thanks_go_once_to_who_came(cast: Cast) -> None:
    client, url = cast.client(cast.alice), reverse("tries:close", args=[cast.first.pk])
    for _ in range(2):
        client.post(url, answers(cast, thank="on", words="What a morning."))
    assert [one.recipient_id for one in thanked()] == [cast.bob.pk]
    client.post(url + "?all", answers(cast, thank="on", **{f"came-{cast.ben.pk}": "present"}))
    assert {one.recipient_id for one in thanked()} == {cast.bob.pk, cast.ben.pk}


def test_thanks_can_be_left_out(cast: Cast) -> None:
    cast.client(cast.alice).post(reverse("tries:close", args=[cast.first.pk]), answers(cast))
    assert thanked() == []


def test_the_mail_says_hours_task_and_next_date(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    url = reverse("tries:close", args=[cast.first.pk])
    cast.client(cast.alice).post(url, answers(cast, thank="on", words="What a morning."))
    outbox.send(thanked()[0].pk)
    body = str(mailoutbox[0].body)
    for words in (
        "What a morning.",
        "3.0 hours",
        "One sentence frame in one lesson",
        "date to be scheduled",
        "/commit/",
    ):
        assert words in body


def test_thanks_to_somebody_noted_absent_meanwhile_are_pointless(cast: Cast) -> None:
    url = reverse("tries:close", args=[cast.first.pk])
    cast.client(cast.alice).post(url, answers(cast, thank="on"))
    Attendance.objects.update(status="absent", minutes=0)
    assert outbox.send(thanked()[0].pk) == "pointless"


def test_the_mail_is_shown_before_anything_is_saved(cast: Cast) -> None:
    url = reverse("tries:close", args=[cast.first.pk])
    page = (
        cast.client(cast.alice)
        .post(url, answers(cast, preview="1", words="What a morning."))
        .content.decode()
    )
    assert "<p>What a morning.</p>" in page
    assert not Attendance.objects.exists()
    assert thanked() == []


FEWER = "More people are named than heads were counted. Look at both: the names count."


@pytest.mark.parametrize(("heads", "told"), [("1", True), ("2", False), ("", False)])
def test_fewer_heads_than_names_are_saved_and_told(cast: Cast, heads: str, told: bool) -> None:
    client, url = cast.client(cast.alice), reverse("tries:close", args=[cast.first.pk])
    client.post(url, answers(cast, people=heads, **{f"came-{cast.ben.pk}": "present"}))
    assert [one.people for one in cast.first.head_counts.all()] == ([int(heads)] if heads else [])
    assert (FEWER in client.get(url).content.decode()) is told
    day = client.get(reverse("roster:day", args=[cast.first.pk])).content.decode()
    assert (FEWER in day) is told


def test_the_room_is_reminded_only_while_it_is_there(cast: Cast) -> None:
    client, url = cast.client(cast.alice), reverse("tries:close", args=[cast.first.pk])
    assert "Remind the room" in client.get(url).content.decode()
    client.post(url, answers(cast))
    shown = client.get(url).content.decode()
    assert "Remind the room" not in shown
    assert "Nobody has written down what they will change." in shown
