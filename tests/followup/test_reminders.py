"""Every rule: when it is due, to whom, once; and why it is not sent (domain.md 3.10)."""

from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from cycles.followup.reminders import derive
from cycles.followup.rules import RULES
from cycles.planning.models import Session
from cycles.roster.models import Enrollment
from ilc.core import registry
from ilc.core.models import OutgoingMessage
from participants.actions import people
from participants.models import Person, PersonEmail
from tests import factories as make
from tests.followup.conftest import Scene, local

SOON = "Session 1 is on Saturday, 11 January"
TRY = "Your try: which class, which day?"
BRING = "What to bring on Saturday, 8 February"
HOW = "How did it go?"
SURVEY = "Session 1: two minutes for seven questions"


def both(subject: str) -> list[str]:
    return [f"linh: {subject}", f"rosa: {subject}"]


def sent_by(scene: Scene, *when: int) -> list[str]:
    scene.at(*when)
    return sorted(scene.run())


def reasons() -> list[str]:
    rows = OutgoingMessage.objects.exclude(result__in=["", "sent"]).order_by("id")
    return [f"{row.result}: {row.reason}" for row in rows]


# -- a session is coming up ----------------------------------------------------------------------------------


def test_session_soon_two_mornings_before(scene: Scene) -> None:
    assert sent_by(scene, 1, 9, 6, 59) == []
    assert sent_by(scene, 1, 9, 7, 0) == both(SOON)
    assert sent_by(scene, 1, 10, 12) == []


def test_session_soon_says_when_and_where(scene: Scene) -> None:
    sent_by(scene, 1, 9, 7)
    text = str(mail.outbox[0].body)
    assert "Saturday, 11 January 2025, 9:00 am to 12:00 pm" in text
    assert "Room 12" in text
    message = mail.outbox[0]
    assert isinstance(message, EmailMultiAlternatives)
    html = str(message.alternatives[0][0])
    assert "Room 12" in html


def test_session_soon_not_after_the_start(scene: Scene) -> None:
    assert sent_by(scene, 1, 11, 9, 0) == []


def test_session_soon_reaches_late_registrations(scene: Scene) -> None:
    sent_by(scene, 1, 9, 7)
    make.enroll(make.person("Omar Haddad"), scene.series)
    assert sent_by(scene, 1, 10, 20) == [f"omar: {SOON}"]


@pytest.mark.parametrize("state", ["draft", "submitted", "cancelled", "completed", "archived"])
def test_session_soon_only_in_open_series(scene: Scene, state: str) -> None:
    type(scene.series).objects.filter(pk=scene.series.pk).update(state=state)
    assert sent_by(scene, 1, 9, 7) == []


@pytest.mark.parametrize("state", ["invited", "waitlisted", "withdrawn"])
def test_session_soon_only_to_people_with_a_seat(scene: Scene, state: str) -> None:
    Enrollment.objects.filter(person=scene.rosa).update(state=state)
    assert sent_by(scene, 1, 9, 7) == [f"linh: {SOON}"]


def test_moved_to_another_day_is_reminded_anew(scene: Scene) -> None:
    sent_by(scene, 1, 9, 7)
    Session.objects.filter(pk=scene.first.pk).update(starts_at=local(1, 18), ends_at=local(1, 18, 12))
    assert sent_by(scene, 1, 10) == []
    assert sent_by(scene, 1, 16, 7) == both("Session 1 is on Saturday, 18 January")


def test_moved_within_the_day_is_not(scene: Scene) -> None:
    sent_by(scene, 1, 9, 7)
    Session.objects.filter(pk=scene.first.pk).update(starts_at=local(1, 11, 13), ends_at=local(1, 11, 16))
    assert sent_by(scene, 1, 10) == []


