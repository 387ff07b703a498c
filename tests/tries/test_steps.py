"""The life of a try through its pages, as its owner meets it on a phone."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cycles.planning.choices import SessionState
from cycles.tries import actions
from cycles.tries.choices import TryState
from cycles.tries.models import Commitment, PlanDraft, Try
from ilc.core.errors import Refused, Stale
from ilc.core.models import DomainEvent
from tests import factories as make
from tests.cast import Cast

PLAN = {"plan": "Sentence frames in period 3", "version": "0"}


def told(**fields: Any) -> dict[str, Any]:
    return {
        "tried_on": timezone.localdate(),
        "what_happened": "They talked more. Two used the frame unasked.",
        "engagement": 3,
        "would_change": "Fewer frames",
        "reflection_visibility": "series",
        **fields,
    }


def held(cast: Cast, number: int = 2) -> None:
    """The following session took place an hour ago."""
    start = timezone.now() - timedelta(hours=3)
    cast.series.sessions.filter(number=number).update(
        starts_at=start, ends_at=start + timedelta(hours=2), state=SessionState.HELD
    )


def test_planning_takes_one_sentence_and_writes_an_event(cast: Cast) -> None:
    response = cast.client(cast.bob).post(reverse("tries:plan", args=[cast.first.pk]), PLAN, follow=True)
    attempt = Try.objects.get()
    assert (attempt.state, attempt.plan) == ("planned", "Sentence frames in period 3")
    assert attempt.appointment == cast.bob.appointments.get()
    assert "Sentence frames in period 3" in response.content.decode()
    assert DomainEvent.objects.filter(verb="try.planned", object_id=attempt.pk).count() == 1


def test_a_double_click_plans_once(cast: Cast) -> None:
    client = cast.client(cast.bob)
    for _ in range(2):
        assert client.post(reverse("tries:plan", args=[cast.first.pk]), PLAN).status_code == 302
    assert Try.objects.count() == 1
    assert DomainEvent.objects.filter(verb__startswith="try.").count() == 1


def test_no_try_before_the_session_began(cast: Cast) -> None:
    response = cast.client(cast.bob).post(reverse("tries:plan", args=[cast.second.pk]), PLAN)
    assert "once session 2 has begun" in response.content.decode()
    assert "Sentence frames in period 3" in response.content.decode()
    assert not Try.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("charlie", 404), ("erin", 404), ("alice", 403), ("dana", 403)])
def test_only_participants_plan(cast: Cast, who: str, status: int) -> None:
    client = cast.client(getattr(cast, who))
    assert client.get(reverse("tries:plan", args=[cast.first.pk])).status_code == status


@pytest.mark.parametrize(("state", "status"), [("published", 403), ("draft", 404)])
def test_planning_a_try_tells_no_more_than_the_series_page(cast: Cast, state: str, status: int) -> None:
    """A teacher who knows the series is told it is not theirs; a draft is not even there for an administrator."""
    nell = make.person("Nell Page", at=cast.school)
    type(cast.series).objects.filter(pk=cast.series.pk).update(state=state)
    for who in (nell, cast.dana):
        assert cast.client(who).get(reverse("tries:plan", args=[cast.first.pk])).status_code == status


def test_a_draft_has_nothing_to_close(cast: Cast) -> None:
    type(cast.series).objects.filter(pk=cast.series.pk).update(state="draft")
    assert cast.client(cast.alice).get(reverse("tries:close", args=[cast.first.pk])).status_code == 404


@pytest.mark.parametrize("page", ["detail", "tell", "skip", "decide", "refine"])
@pytest.mark.parametrize("who", ["ben", "alice", "dana", "pat", "charlie"])
def test_a_try_is_its_owners(cast: Cast, page: str, who: str) -> None:
    attempt = make.attempt(cast.bob, cast.first)
    url = reverse(f"tries:{page}", args=[attempt.pk])
    assert cast.client(getattr(cast, who)).get(url).status_code == 404
    assert cast.client(cast.bob).get(url).status_code == (302 if page == "refine" else 200)


def test_what_is_typed_is_kept_and_comes_back(cast: Cast) -> None:
    attempt, client = make.attempt(cast.bob, cast.first), cast.client(cast.bob)
    typed = {"_changed": ["what_happened"], "what_happened": "They talked", "version": 1}
    answer = client.post(reverse("tries:autosave", args=[attempt.pk]), typed)
    assert "saved" in answer.json()
    page = cast.client(cast.bob).get(reverse("tries:tell", args=[attempt.pk])).content.decode()
    assert "They talked" in page
    assert "What you typed last time is here" in page
    client.post(reverse("tries:tell", args=[attempt.pk]), told(version=1))
    attempt.refresh_from_db()
    assert (attempt.draft, attempt.state) == ({}, "tried")


def test_a_plan_is_kept_before_there_is_a_try(cast: Cast) -> None:
    client, url = cast.client(cast.bob), reverse("tries:plan", args=[cast.first.pk])
    client.post(
        reverse("tries:autosave-plan", args=[cast.first.pk]), {"_changed": ["plan"], "plan": "Number talk"}
    )
    assert not Try.objects.exists()
    assert "Number talk" in client.get(url).content.decode()
    client.post(url, PLAN)
    assert not PlanDraft.objects.exists()


def test_autosave_tells_stale_too_long_and_foreign(cast: Cast) -> None:
    attempt = make.attempt(cast.bob, cast.first, version=2)
    url = reverse("tries:autosave", args=[attempt.pk])
    client = cast.client(cast.bob)
    assert client.post(url, {"_changed": ["plan"], "plan": "x", "version": 1}).status_code == 409
    assert client.post(url, {"_changed": ["plan"], "plan": "x" * 5001, "version": 2}).status_code == 422
    assert client.post(url, {"_changed": ["state"], "state": "decided", "version": 2}).status_code == 200
    attempt.refresh_from_db()
    assert (attempt.state, attempt.draft) == ("planned", {})
    assert cast.client(cast.ben).post(url, {"_changed": ["plan"], "plan": "x"}).status_code == 404


def test_telling_moves_the_try_on_and_may_be_changed(cast: Cast) -> None:
    attempt, client = make.attempt(cast.bob, cast.first), cast.client(cast.bob)
    url = reverse("tries:tell", args=[attempt.pk])
    assert client.post(url, told(version=1)).status_code == 302
    assert client.post(url, told(version=2, what_happened="Better still")).status_code == 302
    attempt.refresh_from_db()
    assert (attempt.state, attempt.what_happened, attempt.engagement) == ("tried", "Better still", 3)
    verbs = list(DomainEvent.objects.order_by("at").values_list("verb", flat=True))
    assert verbs == ["try.told", "try.retold"]


def test_a_stale_form_keeps_what_was_typed_and_says_so_once(cast: Cast) -> None:
    attempt, client = make.attempt(cast.bob, cast.first), cast.client(cast.bob)
    url = reverse("tries:tell", args=[attempt.pk])
    client.post(url, told(version=1, what_happened="On the laptop"))
    page = client.post(url, told(version=1, what_happened="On the phone")).content.decode()
    assert page.count("This was changed on another device or tab") == 1
    assert "On the phone" in page
    attempt.refresh_from_db()
    assert attempt.what_happened == "On the laptop"
    assert client.post(url, told(version=2, what_happened="On the phone")).status_code == 302


def test_the_same_form_sent_twice_is_no_conflict(cast: Cast) -> None:
    attempt, client = make.attempt(cast.bob, cast.first), cast.client(cast.bob)
    for _ in range(2):
        assert client.post(reverse("tries:tell", args=[attempt.pk]), told(version=1)).status_code == 302
    assert DomainEvent.objects.count() == 1


def test_telling_wants_a_day_that_has_been_and_how_engaged(cast: Cast) -> None:
    attempt = make.attempt(cast.bob, cast.first)
    tomorrow = timezone.localdate() + timedelta(days=1)
    fields = told(version=1, tried_on=tomorrow, engagement="")
    page = cast.client(cast.bob).post(reverse("tries:tell", args=[attempt.pk]), fields).content.decode()
    assert "That day is still to come" in page
    assert "They talked more." in page
    attempt.refresh_from_db()
    assert attempt.state == "planned"


def test_not_yet_keeps_the_try_planned_for_another_day(cast: Cast) -> None:
    day = timezone.localdate() + timedelta(days=9)
    attempt = make.attempt(cast.bob, cast.first)
    fields = {"outcome": "not-yet", "planned_for": day.isoformat(), "version": 1}
    cast.client(cast.bob).post(reverse("tries:tell", args=[attempt.pk]), fields)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.planned_for) == ("planned", day)


def test_it_did_not_happen_can_be_undone(cast: Cast) -> None:
    attempt, client = make.attempt(cast.bob, cast.first), cast.client(cast.bob)
    client.post(reverse("tries:skip", args=[attempt.pk]), {"skip_reason": "time"})
    attempt.refresh_from_db()
    assert (attempt.state, attempt.skip_reason) == ("skipped", "time")
    client.post(reverse("tries:reopen", args=[attempt.pk]))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.skip_reason) == ("planned", "")


def test_without_a_plan_one_may_say_that_it_happened_or_not(cast: Cast) -> None:
    client, url = cast.client(cast.bob), reverse("tries:start", args=[cast.first.pk])
    response = client.post(url, {"then": "tell"})
    attempt = Try.objects.get()
    assert response["Location"] == reverse("tries:tell", args=[attempt.pk])
    assert client.post(url, {"then": "skip"})["Location"] == reverse("tries:skip", args=[attempt.pk])


def test_deciding_waits_for_the_next_session(cast: Cast) -> None:
    assert cast.bob.user
    attempt = make.attempt(cast.bob, cast.first, state=TryState.TRIED, tried_at=timezone.now())
    with pytest.raises(Refused, match="You decide after session 2"):
        actions.decide(attempt=attempt, decision="keep", note="", by=cast.bob.user)
    held(cast)
    actions.decide(attempt=attempt, decision="keep", note="", by=cast.bob.user)
    actions.decide(attempt=attempt, decision="keep", note="", by=cast.bob.user)
    assert DomainEvent.objects.filter(verb="try.decided").count() == 1


def test_a_refined_try_is_linked_and_its_line_shows_what_changed(cast: Cast) -> None:
    held(cast)
    attempt = make.attempt(
        cast.bob,
        cast.first,
        plan="Round one",
        state=TryState.ANALYSED,
        tried_at=timezone.now(),
        analysed_at=timezone.now(),
    )
    client = cast.client(cast.bob)
    decide = {"decision": "adapt", "decision_note": "Let them choose the topic"}
    response = client.post(reverse("tries:decide", args=[attempt.pk]), decide)
    refine = reverse("tries:refine", args=[attempt.pk])
    assert response["Location"] == refine
    for _ in range(2):
        client.post(refine, {"next_plan": "Round two", "version": "0"})
    second = Try.objects.get(refines=attempt)
    assert (second.session, second.state) == (cast.second, "planned")
    page = client.get(reverse("tries:detail", args=[second.pk])).content.decode()
    assert page.index("Round one") < page.index("Let them choose the topic") < page.rindex("Round two")
    attempt.refresh_from_db()
    assert cast.bob.user
    with pytest.raises(Refused, match="already planned a refined try"):
        actions.reopen(attempt=attempt, by=cast.bob.user)


def test_what_one_wrote_down_begins_the_next_round(cast: Cast) -> None:
    """At the session before it, and where it was looked at together; nobody else's."""
    attempt = make.attempt(cast.bob, cast.first, plan="Round one", state=TryState.DECIDED, decision="adapt")
    for who, session, text in (
        (cast.bob, cast.first, "Wait five seconds"),
        (cast.bob, cast.second, "Let them choose the topic"),
        (cast.ben, cast.second, "Talk less"),
    ):
        Commitment.objects.create(person=who, session=session, position=1, text=text)
    client, refine = cast.client(cast.bob), reverse("tries:refine", args=[attempt.pk])
    page = client.get(refine).content.decode()
    assert page.index("Let them choose the topic") < page.index("Wait five seconds")
    assert "Talk less" not in page
    line = Commitment.objects.get(text="Let them choose the topic")
    begun = client.get(f"{refine}?line={line.pk}")
    assert begun.context["form"]["plan"].value() == "Let them choose the topic"
    other = Commitment.objects.get(text="Talk less")
    assert not client.get(f"{refine}?line={other.pk}").context["form"]["plan"].value()


