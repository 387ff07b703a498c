"""Feedback with a place, answers to it, and who reads which."""

import html
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cycles.evidence import access
from cycles.evidence.models import Artifact, Feedback, FeedbackReply
from cycles.evidence.words import place_in_words
from cycles.tries.models import Try
from ilc.core.models import DomainEvent
from participants.models import Person
from tests import factories as make
from tests.cast import Cast
from tests.evidence.rows import artifact

SAID = "The frame fits their level."


@pytest.fixture
def attempt(cast: Cast) -> Try:
    """Bob told the series how it went."""
    now = timezone.now()
    told = {"plan": "Sentence frames", "what_happened": "They used it unasked", "engagement": 4}
    return make.attempt(
        cast.bob,
        cast.first,
        state="brought",
        reflection_visibility="series",
        tried_at=now,
        brought_at=now,
        **told,
    )


@pytest.fixture
def sample(attempt: Try) -> Artifact:
    return artifact(attempt, visibility="series")


@pytest.fixture
def said(cast: Cast, attempt: Try, sample: Artifact) -> Feedback:
    """Ben's words on a place of Bob's sample."""
    return Feedback.objects.create(
        attempt=attempt, artifact=sample, author=cast.ben, kind="warm", text=SAID, page=1, x=0.1, y=0.9
    )


def post(cast: Cast, who: Person, name: str, pk: Any, **data: str) -> Any:
    return cast.client(who).post(reverse(f"evidence:{name}", args=[pk]), data)


def page(cast: Cast, who: Person, attempt: Try, about: Artifact | None = None) -> str:
    query = f"?about={about.pk}" if about else ""
    return str(cast.client(who).get(reverse("evidence:feedback", args=[attempt.pk]) + query).text)


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        (0.0, 0.0, "upper left"),
        (0.5, 0.5, "middle"),
        (0.9, 0.5, "right side"),
        (0.5, 0.99, "lower middle"),
        (0.2, 0.4, "left side"),
    ],
)
def test_a_place_has_words(x: float, y: float, words: str) -> None:
    assert place_in_words(x, y) == words


@pytest.mark.parametrize(
    ("sent", "place", "where"),
    [
        ({"page": "1", "x": "0.1234", "y": "0.9"}, (1, 0.123, 0.9), "Page 1, lower left"),
        ({"where": "upper-right"}, (1, 0.833, 0.167), "Page 1, upper right"),  # without JavaScript
        ({"page": "1"}, (1, None, None), "Page 1"),
        ({}, (None, None, None), ""),
        ({"x": "0.5"}, (1, None, None), "Page 1"),  # half a place is none
    ],
)
def test_feedback_keeps_its_place(
    cast: Cast, attempt: Try, sample: Artifact, sent: dict[str, str], place: tuple[Any, ...], where: str
) -> None:
    words = {"kind": "cool", "text": SAID, "about": str(sample.pk)}
    assert post(cast, cast.ben, "feedback", attempt.pk, **words, **sent).status_code == 302
    made = Feedback.objects.get()
    assert (made.page, made.x, made.y) == place
    assert made.where == where


def test_pictures_of_a_film_are_moments(cast: Cast, attempt: Try) -> None:
    film = artifact(attempt, visibility="series", media_type="video/mp4")
    assert "Where in the picture?" in page(cast, cast.ben, attempt, film)
    words = {"kind": "warm", "text": SAID, "about": str(film.pk), "where": "middle"}
    post(cast, cast.ben, "feedback", attempt.pk, **words)
    assert Feedback.objects.get().where == "Moment 1, middle"


@pytest.mark.parametrize("sent", [{"page": "2"}, {"page": "1", "x": "1.2", "y": "0"}, {"where": "elsewhere"}])
def test_a_place_that_is_not_there_is_refused_and_the_words_kept(
    cast: Cast, attempt: Try, sample: Artifact, sent: dict[str, str]
) -> None:
    words = {"kind": "cool", "text": SAID, "about": str(sample.pk)}
    response = post(cast, cast.ben, "feedback", attempt.pk, **words, **sent)
    assert SAID in response.content.decode()
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("fields", [{"x": 1.5, "y": 0}, {"x": 0.5}, {"page": None}, {"artifact": None}])
def test_the_database_refuses_places_that_are_none(
    cast: Cast, attempt: Try, sample: Artifact, fields: dict[str, Any]
) -> None:
    whole: dict[str, Any] = {"artifact": sample, "page": 1, "x": 0.5, "y": 0.5, **fields}
    if "y" not in fields and "x" in fields:
        whole["y"] = None
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.create(attempt=attempt, author=cast.ben, kind="warm", text=SAID, **whole)


