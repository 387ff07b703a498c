"""Finding districts and schools by words and codes."""

from typing import Any

import pytest

from districts.models import District, School
from districts.queries import find_district, search_districts, search_schools
from tests.districts.conftest import Load
from tests.districts.directory_files import LINCOLN, MADERA, MONROE

CONEJO = {
    **MADERA,
    "CDSCode": "56737590000000",
    "NCESDist": "0609640",
    "County": "Ventura",
    "District": "Conejo Valley Unified",
    "City": "Thousand Oaks",
}
OTHER_LINCOLN = {**LINCOLN, **CONEJO, "CDSCode": "56737596112233", "StatusType": "Closed"}


@pytest.fixture(autouse=True)
def _places(load: Load) -> None:
    load([MADERA, LINCOLN, MONROE, CONEJO, OTHER_LINCOLN])


def _cds(found: Any) -> list[str]:
    return [place.cds for place in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lincoln", [LINCOLN["CDSCode"], OTHER_LINCOLN["CDSCode"]]),  # open first
        ("elementary LINC", [LINCOLN["CDSCode"], OTHER_LINCOLN["CDSCode"]]),
        ("lincoln oaks", [OTHER_LINCOLN["CDSCode"]]),  # a word of the city
        ("monroe madera unified", [MONROE["CDSCode"]]),
        ("20652436", [MONROE["CDSCode"], LINCOLN["CDSCode"]]),
        ("20-65243", [MONROE["CDSCode"], LINCOLN["CDSCode"]]),
        ("nothing like it", []),
        ("", []),
    ],
)
def test_search_schools(text: str, expected: list[str]) -> None:
    assert _cds(search_schools(text)) == expected


def test_search_schools_of_one_district() -> None:
    madera = District.objects.get(cds="20-65243")
    assert _cds(search_schools("lincoln", district=madera)) == [LINCOLN["CDSCode"]]
    assert len(search_schools("", district=madera)) == 2
    assert len(search_schools("", district=madera, limit=1)) == 1


def test_search_schools_brings_the_district_along(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert {school.district.name for school in search_schools("lincoln") if school.district} == {
            "Madera Unified",
            "Conejo Valley Unified",
        }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("unified", ["56-73759", "20-65243"]),
        ("Thousand", ["56-73759"]),
        ("2065", ["20-65243"]),
        ("20", ["20-65243"]),
    ],
)
def test_search_districts(text: str, expected: list[str]) -> None:
    assert _cds(search_districts(text)) == expected


@pytest.mark.parametrize(
    "text", ["20-65243", "2065243", "20652430000000", "20652436024111", "0623340", "madera unified"]
)
def test_find_district(text: str) -> None:
    found = find_district(text)
    assert found is not None
    assert found.cds == "20-65243"


def test_find_district_does_not_guess() -> None:
    assert find_district("Unified") is None
    District.objects.update(name="Pioneer Union Elementary")
    assert find_district("Pioneer Union Elementary") is None
    District.objects.filter(cds="56-73759").update(status="closed")
    found = find_district("Pioneer Union Elementary")
    assert found is not None
    assert found.cds == "20-65243"
    assert School.objects.count() == 3
