"""One try on two devices: different fields merge, the same field asks, and nothing is overwritten unseen."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cycles.tries.models import Commitment, Try, TryStep
from tests import factories as make
from tests.cast import Cast
from tests.tries.test_meanwhile import hidden, typed
from tests.tries.test_steps import told

JSON = {"Accept": "application/json"}


@pytest.fixture
def attempt(cast: Cast) -> Try:
    make.attend(cast.bob, cast.first)
    for number, text in enumerate(("Wait five seconds", "Fewer questions"), 1):
        Commitment.objects.create(person=cast.bob, session=cast.first, position=number, text=text)
    return make.attempt(cast.bob, cast.first)


@pytest.fixture
def bob(cast: Cast) -> Client:
    return cast.client(cast.bob)


def tell(attempt: Try) -> str:
    return reverse("tries:tell", args=[attempt.pk])


def save(client: Client, attempt: Try, known: dict[str, Any], **fields: str) -> Any:
    return client.post(reverse("tries:autosave", args=[attempt.pk]), typed(known, **fields))


EMPTY = {
    "what_happened": "",
    "would_change": "",
    "engagement": "",
    "class_label": "",
    "why_1": "",
    "why_2": "",
}
FULL = {
    "what_happened": "They talked",
    "engagement": "3",
    "would_change": "Fewer frames",
    "class_label": "Period 3",
}


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "then"),
    [
        # different fields of words, a radio, the class
        (
            {},
            {"what_happened": "Mine"},
            {"would_change": "Theirs"},
            {"what_happened": "Mine", "would_change": "Theirs"},
        ),
        ({}, {"what_happened": "Mine"}, {"engagement": "2"}, {"what_happened": "Mine", "engagement": "2"}),
        (
            {},
            {"class_label": "Period 5"},
            {"class_size": "28"},
            {"class_label": "Period 5", "class_size": "28"},
        ),
        # cleared here, cleared there
        (
            FULL,
            {"would_change": ""},
            {"class_label": "Period 4"},
            {"would_change": "", "class_label": "Period 4"},
        ),
        (
            FULL,
            {"what_happened": "Mine"},
            {"would_change": ""},
            {"what_happened": "Mine", "would_change": ""},
        ),
        # what one wrote down, line by line
        (
            {},
            {"kept_1": "fully"},
            {"kept_2": "not", "why_2": "Testing"},
            {"kept_1": "fully", "kept_2": "not"},
        ),
        # the same on both
        ({}, {"engagement": "2"}, {"engagement": "2"}, {"engagement": "2"}),
        (FULL, {"would_change": ""}, {"would_change": ""}, {"would_change": ""}),
        # conflicts: theirs stays until somebody chose
        ({}, {"what_happened": "Mine"}, {"what_happened": "Theirs"}, None),
        (FULL, {"engagement": "1"}, {"engagement": "4"}, None),
        (FULL, {"would_change": ""}, {"would_change": "Theirs"}, None),
        (FULL, {"would_change": "Mine"}, {"would_change": ""}, None),
        ({}, {"kept_1": "fully"}, {"kept_1": "not"}, None),
    ],
)
def test_two_devices_and_one_try(
    bob: Client,
    attempt: Try,
    base: dict[str, str],
    mine: dict[str, str],
    theirs: dict[str, str],
    then: dict[str, str] | None,
) -> None:
    """Whether it is saved as it is typed, or sent by the button after a day without a line."""
    if base:
        assert save(bob, attempt, hidden(bob, tell(attempt)), **base).status_code == 200
    known, other = hidden(bob, tell(attempt)), hidden(bob, tell(attempt))
    assert save(bob, attempt, other, **theirs).status_code == 200

    answer = save(bob, attempt, known, **mine)
    attempt.refresh_from_db()
    if then is None:
        assert (answer.status_code, answer.json()["now"]) == (409, theirs)
        assert theirs.items() <= attempt.draft.items()
        assert set(answer.json()["at"]) == set(theirs)
        knowing = {**known, "rev": answer.json()["rev"]}
        assert save(bob, attempt, knowing, **mine).status_code == 200
        return
    assert answer.status_code == 200
    assert answer.json().get("now", {}) == {name: words for name, words in theirs.items() if name not in mine}
    assert {**base, **theirs, **mine}.items() <= attempt.draft.items()
    assert then.items() <= attempt.draft.items()


def test_a_late_sending_merges_by_field(bob: Client, attempt: Try) -> None:
    """Told on the laptop while the phone had no line; the phone says more, and changes nothing it did not touch."""
    phone = hidden(bob, tell(attempt))
    bob.post(
        tell(attempt),
        told(**hidden(bob, tell(attempt)), outcome="tried", kept_1="fully", class_label="Period 3"),
    )
    sent = {
        **EMPTY,
        "would_change": "More time",
        "outcome": "tried",
        **phone,
        "why_2": "No time",
        "kept_2": "not",
    }
    answer = bob.post(tell(attempt), {**sent, "tried_on": told()["tried_on"]}, headers=JSON)
    assert answer.status_code == 409  # "Fewer frames" there, "More time" here
    answer = bob.post(
        tell(attempt), {**sent, "would_change": "", "tried_on": told()["tried_on"]}, headers=JSON
    )
    assert answer.status_code == 200, answer.json()
    attempt.refresh_from_db()
    assert (attempt.what_happened, attempt.would_change) == (told()["what_happened"], "Fewer frames")
    assert (attempt.engagement, attempt.class_label) == (3, "Period 3")
    lines = Commitment.objects.order_by("position").values_list("carried_out", "reason")
    assert list(lines) == [("fully", ""), ("not", "No time")]


def test_an_answer_given_at_home_is_not_taken_back_by_an_older_page(
    bob: Client, cast: Cast, attempt: Try
) -> None:
    known = hidden(bob, tell(attempt))
    bob.post(reverse("tries:answer", args=[cast.first.pk]), {"kept_2": "partly", "why_2": "Only mornings"})
    sent = told(**known, outcome="tried", why_1="", why_2="", kept_1="fully")
    assert bob.post(tell(attempt), sent).status_code == 302
    lines = Commitment.objects.order_by("position").values_list("carried_out", "reason")
    assert list(lines) == [("fully", ""), ("partly", "Only mornings")]


def test_the_page_that_answers_has_both_texts_and_what_merged(bob: Client, attempt: Try) -> None:
    known = hidden(bob, tell(attempt))
    save(
        bob, attempt, hidden(bob, tell(attempt)), what_happened="Theirs", class_label="Period 3", kept_1="not"
    )
    page = bob.post(
        tell(attempt), told(**known, outcome="tried", what_happened="Mine", class_label="", kept_1="fully")
    )
    both = {one.name: (one.typed, one.words, one.value) for one in page.context["now"]}
    assert both == {
        "kept_1": ("Fully", "Not yet", "not"),
        "what_happened": ("Mine", "Theirs", "Theirs"),
    }
    assert all(one.at for one in page.context["now"])
    assert page.context["form"]["class_label"].value() == "Period 3"
    assert attempt.state == Try.objects.get().state == "planned"
    again = {bound.html_name: bound.value() for bound in page.context["form"].hidden_fields()}
    sent = told(**again, outcome="tried", what_happened="Mine", class_label="Period 3", kept_1="fully")
    assert bob.post(tell(attempt), sent).status_code == 302
    assert (Try.objects.get().what_happened, Try.objects.get().class_label) == ("Mine", "Period 3")


def test_told_here_and_given_up_there_is_a_question(bob: Client, attempt: Try) -> None:
    known = hidden(bob, tell(attempt))
    bob.post(
        tell(attempt),
        {**hidden(bob, tell(attempt)), "outcome": "wont", "skip_reason": "fit", "skip_note": ""},
    )
    page = bob.post(tell(attempt), told(**known, outcome="tried"))
    assert [one.name for one in page.context["now"]] == ["outcome"]
    assert Try.objects.get().state == "skipped"
    again = {bound.html_name: bound.value() for bound in page.context["form"].hidden_fields()}
    assert bob.post(tell(attempt), told(**again, outcome="tried")).status_code == 302
    assert Try.objects.get().state == "tried"


def test_given_up_here_and_told_there_keeps_the_reason_for_after_an_undo(bob: Client, attempt: Try) -> None:
    known = hidden(bob, tell(attempt))
    bob.post(tell(attempt), told(**hidden(bob, tell(attempt)), outcome="tried"))
    late = {**known, "outcome": "wont", "skip_reason": "fit", "skip_note": "Too young"}
    answer = bob.post(tell(attempt), late, headers=JSON)
    assert (answer.status_code, "You told us already" in answer.json()["message"]) == (409, True)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.what_happened) == ("tried", told()["what_happened"])
    bob.post(reverse("tries:undo", args=[attempt.pk]))
    assert 'value="Too young"' in bob.get(tell(attempt)).text


def test_a_form_kept_from_before_marks_were_by_field_asks(bob: Client, attempt: Try) -> None:
    old = {"version": "1", "rev": "0-1a2b3c4d.2-00000000"}
    save(bob, attempt, hidden(bob, tell(attempt)), what_happened="Theirs")
    assert save(bob, attempt, old, what_happened="Mine").status_code == 409
    assert save(bob, attempt, old, would_change="Mine").status_code == 200
    assert bob.post(tell(attempt), told(**old, outcome="tried", would_change="Mine")).status_code == 200
    assert not TryStep.objects.exists()
