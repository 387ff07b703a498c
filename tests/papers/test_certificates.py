"""Certificates: made when the rule is met and every session is closed; frozen; replaced, withdrawn, checked."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cycles.papers.actions import certificates, setting
from cycles.papers.models import LETTERS, Certificate
from cycles.planning.models import Series, Session
from cycles.roster.actions import attendance
from cycles.roster.models import Attendance
from ilc.core import outbox, typesetting
from ilc.core.models import DomainEvent, OutgoingMessage
from participants.models import Person
from tests import factories as make
from tests import pdfua
from tests.cast import Cast


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Pages are not set; what would be set is kept."""
    told: list[dict[str, Any]] = []

    def keep(_: object, document: dict[str, Any]) -> bytes:
        told.append(document)
        return b"%PDF-quick"

    monkeypatch.setattr(setting, "to_pdf", keep)
    return told


@pytest.fixture
def closed(cast: Cast) -> Cast:
    """Two sessions, both closed: Bob was at both, Ben at one."""
    now = timezone.now()
    start = now - timedelta(hours=20)
    Session.objects.filter(pk=cast.second.pk).update(
        starts_at=start, ends_at=start + timedelta(hours=3), state="held", closed_at=now
    )
    Session.objects.filter(pk=cast.first.pk).update(state="held", closed_at=now)
    cast.second.refresh_from_db()
    for session in (cast.first, cast.second):
        make.attend(cast.bob, session)
    make.attend(cast.ben, cast.first)
    return cast


def issued(cast: Cast) -> Certificate:
    certificates.look()
    return Certificate.objects.get(person=cast.bob, state="current")


def test_whoever_came_enough_gets_one(closed: Cast) -> None:
    for _ in range(2):  # twice changes nothing
        certificates.look()
    one = Certificate.objects.get()
    assert one.person == closed.bob
    assert one.figures["minutes"] == 360
    assert one.figures["leaders"] == ["Alice Reyes", "Carol Diaz"]
    assert len(one.code) == 16
    assert not set(one.code) - set(LETTERS)
    assert DomainEvent.objects.filter(verb="certificate.issued").count() == 1


def test_an_open_session_keeps_them_waiting(closed: Cast) -> None:
    Session.objects.filter(pk=closed.second.pk).update(closed_at=None)
    certificates.look()
    assert not Certificate.objects.exists()
    shown = closed.client(closed.alice).get(reverse("papers:series", args=[closed.series.pk]))
    assert "Not closed yet: session 2" in shown.content.decode()


def test_the_rule_of_the_series_decides(closed: Cast) -> None:
    Series.objects.filter(pk=closed.series.pk).update(attendance_rule="hours", attendance_amount=3)
    certificates.look()
    assert {one.person for one in Certificate.objects.all()} == {closed.bob, closed.ben}


def test_a_correction_replaces_it(closed: Cast, quick: list[dict[str, Any]]) -> None:
    first = issued(closed)
    attendance.mark(
        session=closed.first, person=closed.bob, status="partial", minutes=90, by=closed.alice.user
    )
    second = issued(closed)
    first.refresh_from_db()
    assert (first.state, first.figures["minutes"]) == ("superseded", 360)
    assert first.reason == "Hours were corrected: 4.5 hours instead of 6.0 hours."
    assert (second.supersedes, second.figures["minutes"]) == (first, 270)


def test_hours_that_no_longer_reach_end_it(closed: Cast) -> None:
    first = issued(closed)
    attendance.mark(session=closed.first, person=closed.bob, status="absent", by=closed.alice.user)
    certificates.look()
    first.refresh_from_db()
    assert first.state == "revoked"
    assert "no longer reach" in first.reason


def test_a_later_rule_takes_nothing_back(closed: Cast) -> None:
    first = issued(closed)
    Series.objects.filter(pk=closed.series.pk).update(
        attendance_rule="hours", attendance_amount=99, updated_at=timezone.now()
    )
    certificates.look()
    first.refresh_from_db()
    assert first.state == "current"


