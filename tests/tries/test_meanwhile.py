"""Two tabs, two devices, two leaders: whoever comes second is told once, and sees both texts."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cycles.planning.choices import SessionState
from cycles.roster.models import Attendance
from cycles.tries.models import PlanDraft, Try, TryAssignment
from ilc.core.models import DomainEvent
from tests import factories as make
from tests.cast import Cast
from tests.tries.test_closing import answers
from tests.tries.test_steps import told

SAID = "This was changed on another device or tab"  # of one person's own try
BY_ANOTHER = "Somebody changed this meanwhile"


def hidden(client: Client, url: str) -> dict[str, Any]:
    """The hidden fields of the page as it opens now: versions and what is kept."""
    form = client.get(url).context["form"]
    return {bound.html_name: bound.value() for bound in form.hidden_fields()}


def typed(seen: dict[str, Any], **fields: str) -> dict[str, Any]:
    """What auto-save sends."""
    return {**seen, "_changed": list(fields), **fields}


# -- closing a session ------------------------------------------------------------------------------------------


def test_the_second_leader_who_closes_is_told_once_and_sees_both(cast: Cast) -> None:
    url = reverse("tries:close", args=[cast.first.pk])
    alice, carol = cast.client(cast.alice), cast.client(cast.carol)
    seen, hers = hidden(alice, url), hidden(carol, url)
    assert alice.post(url, answers(cast, text="Try A", **seen)).status_code == 302
    answer = carol.post(url, answers(cast, text="Other text", **hers))
    page = answer.content.decode()
    assert page.count(BY_ANOTHER) == 1
    assert "Other text" in page
    assert "Try A" in page
    assert TryAssignment.objects.get().text == "Try A"
    again = {name.html_name: name.value() for name in answer.context["form"].hidden_fields()}
    assert carol.post(url, answers(cast, text="Other text", **again)).status_code == 302
    assert TryAssignment.objects.get().text == "Other text"


def test_the_second_leader_does_not_overwrite_who_came(cast: Cast) -> None:
    url = reverse("tries:close", args=[cast.first.pk])
    alice, carol = cast.client(cast.alice), cast.client(cast.carol)
    seen, hers = hidden(alice, url), hidden(carol, url)
    alice.post(url, answers(cast, **seen))
    absent = {f"came-{cast.bob.pk}": "absent"}
    page = carol.post(url, answers(cast, **hers, **absent)).content.decode()
    assert page.count(BY_ANOTHER) == 1
    assert "Bob Tran" in page
    assert Attendance.objects.get(person=cast.bob).status == "present"


def test_the_same_closing_sent_twice_is_no_conflict(cast: Cast) -> None:
    client, url = cast.client(cast.alice), reverse("tries:close", args=[cast.first.pk])
    seen = hidden(client, url)
    for _ in range(2):
        assert client.post(url, answers(cast, **seen)).status_code == 302
    assert DomainEvent.objects.filter(verb="try.assignment-changed").count() == 0
    cast.first.refresh_from_db()
    assert cast.first.state == SessionState.HELD


# -- drafts -----------------------------------------------------------------------------------------------------


@pytest.fixture
def attempt(cast: Cast) -> Try:
    return make.attempt(cast.bob, cast.first)


def test_autosave_of_the_older_tab_is_told_and_overwrites_nothing(cast: Cast, attempt: Try) -> None:
    client, page = cast.client(cast.bob), reverse("tries:tell", args=[attempt.pk])
    url = reverse("tries:autosave", args=[attempt.pk])
    one, two = hidden(client, page), hidden(client, page)
    saved = client.post(url, typed(two, what_happened="On the phone"))
    assert saved.status_code == 200
    late = client.post(url, typed(one, what_happened="On the laptop"))
    assert late.status_code == 409
    assert SAID in late.json()["message"]
    assert late.json()["now"]["what_happened"] == "On the phone"
    attempt.refresh_from_db()
    assert attempt.draft["what_happened"] == "On the phone"
    knowing = {**one, "rev": late.json()["rev"], "version": late.json()["version"]}
    assert client.post(url, typed(knowing, what_happened="On the laptop")).status_code == 200
    assert client.post(url, typed({**two, **saved.json()}, what_happened="Again")).status_code == 409


def test_one_tab_goes_on_saving_whatever_answer_was_lost(cast: Cast, attempt: Try) -> None:
    client, page = cast.client(cast.bob), reverse("tries:tell", args=[attempt.pk])
    url, seen = reverse("tries:autosave", args=[attempt.pk]), hidden(client, page)
    mine = {**seen, "_tab": "a1"}
    for text in ("They", "They talked", "They talked more"):
        assert client.post(url, typed(mine, what_happened=text)).status_code == 200  # never hears the new rev
    assert client.post(page, told(what_happened="They talked more.", **mine)).status_code == 302
    attempt.refresh_from_db()
    assert (attempt.what_happened, attempt.draft) == ("They talked more.", {})


def test_another_page_of_the_same_try_is_no_conflict(cast: Cast, attempt: Try) -> None:
    client, url = cast.client(cast.bob), reverse("tries:autosave", args=[attempt.pk])
    telling = hidden(client, reverse("tries:tell", args=[attempt.pk]))
    planning = hidden(client, reverse("tries:plan", args=[cast.first.pk]))
    assert client.post(url, typed(planning, plan="Number talk")).status_code == 200
    assert client.post(url, typed(telling, what_happened="They talked")).status_code == 200


def test_sending_the_older_tab_is_told_and_shows_both_texts(cast: Cast, attempt: Try) -> None:
    client, url = cast.client(cast.bob), reverse("tries:tell", args=[attempt.pk])
    one, two = hidden(client, url), hidden(client, url)
    client.post(reverse("tries:autosave", args=[attempt.pk]), typed(two, what_happened="On the phone"))
    answer = client.post(url, told(what_happened="On the laptop", **one))
    page = answer.content.decode()
    assert page.count(SAID) == 1
    assert "On the laptop" in page
    assert "On the phone" in page
    attempt.refresh_from_db()
    assert (attempt.state, attempt.draft["what_happened"]) == ("planned", "On the phone")
    again = {bound.html_name: bound.value() for bound in answer.context["form"].hidden_fields()}
    assert client.post(url, told(what_happened="On the laptop", **again)).status_code == 302


def test_line_ends_are_no_difference(cast: Cast, attempt: Try) -> None:
    client, url = cast.client(cast.bob), reverse("tries:tell", args=[attempt.pk])
    one = hidden(client, url)
    client.post(reverse("tries:autosave", args=[attempt.pk]), typed(one, what_happened="One\nTwo"))
    assert client.post(url, told(what_happened="One\r\nTwo", **one)).status_code == 302


def test_a_plan_typed_on_two_devices(cast: Cast) -> None:
    client, page = cast.client(cast.bob), reverse("tries:plan", args=[cast.first.pk])
    url = reverse("tries:autosave-plan", args=[cast.first.pk])
    one, two = hidden(client, page), hidden(client, page)
    assert client.post(url, typed(two, plan="Number talk")).status_code == 200
    assert client.post(url, typed(one, plan="Frames")).status_code == 409
    answer = client.post(page, {**one, "plan": "Frames"})
    assert answer.content.decode().count(SAID) == 1
    assert "Number talk" in answer.content.decode()
    assert not Try.objects.exists()
    again = {bound.html_name: bound.value() for bound in answer.context["form"].hidden_fields()}
    assert client.post(page, {**again, "plan": "Frames"}).status_code == 302
    assert client.post(url, typed(one, plan="Late")).status_code == 409  # there is a try now
    assert not PlanDraft.objects.exists()


def test_a_decision_typed_on_two_devices(cast: Cast) -> None:
    attempt = make.attempt(cast.bob, cast.first, state="analysed")
    client, page = cast.client(cast.bob), reverse("tries:decide", args=[attempt.pk])
    one, two = hidden(client, page), hidden(client, page)
    url = reverse("tries:autosave", args=[attempt.pk])
    client.post(url, typed(two, decision_note="Fewer frames"))
    answer = client.post(page, {**one, "decision": "keep", "decision_note": "As it is"})
    assert answer.content.decode().count(SAID) == 1
    assert "Fewer frames" in answer.content.decode()
    again = {bound.html_name: bound.value() for bound in answer.context["form"].hidden_fields()}
    sent = client.post(page, {**again, "decision": "keep", "decision_note": "As it is"})
    assert sent.status_code == 302


def test_the_plan_of_a_next_round_is_kept_as_typed(cast: Cast) -> None:
    first = make.attempt(
        cast.bob,
        cast.first,
        state="decided",
        decision="keep",
        tried_at=timezone.now(),
        class_label="Period 3",
    )
    client, page = cast.client(cast.bob), reverse("tries:refine", args=[first.pk])
    form = BeautifulSoup(client.get(page).content, "html.parser").select_one("main form")
    assert form
    [saver] = form.select("auto-save")
    names = {str(one["name"]) for one in saver.select("input, textarea, select")}
    assert names == {
        "next_plan",
        "next_planned_for",
        "next_class_label",
        "next_grade",
        "next_subject",
        "next_class_size",
    }
    carried = {str(one["name"]): str(one.get("value", "")) for one in form.select("input[type=hidden]")}
    words = {
        "next_plan": "Frames twice a week",
        "next_class_label": "Period 5",
        "next_planned_for": "1999-01-01",
    }
    saved = client.post(str(saver["src"]), typed(carried, **words))
    assert (saved.status_code, set(saved.json())) == (200, {"saved", "rev"})
    start = client.get(page).context["form"].initial
    assert [start[name] for name in ("plan", "class_label", "planned_for")] == list(words.values())
    telling = client.get(reverse("tries:tell", args=[first.pk])).text
    assert "Period 5" not in telling  # the class of the round before is its own
    wrong = client.post(page, {**carried, **words, **saved.json()})
    assert "Is the year right?" in wrong.text
    day = BeautifulSoup(wrong.content, "html.parser").select_one("[name=next_planned_for]")
    assert day
    assert (day["type"], day["value"]) == ("date", "1999-01-01")
    assert "Frames twice a week" in client.get(page).text
    assert client.post(page, {**carried, **saved.json(), "next_plan": "Frames twice"}).status_code == 302
    first.refresh_from_db()
    assert (Try.objects.get(refines=first).plan, first.draft) == ("Frames twice", {})
    late = client.post(str(saver["src"]), typed({**carried, **saved.json()}, next_plan="Late"))
    assert late.status_code == 422
    assert "planned already" in str(late.json()["errors"]["next_plan"])


def test_the_plan_of_a_next_round_typed_on_two_devices(cast: Cast) -> None:
    first = make.attempt(cast.bob, cast.first, state="decided", decision="adapt", tried_at=timezone.now())
    client, page = cast.client(cast.bob), reverse("tries:refine", args=[first.pk])
    one, two = hidden(client, page), hidden(client, page)
    url = reverse("tries:autosave", args=[first.pk])
    assert client.post(url, typed(two, next_plan="Number talk")).status_code == 200
    late = client.post(url, typed(one, next_plan="Frames"))
    assert (late.status_code, late.json()["now"]) == (409, {"next_plan": "Number talk"})
    answer = client.post(page, {**one, "next_plan": "Frames"})
    assert answer.text.count(SAID) == 1
    assert "Number talk" in answer.text
    again = {bound.html_name: bound.value() for bound in answer.context["form"].hidden_fields()}
    assert client.post(page, {**again, "next_plan": "Frames"}).status_code == 302
    assert Try.objects.get(refines=first).plan == "Frames"


def test_telling_twice_shows_what_is_there_now(cast: Cast, attempt: Try) -> None:
    client, url = cast.client(cast.bob), reverse("tries:tell", args=[attempt.pk])
    seen = hidden(client, url)
    client.post(url, told(what_happened="On the laptop", engagement=3, **seen))
    page = client.post(url, told(what_happened="On the phone", engagement=1, **seen)).content.decode()
    now = page[page.index("Two texts") : page.index("auto-save src")]
    assert "On the laptop" in now
    assert "To some extent" in now
    assert "Fewer frames" not in now  # the same in both
