"""The public registration page: who reads it, what it says, how somebody without an account gets a seat."""

import pytest
from django.test import Client
from django.urls import reverse

from cycles.planning.models import Series
from cycles.roster.links import join_path, join_url
from cycles.roster.models import Enrollment
from tests import factories as make
from tests.cast import Cast
from tests.roster.test_pages import text


@pytest.fixture
def public(cast: Cast) -> Series:
    """The cast's series, open to whoever has the link."""
    Series.objects.filter(pk=cast.series.pk).update(open_by_link=True)
    cast.series.refresh_from_db()
    return cast.series


def test_anybody_reads_what_it_is(public: Series) -> None:
    shown = text(Client().get(join_path(public)))
    for words in ("Academic conversation", "Talk in every subject", "Alice Reyes", "38 of 40 seats left"):
        assert words in shown
    assert '<meta property="og:title" content="Academic conversation">' in shown
    assert "Bob Tran" not in shown


@pytest.mark.parametrize("state", ["draft", "submitted", "completed", "cancelled"])
def test_a_series_not_open_answers_like_an_unknown_code(public: Series, state: str) -> None:
    Series.objects.filter(pk=public.pk).update(state=state)
    answers = [Client().get(path) for path in (join_path(public), "/join/QQQQQQQQ/")]
    assert [one.status_code for one in answers] == [404, 404]


def test_a_series_for_its_districts_has_no_public_page(cast: Cast) -> None:
    for view in ("join", "join-qr", "poster"):
        assert Client().get(reverse(f"roster:{view}", args=[cast.series.join_code])).status_code == 404
    assert cast.client(cast.charlie).get(f"{join_path(cast.series)}register/").status_code == 404


def test_registering_without_an_account_comes_back_to_the_form(public: Series) -> None:
    client = Client()
    form = f"{join_path(public)}register/"
    assert f"/accounts/signup/?next={form}" in text(client.get(join_path(public)))
    assert client.get(form)["Location"] == f"/accounts/login/?next={form}"


def test_a_person_of_no_district_registers_by_the_link(cast: Cast, public: Series) -> None:
    client = cast.client(cast.charlie)
    own = reverse("roster:register", args=[public.pk])
    assert client.get(own).status_code == 404
    for _ in range(2):  # a double click
        assert client.post(f"{join_path(public)}register/")["Location"] == own
    assert "You are registered" in text(client.get(own))
    assert Enrollment.objects.filter(person=cast.charlie).count() == 1


def test_who_is_on_the_list_is_told_so(cast: Cast, public: Series) -> None:
    assert "You are on the list" in text(cast.client(cast.bob).get(join_path(public)))
    assert "You lead this series" in text(cast.client(cast.alice).get(join_path(public)))


def test_small_letters_and_case_do_not_matter(public: Series) -> None:
    assert Client().get(f"/join/{public.join_code.lower()}/").status_code == 200


def test_the_leaders_page_shows_the_address_once_it_is_open(cast: Cast) -> None:
    client, url = cast.client(cast.alice), reverse("roster:share", args=[cast.series.pk])
    assert join_url(cast.series) not in text(client.get(url))
    Series.objects.filter(pk=cast.series.pk).update(open_to_all=True)
    assert join_url(cast.series) in text(client.get(url))


def test_poster_holds_code_dates_and_place(public: Series) -> None:
    shown = text(Client().get(reverse("roster:poster", args=[public.join_code])))
    assert join_url(public) in shown
    assert "Session 1" in shown
    picture = Client().get(reverse("roster:join-qr", args=[public.join_code]))
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"style=" not in picture.content


def test_joining_takes_the_same_queries_whoever_is_registered(
    cast: Cast, public: Series, django_assert_num_queries: object
) -> None:
    client = Client()
    for _ in range(2):
        with django_assert_num_queries(6):  # type: ignore[operator]
            client.get(join_path(public))
        make.enroll(make.person("Nia New"), public)
