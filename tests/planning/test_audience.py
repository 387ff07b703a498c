"""Who a series is for: grades, subjects, further districts, places; and who then finds it."""

import pytest
from django.urls import reverse

from cycles.planning import access
from cycles.planning.actions import audience as actions
from cycles.planning.choices import SeriesState
from cycles.planning.models import Series
from cycles.planning.words import grades_in_words, named_grades
from districts.models import Alliance, AllianceMembership
from ilc.core.errors import Refused
from tests import factories as make
from tests.cast import Cast
from tests.planning.test_autosaving import opened, typing
from tests.planning.test_lifecycle import account, verbs


@pytest.mark.parametrize(
    ("grades", "words"),
    [
        ([], ""),
        (["K"], "K"),
        (["2", "1", "K", "TK"], "TK-2"),
        (["K", "3", "4", "5"], "K, 3-5"),
        (["9", "10", "11", "12", "adult"], "9-12 and adult education"),
        (["adult"], "adult education"),
        (["made up"], ""),
    ],
)
def test_grades_are_told_as_people_say_them(grades: list[str], words: str) -> None:
    assert grades_in_words(grades) == words


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("5", "grade 5"),
        ("K", "grade K"),
        ("5 and adult education", "grade 5 and adult education"),
        ("adult education", "adult education"),
        ("K-5", "grades K-5"),
        ("K, 3", "grades K, 3"),
        ("", ""),
    ],
)
def test_one_grade_is_a_grade(words: str, named: str) -> None:
    assert named_grades(words) == named


def test_grades_and_subjects_are_saved_as_they_are_chosen(cast: Cast) -> None:
    draft = make.series(leaders=[cast.alice], state=SeriesState.DRAFT)
    client, url = cast.client(cast.alice), reverse("planning:audience", args=[draft.pk])
    known = opened(client, url)
    answer = typing(client, url, known, grades=["K", "1"], subjects=" science,  mathematics ,science")
    assert answer.status_code == 200
    draft.refresh_from_db()
    assert (draft.grades, draft.subjects) == (["K", "1"], "science, mathematics")
    assert draft.for_words == "Grades K-1, science, mathematics"
    theirs = typing(cast.client(cast.alice), url, known, grades=["2"])
    assert (theirs.status_code, theirs.json()["now"]["grades"]) == (409, ["1", "K"])
    assert typing(client, url, known, grades=["13"]).status_code == 422
    assert Series(grades=["5"]).for_words == "Grade 5"


def test_the_button_saves_the_rest_and_who_may_find_it(cast: Cast) -> None:
    client, url = cast.client(cast.alice), reverse("planning:audience", args=[cast.series.pk])
    data = {**opened(client, url), "capacity": "41", "listing": "everybody", "grades": ["6", "7", "8"]}
    assert client.post(url, data).status_code == 302
    series = Series.objects.get(pk=cast.series.pk)
    assert (series.capacity, series.open_to_all, series.grade_words) == (41, True, "grades 6-8")


def test_an_invited_district_finds_the_series_once_it_is_published(cast: Cast) -> None:
    far = make.person("Fay Lund", at=cast.other_school)
    assert cast.series not in access.series(account(far))
    url = reverse("planning:audience-invite", args=[cast.series.pk])
    for _ in range(2):
        answer = cast.client(cast.alice).post(url, {"district": str(cast.other_district.pk)})
        assert answer.status_code == 302
    assert cast.series in access.series(account(far))
    assert verbs(cast.series).count("series.district-invited") == 1
    assert cast.other_district.name in cast.client(far).get(f"/series/{cast.series.pk}/").text
    Series.objects.filter(pk=cast.series.pk).update(state=SeriesState.DRAFT)
    assert cast.series not in access.series(account(far))


def test_an_invited_district_brings_no_rights_to_its_administrators(cast: Cast) -> None:
    actions.invite_district(series=cast.series, district=cast.other_district, by=account(cast.alice))
    assert cast.client(cast.erin).get(f"/series/{cast.series.pk}/plan/").status_code == 403
    assert cast.client(cast.erin).get(f"/series/{cast.series.pk}/people/").status_code in (403, 404)


def test_a_district_taken_off_the_list_finds_it_no_longer_but_keeps_its_seats(cast: Cast) -> None:
    far, seated = make.person("Fay Lund", at=cast.other_school), make.person("Gus Ito", at=cast.other_school)
    actions.invite_district(series=cast.series, district=cast.other_district, by=account(cast.alice))
    make.enroll(seated, cast.series)
    url = reverse("planning:audience-uninvite", args=[cast.series.pk, cast.other_district.pk])
    for _ in range(2):
        assert cast.client(cast.carol).post(url).status_code == 302
    assert cast.series not in access.series(account(far))
    assert cast.series in access.series(account(seated))


def test_the_host_and_closed_districts_are_not_invited(cast: Cast) -> None:
    alliance = Alliance.objects.create(name="Valley Alliance", lead_district=cast.madera)
    AllianceMembership.objects.create(
        alliance=alliance, district=cast.other_district, from_date=make.LONG_AGO
    )
    allied = make.series(leaders=[cast.alice], host_alliance=alliance)
    closed = make.district("Old Union", status="closed")
    for series, district in (
        (cast.series, cast.madera),
        (allied, cast.other_district),
        (cast.series, closed),
    ):
        with pytest.raises(Refused):
            actions.invite_district(series=series, district=district, by=account(cast.alice))


def test_a_district_nobody_knows_keeps_what_was_typed(cast: Cast) -> None:
    url = reverse("planning:audience-invite", args=[cast.series.pk])
    answer = cast.client(cast.alice).post(url, {"query": "Atlantis Unified"})
    assert answer.status_code == 422
    assert 'value="Atlantis Unified"' in answer.text
    typed = cast.client(cast.alice).post(url, {"query": cast.other_district.name})
    assert typed.status_code == 302


def test_the_search_offers_open_districts_to_those_who_plan(cast: Cast) -> None:
    make.district("Conejo Old", status="closed")
    url = reverse("planning:district-search")
    found = cast.client(cast.alice).get(url, {"q": "conejo"}).text
    assert "Conejo Valley Unified" in found
    assert "Conejo Old" not in found
    assert cast.client(cast.bob).get(url, {"q": "conejo"}).status_code == 404
