"""Feedback asked for and offered, the leaders' list, and the one quiet mail a day."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cycles.evidence import reminders
from cycles.evidence.models import Artifact, Feedback, FeedbackOffer, FeedbackRequest
from cycles.tries.models import Try
from ilc.core import outbox
from ilc.core.models import OutgoingMessage
from participants.models import Muted, Person
from tests import factories as make
from tests.cast import Cast
from tests.evidence.rows import artifact

ASKED = "Is the second question too big a step?"


def told(person: Person, cast: Cast, **fields: Any) -> Try:
    whole = {"state": "tried", "tried_at": timezone.now(), "reflection_visibility": "series", **fields}
    return make.attempt(person, cast.first, **whole)


@pytest.fixture
def attempt(cast: Cast) -> Try:
    return told(cast.bob, cast, what_happened="They used it unasked")


def post(cast: Cast, who: Person, name: str, pk: Any, **data: str) -> Any:
    return cast.client(who).post(reverse(f"evidence:{name}", args=[pk]), data)


def home(cast: Cast, who: Person) -> str:
    return str(cast.client(who).get("/").text)


def say(cast: Cast, attempt: Try, who: Person, text: str = "It fits") -> Feedback:
    post(cast, who, "feedback", attempt.pk, kind="warm", text=text)
    return Feedback.objects.get(author=who, text=text)


# Asking


@pytest.mark.parametrize(
    ("whom", "see", "others"),
    [
        ("leaders", ("alice", "carol"), ("ben", "dana", "pat", "erin", "charlie")),
        ("series", ("alice", "carol", "ben"), ("dana", "pat", "erin", "charlie")),
        ("colleague", ("ben",), ("alice", "carol", "dana", "pat", "erin", "charlie")),
    ],
)
def test_a_question_stands_with_those_who_are_asked_and_nobody_else(
    cast: Cast, attempt: Try, whom: str, see: tuple[str, ...], others: tuple[str, ...]
) -> None:
    named = str(cast.ben.pk) if whom == "colleague" else ""
    assert post(cast, cast.bob, "ask", attempt.pk, text=ASKED, whom=whom, colleague=named).status_code == 302
    assert {name for name in (*see, *others) if ASKED in home(cast, getattr(cast, name))} == set(see)
    assert ASKED in cast.client(cast.bob).get(reverse("evidence:of-try", args=[attempt.pk])).text


def test_feedback_of_who_was_asked_answers_the_question(cast: Cast, attempt: Try) -> None:
    post(cast, cast.bob, "ask", attempt.pk, text=ASKED, whom="leaders")
    say(cast, attempt, cast.ben)  # a colleague's word is welcome, and not what was asked for
    assert ASKED in home(cast, cast.alice)
    said = say(cast, attempt, cast.carol)
    asked = FeedbackRequest.objects.get()
    assert (asked.answered_by, bool(asked.done_at)) == (said, True)
    assert ASKED not in home(cast, cast.alice)
    post(cast, cast.carol, "take-back", said.pk)  # then nobody has answered
    assert ASKED in home(cast, cast.alice)
    post(cast, cast.carol, "take-back", said.pk, undo="yes")
    assert ASKED not in home(cast, cast.alice)


def test_asking_again_changes_the_question(cast: Cast, attempt: Try) -> None:
    for text in (ASKED, ASKED, "Which pairs would you choose?"):
        post(cast, cast.bob, "ask", attempt.pk, text=text, whom="series")
    assert FeedbackRequest.objects.get().text == "Which pairs would you choose?"


def test_a_question_is_taken_back_with_undo(cast: Cast, attempt: Try) -> None:
    post(cast, cast.bob, "ask", attempt.pk, text=ASKED, whom="series")
    asked = FeedbackRequest.objects.get()
    post(cast, cast.bob, "ask-withdraw", asked.pk)
    assert ASKED not in home(cast, cast.alice)
    assert "Undo" in cast.client(cast.bob).get(reverse("evidence:of-try", args=[attempt.pk])).text
    post(cast, cast.bob, "ask-withdraw", asked.pk, undo="yes")
    assert ASKED in home(cast, cast.alice)
    post(cast, cast.bob, "ask-withdraw", asked.pk)
    post(cast, cast.bob, "ask", attempt.pk, text="Something else", whom="series")
    post(cast, cast.bob, "ask-withdraw", asked.pk, undo="yes")
    assert FeedbackRequest.objects.filter(withdrawn_at=None).get().text == "Something else"
    assert post(cast, cast.ben, "ask-withdraw", asked.pk).status_code == 404


@pytest.mark.parametrize(
    ("reflection", "file", "whom", "fine"),
    [
        ("me", "me", "leaders", False),
        ("leaders", "me", "leaders", True),
        ("leaders", "leaders", "series", False),
        ("me", "series", "series", True),
        ("me", "leaders", "leaders", True),
    ],
)
def test_one_asks_about_what_they_can_see(
    cast: Cast, attempt: Try, reflection: str, file: str, whom: str, fine: bool
) -> None:
    Try.objects.update(reflection_visibility=reflection)
    artifact(attempt, visibility=file)
    page = post(cast, cast.bob, "ask", attempt.pk, text=ASKED, whom=whom)
    assert FeedbackRequest.objects.exists() == fine
    assert fine or "see nothing of this try" in page.content.decode()
    assert fine or ASKED in page.content.decode()


def test_a_question_about_what_was_taken_out_of_sight_is_out_of_sight(cast: Cast, attempt: Try) -> None:
    post(cast, cast.bob, "ask", attempt.pk, text=ASKED, whom="series")
    Try.objects.update(reflection_visibility="me")
    assert ASKED not in home(cast, cast.alice)
    assert ASKED not in cast.client(cast.alice).get(reverse("evidence:waiting", args=[cast.series.pk])).text


def test_a_colleague_has_to_be_one_of_the_series(cast: Cast, attempt: Try) -> None:
    for named in ("", str(cast.charlie.pk), str(cast.bob.pk)):
        page = post(cast, cast.bob, "ask", attempt.pk, text=ASKED, whom="colleague", colleague=named)
        assert "field__error" in page.content.decode()
    assert not FeedbackRequest.objects.exists()


# Offering


def test_an_offer_is_seen_by_the_series_and_taken_back(cast: Cast, attempt: Try) -> None:
    for _ in range(2):
        post(cast, cast.ben, "offer", cast.series.pk)
    assert FeedbackOffer.objects.count() == 1
    url = reverse("evidence:helping", args=[cast.series.pk])
    page = cast.client(cast.bob).get(url, headers={"hx-request": "true"}).text
    ask = reverse("evidence:ask", args=[attempt.pk])
    assert f'href="{ask}?colleague={cast.ben.pk}">Ask Ben O.' in page
    assert "<html" not in page
    form = cast.client(cast.bob).get(f"{ask}?colleague={cast.ben.pk}").text
    assert f'<option value="{cast.ben.pk}" selected>Ben Ortiz, would be glad to</option>' in form
    post(cast, cast.ben, "offer", cast.series.pk, undo="yes")
    assert "Ben O." not in cast.client(cast.bob).get(url).text
    post(cast, cast.ben, "offer", cast.series.pk)
    assert FeedbackOffer.objects.get().withdrawn_at is None


# The leaders' list


def waiting(cast: Cast, who: Person, query: str = "") -> str:
    return str(cast.client(who).get(reverse("evidence:waiting", args=[cast.series.pk]) + query).text)


def test_the_list_puts_what_was_asked_for_first_then_the_oldest(cast: Cast, attempt: Try) -> None:
    now = timezone.now()
    zoe, mia = make.person("Zoe Young", at=cast.school), make.person("Mia Old", at=cast.school)
    for who, days in ((zoe, 1), (mia, 5)):
        make.enroll(who, cast.series)
        told(who, cast, tried_at=now - timedelta(days=days), plan=f"{who.given_name}'s")
    post(cast, cast.bob, "ask", attempt.pk, text=ASKED, whom="leaders")
    page = waiting(cast, cast.alice)
    places = [page.index(words) for words in (ASKED, "Mia&#x27;s", "Zoe&#x27;s")]
    assert places == sorted(places)
    say(cast, Try.objects.get(person=mia), cast.carol)
    assert "Mia&#x27;s" not in waiting(cast, cast.alice)


def test_of_private_tries_the_leader_learns_the_number(cast: Cast, attempt: Try) -> None:
    told(cast.ben, cast, reflection_visibility="me", plan="Ben's secret plan")
    page = waiting(cast, cast.alice)
    assert "secret plan" not in page
    assert "1 more is private so far" in page
    artifact(Try.objects.get(person=cast.ben), visibility="leaders")
    assert "private so far" not in waiting(cast, cast.alice)


def test_the_list_is_empty_when_everybody_heard_something(cast: Cast, attempt: Try) -> None:
    say(cast, attempt, cast.alice)
    assert "Everybody heard something" in waiting(cast, cast.alice)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_three(cast: Cast, rows: int, django_assert_num_queries: Any) -> None:
    for number in range(rows):
        person = make.person(f"Person {number}", at=cast.school)
        make.enroll(person, cast.series)
        artifact(told(person, cast), visibility="series")
    client, url = cast.client(cast.alice), reverse("evidence:waiting", args=[cast.series.pk])
    with django_assert_num_queries(12):
        assert client.get(url).status_code == 200


def test_the_list_has_pages(cast: Cast) -> None:
    for number in range(21):
        person = make.person(f"Person {number}", at=cast.school)
        make.enroll(person, cast.series)
        told(person, cast, tried_at=timezone.now() - timedelta(days=number))
    assert waiting(cast, cast.alice).count("Look and write") == 20
    assert waiting(cast, cast.alice, "?page=2").count("Look and write") == 1


# The mail

AFTERNOON = datetime(2026, 2, 3, 16, tzinfo=timezone.get_default_timezone())


def derive(at: datetime = AFTERNOON) -> int:
    return reminders.tell_of_feedback(at)


def given(cast: Cast, attempt: Try, at: datetime, text: str = "The frame fits") -> Feedback:
    made = Feedback.objects.create(attempt=attempt, author=cast.ben, kind="warm", text=text)
    Feedback.objects.filter(pk=made.pk).update(created_at=at)
    return made


def send() -> str:
    row = OutgoingMessage.objects.get(rule="feedback.new", work_state="due")
    outbox.send(row.pk)
    row.refresh_from_db()
    return row.result


def test_one_mail_a_day_says_that_feedback_is_there_and_never_what(cast: Cast, attempt: Try) -> None:
    given(cast, attempt, AFTERNOON - timedelta(hours=3))
    given(cast, attempt, AFTERNOON - timedelta(hours=2), "Second thoughts")
    assert [derive(AFTERNOON.replace(hour=14)), derive(), derive()] == [0, 1, 0]
    assert send() == "sent"
    [sent] = mail.outbox
    assert sent.subject == "Colleagues left you feedback"
    whole = f"{sent.subject} {sent.body} {sent.alternatives}"  # type: ignore[attr-defined]
    assert "2 notes" in whole
    for secret in ("The frame fits", "Second thoughts", "They used it", "Ben"):
        assert secret not in whole
    assert reverse("evidence:feedback", args=[attempt.pk]) in sent.body
    assert sent.extra_headers["List-Unsubscribe"]


def test_the_same_news_is_told_once_and_new_ones_the_next_day(cast: Cast, attempt: Try) -> None:
    given(cast, attempt, AFTERNOON - timedelta(hours=3))
    derive()
    OutgoingMessage.objects.update(created_at=AFTERNOON, work_state="done")
    assert derive(AFTERNOON + timedelta(days=1)) == 0  # still unread, but told
    given(cast, attempt, AFTERNOON + timedelta(hours=1))
    assert derive(AFTERNOON + timedelta(hours=2)) == 0  # one a day
    assert derive(AFTERNOON + timedelta(days=1)) == 1


@pytest.mark.parametrize(
    ("meanwhile", "result"),
    [("read", "pointless"), ("taken-back", "pointless"), ("withdrawn", "pointless"), ("muted", "suppressed")],
)
def test_the_mail_is_left_out_when_it_would_be_wrong(
    cast: Cast, attempt: Try, meanwhile: str, result: str
) -> None:
    made = given(cast, attempt, AFTERNOON - timedelta(hours=1))
    if meanwhile == "withdrawn":
        Feedback.objects.update(artifact=artifact(attempt, visibility="series"))
    assert derive() == 1
    if meanwhile == "read":
        cast.client(cast.bob).get(reverse("evidence:of-try", args=[attempt.pk]))
    elif meanwhile == "taken-back":
        post(cast, cast.ben, "take-back", made.pk)
    elif meanwhile == "withdrawn":
        Artifact.objects.update(state="withdrawn", visibility="me")
    else:
        Muted.objects.create(person=cast.bob, topic="feedback")
    assert send() == result
    assert not mail.outbox


def test_nothing_is_due_for_what_is_read_old_or_withdrawn(cast: Cast, attempt: Try) -> None:
    made = given(cast, attempt, AFTERNOON - timedelta(days=9))
    assert derive() == 0
    Feedback.objects.update(created_at=AFTERNOON, artifact=artifact(attempt, visibility="series"))
    Artifact.objects.update(state="withdrawn", visibility="me")
    assert derive() == 0
    Feedback.objects.update(artifact=None, read_at=AFTERNOON)
    assert derive() == 0
    Feedback.objects.filter(pk=made.pk).update(read_at=None)
    assert derive() == 1


def test_the_try_says_whom_one_asked(cast: Cast, attempt: Try) -> None:
    post(cast, cast.bob, "ask", attempt.pk, text=ASKED, whom="leaders")
    page = " ".join(cast.client(cast.bob).get(reverse("tries:detail", args=[attempt.pk])).text.split())
    assert f"You asked your leaders (Alice Reyes and Carol Diaz): “{ASKED}”" in page
