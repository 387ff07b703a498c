""" "This is missing": asked once, answered once, seen by both, told once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cycles.planning.models import Session
from cycles.roster.actions import attendance, missing
from cycles.roster.models import Attendance, MissingHours
from ilc.core import outbox
from ilc.core.errors import Refused
from ilc.core.models import DomainEvent, OutgoingMessage
from participants.models import Person
from tests import factories as make
from tests.cast import Cast


def deliver() -> list[str]:
    OutgoingMessage.objects.update(due_at=timezone.now())
    return [
        outbox.send(pk) for pk in OutgoingMessage.objects.order_by("created_at").values_list("pk", flat=True)
    ]


@pytest.fixture
def asked(cast: Cast) -> MissingHours:
    return missing.ask(session=cast.first, person=cast.bob, sentence="I came at ten.", by=cast.bob.user)


def test_asking_twice_is_one_question_with_its_first_words(cast: Cast, asked: MissingHours) -> None:
    again = missing.ask(session=cast.first, person=cast.bob, sentence="Other words.", by=cast.bob.user)
    assert again == asked
    assert MissingHours.objects.get().sentence == "I came at ten."
    assert DomainEvent.objects.filter(verb="hours.missed").count() == 1


def test_leaders_get_one_mail_for_what_is_asked_within_the_hour(cast: Cast, asked: MissingHours) -> None:
    missing.ask(session=cast.first, person=cast.ben, sentence="Me too.", by=cast.ben.user)
    assert deliver() == ["sent", "sent"]
    assert len(mail.outbox) == 2  # Alice and Carol, one each
    assert "I came at ten." in mail.outbox[0].body
    assert "Me too." in mail.outbox[0].body


def test_answered_before_the_mail_went_is_pointless(cast: Cast, asked: MissingHours) -> None:
    attendance.mark(session=cast.first, person=cast.bob, status="present", by=cast.alice.user)
    assert deliver() == ["pointless", "pointless", "sent"]
    assert "minutes stand on your record" in mail.outbox[0].body


def test_confirming_with_minutes_counts_and_tells_once(cast: Cast, asked: MissingHours) -> None:
    client = cast.client(cast.alice)
    url = reverse("roster:missing-answer", args=[asked.pk])
    for _ in range(2):
        client.post(url, {"answer": "confirm", "minutes": "90"})
    row = Attendance.objects.get(person=cast.bob)
    assert (row.status, row.minutes, row.confirmed, row.source) == ("partial", 90, True, "claim")
    assert OutgoingMessage.objects.filter(rule="hours.answered").count() == 1
    assert "Confirmed" in client.get(reverse("roster:missing", args=[cast.series.pk])).content.decode()


def test_declining_needs_a_reason_and_can_be_put_right(cast: Cast, asked: MissingHours) -> None:
    client = cast.client(cast.alice)
    url = reverse("roster:missing-answer", args=[asked.pk])
    client.post(url, {"answer": "decline"})
    asked.refresh_from_db()
    assert asked.state == "waiting"
    client.post(url, {"answer": "decline", "reason": "That was another day."})
    shown = cast.client(cast.bob).get(reverse("roster:hours")).content.decode()
    assert "That was another day." in shown
    attendance.mark(session=cast.first, person=cast.bob, status="present", by=cast.alice.user)
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == ("confirmed", "")


def test_noted_on_the_day_page_answers_it(cast: Cast, asked: MissingHours) -> None:
    day = reverse("roster:day", args=[cast.first.pk])
    client = cast.client(cast.alice)
    assert "1 person says" in client.get(day).content.decode()
    attendance.mark(session=cast.first, person=cast.bob, status="present", by=cast.alice.user)
    assert "1 person says" not in client.get(day).content.decode()


def test_a_person_cannot_flood(cast: Cast) -> None:
    for number in range(3, 3 + missing.AT_ONCE):
        session = make.session(cast.series, number, start=timezone.now() - timedelta(days=number))
        missing.ask(session=session, person=cast.bob, sentence="There.", by=None)
    with pytest.raises(Refused, match="wait for an answer"):
        missing.ask(session=cast.first, person=cast.bob, sentence="There.", by=None)


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_what_cannot_be_missing(cast: Cast, who: str) -> None:
    """A leader's own session; a session that stands on the record; one that has not begun."""
    make.attend(cast.bob, cast.first)
    for session in (cast.first, cast.second):
        with pytest.raises(Refused):
            missing.ask(session=session, person=getattr(cast, who), sentence="There.", by=None)


def test_through_merges_it_is_one_question(cast: Cast, asked: MissingHours) -> None:
    Person.objects.filter(pk=cast.ben.pk).update(merged_into=cast.bob, root=cast.bob)
    cast.ben.refresh_from_db()
    assert missing.ask(session=cast.first, person=cast.ben, sentence="There.", by=None) == asked


def test_asking_in_the_browser_keeps_what_was_typed(cast: Cast) -> None:
    client = cast.client(cast.bob)
    url = reverse("roster:missing-ask")
    answer = client.post(url, {"session": "", "sentence": "I was there."})
    assert answer.status_code == 422
    assert "I was there." in answer.content.decode()
    assert client.post(url, {"session": cast.first.pk, "sentence": "I was there."}).status_code == 302
    assert "Waiting" in client.get(reverse("roster:hours")).content.decode()


def test_own_sessions_that_are_not_on_record_are_offered(cast: Cast) -> None:
    shown = cast.client(cast.bob).get(reverse("roster:hours")).content.decode()
    assert f"?session={cast.first.pk}" in shown
    make.attend(cast.bob, cast.first)
    assert (
        f"?session={cast.first.pk}" not in cast.client(cast.bob).get(reverse("roster:hours")).content.decode()
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_query_counts(cast: Cast, rows: int) -> None:
    for number in range(rows):
        who = make.person(f"Nia New{number}", at=cast.school)
        missing.ask(session=cast.first, person=who, sentence="There.", by=None)
        session = make.session(cast.series, 10 + number, start=timezone.now() - timedelta(days=2 + number))
        make.attend(cast.bob, session)
        Session.objects.filter(pk=session.pk).update(state="held")
    for who, url, number in (
        (cast.alice, reverse("roster:missing", args=[cast.series.pk]), 10),
        (cast.bob, reverse("roster:hours"), 8),
    ):
        client = cast.client(who)
        client.get(url)
        with CaptureQueriesContext(connection) as taken:
            client.get(url)
        assert len(taken) == number


def test_each_session_to_choose_names_its_series(cast: Cast) -> None:
    form = cast.client(cast.bob).get(reverse("roster:missing-ask")).context["form"]
    assert dict(form.fields["session"].choices)[str(cast.first.pk)].startswith(
        "Academic conversation, session 1, "
    )


def test_a_session_that_stands_on_the_record_is_not_offered_as_missing(cast: Cast) -> None:
    client, url = cast.client(cast.bob), reverse("roster:missing-ask")
    row = make.attend(cast.bob, cast.first, confirmed=False)
    assert str(cast.first.pk) in client.get(url).context["form"].sessions
    Attendance.objects.filter(pk=row.pk).update(confirmed=True)
    assert str(cast.first.pk) not in client.get(url).context["form"].sessions
    late = client.post(url, {"session": cast.first.pk, "sentence": "I was there."}).content.decode()
    assert "stands on your record already" in late
    assert "I was there." in late
