"""People from elsewhere: who came by the code without a seat, and whom a leader may learn of."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cycles.planning.models import Series, Session, Strand
from cycles.roster.models import Attendance, Enrollment
from participants.models import Person
from tests import factories as make
from tests.cast import Cast


@pytest.fixture
def peter(cast: Cast) -> Person:
    """Works in another district; no leader of Madera has met him."""
    return make.person("Peter Valdez", at=cast.other_school)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_declining_an_offer_leads_to_a_page_that_opens(cast: Cast, peter: Person) -> None:
    until = timezone.now() + timedelta(hours=2)
    make.enroll(peter, cast.series, "offered", offered_until=until)
    client = cast.client(peter)
    answer = client.post(reverse("roster:offer", args=[cast.series.pk]), {"answer": "decline"}, follow=True)
    assert (answer.status_code, answer.redirect_chain) == (200, [(reverse("home"), 302)])
    assert "The seat goes to the next in line" in text(answer)


def test_an_offer_without_an_answer_is_not_accepted(cast: Cast) -> None:
    until = timezone.now() + timedelta(hours=2)
    Enrollment.objects.filter(person=cast.bob).update(state="offered", offered_until=until)
    url = reverse("roster:offer", args=[cast.series.pk])
    for data in ({}, {"answer": "perhaps"}):
        answer = cast.client(cast.bob).post(url, data)
        assert (answer.status_code, "Take the seat or give it" in text(answer)) == (422, True)
        assert Enrollment.objects.get(person=cast.bob).state == "offered"


def test_leader_without_an_answer_accepts_nothing(cast: Cast) -> None:
    until = timezone.now() + timedelta(hours=2)
    offered = Enrollment.objects.filter(person=cast.bob)
    offered.update(state="offered", offered_until=until)
    cast.client(cast.alice).post(reverse("roster:answer", args=[offered.get().pk]))
    assert offered.get().state == "offered"


@pytest.mark.parametrize("state", ["waitlisted", "offered", "withdrawn", "invited"])
def test_coming_without_a_seat_opens_no_names(cast: Cast, today: Session, peter: Person, state: str) -> None:
    until = timezone.now() + timedelta(hours=2)
    make.enroll(peter, cast.series, state, offered_until=until)
    make.attend(peter, today)
    assert cast.client(peter).get(reverse("roster:people", args=[cast.series.pk])).status_code == 403


def test_full_series_by_the_code(cast: Cast, today: Session, peter: Person) -> None:
    Series.objects.filter(pk=cast.series.pk).update(capacity=2)
    client = cast.client(peter)
    assert client.post("/check-in/", {"code": "QRTZ"}).status_code == 302
    assert Enrollment.objects.get(person=peter).state == "waitlisted"
    assert client.get(reverse("roster:people", args=[cast.series.pk])).status_code == 403


def test_noted_without_an_enrollment_sees_the_room_they_sat_in(
    cast: Cast, today: Session, peter: Person
) -> None:
    rooms = [Strand.objects.create(session=today, name=name) for name in ("Elementary", "Secondary")]
    for who, room in ((cast.bob, rooms[0]), (cast.ben, rooms[1])):
        who.enrollments.get().strand_places.create(session=today, strand=room)
    noted = make.attend(peter, today, strand=rooms[0])
    url = reverse("roster:people", args=[cast.series.pk])
    shown = text(cast.client(peter).get(url))
    assert ("Bob Tran" in shown, "Ben Ortiz" in shown) == (True, False)
    Attendance.objects.filter(pk=noted.pk).update(confirmed=False)
    assert cast.client(peter).get(url).status_code == 403


def walk_in(cast: Cast, today: Session, **data: str) -> Any:
    url = reverse("roster:walk-in", args=[today.pk])
    typed = {"given_name": "Some", "family_name": "Body", "email": "", **data}
    return cast.client(cast.alice).post(url, typed, follow=True)


def test_address_of_a_stranger_tells_no_name(cast: Cast, today: Session, peter: Person) -> None:
    answer = walk_in(cast, today, email=peter.emails.get().email)
    assert "They are noted as present." in text(answer)
    assert "Is it one of these?" not in text(answer)
    assert Attendance.objects.get().person == peter
    assert not Person.objects.filter(family_name="Body").exists()


def test_address_of_a_stranger_on_the_roster_form(cast: Cast, peter: Person) -> None:
    data = {"given_name": "Some", "family_name": "Body", "email": peter.emails.get().email}
    answer = cast.client(cast.alice).post(reverse("roster:add", args=[cast.series.pk]), data)
    assert answer.status_code == 302
    said = [str(one) for one in answer.wsgi_request._messages]  # type: ignore[attr-defined]
    assert said == ["Added: registered."]


def test_name_of_a_stranger_is_a_new_person(cast: Cast, today: Session, peter: Person) -> None:
    answer = walk_in(cast, today, given_name="Peter", family_name="Valdez")
    assert "Westlake" not in text(answer)
    assert Attendance.objects.get().person != peter


def _host(cast: Cast) -> Series:
    return make.series("Number talks", leaders=[cast.carol], host=cast.madera)


@pytest.mark.parametrize("tie", ["works here", "enrolled here", "came here", "led by the same leader"])
def test_people_the_leader_may_know_are_asked_about(
    cast: Cast, today: Session, peter: Person, tie: str
) -> None:
    if tie == "works here":
        make.appoint(peter, at=cast.school, is_primary=False)
    elif tie == "enrolled here":
        make.enroll(peter, _host(cast), "withdrawn")
    elif tie == "came here":
        make.attend(peter, make.session(_host(cast), start=timezone.now() - timedelta(days=3)))
    else:
        make.enroll(peter, make.series(leaders=[cast.alice], host=cast.other_district))
    answer = walk_in(cast, today, email=peter.emails.get().email)
    assert ("Is it one of these?" in text(answer), "Peter Valdez" in text(answer)) == (True, True)