def test_posted_then_moved_is_pointless(scene: Scene) -> None:
    scene.at(1, 9, 7)
    derive()
    Session.objects.filter(pk=scene.first.pk).update(starts_at=local(1, 10), ends_at=local(1, 10, 12))
    assert sorted(scene.run()) == both("Session 1 is on Friday, 10 January")
    assert reasons() == ["pointless: the session moved to another day"] * 2


def change(scene: Scene, what: str) -> None:
    match what:
        case "cancelled":
            Session.objects.filter(pk=scene.first.pk).update(state="cancelled")
        case "undated":
            Session.objects.filter(pk=scene.first.pk).update(
                state="unscheduled", starts_at=None, ends_at=None
            )
        case "begun":
            scene.at(1, 11, 9, 30)
        case "over":
            scene.at(1, 12)
        case "draft":
            type(scene.series).objects.filter(pk=scene.series.pk).update(state="draft")
        case "withdrew":
            Enrollment.objects.filter(person=scene.rosa).update(state="withdrawn")
        case "muted":
            people.mute(person=scene.rosa, topic="reminders", by=None)
        case "no address":
            PersonEmail.objects.filter(person=scene.rosa).delete()
        case "erased":
            Person.objects.filter(pk=scene.rosa.pk).update(erased_at=local(1, 9))


@pytest.mark.parametrize(
    ("what", "result"),
    [
        ("cancelled", "pointless: the session was cancelled"),
        ("undated", "pointless: the session has no date any more"),
        ("begun", "pointless: the session has begun"),
        ("over", "pointless: the time for it has passed"),
        ("draft", "pointless: the series is draft"),
        ("withdrew", "pointless: withdrew"),
        ("muted", "suppressed: turned off by the person"),
        ("no address", "suppressed: no address"),
        ("erased", "pointless: the person or session is gone"),
    ],
)
def test_eligibility_is_decided_again_at_sending(scene: Scene, what: str, result: str) -> None:
    Enrollment.objects.filter(person=scene.linh).delete()
    scene.at(1, 9, 7)
    derive()
    change(scene, what)
    assert scene.run() == []
    assert reasons() == [result]


# -- the try window ------------------------------------------------------------------------------------------


def test_try_window_opens_three_mornings_after(held: Scene) -> None:
    assert sent_by(held, 1, 14, 6, 59) == []
    assert sent_by(held, 1, 14, 7) == both(TRY)
    assert sent_by(held, 1, 15, 7) == []


def test_try_window_leaves_out_who_tried_skipped_or_has_a_day(held: Scene) -> None:
    make.attempt(held.rosa, held.first, state="skipped", skip_reason="time")
    planned = make.attempt(held.linh, held.first, planned_for=local(1, 15).date())
    assert sent_by(held, 1, 14, 7) == []
    assert sent_by(held, 1, 15, 7) == []
    assert sent_by(held, 1, 16, 7) == [f"linh: {TRY}"]  # the day has passed
    planned.refresh_from_db()
    assert planned.state == "planned"


def test_try_window_needs_an_assignment(held: Scene) -> None:
    held.asked.delete()
    assert sent_by(held, 1, 14, 7) == []


def test_try_window_is_for_who_came_and_stayed(held: Scene) -> None:
    held.first.attendances.filter(person=held.rosa).update(status="absent", minutes=0)
    Enrollment.objects.filter(person=held.linh).update(state="withdrawn")
    assert sent_by(held, 1, 14, 7) == []


def test_try_window_closes_when_bringing_begins(held: Scene) -> None:
    held.date_second(local(1, 17))
    assert sent_by(held, 1, 14, 7) == both("What to bring on Friday, 17 January")


# -- bringing ------------------------------------------------------------------------------------------------


@pytest.fixture
def dated(held: Scene) -> Scene:
    """The second session is on 8 February; the try window's mail has gone out."""
    held.date_second(local(2, 8))
    held.at(1, 20)
    held.run()
    return held