def test_pins_stand_beside_the_picture_and_their_place_in_words(
    cast: Cast, attempt: Try, sample: Artifact, said: Feedback
) -> None:
    for who, read_only in ((cast.ben, False), (cast.bob, True)):
        text = page(cast, who, attempt, sample)
        assert f'id="pin-{said.pk}" data-x="0.1" data-y="0.9" data-n="1" data-for="said-{said.pk}"' in text
        assert f'<a class="small" href="#pin-{said.pk}">Page 1, lower left</a>' in text
        assert (" data-read>" in text) == read_only
    assert Feedback.objects.get().read_at  # the owner had it on screen


def test_what_was_said_is_between_its_writer_and_the_owner(
    cast: Cast, attempt: Try, sample: Artifact, said: Feedback
) -> None:
    for who, sees in ((cast.bob, True), (cast.ben, True), (cast.alice, False), (cast.carol, False)):
        assert (SAID in page(cast, who, attempt, sample)) == sees
        assert (said in access.feedback(_user(who))) == sees


def _user(person: Person) -> Any:
    assert person.user
    return person.user


def test_the_owner_opens_it_to_those_who_see_the_file_and_closes_it(
    cast: Cast, attempt: Try, sample: Artifact, said: Feedback
) -> None:
    assert post(cast, cast.ben, "open", said.pk).status_code == 404  # its writer does not
    post(cast, cast.bob, "open", said.pk)
    assert SAID in page(cast, cast.alice, attempt, sample)
    assert post(cast, cast.alice, "answer", said.pk, text="Me too.").status_code == 302
    post(cast, cast.bob, "open", said.pk, undo="yes")
    assert SAID not in page(cast, cast.alice, attempt, sample)
    assert post(cast, cast.alice, "answer", said.pk, text="And more.").status_code == 404


@pytest.mark.parametrize("who", ["dana", "erin", "pat", "charlie"])
def test_administrators_and_program_staff_never_read_or_write_any(
    cast: Cast, attempt: Try, sample: Artifact, said: Feedback, who: str
) -> None:
    """Nor do strangers: not even where the file is in the library and its owner opened the feedback."""
    person = getattr(cast, who)
    Artifact.objects.update(visibility="library")
    Feedback.objects.update(opened_at=timezone.now())
    assert said not in access.feedback(_user(person))
    url = reverse("evidence:feedback", args=[attempt.pk])
    assert cast.client(person).get(url).status_code == 404
    for name in ("answer", "words", "take-back", "thank", "open", "put-away"):
        assert post(cast, person, name, said.pk, text="x", undo="yes").status_code == 404
    words = cast.client(person).get(reverse("evidence:artifact", args=[sample.pk])).text
    assert "Bob T." in words  # its owner released it with the name
    assert "Give feedback" not in words
    assert cast.series.title not in words


def test_a_library_example_is_talked_about_by_those_its_owner_knows(
    cast: Cast, attempt: Try, sample: Artifact
) -> None:
    Artifact.objects.update(visibility="library")
    Try.objects.update(reflection_visibility="me", appointment=cast.bob.appointments.get())
    near = make.person("Nora Hill", at=make.school("Other school", within=cast.madera))
    url = reverse("evidence:feedback", args=[attempt.pk])
    button = "Give feedback"
    for who in (cast.ben, cast.alice, near):
        assert cast.client(who).get(url).status_code == 200
        assert button in cast.client(who).get(reverse("evidence:artifact", args=[sample.pk])).text
    Artifact.objects.update(credit="place")
    assert cast.client(near).get(url).status_code == 404
    assert button not in cast.client(near).get(reverse("evidence:artifact", args=[sample.pk])).text
    assert cast.client(cast.ben).get(url).status_code == 200


