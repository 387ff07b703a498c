"""Looking together, feedback, and what follows from both."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cycles.evidence.models import Feedback
from cycles.planning.choices import SessionState
from cycles.tries.models import Try
from tests import factories as make
from tests.cast import Cast
from tests.evidence.rows import artifact


@pytest.fixture
def attempt(cast: Cast) -> Try:
    """Bob told the series how it went; session 2 runs."""
    now = timezone.now()
    cast.series.sessions.filter(number=2).update(
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1), state=SessionState.IN_PROGRESS
    )
    return make.attempt(
        cast.bob,
        cast.first,
        plan="Sentence frames",
        what_happened="They used it unasked",
        engagement=4,
        state="brought",
        reflection_visibility="series",
        tried_at=now,
        brought_at=now,
    )


def wall(cast: Cast, who: Any) -> str:
    return str(cast.client(who).get(reverse("evidence:look", args=[cast.second.pk])).content.decode())


def test_the_wall_shows_what_was_shared_and_nothing_else(cast: Cast, attempt: Try) -> None:
    shared, private = artifact(attempt, visibility="series"), artifact(attempt)
    for who in (cast.ben, cast.alice, cast.bob):
        page = wall(cast, who)
        assert str(shared.pk) in page
        assert str(private.pk) not in page  # not even on the owner's own screen: it may be projected
        assert "They used it unasked" in page


def test_own_unshared_words_are_not_projected(cast: Cast, attempt: Try) -> None:
    Try.objects.update(reflection_visibility="me")
    assert "They used it unasked" not in wall(cast, cast.bob)


@pytest.mark.parametrize(
    ("who", "status"),
    [("alice", 200), ("ben", 200), ("dana", 403), ("pat", 403), ("charlie", 404), ("erin", 404)],
)
def test_who_may_open_the_wall(cast: Cast, attempt: Try, who: str, status: int) -> None:
    response = cast.client(getattr(cast, who)).get(reverse("evidence:look", args=[cast.second.pk]))
    assert response.status_code == status


def test_an_administrator_who_co_leads_sees_an_empty_wall(cast: Cast, attempt: Try) -> None:
    artifact(attempt, visibility="series")
    cast.series.team.filter(person=cast.carol).update(person=cast.dana)
    assert "Nothing shared yet" in wall(cast, cast.dana)


def test_a_leader_notes_what_was_looked_at_and_may_undo(cast: Cast, attempt: Try) -> None:
    client, url = cast.client(cast.alice), reverse("evidence:analysed", args=[cast.second.pk])
    for _ in range(2):
        client.post(url, {"try": [str(attempt.pk)]})
    attempt.refresh_from_db()
    assert (attempt.state, attempt.analysed_in) == ("analysed", cast.second)
    client.post(url, {"try": [str(attempt.pk)], "undo": "yes"})
    attempt.refresh_from_db()
    assert (attempt.state, attempt.analysed_in, attempt.analysed_at) == ("brought", None, None)


def test_only_what_is_on_ones_wall_can_be_noted_and_only_by_leaders(cast: Cast, attempt: Try) -> None:
    url = reverse("evidence:analysed", args=[cast.second.pk])
    Try.objects.update(reflection_visibility="me")
    cast.client(cast.alice).post(url, {"try": [str(attempt.pk)]})
    attempt.refresh_from_db()
    assert attempt.state == "brought"
    assert cast.client(cast.ben).post(url, {"try": [str(attempt.pk)]}).status_code == 403


def test_after_the_look_the_owner_decides(cast: Cast, attempt: Try) -> None:
    cast.client(cast.alice).post(
        reverse("evidence:analysed", args=[cast.second.pk]), {"try": [str(attempt.pk)]}
    )
    page = cast.client(cast.bob).get(reverse("tries:detail", args=[attempt.pk])).content.decode()
    assert "Keep it, adapt it or set it aside?" in page


def test_feedback_reaches_the_owner_once(cast: Cast, attempt: Try) -> None:
    url = reverse("evidence:feedback", args=[attempt.pk])
    for _ in range(2):
        response = cast.client(cast.ben).post(url, {"kind": "warm", "text": "The frame fits their level."})
        assert response.status_code == 302
    one = Feedback.objects.get()
    assert one.read_at is None
    page = cast.client(cast.bob).get(reverse("evidence:of-try", args=[attempt.pk])).content.decode()
    assert "The frame fits their level." in page
    assert Feedback.objects.filter(read_at__isnull=False).exists()
    assert "The frame fits" in cast.client(cast.ben).get(url).content.decode()
    assert "The frame fits" not in cast.client(cast.alice).get(url).content.decode()


def test_feedback_on_a_file_names_it_and_hides_others(cast: Cast, attempt: Try) -> None:
    shared, private = artifact(attempt, visibility="series"), artifact(attempt)
    client, url = cast.client(cast.ben), reverse("evidence:feedback", args=[attempt.pk])
    client.post(url, {"kind": "question", "text": "Who talked first?", "about": str(shared.pk)})
    assert Feedback.objects.get().artifact == shared
    assert client.get(f"{url}?about={private.pk}").status_code == 404
    assert client.post(url, {"kind": "warm", "text": "x", "about": str(private.pk)}).status_code == 404


@pytest.mark.parametrize("who", ["dana", "erin", "pat", "charlie"])
def test_nobody_gives_feedback_on_what_they_do_not_see(cast: Cast, attempt: Try, who: str) -> None:
    artifact(attempt, visibility="series")
    client = cast.client(getattr(cast, who))
    assert client.get(reverse("evidence:feedback", args=[attempt.pk])).status_code == 404


def test_empty_feedback_keeps_the_choice(cast: Cast, attempt: Try) -> None:
    page = cast.client(cast.ben).post(
        reverse("evidence:feedback", args=[attempt.pk]), {"kind": "cool", "text": " "}
    )
    assert "field__error" in page.content.decode()


def test_the_wall_costs_the_same_for_three(cast: Cast, attempt: Try, django_assert_num_queries: Any) -> None:
    client, url = cast.client(cast.alice), reverse("evidence:look", args=[cast.second.pk])
    artifact(attempt, visibility="series")
    for rows in (1, 3):
        while Try.objects.count() < rows:
            person = make.person(f"Person {Try.objects.count()}", at=cast.school)
            make.enroll(person, cast.series)
            told = {"state": "tried", "tried_at": timezone.now(), "reflection_visibility": "series"}
            artifact(make.attempt(person, cast.first, **told), visibility="series")
        with django_assert_num_queries(12):
            assert client.get(url).status_code == 200
