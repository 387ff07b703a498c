"""Mails about seats and moved sessions: worked out when due, one a person, pointless when the world changed."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from cycles.planning.choices import SessionChange
from cycles.planning.models import Series, Session, SessionMove
from cycles.roster import queries
from cycles.roster.actions import enrollments, notices
from cycles.roster.models import Enrollment
from ilc.core import outbox
from ilc.core.models import OutgoingMessage
from participants.models import Person, PersonEmail
from tests import factories as make
from tests.cast import Cast


def deliver() -> list[str]:
    """Send whatever stands in the outbox; the results in order."""
    return [
        outbox.send(pk) for pk in OutgoingMessage.objects.order_by("created_at").values_list("pk", flat=True)
    ]


def test_registered_says_where_and_when(cast: Cast) -> None:
    enrollments.register(series=cast.series, person=cast.charlie, by=None)
    assert deliver() == ["sent"]
    body = str(mail.outbox[0].body)
    assert cast.first.when in body
    assert "Session 2: Date to be scheduled" in body


def test_without_account_the_mail_carries_a_check_in_link(cast: Cast) -> None:
    guest = make.person("Gus Guest", account=False)
    enrollments.register(series=cast.series, person=guest, by=None)
    deliver()
    assert "/check-in/p/" in str(mail.outbox[0].body)


def test_left_meanwhile_is_pointless(cast: Cast) -> None:
    made = enrollments.register(series=cast.series, person=cast.charlie, by=None)
    enrollments.withdraw(enrollment=made, by=None)
    assert deliver() == ["pointless"]


def test_no_address_is_suppressed(cast: Cast) -> None:
    PersonEmail.objects.filter(person=cast.charlie).delete()
    enrollments.register(series=cast.series, person=cast.charlie, by=None)
    assert deliver() == ["suppressed"]


def test_waitlist_and_offer(cast: Cast) -> None:
    Series.objects.filter(pk=cast.series.pk).update(capacity=2)
    enrollments.register(series=cast.series, person=cast.charlie, by=None)
    assert deliver() == ["sent"]
    enrollments.withdraw(enrollment=Enrollment.objects.get(person=cast.bob), by=None)
    deliver()
    assert [one.subject.split(":")[0] for one in mail.outbox] == ["On the waitlist", "A seat is free for you"]
    assert f"/series/{cast.series.pk}/offer/" in str(mail.outbox[1].body)


def _mail(person: Person) -> str:
    return person.emails.get().email


def move(session: Session, old: int | None, new: int | None, kind: str = SessionChange.MOVED) -> SessionMove:
    """Starts are given in hours from a fixed noon; None is undated."""
    noon = timezone.now().replace(hour=20, minute=0, second=0, microsecond=0) + timedelta(days=3)
    moments = [noon + timedelta(hours=hours) if hours is not None else None for hours in (old, new)]
    end = moments[1] + timedelta(hours=2) if moments[1] else None
    state = "cancelled" if kind == SessionChange.CANCELLED else "scheduled" if end else "unscheduled"
    Session.objects.filter(pk=session.pk).update(starts_at=moments[1], ends_at=end, state=state)
    return SessionMove.objects.create(session=session, old_start=moments[0], new_start=moments[1], kind=kind)


@pytest.mark.parametrize(
    ("old", "new", "kind", "subject"),
    [
        (None, 0, SessionChange.DATED, "Date set"),
        (0, 24, SessionChange.MOVED, "New date"),
        (0, 1, SessionChange.MOVED, "New time"),
        (0, 0, SessionChange.PLACE, "New place"),
        (0, None, SessionChange.MOVED, "Put off"),
        (0, 0, SessionChange.CANCELLED, "Cancelled"),
    ],
)
def test_moves_are_told_once(cast: Cast, old: int | None, new: int | None, kind: str, subject: str) -> None:
    """To Bob, Ben and both leaders; the job may run twice."""
    move(cast.second, old, new, kind)
    assert (notices.announce_moves(), notices.announce_moves()) == (4, 0)
    assert deliver() == ["sent"] * 4
    assert {one.subject.split(":")[0] for one in mail.outbox} == {subject}


def test_two_moves_before_the_job_are_one_mail(cast: Cast) -> None:
    move(cast.second, 0, 24)
    move(cast.second, 24, 1)
    assert notices.announce_moves() == 4
    deliver()
    assert {one.subject.split(":")[0] for one in mail.outbox} == {"New time"}


def test_earlier_notice_not_sent_yet_is_pointless(cast: Cast) -> None:
    move(cast.second, 0, 24)
    notices.announce_moves()
    move(cast.second, 24, 48)
    notices.announce_moves()
    assert sorted(deliver()) == ["pointless"] * 4 + ["sent"] * 4


def test_moved_there_and_back_tells_nobody(cast: Cast) -> None:
    move(cast.second, 0, 24)
    move(cast.second, 24, 0)
    notices.announce_moves()
    assert deliver() == ["pointless"] * 4


def test_moved_back_before_the_first_notice_went_out_tells_nobody(cast: Cast) -> None:
    move(cast.second, 0, 24)
    notices.announce_moves()
    move(cast.second, 24, 0)
    notices.announce_moves()
    assert deliver() == ["pointless"] * 8


def test_moved_back_after_the_notice_went_out_is_told(cast: Cast) -> None:
    move(cast.second, 0, 24)
    notices.announce_moves()
    deliver()
    move(cast.second, 24, 0)
    notices.announce_moves()
    assert deliver().count("sent") == 4


def test_another_place_is_told_though_the_date_went_there_and_back(cast: Cast) -> None:
    move(cast.second, 0, 0, SessionChange.PLACE)
    move(cast.second, 0, 24)
    move(cast.second, 24, 0)
    notices.announce_moves()
    deliver()
    assert {one.subject.split(":")[0] for one in mail.outbox} == {"New place"}


def test_a_date_put_off_before_it_was_told_tells_nobody(cast: Cast) -> None:
    move(cast.second, None, 24, SessionChange.DATED)
    move(cast.second, 24, None)
    notices.announce_moves()
    assert deliver() == ["pointless"] * 4


def test_who_moved_it_is_not_told(cast: Cast) -> None:
    SessionMove.objects.filter(pk=move(cast.second, 0, 24).pk).update(by=cast.alice.user)
    assert notices.announce_moves() == 3


def test_draft_tells_nobody(cast: Cast) -> None:
    Series.objects.filter(pk=cast.series.pk).update(state="draft")
    move(cast.second, 0, 24)
    assert notices.announce_moves() == 0


def told(session: Session) -> set[str]:
    """First names of participants who hear that a session is put off."""
    move(session, 0, None)
    notices.announce_moves()
    people = OutgoingMessage.objects.filter(rule="session.changed").values("recipient_id")
    assert set(deliver()) == {"sent"}
    return {one.given_name for one in Person.objects.filter(pk__in=people)} - {"Alice", "Carol"}


@pytest.mark.parametrize(
    ("state", "hears"),
    [
        ("registered", True),
        ("offered", True),
        ("completed", True),
        ("waitlisted", False),
        ("invited", False),
        ("withdrawn", False),
        ("", True),
    ],
)
def test_whom_a_session_concerns(cast: Cast, state: str, hears: bool) -> None:
    """Everybody came to the first session; "" is not enrolled at all."""
    guest = make.person("Gus Guest")
    make.attend(guest, cast.first)
    if state:
        make.enroll(guest, cast.series, state, offered_until=timezone.now() + timedelta(days=1))
    assert queries.concerned([cast.series.pk], guest.pk) == ({(guest.pk, cast.series.pk)} if hears else set())
    assert told(cast.second) == ({"Bob", "Ben", "Gus"} if hears else {"Bob", "Ben"})


def test_not_confirmed_and_not_enrolled_is_not_told(cast: Cast) -> None:
    make.attend(make.person("Gus Guest"), cast.first, confirmed=False)
    assert told(cast.second) == {"Bob", "Ben"}