def test_figures_are_frozen(closed: Cast) -> None:
    first = issued(closed)
    Series.objects.filter(pk=closed.series.pk).update(title="Another title", updated_at=timezone.now())
    certificates.look()
    first.refresh_from_db()
    assert first.figures["title"] == "Academic conversation"
    assert first.state == "current"


def test_withdrawn_by_hand_it_stays_withdrawn_until_issued_again(closed: Cast) -> None:
    first = issued(closed)
    client = closed.client(closed.alice)
    client.post(reverse("papers:revoke", args=[first.pk]), {"reason": ""})
    first.refresh_from_db()
    assert first.state == "current", "a reason is needed"
    for _ in range(2):
        client.post(reverse("papers:revoke", args=[first.pk]), {"reason": "Signed for a colleague."})
    Attendance.objects.filter(person=closed.bob).update(updated_at=timezone.now())
    certificates.look()
    assert Certificate.objects.filter(state="current").count() == 0
    client.post(reverse("papers:again", args=[first.pk]))
    assert Certificate.objects.filter(state="current").count() == 1


def test_leaders_get_none(closed: Cast) -> None:
    for session in (closed.first, closed.second):
        make.attend(closed.carol, session)
    certificates.look()
    assert not Certificate.objects.filter(person=closed.carol).exists()


def test_merged_records_are_one_person(closed: Cast) -> None:
    """Bob was at the first session, a second record of his at the second."""
    Attendance.objects.filter(person=closed.bob, session=closed.second).update(
        person=make.person("Bob T.", at=closed.school)
    )
    Person.objects.filter(given_name="Bob", family_name="T.").update(merged_into=closed.bob, root=closed.bob)
    assert issued(closed).figures["minutes"] == 360


def test_told_once_when_it_is_there(closed: Cast, quick: list[dict[str, Any]]) -> None:
    one = issued(closed)
    for _ in range(2):
        setting.set_certificate(one.pk)
    rows = OutgoingMessage.objects.filter(rule="certificate.ready")
    assert [outbox.send(row.pk) for row in rows] == ["sent"]
    assert "Your certificate over 6.0 hours is there" in mail.outbox[0].body


def test_without_account_the_mail_carries_the_paper(closed: Cast, quick: list[dict[str, Any]]) -> None:
    one = issued(closed)
    Person.objects.filter(pk=closed.bob.pk).update(user=None)
    setting.set_certificate(one.pk)
    outbox.send(OutgoingMessage.objects.get(rule="certificate.ready").pk)
    link = next(word for word in str(mail.outbox[0].body).split() if "/certificates/p/" in word)
    answer = Client().get(link.partition("8000")[2])
    assert b"".join(answer.streaming_content) == b"%PDF-quick"  # type: ignore[attr-defined]


def test_only_the_owner_downloads_it(closed: Cast, quick: list[dict[str, Any]]) -> None:
    one = issued(closed)
    setting.set_certificate(one.pk)
    url = reverse("papers:certificate", args=[one.pk])
    for who, status in ((closed.bob, 200), (closed.ben, 404), (closed.alice, 404), (closed.dana, 404)):
        answer = closed.client(who).get(url)
        answer.close()
        assert answer.status_code == status
    assert one.number in closed.client(closed.bob).get(reverse("papers:certificates")).content.decode()


def check_page(code: str) -> tuple[int, str]:
    answer = Client().get(reverse("papers:verify", args=[code]))
    return answer.status_code, answer.content.decode()


def test_the_check_page_says_what_stands(closed: Cast) -> None:
    one = issued(closed)
    status, text = check_page(one.number.lower())
    assert status == 200
    assert "This certificate is valid" in text
    assert "Bob Tran" in text
    assert "6.0 hours" in text
    attendance.mark(
        session=closed.first, person=closed.bob, status="partial", minutes=90, by=closed.alice.user
    )
    certificates.look()
    assert "This certificate was replaced" in check_page(one.code)[1]
    new = Certificate.objects.get(state="current")
    certificates.revoke(certificate=new, reason="Private words.", by=closed.alice.user)  # type: ignore[arg-type]
    text = check_page(new.code)[1]
    assert "was withdrawn" in text
    assert "Private words." not in text


