"""Questions before somebody comes: asked, answered, changed later, read by leaders alone."""

from typing import Any

import pytest
from django.urls import reverse

from cycles.roster.actions import questions
from cycles.roster.models import Enrollment, RegistrationAnswer, RegistrationQuestion
from ilc.core.errors import Refused
from participants.models import Person
from tests import factories as make
from tests.cast import Cast
from tests.roster.test_pages import text


def ask(cast: Cast, words: str, kind: str = "text", **more: Any) -> RegistrationQuestion:
    assert cast.alice.user
    return questions.ask(series=cast.series, text=words, kind=kind, by=cast.alice.user, **more)


def answer(cast: Cast, who: Person, question: RegistrationQuestion, words: str) -> None:
    questions.answer(enrollment=who.enrollments.get(), answers={question.pk: words}, by=who.user)


def test_registering_asks_and_keeps_the_answers(cast: Cast) -> None:
    food, seat = (
        ask(cast, "What do you not eat?"),
        ask(cast, "Where do you sit?", "choice", options=["Front", "Back"]),
    )
    client = cast.client(make.person("Nia New", at=cast.school))
    url = reverse("roster:register", args=[cast.series.pk])
    assert "What do you not eat?" in text(client.get(url))
    assert client.post(url, {f"answer_{food.pk}": "Nuts", f"answer_{seat.pk}": "Back"}).status_code == 302
    assert set(RegistrationAnswer.objects.values_list("text", flat=True)) == {"Nuts", "Back"}
    assert "What your leaders ask" in text(client.get(url))


def test_a_required_answer_is_asked_for_before_the_seat_is_taken(cast: Cast) -> None:
    one = ask(cast, "Do you need a ramp?", "yes-no", required=True)
    free = ask(cast, "Anything else?")
    nia = make.person("Nia New", at=cast.school)
    url = reverse("roster:register", args=[cast.series.pk])
    refused = cast.client(nia).post(url, {f"answer_{free.pk}": "A quiet seat"})
    assert (refused.status_code, "A quiet seat" in text(refused)) == (422, True)
    assert not Enrollment.objects.filter(person=nia).exists()
    assert cast.client(nia).post(url, {f"answer_{one.pk}": "Yes"}).status_code == 302


def test_a_changed_question_keeps_the_old_answers(cast: Cast) -> None:
    old = ask(cast, "What do you not eat?")
    answer(cast, cast.bob, old, "Nuts")
    assert cast.alice.user
    new = questions.change(
        question=old,
        text="Which food is a danger to you?",
        kind="text",
        options=[],
        required=False,
        by=cast.alice.user,
    )
    assert RegistrationAnswer.objects.get().question.text == "What do you not eat?"
    shown = text(cast.client(cast.alice).get(reverse("roster:answers", args=[cast.series.pk])))
    assert ("Nuts" in shown, "(asked before)" in shown, new.text in shown) == (True, True, True)


def test_an_unanswered_question_is_simply_reworded(cast: Cast) -> None:
    assert cast.alice.user
    old = ask(cast, "What do you not eat?")
    new = questions.change(
        question=old, text="Allergies?", kind="text", options=[], required=True, by=cast.alice.user
    )
    assert (new.pk, RegistrationQuestion.objects.count()) == (old.pk, 1)


@pytest.mark.parametrize(
    ("words", "kind", "options", "why"),
    [
        ("Names of your students?", "text", [], "Nobody is asked who their students are"),
        ("A student's birthday", "text", [], "Nobody is asked who their students are"),
        ("Where do you sit?", "choice", ["Front"], "at least two answers"),
    ],
)
def test_what_cannot_be_asked(cast: Cast, words: str, kind: str, options: list[str], why: str) -> None:
    with pytest.raises(Refused, match=why):
        ask(cast, words, kind, options=options)


def test_grown_ups_may_be_asked_about_their_classes(cast: Cast) -> None:
    assert ask(cast, "How many students are in your largest class?")


def test_ten_are_enough_and_the_same_twice_is_one(cast: Cast) -> None:
    first = ask(cast, "Question 0")
    assert ask(cast, "question 0") == first
    for number in range(1, 10):
        ask(cast, f"Question {number}")
    with pytest.raises(Refused, match="10 questions are enough"):
        ask(cast, "Question 10")


def test_own_answers_are_changed_by_the_person(cast: Cast) -> None:
    one = ask(cast, "What do you not eat?")
    answer(cast, cast.bob, one, "Nuts")
    client, url = cast.client(cast.bob), reverse("roster:own-answers", args=[cast.series.pk])
    assert 'value="Nuts"' in text(client.get(url))
    client.post(url, {f"answer_{one.pk}": ""})
    assert not RegistrationAnswer.objects.exists()
    assert cast.client(cast.dana).get(url).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("alice", 200), ("bob", 403), ("dana", 403), ("pat", 403), ("erin", 404)]
)
def test_answers_are_for_the_leaders_alone(cast: Cast, who: str, status: int) -> None:
    answer(cast, cast.bob, ask(cast, "What do you not eat?"), "Nuts")
    for view in ("answers", "roster-csv", "questions"):
        found = cast.client(getattr(cast, who)).get(reverse(f"roster:{view}", args=[cast.series.pk]))
        assert found.status_code == status, view


def test_the_table_is_safe_from_formulas(cast: Cast) -> None:
    answer(cast, cast.bob, ask(cast, "=1+1?"), "@SUM(A1)")
    answer_ = cast.client(cast.alice).get(reverse("roster:roster-csv", args=[cast.series.pk]))
    lines = b"".join(answer_.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0].endswith("State,'=1+1?")
    assert next(line for line in lines if line.startswith("Tran,Bob")).endswith("Registered,'@SUM(A1)")


def test_asking_with_one_button_in_the_browser(cast: Cast) -> None:
    client, url = cast.client(cast.alice), reverse("roster:questions", args=[cast.series.pk])
    for _ in range(2):
        assert client.post(url, {"ready": "food"}).status_code == 302
    assert RegistrationQuestion.objects.count() == 1
    one = RegistrationQuestion.objects.get()
    assert client.post(reverse("roster:question-retire", args=[cast.series.pk, one.pk])).status_code == 302
    assert "Asked now" not in text(client.get(url))


@pytest.mark.parametrize("rows", [1, 3])
def test_answers_take_the_same_queries_for_three_as_for_one(
    cast: Cast, rows: int, django_assert_num_queries: Any
) -> None:
    Enrollment.objects.all().delete()
    asked = [ask(cast, f"Question {number}") for number in range(rows)]
    for number in range(rows):
        who = make.person(f"Nia {number}", at=cast.school)
        make.enroll(who, cast.series)
        answer(cast, who, asked[0], "Yes")
    client, url = cast.client(cast.alice), reverse("roster:answers", args=[cast.series.pk])
    with django_assert_num_queries(10):
        assert client.get(url).status_code == 200