def test_bring_three_mornings_before(dated: Scene) -> None:
    assert sent_by(dated, 2, 5, 6, 59) == []
    assert sent_by(dated, 2, 5, 7) == both(BRING)
    assert sent_by(dated, 2, 6, 7) == both("Session 2 is on Saturday, 8 February")


@pytest.mark.parametrize("state", ["waitlisted", "invited", "withdrawn"])
def test_bring_is_for_those_with_a_seat(dated: Scene, state: str) -> None:
    """Who walked into a full series came, and waits: nothing is to be brought to a session without a seat."""
    Enrollment.objects.filter(person=dated.rosa).update(state=state)
    assert sent_by(dated, 2, 5, 7) == [f"linh: {BRING}"]


def test_bring_reaches_who_came_and_was_never_enrolled(dated: Scene) -> None:
    Enrollment.objects.filter(person=dated.rosa).delete()
    assert sent_by(dated, 2, 5, 7) == both(BRING)


def test_bring_names_what_is_missing(dated: Scene) -> None:
    make.attempt(dated.rosa, dated.first, state="tried", tried_at=local(1, 30), what_happened="It went well")
    Enrollment.objects.filter(person=dated.linh).update(state="withdrawn")
    sent_by(dated, 2, 5, 7)
    text = str(mail.outbox[-1].body)
    assert "- your lesson plan" in text
    assert "- 3 samples of student work" in text
    assert "tell how it went" not in text
    assert "It went well" not in text


def test_bring_leaves_out_who_lacks_nothing_or_skipped(dated: Scene) -> None:
    type(dated.asked).objects.update(lesson_plan=False, samples=0)
    make.attempt(dated.rosa, dated.first, state="tried", tried_at=local(1, 30), what_happened="Well")
    make.attempt(dated.linh, dated.first, state="skipped", skip_reason="time")
    assert sent_by(dated, 2, 5, 7) == []


def test_bring_is_pointless_once_brought(dated: Scene) -> None:
    type(dated.asked).objects.update(lesson_plan=False, samples=0)
    dated.at(2, 5, 7)
    derive()
    for who in (dated.rosa, dated.linh):
        make.attempt(who, dated.first, state="tried", tried_at=local(2, 5), what_happened="Well")
    assert dated.run() == []
    assert reasons() == ["pointless: nothing is missing any more"] * 2


# -- no date yet ---------------------------------------------------------------------------------------------


def test_undated_asks_once_how_it_went_and_never_to_bring(held: Scene) -> None:
    sent_by(held, 1, 14, 7)
    assert sent_by(held, 1, 25, 6, 59) == []
    assert sent_by(held, 1, 25, 7) == both(HOW)
    assert [sent_by(held, 2, day) for day in (1, 10, 20)] == [[], [], []]


def test_dated_late_the_rest_is_sent_once(held: Scene) -> None:
    sent_by(held, 1, 14, 7)
    sent_by(held, 1, 25, 7)
    held.at(2, 6, 12)
    held.date_second(local(2, 8))
    assert sorted(held.run()) == sorted([*both(BRING), *both("Session 2 is on Saturday, 8 February")])
    assert sent_by(held, 2, 7, 7) == []


def test_undated_again_does_not_ask_twice(held: Scene) -> None:
    sent_by(held, 1, 14, 7)
    sent_by(held, 1, 25, 7)
    held.date_second(local(2, 28))
    sent_by(held, 1, 26)
    Session.objects.filter(pk=held.second.pk).update(starts_at=None, ends_at=None, state="unscheduled")
    assert sent_by(held, 1, 27) == []


def test_after_the_last_session_nobody_is_asked_how_it_went(held: Scene) -> None:
    held.second.delete()
    sent_by(held, 1, 14, 7)
    assert sent_by(held, 1, 25, 7) == []


# -- the exit survey -----------------------------------------------------------------------------------------