def test_the_owner_puts_words_away_and_nobody_else_puts_them_back(
    cast: Cast, attempt: Try, sample: Artifact, said: Feedback
) -> None:
    Feedback.objects.update(opened_at=timezone.now())
    for who in (cast.ben, cast.alice):
        assert post(cast, who, "put-away", said.pk).status_code == 404
    post(cast, cast.bob, "put-away", said.pk)
    for who in (cast.ben, cast.alice, cast.carol):
        assert SAID not in page(cast, who, attempt)
    assert "took back" not in page(cast, cast.ben, attempt)  # nothing to undo for its writer
    post(cast, cast.ben, "take-back", said.pk, undo="yes")
    assert SAID not in page(cast, cast.bob, attempt)
    assert "You put away what Ben" in page(cast, cast.bob, attempt)
    post(cast, cast.bob, "put-away", said.pk, undo="yes")
    assert SAID in page(cast, cast.ben, attempt)
    post(cast, cast.bob, "put-away", said.pk)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert post(cast, cast.bob, "put-away", said.pk, undo="yes").status_code == 404
        assert "put away" not in page(cast, cast.bob, attempt).lower()
    verbs = DomainEvent.objects.filter(object_id=said.pk, verb__contains="put-away").order_by("at")
    assert [one.verb.removeprefix("feedback.") for one in verbs] == [
        "put-away",
        "put-away-undone",
        "put-away",
    ]


def test_what_its_writer_took_back_the_owner_does_not_put_back(
    cast: Cast, attempt: Try, said: Feedback
) -> None:
    post(cast, cast.ben, "take-back", said.pk)
    assert "put away" not in page(cast, cast.bob, attempt).lower()
    assert post(cast, cast.bob, "put-away", said.pk, undo="yes").status_code == 404


def test_a_leader_closes_what_was_opened_and_opens_nothing(
    cast: Cast, attempt: Try, sample: Artifact, said: Feedback
) -> None:
    assert post(cast, cast.alice, "open", said.pk, undo="yes").status_code == 404  # between the two
    Feedback.objects.update(opened_at=timezone.now())
    assert "Only for these two again" in page(cast, cast.alice, attempt)
    assert "Only for these two again" not in page(cast, cast.ben, attempt)
    assert post(cast, cast.ben, "open", said.pk, undo="yes").status_code == 404
    assert post(cast, cast.alice, "open", said.pk).status_code == 404
    post(cast, cast.alice, "open", said.pk, undo="yes")
    assert SAID not in page(cast, cast.alice, attempt)
    assert SAID in page(cast, cast.bob, attempt)


@pytest.mark.parametrize("change", ["withdrawn", "private", "leaders"])
def test_feedback_on_what_is_taken_out_of_sight_goes_with_it(
    cast: Cast, attempt: Try, sample: Artifact, said: Feedback, change: str
) -> None:
    Feedback.objects.update(opened_at=timezone.now())
    if change == "leaders":
        Artifact.objects.update(visibility="leaders")
    else:
        Artifact.objects.update(state=change, visibility="me")
    assert SAID not in page(cast, cast.ben, attempt)
    assert post(cast, cast.ben, "answer", said.pk, text="x").status_code == 404
    assert SAID in page(cast, cast.bob, attempt)  # what was said to the owner stays theirs


def test_a_leaders_own_administrator_grant_closes_it(cast: Cast, attempt: Try, said: Feedback) -> None:
    Feedback.objects.update(opened_at=timezone.now())
    cast.series.team.filter(person=cast.carol).update(person=cast.dana)
    assert said not in access.feedback(_user(cast.dana))


def test_owner_and_writer_answer_each_other_once(
    cast: Cast, attempt: Try, sample: Artifact, said: Feedback
) -> None:
    for _ in range(2):
        assert post(cast, cast.bob, "answer", said.pk, text="I paired by table.").status_code == 302
    assert FeedbackReply.objects.count() == 1
    home = cast.client(cast.ben).get("/").text
    assert "answered you" in home
    assert "I paired by table." in home
    assert "I paired by table." in page(cast, cast.ben, attempt, sample)
    assert "answered you" not in cast.client(cast.ben).get("/").text
    post(cast, cast.ben, "answer", said.pk, text="Then I try that.")
    assert "Then I try that." in page(cast, cast.bob, attempt, sample)
    assert not FeedbackReply.objects.filter(read_at=None).exists()


