"""People of other places: schools of one name, a classroom outside, who came without a seat."""

import pytest
from django.urls import reverse

from cycles.followup.queries.ready import readiness, span_of
from cycles.planning.models import Series, Session
from cycles.roster.emails import registered
from cycles.roster.models import Enrollment
from cycles.tries.queries.work import works
from ilc.core.models import OutgoingMessage
from ilc.core.registry import Mail
from participants.actions.invitations import accept
from participants.models import Invitation, Person
from tests import factories as make
from tests.cast import Cast
from tests.roster.test_pages import text


def test_schools_of_one_name_can_be_told_apart_without_javascript(cast: Cast) -> None:
    far = make.school("Lincoln Elementary", within=cast.other_district)
    make.school("Lincoln Elementary", within=cast.madera)
    client, url = cast.client(cast.alice), reverse("roster:add", args=[cast.series.pk])
    data = {"given_name": "Ana", "family_name": "Ruiz", "place": "Lincoln Elementary"}
    asked = client.post(url, data)
    assert (asked.status_code, "Several schools fit" in text(asked)) == (422, True)
    assert 'value="Ana"' in text(asked)
    assert client.post(url, {**data, "choice": str(far.pk)}).status_code == 302
    assert Enrollment.objects.get(person__family_name="Ruiz").appointment.school == far  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "status"),
    [("https://classroom.google.com/c/1", 302), ("http://a.org", 422), ("javascript:1", 422)],
)
def test_a_classroom_outside_is_https_only(cast: Cast, typed: str, status: int) -> None:
    data = {"title": "Talk", "classroom_url": typed, "version": cast.series.version}
    answer = cast.client(cast.alice).post(reverse("planning:about", args=[cast.series.pk]), data)
    assert answer.status_code == status


def test_who_registered_finds_the_classroom_on_the_page_and_in_the_mail(cast: Cast) -> None:
    Series.objects.filter(pk=cast.series.pk).update(classroom_url="https://classroom.example.org/c/1")
    shown = text(cast.client(cast.bob).get(reverse("roster:register", args=[cast.series.pk])))
    assert "https://classroom.example.org/c/1" in shown
    built = registered(OutgoingMessage(rule="x", object_id=cast.bob.enrollments.get().pk))
    assert isinstance(built, Mail)
    assert "https://classroom.example.org/c/1" in built.text


@pytest.fixture
def came(cast: Cast) -> Person:
    """Somebody who came to the first session; both are over."""
    Session.objects.filter(pk=cast.first.pk).update(state="held")
    make.assignment(cast.first)
    who = make.person("Wanda Walker", at=cast.school)
    make.attend(who, cast.first)
    return who


@pytest.mark.parametrize(
    ("state", "listed", "works_on"),
    [("waitlisted", False, True), ("withdrawn", False, False), ("registered", True, True)],
)
def test_who_has_no_seat_in_the_next_session_is_not_asked_to_bring(
    cast: Cast, came: Person, state: str, listed: bool, works_on: bool
) -> None:
    make.enroll(came, cast.series, state)
    rows = readiness(span_of(cast.series))
    assert (came in [row.person for row in rows]) == listed
    assert bool(works(came)) == works_on


def test_who_left_keeps_what_they_began(cast: Cast, came: Person) -> None:
    make.enroll(came, cast.series, "withdrawn")
    make.attempt(came, cast.first)
    assert [one.series for one in works(came)] == [cast.series]


def test_who_came_without_ever_being_enrolled_is_asked(cast: Cast, came: Person) -> None:
    assert came in [row.person for row in readiness(span_of(cast.series))]


@pytest.fixture
def written_down(cast: Cast) -> Enrollment:
    """Somebody added by name and school, without an address."""
    data = {"given_name": "Ana", "family_name": "Ruiz", "place": cast.other_school.name}
    cast.client(cast.alice).post(reverse("roster:add", args=[cast.series.pk]), data)
    return Enrollment.objects.get(person__family_name="Ruiz")


def test_somebody_without_an_address_claims_the_record_by_a_link(
    cast: Cast, written_down: Enrollment
) -> None:
    client, url = cast.client(cast.alice), reverse("roster:let-join", args=[written_down.pk])
    assert url in text(client.get(reverse("roster:people", args=[cast.series.pk])))
    for _ in range(2):  # a double click
        assert client.post(url, {"email": "ana@x.org"}).status_code == 302
    sent = Invitation.objects.get()
    ana = make.person("Ana Ruiz Vega")  # who has an account of her own meanwhile
    assert ana.user
    accept(invitation=sent, user=ana.user)
    shown = cast.client(ana).get(reverse("roster:register", args=[cast.series.pk]))
    assert "You are registered" in text(shown)


def test_a_record_that_can_be_reached_is_not_given_away(cast: Cast) -> None:
    url = reverse("roster:let-join", args=[cast.bob.enrollments.get().pk])
    answer = cast.client(cast.alice).post(url, {"email": "thief@x.org"})
    assert (answer.status_code, "can be reached already" in text(answer)) == (422, True)
    assert not Invitation.objects.exists()