def test_undoing_a_decision_goes_back_to_where_it_was(cast: Cast) -> None:
    attempt = make.attempt(
        cast.bob, cast.first, state=TryState.DECIDED, decision="keep", brought_at=timezone.now()
    )
    cast.client(cast.bob).post(reverse("tries:reopen", args=[attempt.pk]))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.decision) == ("brought", "")


def test_a_stale_plan_is_refused(cast: Cast) -> None:
    assert cast.bob.user
    attempt = make.attempt(cast.bob, cast.first, version=3)
    with pytest.raises(Stale):
        actions.plan(
            person=cast.bob,
            session=cast.first,
            by=cast.bob.user,
            fields={"plan": "x"},
            attempt=attempt,
            version=2,
        )


def test_my_tries_costs_the_same_for_three_series(cast: Cast, django_assert_num_queries: Any) -> None:
    client = cast.client(cast.bob)
    make.attempt(cast.bob, cast.first)
    client.get(reverse("tries:mine"))
    for rows in (1, 3):
        while cast.bob.enrollments.count() < rows:
            series = make.series(
                f"Series {cast.bob.enrollments.count()}", leaders=[cast.alice], host=cast.madera
            )
            first = make.session(series, 1, start=timezone.now() - timedelta(days=2))
            make.session(series, 2)
            make.enroll(cast.bob, series)
            make.attempt(cast.bob, first)
        with django_assert_num_queries(7):
            assert client.get(reverse("tries:mine")).status_code == 200