def test_an_empty_answer_is_asked_for_again(cast: Cast, said: Feedback) -> None:
    assert "field__error" in post(cast, cast.bob, "answer", said.pk, text=" ").content.decode()
    assert not FeedbackReply.objects.exists()


def test_thank_you_is_one_tap_and_can_be_undone(cast: Cast, attempt: Try, said: Feedback) -> None:
    for _ in range(2):
        post(cast, cast.bob, "thank", said.pk)
    assert DomainEvent.objects.filter(verb="feedback.thanked").count() == 1
    assert "Bob T. says thank you" in page(cast, cast.ben, attempt)
    post(cast, cast.bob, "thank", said.pk, undo="yes")
    assert "says thank you" not in page(cast, cast.ben, attempt)
    assert post(cast, cast.alice, "thank", said.pk).status_code == 404


def test_words_can_be_changed_for_ten_minutes(cast: Cast, attempt: Try, said: Feedback) -> None:
    with time_machine.travel(said.created_at + timedelta(minutes=9), tick=False):
        post(cast, cast.ben, "words", said.pk, text="It fits well.")
    assert "It fits well." in page(cast, cast.bob, attempt)
    with time_machine.travel(said.created_at + timedelta(minutes=11), tick=False):
        late = post(cast, cast.ben, "words", said.pk, text="Other words").content.decode()
    assert "ten minutes" in late
    assert "Other words" in late  # kept in the form
    assert Feedback.objects.get().text == "It fits well."
    assert post(cast, cast.bob, "words", said.pk, text="Mine now").status_code == 404


def test_taken_back_is_gone_at_once_and_can_be_undone_for_a_while(
    cast: Cast, attempt: Try, sample: Artifact, said: Feedback
) -> None:
    post(cast, cast.bob, "answer", said.pk, text="I paired by table.")
    post(cast, cast.ben, "take-back", said.pk)
    seen = page(cast, cast.bob, attempt, sample)
    assert SAID not in seen
    assert "I paired by table." not in seen
    assert SAID not in cast.client(cast.bob).get(reverse("evidence:of-try", args=[attempt.pk])).text
    mine = page(cast, cast.ben, attempt, sample)
    assert "You took back what you said." in mine
    assert f"pin-{said.pk}" not in mine
    post(cast, cast.ben, "take-back", said.pk, undo="yes")
    assert SAID in page(cast, cast.bob, attempt, sample)
    post(cast, cast.ben, "take-back", said.pk)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        post(cast, cast.ben, "take-back", said.pk, undo="yes")
        assert "took back" not in page(cast, cast.ben, attempt, sample)
    assert Feedback.objects.get().withdrawn_at


def test_answers_are_taken_back_by_who_wrote_them(cast: Cast, attempt: Try, said: Feedback) -> None:
    post(cast, cast.bob, "answer", said.pk, text="I paired by table.")
    reply = FeedbackReply.objects.get()
    assert post(cast, cast.ben, "take-back", reply.pk).status_code == 404
    post(cast, cast.bob, "take-back", reply.pk)
    assert "I paired by table." not in page(cast, cast.ben, attempt)


def test_feedback_on_a_file_withdrawn_meanwhile_is_not_sent(
    cast: Cast, attempt: Try, sample: Artifact
) -> None:
    Artifact.objects.update(state="withdrawn", visibility="me")
    words = {"kind": "warm", "text": SAID, "about": str(sample.pk)}
    answer = post(cast, cast.ben, "feedback", attempt.pk, **words)
    assert answer.status_code == 404
    assert not Feedback.objects.exists()
    shown = answer.content.decode()
    assert "taken back meanwhile" in shown
    assert SAID in html.unescape(shown)
    made_up = post(cast, cast.ben, "feedback", uuid.uuid4(), **words).content.decode()
    ids = r"<code>[^<]*</code>|[0-9a-f-]{36}|[A-Za-z0-9]{64}"
    assert re.sub(ids, "", made_up) == re.sub(ids, "", shown)  # tells nobody that something is there