def test_survey_half_an_hour_after_the_end(scene: Scene) -> None:
    make.attend(scene.rosa, scene.first)
    make.attend(scene.linh, scene.first, confirmed=False)
    assert sent_by(scene, 1, 11, 12, 29) == []
    assert sent_by(scene, 1, 11, 12, 30) == [f"rosa: {SURVEY}"]
    assert "/exit/" in str(mail.outbox[-1].body)


def test_survey_still_reaches_a_completed_series(scene: Scene) -> None:
    make.attend(scene.rosa, scene.first)
    type(scene.series).objects.filter(pk=scene.series.pk).update(state="completed")
    assert sent_by(scene, 1, 11, 13) == [f"rosa: {SURVEY}"]


# -- all rules -----------------------------------------------------------------------------------------------


def test_three_runs_one_row_one_mail(scene: Scene) -> None:
    scene.at(1, 9, 7)
    assert [len(scene.run()) for _ in range(3)] == [2, 0, 0]
    assert OutgoingMessage.objects.filter(result="sent").count() == 2


def test_a_merged_record_is_told_once(scene: Scene) -> None:
    sent_by(scene, 1, 9, 7)
    people.merge(person=scene.linh, into=scene.rosa, by=scene.alice.user, reason="same")
    assert sent_by(scene, 1, 9, 8) == []


def test_two_records_merged_between_posting_and_sending_get_one_mail(scene: Scene) -> None:
    scene.at(1, 9, 7)
    derive()
    people.merge(person=scene.linh, into=scene.rosa, by=scene.alice.user, reason="same")
    assert scene.run() == [f"rosa: {SOON}"]


def test_daylight_saving_week(scene: Scene) -> None:
    """Clocks go forward on 9 March 2025: seven in the morning stays seven on the wall."""
    Session.objects.filter(pk=scene.first.pk).update(starts_at=local(3, 10), ends_at=local(3, 10, 12))
    assert sent_by(scene, 3, 8, 6, 59) == []
    assert len(sent_by(scene, 3, 8, 7)) == 2
    Session.objects.filter(pk=scene.first.pk).update(starts_at=local(3, 11), ends_at=local(3, 11, 12))
    assert sent_by(scene, 3, 9, 6, 59) == []
    assert sent_by(scene, 3, 9, 7) == both("Session 1 is on Tuesday, 11 March")
    text = str(mail.outbox[-1].body)
    assert "9:00 am to 12:00 pm" in text


def test_another_time_zone_has_its_own_morning(scene: Scene) -> None:
    type(scene.series).objects.filter(pk=scene.series.pk).update(time_zone="America/New_York")
    assert len(sent_by(scene, 1, 9, 4)) == 2  # seven in the morning there


def test_every_mail_can_be_stopped_by_one_click(held: Scene, client: Any) -> None:
    sent_by(held, 1, 14, 7)
    message = mail.outbox[-1]
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert address in str(message.body)
    path = address.removeprefix("http://localhost:8000")
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    held.date_second(local(2, 8))
    assert len(sent_by(held, 2, 5, 7)) == 1


def test_unsubscribing_needs_no_csrf_token_and_no_account(held: Scene) -> None:
    sent_by(held, 1, 14, 7)
    path = mail.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path).status_code == 200
    assert Person.objects.get(given_name=mail.outbox[-1].to[0].split(".")[0].title()).muted.exists()


def test_derive_needs_the_same_queries_for_one_and_many(scene: Scene, django_assert_num_queries: Any) -> None:
    scene.at(1, 9, 7)
    for n in range(3):
        make.enroll(make.person(f"Teacher{n} Example", account=False), scene.series)
    with django_assert_num_queries(7):  # sessions; seats; posted; savepoint, insert, which are new, release
        assert derive() == 5
    with django_assert_num_queries(3):
        assert derive() == 0


def test_the_table_is_what_is_registered() -> None:
    assert {rule.name for rule in RULES} <= registry.rules().keys()
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.when and rule.to and rule.done for rule in RULES)
