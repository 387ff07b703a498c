"""Saying where one works without JavaScript: several places of a name are shown to choose from."""

from typing import Any

import pytest

from districts.models import School
from participants.models import Appointment
from tests import factories as make
from tests.cast import Cast

URL = "/me/appointments/new/"


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def lincolns(cast: Cast) -> list[School]:
    """Two schools of one name."""
    return [
        make.school("Lincoln Elementary", within=cast.madera, city="Madera"),
        make.school("Lincoln Elementary", within=cast.other_district, city="Thousand Oaks"),
    ]


def send(cast: Cast, place: str, **more: str) -> Any:
    return cast.client(cast.charlie).post(URL, {"place": place, "role": "teacher", **more})


def test_several_are_shown_to_choose_from(cast: Cast, lincolns: list[School]) -> None:
    asked = send(cast, "Lincoln Elementary")
    assert asked.status_code == 422
    for words in ("Lincoln Elementary, Madera, Madera Unified", "Lincoln Elementary, Thousand Oaks, Conejo"):
        assert words in text(asked)
    assert 'type="radio" name="choice"' in text(asked)
    assert send(cast, "Lincoln Elementary", choice=str(lincolns[1].pk)).status_code == 302
    assert Appointment.objects.get(person=cast.charlie).school == lincolns[1]


def test_a_choice_from_another_list_is_asked_again(cast: Cast, lincolns: list[School]) -> None:
    assert send(cast, "Lincoln Elementary", choice=str(cast.school.pk)).status_code == 422


def test_name_and_city_with_a_comma(cast: Cast, lincolns: list[School]) -> None:
    assert send(cast, "Lincoln Elementary, Thousand Oaks").status_code == 302
    assert Appointment.objects.get(person=cast.charlie).school == lincolns[1]


def test_name_and_city_that_fit_several(cast: Cast, lincolns: list[School]) -> None:
    make.school("Lincoln Academy", within=cast.madera, city="Madera")
    asked = send(cast, "Lincoln, Madera")
    assert text(asked).count('name="choice"') == 2


def test_school_and_district_office_of_one_name(cast: Cast) -> None:
    make.school("Conejo Valley High", within=cast.other_district)
    asked = send(cast, "Conejo Valley")
    assert "Conejo Valley Unified (district office)" in text(asked)
    assert "Conejo Valley High" in text(asked)
    assert send(cast, "Conejo Valley", choice=str(cast.other_district.pk)).status_code == 302
    made = Appointment.objects.get(person=cast.charlie)
    assert (made.school, made.district) == (None, cast.other_district)


def test_at_most_eight(cast: Cast) -> None:
    for number in range(12):
        make.school(f"Oak Grove {number}", within=cast.madera)
    asked = send(cast, "Oak Grove")
    assert text(asked).count('name="choice"') == 8
    assert "the city or the district" in text(asked)


@pytest.mark.parametrize("typed", ["x", "S V", ","])
def test_one_letter_is_too_little(cast: Cast, typed: str) -> None:
    asked = send(cast, typed)
    assert (asked.status_code, "Type more of the name" in text(asked)) == (422, True)


def test_nothing_of_that_name(cast: Cast) -> None:
    assert "No school or district office is called so" in text(send(cast, "Xyzzy School"))


def test_who_may_leave_it_empty_is_said(cast: Cast) -> None:
    page = text(cast.client(cast.charlie).get(URL))
    field = page.partition('for="id_place"')[2].partition("</div>")[0]
    assert "(optional)" not in field
    assert "Not needed for Aspiring teacher and Other" in page
    assert send(cast, "").status_code == 422
    assert cast.client(cast.charlie).post(URL, {"place": "", "role": "aspiring"}).status_code == 302