def test_events_tell_that_something_was_said_never_what(cast: Cast, attempt: Try, said: Feedback) -> None:
    post(cast, cast.bob, "answer", said.pk, text="A secret answer")
    post(cast, cast.ben, "feedback", attempt.pk, kind="warm", text="A secret note")
    told = str(list(DomainEvent.objects.values()))
    assert "feedback.answered" in told
    assert "try.feedback-given" in told
    assert "secret" not in told


@pytest.mark.parametrize("rows", [1, 3])
def test_threads_cost_the_same_whatever_their_number(
    cast: Cast, attempt: Try, sample: Artifact, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        one = Feedback.objects.create(
            attempt=attempt, artifact=sample, author=cast.ben, kind="warm", text=f"Note {number}", page=1
        )
        FeedbackReply.objects.create(feedback=one, author=cast.bob, text="Thanks", read_at=timezone.now())
    client = cast.client(cast.ben)
    with django_assert_num_queries(12):
        client.get(reverse("evidence:feedback", args=[attempt.pk]), {"about": str(sample.pk)})


def test_a_try_that_is_planned_again_tells_nothing_of_how_it_went(cast: Cast) -> None:
    told: dict[str, object] = {"what_happened": "They talked", "engagement": 3, "would_change": "More time"}
    attempt = make.attempt(cast.bob, cast.first, state="tried", tried_at=timezone.now(), **told)
    assert "Students engaged" in page(cast, cast.bob, attempt)
    cast.client(cast.bob).post(reverse("tries:reopen", args=[attempt.pk]))
    seen = page(cast, cast.bob, attempt)
    for words in ("How it went", "They talked", "Students engaged", "More time"):
        assert words not in seen


def test_what_is_missing_is_said_in_our_words(cast: Cast, attempt: Try) -> None:
    one = artifact(attempt, visibility="series")
    url = reverse("evidence:feedback", args=[attempt.pk])
    shown = cast.client(cast.ben).post(url, {"about": str(one.pk)}).content.decode()
    assert "Choose one: what works, what could be stronger, or a question." in shown
    shown = cast.client(cast.bob).post(reverse("evidence:share", args=[one.pk])).content.decode()
    assert "Choose who may see it. “Only me” is an answer, too." in shown
    assert "This field is required" not in shown


def test_the_owner_finds_the_files_that_were_talked_about_first(
    cast: Cast, attempt: Try, sample: Artifact, said: Feedback
) -> None:
    for _ in range(2):
        artifact(attempt)
    seen = BeautifulSoup(page(cast, cast.bob, attempt), "html.parser")
    first, folded = seen.select("ul.wall")
    assert [link.get_text() for link in first.select("figcaption a")] == [
        "See what was said (1) on this student work"
    ]
    assert len(folded.select("li")) == 2
    assert "See what was said" not in folded.get_text()
    summary = folded.find_parent("details")
    assert summary
    assert summary.select("summary")[0].get_text() == "Other files (2)"
    assert "Look closely" in page(cast, cast.ben, attempt)
    assert "Other files" not in page(cast, cast.ben, attempt)


def test_home_tells_how_many_notes_are_new_and_leads_to_all(cast: Cast, attempt: Try) -> None:
    make.attend(cast.bob, cast.first)
    other = make.attempt(cast.bob, cast.second, plan="Round two")
    for number, one in enumerate([other, attempt, attempt, attempt, attempt]):
        make_said(one, cast.ben, f"“Watch twice” is long {number}")
    home = BeautifulSoup(cast.client(cast.bob).get("/").content, "html.parser")
    box = home.select_one("section[aria-labelledby=feedback]")
    assert box
    words = " ".join(box.get_text(" ").split())
    assert words.startswith("5 new notes of feedback")
    assert len(box.select(".quote")) == 3
    assert ": “Watch twice” is long 4" in words
    assert "““" not in words
    more = {str(link["href"]): link.get_text() for link in box.select("p.row a")}
    assert more == {
        reverse("evidence:feedback", args=[attempt.pk]): f"See 1 more on {attempt.plan or 'your try'}",
        reverse("evidence:feedback", args=[other.pk]): "See 1 more on Round two",
    }


def make_said(attempt: Try, author: Person, text: str) -> Feedback:
    return Feedback.objects.create(attempt=attempt, author=author, kind="warm", text=text)
