"""Named check-in at an event: by code, by personal link, at the desk."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cycles.planning.models import Session
from cycles.roster.actions import event_names
from cycles.roster.models import Attendance, Enrollment, EventAttendance
from cycles.roster.queries.events import named_count
from ilc.core.errors import Refused
from ilc.core.ids import uuid7
from participants.links import make_token
from participants.models import Appointment, Person
from tests import factories as make
from tests.cast import Cast
from tests.roster import event_rows as rows


def at_desk(**fields: Any) -> dict[str, Any]:
    return {"role": "teacher", "new_id": str(uuid7()), **fields}


def test_the_code_on_the_wall_names_who_types_it_once(cast: Cast) -> None:
    event, client = rows.event(), cast.client(cast.charlie)
    for typed in ("tltx", " TL TX "):
        answer = client.post("/check-in/", {"code": typed})
        assert answer.headers["Location"] == f"/events/{event.pk}/checked-in/"
    assert EventAttendance.objects.get().source == "self"
    assert "You are checked in" in client.get(f"/events/{event.pk}/checked-in/").content.decode()
    assert not Enrollment.objects.filter(person=cast.charlie).exists()


def test_the_qr_code_leads_to_one_button_and_visitors_to_their_ways_in(cast: Cast) -> None:
    event = rows.event()
    page = Client().get("/events/check-in/TLTX/").content.decode()
    assert "Sign in, and this page comes back" in page
    assert "/events/check-in/TLTX/" in Client().post("/events/check-in/TLTX/").headers["Location"]
    client = cast.client(cast.bob)
    assert "Check me in" in client.get("/events/check-in/TLTX/").content.decode()
    client.post("/events/check-in/TLTX/")
    assert named_count(event) == 1
    assert "Counted once" in client.get("/events/check-in/TLTX/").content.decode()


def test_a_personal_link_of_a_series_checks_in_at_an_event_too(cast: Cast) -> None:
    rows.event()
    link = f"/check-in/p/{make_token('check-in', cast.series.pk, cast.bob.pk)}/"
    answer = Client().post(link, {"code": "TLTX"}, follow=True)
    assert "You are checked in" in answer.content.decode()
    assert EventAttendance.objects.get().person == cast.bob


def test_a_session_keeps_its_code_beside_an_event(cast: Cast) -> None:
    rows.event()
    now = timezone.now()
    Session.objects.filter(pk=cast.first.pk).update(
        check_in_code="WXYZ", starts_at=now, ends_at=now + timedelta(hours=1)
    )
    cast.client(cast.bob).post("/check-in/", {"code": "WXYZ"})
    assert Attendance.objects.get().session == cast.first
    assert not EventAttendance.objects.exists()


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (timedelta(minutes=31), timedelta(hours=3), "Check-in opens at"),
        (timedelta(hours=-3), timedelta(minutes=-1), "is over"),
    ],
)
def test_the_code_works_from_half_an_hour_before_until_the_end(
    cast: Cast, starts: timedelta, ends: timedelta, words: str
) -> None:
    now = timezone.now()
    rows.event(starts_at=now + starts, ends_at=now + ends)
    answer = cast.client(cast.bob).post("/check-in/", {"code": "TLTX"})
    assert answer.status_code == 409
    assert words in answer.content.decode()
    assert not EventAttendance.objects.exists()


def test_wrong_codes_are_answered_in_words_and_limited(cast: Cast) -> None:
    client = cast.client(cast.bob)
    assert "No event has this code" in client.get("/events/check-in/QQQQ/").content.decode()
    statuses = {client.get(f"/events/check-in/QQ{n}/").status_code for n in range(12)}
    assert statuses == {422, 429}


def test_the_desk_writes_down_somebody_from_a_school_and_somebody_from_nowhere(cast: Cast) -> None:
    event, client = rows.event(host_district=cast.madera), cast.client(cast.alice)
    url = f"/events/{event.pk}/desk/"
    client.post(url, at_desk(given_name="Ana", family_name="Lee", picked=str(cast.school.pk)))
    client.post(url, at_desk(given_name="Ben", family_name="Cho", role="aspiring"))
    client.post(url, at_desk(given_name="Cy", family_name="Dunn", role="teacher", email="cy@example.org"))
    found = {row.person.given_name: row.appointment for row in EventAttendance.objects.all()}
    ana, ben = found["Ana"], found["Ben"]
    assert ana
    assert (ana.school, ana.district, ana.role) == (cast.school, cast.madera, "teacher")
    assert ben
    assert (ben.district, ben.role) == (None, "aspiring")
    assert found["Cy"] is None
    assert "3 named" in client.get(url).content.decode()


def test_the_desk_asks_is_it_one_of_these_and_takes_the_answer(cast: Cast) -> None:
    event, client = rows.event(host_district=cast.madera), cast.client(cast.alice)
    url, sent = f"/events/{event.pk}/desk/", at_desk(given_name="Bob", family_name="Tran")
    asked = client.post(url, sent)
    assert asked.status_code == 422
    assert "Is it one of these?" in asked.content.decode()
    assert not EventAttendance.objects.exists()
    client.post(url, {**sent, "same": str(cast.bob.pk)})
    assert EventAttendance.objects.get().person == cast.bob
    client.post(url, {**sent, "same": "new"})
    assert Person.objects.filter(given_name="Bob", family_name="Tran").count() == 2


def test_the_desk_asks_about_somebody_of_a_series_who_works_elsewhere(cast: Cast) -> None:
    event, priya = rows.event(host_district=cast.madera), make.person("Priya Nair", at=cast.other_school)
    url = f"/events/{event.pk}/desk/"
    sent = at_desk(given_name="Priya", family_name="Nair", picked=str(cast.other_school.pk))
    make.enroll(priya, cast.series)
    asked = cast.client(cast.alice).post(url, sent)
    assert "Is it one of these?" in asked.content.decode()
    cast.client(cast.alice).post(url, {**sent, "same": str(priya.pk)})
    assert EventAttendance.objects.get().person == priya


def test_a_desk_form_sent_twice_writes_one_person(cast: Cast) -> None:
    event = rows.event(host_district=cast.madera)
    sent = at_desk(given_name="Dee", family_name="Fox", role="other")
    for _ in range(2):
        cast.client(cast.alice).post(f"/events/{event.pk}/desk/", sent)
    assert Person.objects.filter(given_name="Dee").count() == 1
    assert (
        EventAttendance.objects.count() == Appointment.objects.filter(person__given_name="Dee").count() == 1
    )


def test_the_desk_names_nobody_whom_its_keeper_has_not_met(cast: Cast) -> None:
    """An address of a stranger is taken without a word about whose it is."""
    event, far = rows.event(host_district=cast.madera), make.person("Zoe Far", at=cast.other_school)
    sent = at_desk(given_name="Z", family_name="F", email=far.emails.get().email)
    answer = cast.client(cast.alice).post(f"/events/{event.pk}/desk/", sent, follow=True)
    assert "They are on the list." in answer.content.decode()
    assert EventAttendance.objects.get().person == far


def test_bad_input_at_the_desk_keeps_what_was_typed(cast: Cast) -> None:
    event = rows.event(host_district=cast.madera)
    sent = at_desk(given_name="Ana", family_name="", place="Nowhere Middle", email="ana@")
    answer = cast.client(cast.alice).post(f"/events/{event.pk}/desk/", sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Ana"' in text
    assert 'value="Nowhere Middle"' in text
    assert 'value="ana@"' in text
    assert not EventAttendance.objects.exists()


def test_somebody_taken_off_counts_nowhere_and_can_come_back(cast: Cast) -> None:
    event = rows.event(host_district=cast.madera)
    rows.named(event, cast.bob)
    client, row = cast.client(cast.alice), EventAttendance.objects.get()
    client.post(f"/events/{event.pk}/take-off/", {"row": str(row.pk)})
    assert named_count(event) == 0
    assert cast.alice.user
    assert event_names.note(event=event, person=cast.bob, by=cast.alice.user)
    assert (named_count(event), EventAttendance.objects.count()) == (1, 1)


def test_a_row_of_another_event_is_not_taken_off(cast: Cast) -> None:
    mine, far = rows.event(host_district=cast.madera), rows.event("Far", check_in_code="FARX")
    rows.named(far, cast.bob)
    for sent in (str(EventAttendance.objects.get().pk), "x", ""):
        cast.client(cast.alice).post(f"/events/{mine.pk}/take-off/", {"row": sent})
    assert named_count(far) == 1


def test_nobody_is_named_at_a_cancelled_event(cast: Cast) -> None:
    event = rows.event(state="cancelled")
    with pytest.raises(Refused, match="was cancelled"):
        event_names.note(event=event, person=cast.bob, by=cast.pat.user)  # type: ignore[arg-type]


def test_the_live_count_and_the_qr_code(cast: Cast) -> None:
    event, client = rows.event(host_district=cast.madera), cast.client(cast.alice)
    rows.named(event, cast.bob, cast.ben)
    assert client.get(f"/events/{event.pk}/day/count/").content == b"2"
    assert b"<svg" in client.get(f"/events/{event.pk}/day/qr.svg").content
    page = client.get(f"/events/{event.pk}/day/?q=tran").content.decode()
    assert re.findall(r"Take off<span[^>]*> ([^<]+)<", page) == ["Bob Tran"]


def test_an_event_is_on_now_while_it_runs_and_heads_are_refused_in_words(cast: Cast) -> None:
    event, client = rows.event(host_district=cast.madera), cast.client(cast.alice)
    later = rows.event("Later", starts_at=timezone.now() + timedelta(days=1), check_in_code="LATR")
    assert (event.badge_words, later.badge_words) == ("On now", "Planned")
    assert "On now" in client.get(f"/events/{event.pk}/").content.decode()
    page = client.post(f"/events/{event.pk}/heads/", {"teacher": "-1", "version": "0"}).content.decode()
    assert "Write 0 or more." in page