@pytest.mark.parametrize("days", [1, 300, 14000])
def test_a_try_is_not_before_its_session(cast: Cast, days: int) -> None:
    attempt, client = make.attempt(cast.bob, cast.first), cast.client(cast.bob)
    assert cast.first.local_date
    early = cast.first.local_date - timedelta(days=days)
    url = reverse("tries:tell", args=[attempt.pk])
    page = client.post(url, told(version=1, tried_on=early)).content.decode()
    assert "That is before session 1" in page
    assert "They talked more." in page
    later = {"outcome": "not-yet", "planned_for": early, "version": 1}
    assert "before session 1" in client.post(url, later, follow=True).content.decode()
    plan = {"plan": "Frames", "planned_for": early, "version": 1}
    assert (
        "before session 1" in client.post(reverse("tries:plan", args=[cast.first.pk]), plan).content.decode()
    )
    attempt.refresh_from_db()
    assert (attempt.state, attempt.planned_for) == ("planned", None)
    assert client.post(url, told(version=1, tried_on=cast.first.local_date)).status_code == 302


def test_a_date_of_another_school_year_shows_its_year(cast: Cast) -> None:
    today = timezone.localdate()
    attempt = make.attempt(cast.bob, cast.first, state="tried", tried_at=timezone.now(), tried_on=today)
    client, url = cast.client(cast.bob), reverse("tries:detail", args=[attempt.pk])
    assert f"{today:%B}</dd>" in client.get(url).content.decode()
    Try.objects.filter(pk=attempt.pk).update(tried_on=today - timedelta(days=730))
    assert f"{today - timedelta(days=730):%B %Y}</dd>" in client.get(url).content.decode()


def test_the_saved_mark_tells_the_time_as_the_pages_do(cast: Cast) -> None:
    attempt = make.attempt(cast.bob, cast.first)
    typed = {"_changed": ["what_happened"], "what_happened": "They talked", "version": 1}
    saved = cast.client(cast.bob).post(reverse("tries:autosave", args=[attempt.pk]), typed).json()["saved"]
    assert saved.split(" ")[1] in ("am", "pm")
