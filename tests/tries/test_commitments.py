"""What people write down that they will change: kept as typed, for themselves alone."""

from datetime import timedelta
from typing import Any

import pytest
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


def test_new_words_have_no_answer_yet(cast: Cast, today: Session) -> None:
    """What became of it was said about the words that stood there; the same words keep theirs."""
    client = cast.client(cast.bob)
    save(client, url(today), {}, first=WORDS)
    Commitment.objects.update(carried_out="fully", reason="It helped", answered_at=timezone.now())
    save(client, url(today), {"first": WORDS}, first=WORDS)
    assert Commitment.objects.get().carried_out == "fully"
    save(client, url(today), {"first": WORDS}, first="I name partners")
    one = Commitment.objects.get()
    assert (one.text, one.carried_out, one.reason, one.answered_at) == ("I name partners", "", "", None)


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
    assert "What is saved now" in stale.content.decode()
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
