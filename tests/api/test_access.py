"""Refused by default; reading only; the same access as the pages."""

import base64
from urllib.parse import quote

import pytest
from django.test import Client
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from ilc.api.urls import router
from participants.models import Person
from tests import factories as make
from tests.api.conftest import Ask
from tests.cast import Cast

LISTS = ["districts/", "schools/", "series/", "sessions/", "enrollments/", "tries/"]
PATHS = ["me/", "figures/", "schema/", "docs/", *LISTS]


class ForgotToSay(APIView):
    def get(self, request: object) -> Response:
        return Response({})


def found(ask: Ask, who: Person, path: str) -> list[str]:
    return [row["id"] for row in ask(who, path)["results"]]


def test_the_lists_are_all_of_them() -> None:
    assert sorted(f"{prefix}/" for prefix, _, _ in router.registry) == sorted(LISTS)


def test_a_view_that_names_no_permission_refuses_even_program_staff(cast: Cast) -> None:
    request = APIRequestFactory().get("/")
    force_authenticate(request, cast.pat.user)
    assert ForgotToSay.as_view()(request).status_code == 403


@pytest.mark.parametrize("path", PATHS)
def test_visitors_are_refused(cast: Cast, path: str) -> None:
    assert Client().get(f"/api/v1/{path}").status_code == 403


@pytest.mark.parametrize(
    "path", ["series/{0.series.pk}/", "sessions/{0.first.pk}/", "districts/{0.madera.pk}/"]
)
def test_visitors_are_refused_single_things(cast: Cast, path: str) -> None:
    assert Client().get(f"/api/v1/{path.format(cast)}").status_code == 403


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", PATHS)
def test_nothing_can_be_written(cast: Cast, path: str, method: str) -> None:
    answer = getattr(cast.client(cast.pat), method)(f"/api/v1/{path}", {}, content_type="application/json")
    assert answer.status_code == 403


def test_no_single_thing_can_be_written(cast: Cast) -> None:
    client = cast.client(cast.pat)
    for method in (client.put, client.patch, client.delete):
        assert method(f"/api/v1/series/{cast.series.pk}/").status_code == 403


def test_strangers_and_other_administrators_see_nothing_of_madera(cast: Cast, ask: Ask) -> None:
    for who in (cast.charlie, cast.erin):
        for path in ("series/", "sessions/", "enrollments/", "tries/"):
            assert found(ask, who, path) == []
        for path in (f"series/{cast.series.pk}/", f"sessions/{cast.first.pk}/"):
            assert cast.client(who).get(f"/api/v1/{path}").status_code == 404


def test_the_series_of_those_who_may_know_of_it(cast: Cast, ask: Ask) -> None:
    for who in (cast.alice, cast.bob, cast.dana, cast.pat):
        assert found(ask, who, "series/") == [str(cast.series.pk)]
        assert set(found(ask, who, "sessions/")) == {str(cast.first.pk), str(cast.second.pk)}


def test_a_draft_is_its_leaders(cast: Cast, ask: Ask) -> None:
    draft = make.series("Not yet", leaders=[cast.carol], host=cast.madera, state="draft")
    make.session(draft)
    assert str(draft.pk) in found(ask, cast.carol, "series/")
    for who in (cast.bob, cast.dana):
        assert str(draft.pk) not in found(ask, who, "series/")
        assert len(found(ask, who, "sessions/")) == 2


def test_own_enrollments_and_tries_only(cast: Cast, ask: Ask) -> None:
    bobs, bens = (make.attempt(who, cast.first, plan=f"by {who}") for who in (cast.bob, cast.ben))
    assert found(ask, cast.bob, "tries/") == [str(bobs.pk)]
    assert found(ask, cast.bob, "enrollments/") == [str(cast.bob.enrollments.get().pk)]
    assert found(ask, cast.ben, "tries/") == [str(bens.pk)]
    for who in (cast.alice, cast.dana, cast.pat):
        assert found(ask, who, "tries/") == []
        assert found(ask, who, "enrollments/") == []
        assert cast.client(who).get(f"/api/v1/tries/{bobs.pk}/").status_code == 404
    assert cast.client(cast.ben).get(f"/api/v1/tries/{bobs.pk}/").status_code == 404


def test_me_tells_the_account_its_person_and_roles(cast: Cast, ask: Ask) -> None:
    me = ask(cast.dana, "me/")
    assert me["person"]["family_name"] == "Cole"
    assert me["roles"] == [{"role": "district-admin", "district": str(cast.madera.pk), "school": None}]
    assert ask(cast.bob, "me/")["person"]["appointments"][0]["school"] == str(cast.school.pk)


def test_the_directory_is_public_among_accounts(cast: Cast, ask: Ask) -> None:
    assert set(found(ask, cast.charlie, "districts/")) == {str(cast.madera.pk), str(cast.other_district.pk)}
    assert found(ask, cast.charlie, f"schools/?district={cast.madera.cds}") == [str(cast.school.pk)]


@pytest.mark.parametrize("path", ["schools/?district=%00", "schools/?district=99-99999"])
def test_an_unknown_district_has_no_school(cast: Cast, ask: Ask, path: str) -> None:
    assert found(ask, cast.charlie, path) == []


@pytest.mark.parametrize("cursor", [b"p=x", b"p=%00", b"o=-1", b"\xff"])
def test_a_made_up_cursor_is_answered(cast: Cast, cursor: bytes) -> None:
    asked = quote(base64.b64encode(cursor))
    assert cast.client(cast.bob).get(f"/api/v1/series/?cursor={asked}").status_code in (200, 404)


@pytest.mark.parametrize("path", ["series/x/", "series/%00/", "districts/20-00001/"])
def test_what_is_no_id_is_not_found(cast: Cast, path: str) -> None:
    assert cast.client(cast.bob).get(f"/api/v1/{path}").status_code == 404
