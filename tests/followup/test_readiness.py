"""The readiness table: what each has done, for leaders alone, and nobody's words."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cycles.evidence.models import Artifact, Feedback
from cycles.followup.queries import readiness, span_of
from cycles.planning.models import Session
from cycles.tries.models import Try
from participants.models import Person
from tests import factories as make
from tests.cast import Cast
from tests.followup.conftest import Scene, local

WORDS = "They argued about fractions for twenty minutes"


def row(scene: Scene, who: Person) -> Any:
    return next(one for one in readiness(span_of(scene.series)) if one.person == who)


def bring(attempt: Try, kind: str, state: str = "private", n: int = 1) -> None:
    visibility = "leaders" if state == "shared" else "me"
    for index in range(n):
        Artifact.objects.create(
            owner=attempt.person,
            attempt=attempt,
            kind=kind,
            state=state,
            visibility=visibility,
            original_name="photo.jpg",
            received_size=1,
            received_sha256=f"{kind}{state}{index}",
        )


def tried(scene: Scene, who: Person, **fields: Any) -> Try:
    told = {"state": "tried", "tried_at": local(1, 14), "what_happened": WORDS, **fields}
    return make.attempt(who, scene.first, **told)


def page(scene: Scene, who: Person, show: str = "") -> Any:
    client = Client()
    client.force_login(who.user)  # type: ignore[arg-type]
    return client.get(reverse("followup:readiness", args=[scene.series.pk]), {"show": show} if show else {})


def test_a_row_for_everybody_enrolled_or_seen_but_leaders(held: Scene) -> None:
    walk_in = make.person("Omar Haddad", account=False)
    make.attend(walk_in, held.first)
    make.attend(held.alice, held.first)
    names = [one.person.given_name for one in readiness(span_of(held.series))]
    assert names == ["Omar", "Rosa", "Linh"]


def test_nothing_done_needs_a_nudge(held: Scene) -> None:
    one = row(held, held.rosa)
    assert (one.came, one.told, one.lesson_plan, one.samples) == (True, False, False, 0)
    assert one.needs_nudge
    assert not one.ready


def test_planned_for_a_day_to_come_does_not(held: Scene) -> None:
    make.attempt(held.rosa, held.first, planned_for=local(1, 20).date())
    assert not row(held, held.rosa).needs_nudge
    held.at(1, 21)
    assert row(held, held.rosa).needs_nudge


def test_skipped_is_neither_ready_nor_nudged(held: Scene) -> None:
    make.attempt(held.rosa, held.first, state="skipped", skip_reason="time")
    one = row(held, held.rosa)
    assert (one.skipped, one.ready, one.needs_nudge) == (True, False, False)


def test_absent_people_are_shown_and_left_alone(held: Scene) -> None:
    held.first.attendances.filter(person=held.rosa).update(status="absent", minutes=0)
    one = row(held, held.rosa)
    assert (one.came, one.needs_nudge) == (False, False)


def test_unknown_is_not_absent(held: Scene) -> None:
    held.first.attendances.filter(person=held.rosa).delete()
    assert row(held, held.rosa).came is None


def test_ready_when_everything_asked_for_is_there(held: Scene) -> None:
    attempt = tried(held, held.rosa)
    bring(attempt, "lesson-plan")
    bring(attempt, "student-work", n=2)
    assert row(held, held.rosa).needs_nudge
    bring(attempt, "student-work", state="shared")
    one = row(held, held.rosa)
    assert (one.samples, one.ready, one.needs_nudge) == (3, True, False)


@pytest.mark.parametrize("state", ["received", "quarantined", "withdrawn", "purged"])
def test_files_that_cannot_be_used_do_not_count(held: Scene, state: str) -> None:
    bring(tried(held, held.rosa), "lesson-plan", state=state)
    assert not row(held, held.rosa).lesson_plan


def test_private_things_wait_for_nobody(held: Scene) -> None:
    bring(tried(held, held.rosa), "lesson-plan")
    assert not row(held, held.rosa).waits_for_feedback


def test_shared_things_wait_until_somebody_answers(held: Scene) -> None:
    attempt = tried(held, held.rosa, reflection_visibility="leaders")
    assert row(held, held.rosa).waits_for_feedback
    Feedback.objects.create(attempt=attempt, author=held.rosa, kind="question", text="Anybody?")
    assert row(held, held.rosa).waits_for_feedback
    Feedback.objects.create(attempt=attempt, author=held.alice, kind="warm", text="Lovely")
    one = row(held, held.rosa)
    assert (one.feedback, one.waits_for_feedback) == (1, False)


def test_the_page_shows_facts_and_no_words(held: Scene) -> None:
    attempt = tried(held, held.rosa, reflection_visibility="series", would_change="Shorter frames")
    bring(attempt, "student-work", state="shared")
    text = page(held, held.alice).content.decode()
    assert "Rosa M." in text
    assert "1 of 3" in text
    assert WORDS not in text
    assert "Shorter frames" not in text


def test_filters(held: Scene) -> None:
    tried(held, held.rosa, reflection_visibility="leaders")
    assert "Linh N." in page(held, held.alice, "nudge").content.decode()
    feedback = page(held, held.alice, "feedback").content.decode()
    assert "Rosa M." in feedback
    assert "Linh N." not in feedback
    assert "Nobody yet." in page(held, held.alice, "ready").content.decode()


@pytest.mark.parametrize("who", ["alice", "carol", "bob", "dana", "pat", "charlie", "erin"])
def test_leaders_only(cast: Cast, who: str) -> None:
    expected = {"alice": 200, "carol": 200, "bob": 403, "dana": 403, "pat": 403, "charlie": 404, "erin": 404}
    for view in ("readiness", "nudge"):
        url = reverse(f"followup:{view}", args=[cast.series.pk])
        assert cast.client(getattr(cast, who)).get(url).status_code == expected[who]


def test_before_the_first_session_there_is_nothing_to_show(scene: Scene) -> None:
    assert "Nobody has anything to try yet" in page(scene, scene.alice).content.decode()


def test_after_the_last_session_the_last_tries_are_shown(held: Scene) -> None:
    Session.objects.filter(pk=held.second.pk).update(state="cancelled")
    span = span_of(held.series)
    assert (span.after, span.ahead) == (held.first, None)
    assert "After session 1" in page(held, held.alice).content.decode()


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number(
    held: Scene, django_assert_num_queries: Any, more: int
) -> None:
    for n in range(more):
        who = make.person(f"Teacher{n} Example", account=False)
        make.enroll(who, held.series)
        make.attend(who, held.first)
        bring(tried(held, who), "lesson-plan")
    client = Client()
    client.force_login(held.alice.user)  # type: ignore[arg-type]
    with django_assert_num_queries(19):
        client.get(reverse("followup:readiness", args=[held.series.pk]))
