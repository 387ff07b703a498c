"""The tell page: one question, three answers, each press counts once and can be undone."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cycles.tries.models import Commitment, Try, TryStep
from ilc.core.models import DomainEvent
from tests import factories as make
from tests.cast import Cast
from tests.tries.test_steps import told

KEY = str(uuid.uuid4())
JSON = {"Accept": "application/json"}


def url(attempt: Try) -> str:
    return reverse("tries:tell", args=[attempt.pk])


def undo(client: Client, attempt: Try) -> None:
    """Press the Undo button of the message on the next page."""
    page = BeautifulSoup(client.get(reverse("tries:detail", args=[attempt.pk])).content, "html.parser")
    [form] = page.select("#messages form")
    assert client.post(str(form["action"])).status_code == 302
    attempt.refresh_from_db()


@pytest.fixture
def attempt(cast: Cast) -> Try:
    return make.attempt(cast.bob, cast.first)


def test_a_sending_whose_answer_got_lost_counts_once(cast: Cast, attempt: Try) -> None:
    client = cast.client(cast.bob)
    sent = told(version=1, outcome="tried", key=KEY)
    assert client.post(url(attempt), sent, headers=JSON).json() == {"go": f"/tries/{attempt.pk}/"}
    client.post(url(attempt), told(version=2, what_happened="Better words, from the laptop"))
    assert client.post(url(attempt), sent, headers=JSON).status_code == 200  # the phone comes back
    attempt.refresh_from_db()
    assert attempt.what_happened == "Better words, from the laptop"
    assert [one.verb for one in DomainEvent.objects.order_by("at")] == ["try.told", "try.retold"]


def test_a_sending_that_came_twice_is_thanked_for_once(cast: Cast, attempt: Try) -> None:
    client = cast.client(cast.bob)
    for _ in range(2):
        client.post(url(attempt), told(version=1, outcome="tried", key=KEY), headers=JSON)
    page = BeautifulSoup(client.get(reverse("home")).content, "html.parser")
    assert [one.get_text() for one in page.select("#messages p")] == ["Thank you. It is saved."]


def test_a_kept_sending_does_not_overwrite_what_another_device_saved(cast: Cast, attempt: Try) -> None:
    client = cast.client(cast.bob)
    client.post(url(attempt), told(version=1, what_happened="From the laptop"))
    late = client.post(url(attempt), told(version=1, what_happened="From the phone", key=KEY), headers=JSON)
    assert (late.status_code, "changed on another device" in late.json()["message"]) == (409, True)
    attempt.refresh_from_db()
    assert attempt.what_happened == "From the laptop"
    assert not TryStep.objects.filter(key=KEY).exists()


def test_a_sending_that_cannot_be_taken_says_why(cast: Cast, attempt: Try) -> None:
    answer = cast.client(cast.bob).post(url(attempt), told(version=1, what_happened=""), headers=JSON)
    assert (answer.status_code, answer.json()["message"]) == (
        422,
        "Please write a sentence or two about what happened.",
    )


@pytest.mark.parametrize(
    ("sent", "state"),
    [
        (told(version=1), "tried"),
        ({"outcome": "not-yet", "planned_for": "2030-01-05", "version": 1}, "planned"),
        ({"outcome": "wont", "skip_reason": "fit", "skip_note": "Too young", "version": 1}, "skipped"),
    ],
)
def test_each_answer_is_undone_by_the_button_that_follows(
    cast: Cast, attempt: Try, sent: dict[str, Any], state: str
) -> None:
    client = cast.client(cast.bob)
    client.post(url(attempt), sent)
    attempt.refresh_from_db()
    assert attempt.state == state
    assert (attempt.planned_for is not None) == (state == "planned")
    undo(client, attempt)
    assert (attempt.state, attempt.tried_at, attempt.planned_for, attempt.skip_reason) == (
        "planned",
        None,
        None,
        "",
    )
    page = client.get(url(attempt)).content.decode()
    assert str(sent.get("what_happened", sent.get("skip_note", ""))) in page


def test_undoing_changed_words_brings_the_earlier_ones_back(cast: Cast, attempt: Try) -> None:
    client = cast.client(cast.bob)
    client.post(url(attempt), told(version=1))
    client.get("/")
    attempt.refresh_from_db()
    client.post(url(attempt), told(version=attempt.version, what_happened="Other words"))
    undo(client, attempt)
    assert (attempt.state, attempt.what_happened) == ("tried", told()["what_happened"])
    assert "Other words" in client.get(url(attempt)).content.decode()  # nothing typed is lost
    assert not TryStep.objects.exclude(before={}).exists()


def test_what_came_after_stops_the_undo(cast: Cast, attempt: Try) -> None:
    client = cast.client(cast.bob)
    client.post(url(attempt), told(version=1))
    Try.objects.filter(pk=attempt.pk).update(state="analysed", analysed_at=timezone.now())
    answer = client.post(reverse("tries:undo", args=[attempt.pk]), follow=True)
    assert "cannot be reopened now" in answer.content.decode()
    attempt.refresh_from_db()
    assert (attempt.state, attempt.what_happened) == ("analysed", told()["what_happened"])


def test_the_class_is_said_once_and_remembered(cast: Cast, attempt: Try) -> None:
    client = cast.client(cast.bob)
    told_of = {"class_label": "Period 3", "grade": "4", "subject": "Science", "class_size": "28"}
    client.post(url(attempt), told(version=1, **told_of))
    attempt.refresh_from_db()
    assert (attempt.class_label, attempt.grade, attempt.class_size) == ("Period 3", "4", 28)
    second = make.attempt(cast.bob, cast.second)
    assert "Period 3, grade 4, Science, 28 students" in client.get(url(second)).content.decode()
    other = make.attempt(cast.ben, cast.first)
    assert "Period 3" not in cast.client(cast.ben).get(url(other)).content.decode()


def wrote(cast: Cast, *lines: str) -> None:
    make.attend(cast.bob, cast.first)
    for number, text in enumerate(lines, 1):
        Commitment.objects.create(person=cast.bob, session=cast.first, position=number, text=text)


def test_what_one_wrote_down_is_asked_first_and_once(cast: Cast, attempt: Try) -> None:
    wrote(cast, "Wait five seconds", "Fewer questions")
    client = cast.client(cast.bob)
    page = client.get(url(attempt)).content.decode()
    assert page.index("Wait five seconds") < page.index("Did you try it?")
    client.post(url(attempt), told(version=1, kept_1="partly", why_1="Only in period 3", kept_2=""))
    answers = Commitment.objects.order_by("position").values_list("carried_out", "reason")
    assert list(answers) == [("partly", "Only in period 3"), ("", "")]
    again = client.get(url(attempt)).content.decode()
    assert ("Wait five seconds" in again, "Fewer questions" in again) == (False, True)
    assert DomainEvent.objects.filter(verb="commitment.answered").count() == 1


def test_a_typed_answer_is_kept_as_a_draft(cast: Cast, attempt: Try) -> None:
    wrote(cast, "Wait five seconds")
    client = cast.client(cast.bob)
    typed = {"_changed": ["kept_1", "why_1"], "kept_1": "not", "why_1": "Testing week", "version": 1}
    assert client.post(reverse("tries:autosave", args=[attempt.pk]), typed).status_code == 200
    page = client.get(url(attempt)).content.decode()
    assert "Testing week" in page
    assert Commitment.objects.get().carried_out == ""
    client.post(url(attempt), {"outcome": "not-yet", "version": 1, "kept_1": "not", "why_1": "Testing week"})
    attempt.refresh_from_db()
    assert (attempt.draft, Commitment.objects.get().reason) == ({}, "Testing week")


def test_home_asks_after_some_days_and_one_tap_answers(cast: Cast) -> None:
    wrote(cast, "Wait five seconds")
    client = cast.client(cast.bob)
    assert "Wait five seconds" not in client.get("/").content.decode()
    end = timezone.now() - timedelta(days=4)
    cast.series.sessions.filter(number=1).update(starts_at=end - timedelta(hours=2), ends_at=end)
    Commitment.objects.update(created_at=end)
    home = BeautifulSoup(client.get("/").content, "html.parser")
    first = home.select_one("main .card")
    assert first
    assert "Wait five seconds" in first.get_text()
    address = reverse("tries:answer", args=[cast.first.pk])
    assert client.post(address, {"kept_1": "fully"})["Location"] == address
    assert Commitment.objects.get().carried_out == "fully"
    page = BeautifulSoup(client.get(address).content, "html.parser")
    [form] = page.select("#messages form")
    client.post(str(form["action"]))
    assert (Commitment.objects.get().carried_out, Commitment.objects.get().answered_at) == ("", None)
    assert "Wait five seconds" in client.get("/").content.decode()


def test_answers_are_kept_as_they_are_typed(cast: Cast) -> None:
    wrote(cast, "Wait five seconds")
    client, address = cast.client(cast.bob), reverse("tries:answer", args=[cast.first.pk])
    client.post(address, {"kept_1": "partly"})
    typed = {"_changed": ["why_1"], "why_1": "Only in period 3"}
    assert "saved" in client.post(address, typed, headers={"X-Autosave": "1"}).json()
    one = Commitment.objects.get()
    assert (one.carried_out, one.reason) == ("partly", "Only in period 3")


@pytest.mark.parametrize(("who", "status"), [("ben", 403), ("alice", 403), ("dana", 403), ("charlie", 404)])
def test_answers_are_ones_own(cast: Cast, who: str, status: int) -> None:
    wrote(cast, "Wait five seconds")
    client = cast.client(getattr(cast, who))
    assert (
        client.post(reverse("tries:answer", args=[cast.first.pk]), {"kept_1": "fully"}).status_code == status
    )


def test_the_worker_keeps_one_kind_of_page() -> None:
    source = Client().get(reverse("worker")).content.decode()
    [form] = re.findall(r"const FORM = /(.+)/;", source)
    pattern = re.compile(form.replace(r"\/", "/"))
    pk = uuid.uuid4()
    assert pattern.search(reverse("tries:tell", args=[pk]))
    for name in ("tries:detail", "tries:undo", "evidence:feedback", "evidence:bring"):
        assert not pattern.search(reverse(name, args=[pk]))


def test_what_is_missing_or_odd_is_said_in_our_words(cast: Cast, attempt: Try) -> None:
    client = cast.client(cast.bob)
    odd = told(version=1, class_size="two", tried_on="tomorrow", class_label="x" * 81)
    page = client.post(url(attempt), {**odd, "what_happened": "", "engagement": ""})
    said = [
        one.get_text(" ", strip=True)
        for one in BeautifulSoup(page.content, "html.parser").select(".field__error")
    ]
    assert said == [
        "Please write a sentence or two about what happened.",
        "Please say how engaged your students were.",
        "Please use at most 80 characters. Now it has 81.",
        "Please write a whole number between 1 and 200.",
        "Please write the day as month/day/year, such as 2/28/2026.",
    ]
    assert all(one in page.text for one in ('value="two"', 'value="tomorrow"', "x" * 81))
    for size in ("0", "201", "2.5"):
        page = client.post(url(attempt), told(version=1, class_size=size))
        assert "Please write a whole number between 1 and 200." in page.text


@pytest.mark.parametrize(("planned", "offered"), [(-2, -2), (0, 0), (3, 0), (None, 0)])
def test_the_planned_day_is_offered_once_it_has_come(cast: Cast, planned: int | None, offered: int) -> None:
    today = timezone.localdate()
    day = None if planned is None else today + timedelta(days=planned)
    attempt = make.attempt(cast.bob, cast.first, planned_for=day)
    page = cast.client(cast.bob).get(reverse("tries:tell", args=[attempt.pk]))
    assert page.context["form"].initial["tried_on"] == today + timedelta(days=offered)


def test_the_try_names_who_may_read_it(cast: Cast) -> None:
    """As the form did."""
    attempt = make.attempt(cast.bob, cast.first, state="tried", tried_at=timezone.now())
    url = reverse("tries:detail", args=[attempt.pk])
    for circle, words in (("leaders", "My leaders (Alice Reyes and Carol Diaz)"), ("me", "Only me")):
        Try.objects.update(reflection_visibility=circle)
        assert f"<dd>{words}</dd>" in cast.client(cast.bob).get(url).text
