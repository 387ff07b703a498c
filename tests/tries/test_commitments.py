"""What people write down that they will change: kept as typed, for themselves alone."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cycles.planning.models import Session
from cycles.tries import queries
from cycles.tries.models import Commitment
from cycles.tries.queries.commitments import rev
from ilc.core.models import DomainEvent
from participants.links import make_token
from tests import factories as make
from tests.cast import Cast

WORDS = "I wait five seconds before I take an answer"


@pytest.fixture
def today(cast: Cast) -> Session:
    """Session 1 ends in twenty minutes; Bob is there."""
    start = timezone.now() - timedelta(hours=2, minutes=40)
    Session.objects.filter(pk=cast.first.pk).update(
        starts_at=start, ends_at=start + timedelta(hours=3), state="in-progress"
    )
    cast.first.refresh_from_db()
    make.attend(cast.bob, cast.first)
    return cast.first


def save(client: Client, url: str, seen: dict[str, str], tab: str = "one", **typed: str) -> Any:
    data = {"_changed": list(typed), "_tab": tab, "rev": rev(seen), **typed}
    return client.post(url, data)


def url(session: Session) -> str:
    return reverse("tries:commit-autosave", args=[session.pk])


def test_kept_as_typed_and_found_again(cast: Cast, today: Session) -> None:
    client = cast.client(cast.bob)
    answer = save(client, url(today), {}, first=WORDS)
    assert answer.json()["rev"] == rev({"first": WORDS})
    assert WORDS in client.get(reverse("tries:commit", args=[today.pk])).content.decode()
    assert DomainEvent.objects.get(verb="commitment.written").data == {}  # not the words


def test_another_line_on_another_device_is_kept_beside(cast: Cast, today: Session) -> None:
    client = cast.client(cast.bob)
    save(client, url(today), {}, first=WORDS)
    assert save(client, url(today), {}, tab="two", second="And a second thing").status_code == 200
    assert [one.text for one in queries.written(cast.bob, today)] == [WORDS, "And a second thing"]


def test_the_same_line_on_another_device_shows_both(cast: Cast, today: Session) -> None:
    client = cast.client(cast.bob)
    save(client, url(today), {}, first=WORDS)
    answer = save(client, url(today), {}, tab="two", first="Other words")
    assert (answer.status_code, answer.json()["now"]["first"]) == (409, WORDS)
    knowing = save(client, url(today), {"first": WORDS}, tab="two", first="Other words")
    assert (knowing.status_code, Commitment.objects.get().text) == (200, "Other words")


def test_an_answer_that_got_lost_is_no_conflict(cast: Cast, today: Session) -> None:
    client = cast.client(cast.bob)
    save(client, url(today), {}, first="I wait")
    assert save(client, url(today), {}, first=WORDS).status_code == 200


def test_what_was_answered_stays_and_new_words_stand_beside_it(cast: Cast, today: Session) -> None:
    """What became of it was said about the words that stood there: neither is lost."""
    client = cast.client(cast.bob)
    save(client, url(today), {}, first=WORDS)
    Commitment.objects.update(carried_out="fully", reason="It helped", answered_at=timezone.now())
    save(client, url(today), {"first": WORDS}, first=WORDS)  # a tab that was open meanwhile
    assert Commitment.objects.get().carried_out == "fully"
    page = BeautifulSoup(client.get(reverse("tries:commit", args=[today.pk])).content, "html.parser")
    assert page.select_one("textarea[name=first]").get_text(strip=True) == ""  # type: ignore[union-attr]
    assert WORDS in page.select_one("[aria-labelledby=answered]").get_text()  # type: ignore[union-attr]
    for typed in ("I name", "I name partners"):
        save(client, url(today), {}, first=typed)
    found = queries.written_down(cast.bob, today)
    assert [(one.text, one.carried_out, one.answered_at) for one in found.now] == [
        ("I name partners", "", None)
    ]
    assert [(one.text, one.carried_out, one.reason) for one in found.before] == [
        (WORDS, "fully", "It helped")
    ]
    attempt = make.attempt(cast.bob, today)
    shown = client.get(reverse("tries:detail", args=[attempt.pk])).text
    assert (WORDS in shown, "It helped" in shown, "I name partners" in shown) == (True, True, True)


def test_answered_words_are_not_emptied(cast: Cast, today: Session) -> None:
    client = cast.client(cast.bob)
    save(client, url(today), {}, first=WORDS)
    Commitment.objects.update(carried_out="not", answered_at=timezone.now())
    save(client, url(today), {}, first="")
    assert Commitment.objects.get().text == WORDS


def test_a_merged_record_comes_along_into_history(cast: Cast, today: Session) -> None:
    twin = make.person("Robert Tran", account=False)
    for person in (cast.bob, twin):
        Commitment.objects.create(person=person, session=today, position=1, text=person.name)
    type(twin).objects.filter(pk=twin.pk).update(merged_into=cast.bob, root=cast.bob)
    Commitment.objects.filter(person=twin).update(carried_out="partly")
    save(cast.client(cast.bob), url(today), {}, first=WORDS)
    found = queries.written_down(cast.bob, today)
    assert [one.text for one in found.now] == [WORDS]
    assert {one.text for one in found.before} == {cast.bob.name, twin.name}


def test_the_plan_begins_with_what_was_written_down(cast: Cast, today: Session) -> None:
    client = cast.client(cast.bob)
    save(client, url(today), {}, first=WORDS)
    address = reverse("tries:plan", args=[today.pk])
    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert page.select_one("main h2").get_text() == "You wrote down"  # type: ignore[union-attr]
    link = page.select_one('a[href="?line=1"]')
    assert link
    taken = BeautifulSoup(client.get(f"{address}{link['href']}").content, "html.parser")
    assert taken.select_one("textarea[name=plan]").get_text(strip=True) == WORDS  # type: ignore[union-attr]
    make.attempt(cast.bob, today, plan="My own plan")
    assert "My own plan" in client.get(f"{address}?line=1").text


def test_an_emptied_line_is_taken_back(cast: Cast, today: Session) -> None:
    client = cast.client(cast.bob)
    save(client, url(today), {}, first=WORDS)
    save(client, url(today), {"first": WORDS}, first="")
    assert not Commitment.objects.exists()


def test_too_long_is_said_and_nothing_is_changed(cast: Cast, today: Session) -> None:
    answer = save(cast.client(cast.bob), url(today), {}, first="x" * 301)
    assert (answer.status_code, "first" in answer.json()["errors"]) == (422, True)
    assert not Commitment.objects.exists()


def test_works_with_the_button_alone(cast: Cast, today: Session) -> None:
    client = cast.client(cast.bob)
    page = reverse("tries:commit", args=[today.pk])
    for _ in range(2):  # a double click
        assert client.post(page, {"first": WORDS, "rev": rev({})}).status_code == 302
    assert Commitment.objects.get().text == WORDS
    stale = client.post(page, {"first": "Other words", "rev": rev({})})
    assert "Two texts" in stale.content.decode()
    assert "Other words" in stale.content.decode()


def test_personal_link_without_an_account(cast: Cast, today: Session) -> None:
    guest = make.person("Gus Guest", account=False)
    make.attend(guest, today)
    token = make_token("commit", today.pk, guest.pk)
    assert Client().get(reverse("tries:commit-link", args=[token])).status_code == 200
    assert (
        save(Client(), reverse("tries:commit-link-autosave", args=[token]), {}, first=WORDS).status_code
        == 200
    )
    assert Commitment.objects.get().person == guest
    bad = make_token("commit", today.pk, cast.charlie.pk)  # was not there
    assert Client().get(reverse("tries:commit-link", args=[bad])).status_code == 404


def test_a_link_passed_on_shows_nothing_of_somebody_with_an_account(cast: Cast, today: Session) -> None:
    save(cast.client(cast.bob), url(today), {}, first=WORDS)
    token = make_token("commit", today.pk, cast.bob.pk)
    answer = Client().get(reverse("tries:commit-link", args=[token]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("tries:commit", args=[today.pk]))
    assert (
        save(Client(), reverse("tries:commit-link-autosave", args=[token]), {}, first="x").status_code == 403
    )


@pytest.mark.parametrize(
    ("who", "status"),
    [("ben", 403), ("alice", 403), ("dana", 403), ("pat", 403), ("charlie", 404), ("erin", 404)],
)
def test_only_who_was_there_writes(cast: Cast, today: Session, who: str, status: int) -> None:
    client = cast.client(getattr(cast, who))
    assert client.get(reverse("tries:commit", args=[today.pk])).status_code == status
    assert save(client, url(today), {}, first=WORDS).status_code == status


PLACES = (
    "tries:close",
    "roster:day",
    "planning:session",
    "followup:readiness",
    "planning:series",
    "roster:people",
)


@pytest.mark.parametrize("who", ["alice", "carol", "ben", "dana", "pat"])
def test_nobody_else_reads_it_anywhere(cast: Cast, today: Session, who: str) -> None:
    save(cast.client(cast.bob), url(today), {}, first=WORDS)
    client = cast.client(getattr(cast, who))
    for name in PLACES:
        kind = today.pk if name in PLACES[:3] else today.series_id
        page = client.get(reverse(name, args=[kind]))
        assert page.status_code in (200, 302, 403)
        assert "five seconds" not in page.content.decode()
    if who in ("alice", "carol"):
        closing = client.get(reverse("tries:close", args=[today.pk])).content.decode()
        assert "1 person wrote down" in closing


def test_asked_for_at_home_near_the_end_and_reminded_with_the_try(cast: Cast, today: Session) -> None:
    client = cast.client(cast.bob)
    assert [one.pk for one in queries.to_commit(cast.bob, timezone.now())] == [today.pk]
    assert queries.to_commit(cast.bob, timezone.now() - timedelta(hours=1)) == []
    assert "Write it down" in client.get("/").content.decode()
    save(client, url(today), {}, first=WORDS)
    assert queries.to_commit(cast.bob, timezone.now()) == []
    attempt = make.attempt(cast.bob, today)
    shown = client.get(reverse("tries:detail", args=[attempt.pk])).content.decode()
    assert WORDS in shown


def test_merged_records_show_one_list(cast: Cast, today: Session) -> None:
    twin = make.person("Robert Tran", account=False)
    Commitment.objects.create(person=twin, session=today, position=2, text="From the paper card")
    Commitment.objects.create(person=cast.bob, session=today, position=1, text=WORDS)
    type(twin).objects.filter(pk=twin.pk).update(merged_into=cast.bob, root=cast.bob)
    assert [one.text for one in queries.written(cast.bob, today)] == [WORDS, "From the paper card"]
    assert queries.how_many_wrote(today) == 1


def test_not_asked_what_became_of_it_on_the_day_it_was_written(cast: Cast) -> None:
    """A joint look between sessions may come weeks after the session its words belong to."""
    now = timezone.now()
    Session.objects.filter(pk=cast.first.pk).update(
        starts_at=now - timedelta(days=14, hours=3), ends_at=now - timedelta(days=14)
    )
    one = Commitment.objects.create(person=cast.bob, session=cast.first, position=1, text=WORDS)
    assert queries.to_answer(cast.bob, now) == []
    assert queries.to_answer(cast.bob, now + timedelta(days=4)) == [one]


@pytest.mark.parametrize(("ended", "written", "asked"), [
    (10, 10, True),   # the last session of its series
    (150, 10, True),  # at a joint look, long after it
    (None, 10, True),  # at a joint look of a session that has no date
    (None, 1, False),
    (150, 140, False),
])  # fmt: skip
def test_home_asks_also_where_no_session_follows(
    cast: Cast, ended: int | None, written: int, asked: bool
) -> None:
    now = timezone.now()
    last = now - timedelta(days=ended) if ended else None
    cast.series.sessions.exclude(pk=cast.first.pk).delete()
    times = {"starts_at": last and last - timedelta(hours=3), "ends_at": last}
    Session.objects.filter(pk=cast.first.pk).update(**times, **({} if last else {"state": "unscheduled"}))
    type(cast.series).objects.filter(pk=cast.series.pk).update(state="completed")
    one = Commitment.objects.create(person=cast.bob, session=cast.first, position=1, text=WORDS)
    Commitment.objects.update(created_at=now - timedelta(days=written))
    assert queries.to_answer(cast.bob, now) == ([one] if asked else [])
    home = cast.client(cast.bob).get("/").text
    assert ("You wrote down. Did it happen?" in home) == asked
    assert (WORDS in home) == asked
