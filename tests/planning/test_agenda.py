"""The agenda of a session: order, minutes, clock times, two leaders at once."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cycles.planning.actions import agenda
from cycles.planning.models import AgendaItem, Session, Strand
from cycles.planning.queries.agenda import agenda_of, fits, in_hours, plan_of, timetable
from ilc.core.errors import Refused
from ilc.core.ids import uuid7
from tests import factories as make
from tests.cast import Cast
from tests.planning.test_lifecycle import account, verbs


def item(cast: Cast, title: str, minutes: int = 10, **fields: Any) -> AgendaItem:
    return agenda.add(
        session=cast.second, by=account(cast.alice), kind="other", title=title, minutes=minutes, **fields
    )


def titles(session: Session) -> list[str]:
    return [one.title for one in agenda_of(session)]


def url(name: str, pk: uuid.UUID) -> str:
    return reverse(f"planning:{name}", args=[pk])


def typed(page: str, **more: Any) -> dict[str, Any]:
    """What the opened form of an item carries, and what is typed into it."""
    hidden = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("version", "rev")}
    return {**hidden, "kind": "other", "minutes": "10", "title": "Frames", **more}


def test_moving_goes_by_the_item_before(cast: Cast) -> None:
    a, b, c = (item(cast, title) for title in "abc")
    assert agenda.move(item=c, after=a.pk, by=account(cast.alice)) == 2
    assert agenda.move(item=b, after=None, by=account(cast.alice)) == 1
    assert titles(cast.second) == ["b", "a", "c"]
    assert agenda.step(item=b, up=True, by=account(cast.alice)) == 1
    assert agenda.step(item=b, up=False, by=account(cast.alice)) == 2
    assert titles(cast.second) == ["a", "b", "c"]
    assert verbs(cast.second)[-1] == "session.agenda-moved"


def test_two_leaders_moving_and_adding_keep_both(cast: Cast) -> None:
    a, _, c = (item(cast, title) for title in "abc")
    stale = AgendaItem.objects.select_related("session__series").get(pk=a.pk)
    agenda.move(item=c, after=None, by=account(cast.alice))
    agenda.add(session=cast.second, by=account(cast.carol), kind="break", minutes=5, title="d")
    agenda.move(item=stale, after=c.pk, by=account(cast.carol))
    assert titles(cast.second) == ["c", "a", "b", "d"]


def test_moving_after_something_removed_meanwhile_says_so(cast: Cast) -> None:
    a, b = item(cast, "a"), item(cast, "b")
    agenda.remove(item=b, by=account(cast.carol))
    with pytest.raises(Refused, match="removed meanwhile"):
        agenda.move(item=a, after=b.pk, by=account(cast.alice))
    with pytest.raises(Refused, match="removed this item"):
        agenda.move(item=b, after=None, by=account(cast.alice))


def test_a_removal_is_undone_in_its_place(cast: Cast) -> None:
    rows = [item(cast, title) for title in "abc"]
    for _ in range(2):
        agenda.remove(item=rows[1], by=account(cast.alice))
    assert titles(cast.second) == ["a", "c"]
    for _ in range(2):
        agenda.restore(item=rows[1], by=account(cast.alice))
    assert titles(cast.second) == ["a", "b", "c"]


def test_sent_twice_is_one_item_and_one_shape(cast: Cast) -> None:
    pk = uuid7()
    for _ in range(2):
        item(cast, "a", pk=pk)
        agenda.add_shape(session=cast.second, shape="learn", by=account(cast.alice), pk=pk)
    assert agenda_of(cast.second).count() == 8
    with pytest.raises(Refused, match="Choose one"):
        agenda.add_shape(session=cast.second, shape="x", by=account(cast.alice), pk=pk)


def test_a_strand_of_another_session_is_refused(cast: Cast) -> None:
    room = Strand.objects.create(session=cast.first, name="Elementary")
    with pytest.raises(Refused, match="another session"):
        item(cast, "a", strand=room)


def test_each_room_has_its_own_clock(cast: Cast) -> None:
    start = datetime(2026, 2, 7, 17, tzinfo=UTC)  # 9 am in Madera
    Session.objects.filter(pk=cast.second.pk).update(
        state="scheduled", starts_at=start, ends_at=start + timedelta(hours=1)
    )
    cast.second.refresh_from_db()
    low, high = (
        Strand.objects.create(session=cast.second, name=name) for name in ("Elementary", "Secondary")
    )
    item(cast, "hello", 20)
    item(cast, "blocks", 25, strand=low)
    item(cast, "proofs", 35, strand=high)
    item(cast, "bye", 10)
    assert [slot.when for slot in timetable(cast.second, low)] == [
        "9:00 am to 9:20 am",
        "9:20 am to 9:45 am",
        "9:45 am to 9:55 am",
    ]
    plan = plan_of(cast.second)
    assert plan.rows[0].times == [("", "9:00 am to 9:20 am")]
    assert plan.rows[3].times == [("Elementary", "9:45 am to 9:55 am"), ("Secondary", "9:55 am to 10:05 am")]
    assert [(one.room, one.words) for one in fits(cast.second, plan.items, plan.strands)] == [
        ("Elementary", "5 minutes free"),
        ("Secondary", "5 minutes longer than the session"),
    ]


def test_clock_times_are_right_over_the_change_of_the_clocks(cast: Cast) -> None:
    """1 November 2026, 1:30 am the first time: after 40 minutes it is 1:10, the second time."""
    cast.second.starts_at = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    item(cast, "a", 40)
    item(cast, "b", 10)
    assert [slot.when for slot in timetable(cast.second)] == ["1:30 am to 1:10 am", "1:10 am to 1:20 am"]


def test_minutes_in_words() -> None:
    assert [in_hours(one) for one in (0, 1, 60, 85, 121)] == [
        "0 minutes",
        "1 minute",
        "1 hour",
        "1 hour 25 minutes",
        "2 hours 1 minute",
    ]


def test_an_agenda_longer_than_the_session_is_shown_and_saved(cast: Cast) -> None:
    start = datetime(2026, 2, 7, 17, tzinfo=UTC)
    Session.objects.filter(pk=cast.second.pk).update(
        state="scheduled", starts_at=start, ends_at=start + timedelta(hours=1)
    )
    data = {"new_id": str(uuid7()), "kind": "modelling", "minutes": "75", "title": "Frames"}
    client = cast.client(cast.alice)
    for _ in range(2):
        assert client.post(url("agenda", cast.second.pk), data).status_code == 302
    page = client.get(url("agenda", cast.second.pk)).content.decode()
    assert "15 minutes longer than the session" in page
    assert titles(cast.second) == ["Frames"]


def test_bad_minutes_keep_what_was_typed(cast: Cast) -> None:
    data = {"new_id": str(uuid7()), "kind": "modelling", "minutes": "0", "title": "Frames"}
    answer = cast.client(cast.alice).post(url("agenda", cast.second.pk), data)
    assert answer.status_code == 422
    assert 'value="Frames"' in answer.content.decode()
    assert not cast.second.agenda.exists()


def test_two_leaders_changing_different_fields_keep_both(cast: Cast) -> None:
    one = item(cast, "Frames")
    address = url("agenda-edit", one.pk)
    alice, carol = cast.client(cast.alice), cast.client(cast.carol)
    opened = alice.get(address).content.decode()
    carol.post(address, typed(carol.get(address).content.decode(), minutes="30"))
    assert alice.post(address, typed(opened, note="Bring a pen")).status_code == 302
    one.refresh_from_db()
    assert (one.minutes, one.note, one.version) == (30, "Bring a pen", 3)


def test_two_leaders_changing_the_same_field_see_both_texts(cast: Cast) -> None:
    one = item(cast, "Frames")
    address = url("agenda-edit", one.pk)
    alice, carol = cast.client(cast.alice), cast.client(cast.carol)
    opened = alice.get(address).content.decode()
    carol.post(address, typed(carol.get(address).content.decode(), title="Talk moves"))
    answer = alice.post(address, typed(opened, title="Number talks"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "What is there now" in page
    assert "<dd>Talk moves</dd>" in page
    assert 'value="Number talks"' in page
    assert alice.post(address, typed(page, title="Number talks")).status_code == 302  # knowingly
    one.refresh_from_db()
    assert one.title == "Number talks"


def test_an_item_removed_meanwhile_keeps_the_typed_text(cast: Cast) -> None:
    one = item(cast, "Frames")
    client = cast.client(cast.alice)
    opened = client.get(url("agenda-edit", one.pk)).content.decode()
    agenda.remove(item=one, by=account(cast.carol))
    answer = client.post(url("agenda-edit", one.pk), typed(opened, note="Bring a pen"))
    assert answer.status_code == 422
    assert "Put it back" in answer.content.decode()
    assert "Bring a pen" in answer.content.decode()


def test_moving_by_button_without_javascript_and_by_the_element(cast: Cast) -> None:
    one, _ = item(cast, "Modelling"), item(cast, "Debrief")
    client = cast.client(cast.alice)
    answer = client.post(url("agenda-move", one.pk), {"to": "down"})
    assert answer.headers["Location"] == f"{url('agenda', cast.second.pk)}#item-{one.pk}"
    part = client.post(url("agenda-move", one.pk), {"to": "first"}, headers={"X-Sortable": "yes"})
    assert 'data-said="Modelling is now 1 of 2."' in part.content.decode()
    assert "<html" not in part.content.decode()
    client.post(url("agenda-move", one.pk), {"to": "nonsense"})
    assert titles(cast.second) == ["Modelling", "Debrief"]


def test_participants_see_the_public_agenda_only(cast: Cast) -> None:
    item(cast, "Frames", note="Bring a pen", leader_note="Carol starts the timer", leader=cast.carol)
    seen = {
        who.given_name: cast.client(who).get(url("session", cast.second.pk)).content.decode()
        for who in (cast.bob, cast.dana, cast.alice)
    }
    assert all("Frames" in page and "Bring a pen" in page and "Carol Diaz" in page for page in seen.values())
    assert [name for name, page in seen.items() if "starts the timer" in page] == ["Alice"]


@pytest.mark.parametrize("amount", [1, 3])
def test_the_builder_takes_the_same_queries_for_any_length(
    cast: Cast, amount: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    room = Strand.objects.create(session=cast.second, name="Elementary")
    for number in range(amount):
        item(cast, f"item {number}", leader=cast.carol, strand=room)
    client: Client = cast.client(cast.alice)
    with django_assert_num_queries(11):
        client.get(url("agenda", cast.second.pk))


def test_a_completed_series_keeps_its_agenda(cast: Cast) -> None:
    one = item(cast, "Frames")
    cast.series.state = "completed"
    cast.series.save()
    done = make.Session.objects.select_related("series").get(pk=cast.second.pk)
    one.session = done
    with pytest.raises(Refused, match="stays as it is"):
        agenda.remove(item=one, by=account(cast.alice))