def test_numbers_cannot_be_guessed_for_long(closed: Cast) -> None:
    one = issued(closed)
    assert [check_page("A" * 16)[0] for _ in range(12)] == [404] * 10 + [429] * 2
    assert check_page(one.code)[0] == 429, "not even a right one, for a minute"


def test_right_numbers_take_no_guesses(closed: Cast) -> None:
    one = issued(closed)
    assert {check_page(one.code)[0] for _ in range(15)} == {200}


def test_an_erased_person_is_on_no_page(closed: Cast) -> None:
    one = issued(closed)
    Person.objects.filter(pk=closed.bob.pk).update(erased_at=timezone.now())
    assert check_page(one.code)[0] == 404


def test_typing_the_number(closed: Cast) -> None:
    one = issued(closed)
    url = reverse("papers:verify-ask")
    assert Client().get(url, {"code": f" {one.number} "}).url == reverse("papers:verify", args=[one.code])  # type: ignore[attr-defined]
    wrong = Client().get(url, {"code": "nonsense"})
    assert wrong.status_code == 422
    assert "nonsense" in wrong.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_query_counts(closed: Cast, rows: int) -> None:
    for number in range(rows - 1):
        who = make.person(f"Nia New{number}", at=closed.school)
        for session in (closed.first, closed.second):
            make.attend(who, session)
    certificates.look()
    for who, url, number in (
        (closed.alice, reverse("papers:series", args=[closed.series.pk]), 13),
        (closed.bob, reverse("papers:certificates"), 4),
    ):
        client = closed.client(who)
        client.get(url)
        with CaptureQueriesContext(connection) as taken:
            client.get(url)
        assert len(taken) == number, url


NAMES = ("Bob Tran", "Nguyễn Thị Ánh", "Հայկ Պետրոսյան", "Ñandú Łódź", "Иван Петров", "김 철수")


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_paper_is_pdf_ua_with_the_name_and_a_code_that_leads_to_its_page(closed: Cast, name: str) -> None:
    given, _, family = name.partition(" ")
    Person.objects.filter(pk=closed.bob.pk).update(given_name=given, family_name=family)
    one = issued(closed)
    assert setting.set_certificate(one.pk)
    one.refresh_from_db()
    with one.pdf.open() as file:
        content = file.read()
    heard = pdfua.check(content)
    assert heard.title == "Certificate: Academic conversation"
    assert ("Gim CeolSu" if name == "김 철수" else name) in heard.text.replace("\n", " ")
    assert heard.pages == 1
    assert pdfua.codes(content) == [f"http://localhost:8000/verify/{one.code}/"]


@pytest.mark.slow
def test_a_name_without_letters_of_ours_waits_and_says_so(closed: Cast) -> None:
    """Never a question mark on a certificate."""
    Person.objects.filter(pk=closed.bob.pk).update(given_name="小明", family_name="王")
    one = issued(closed)
    assert not setting.set_certificate(one.pk)
    one.refresh_from_db()
    assert (set(one.unprintable), bool(one.pdf)) == (set("王小明"), False)
    shown = closed.client(closed.bob).get(reverse("papers:certificates")).content.decode()
    assert "Our papers have no letters for" in shown


def test_a_failing_page_is_tried_again(closed: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    one = issued(closed)

    def broken(*_: object) -> bytes:
        raise typesetting.NotSet("no")

    monkeypatch.setattr(setting, "to_pdf", broken)
    assert not setting.set_certificate(one.pk)
    one.refresh_from_db()
    assert (one.work_state, one.claimed_until) == ("due", None)
    Certificate.objects.update(due_at=timezone.now())
    assert setting.hand_out_overdue() == 1
