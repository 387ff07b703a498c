"""The pages: who may open them, what they refuse, how many queries they take."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from cycles.planning.choices import SeriesState
from cycles.planning.models import FollowUpItem, Series
from districts.models import Alliance, AllianceMembership
from participants.models import Person
from tests import factories as make
from tests.cast import Cast


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert tag, name
    value = re.search(r'value="([^"]*)"', tag[0])
    assert value
    return value[1]


def get(client: Client, name: str, *args: Any, status: int = 200) -> str:
    answer = client.get(reverse(f"planning:{name}", args=args))
    assert answer.status_code == status
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("name", "leader", "participant", "admin", "other_admin", "stranger", "program"),
    [
        ("series", 200, 200, 200, 404, 404, 200),
        ("plan", 200, 200, 200, 404, 404, 200),
        ("about", 200, 403, 403, 404, 404, 403),
        ("aims", 200, 403, 403, 404, 404, 403),
        ("host", 200, 403, 403, 404, 404, 403),
        ("audience", 200, 403, 403, 404, 404, 403),
        ("team", 200, 403, 403, 404, 404, 403),
        ("follow-up", 200, 403, 403, 404, 404, 403),
        ("session-new", 200, 403, 403, 404, 404, 403),
        ("cancel", 200, 403, 403, 404, 404, 403),
        ("return", 403, 403, 200, 404, 404, 200),
    ],
)
def test_who_opens_pages_of_a_series(
    cast: Cast,
    name: str,
    leader: int,
    participant: int,
    admin: int,
    other_admin: int,
    stranger: int,
    program: int,
) -> None:
    people = (cast.alice, cast.bob, cast.dana, cast.erin, cast.charlie, cast.pat)
    address = reverse(f"planning:{name}", args=[cast.series.pk])
    statuses = [cast.client(who).get(address).status_code for who in people]
    assert statuses == [leader, participant, admin, other_admin, stranger, program]


@pytest.mark.parametrize("name", ["session-edit", "session-schedule", "session-cancel", "strands"])
def test_who_opens_forms_of_a_session(cast: Cast, name: str) -> None:
    people = (cast.alice, cast.bob, cast.dana, cast.erin, cast.charlie)
    address = reverse(f"planning:{name}", args=[cast.second.pk])
    assert [cast.client(who).get(address).status_code for who in people] == [200, 403, 403, 404, 404]


@pytest.mark.parametrize("name", ["submit", "publish", "complete"])
def test_steps_are_posted_by_those_who_may(cast: Cast, name: str) -> None:
    address = reverse(f"planning:{name}", args=[cast.series.pk])
    people = (cast.alice, cast.bob, cast.erin, cast.charlie)
    assert [cast.client(who).post(address).status_code for who in people] == [302, 403, 404, 404]
    assert cast.client(cast.alice).get(address).status_code == 405


def test_who_drafts(cast: Cast) -> None:
    people = (cast.alice, cast.carol, cast.pat, cast.dana, cast.bob)
    address = reverse("planning:new")
    assert [cast.client(who).get(address).status_code for who in people] == [200, 200, 200, 403, 404]
    assert Client().get(address).status_code == 302


def test_a_draft_is_its_teams_alone(cast: Cast) -> None:
    Series.objects.filter(pk=cast.series.pk).update(state=SeriesState.DRAFT)
    people = (cast.alice, cast.bob, cast.dana, cast.erin)
    address = reverse("planning:series", args=[cast.series.pk])
    assert [cast.client(who).get(address).status_code for who in people] == [200, 404, 404, 404]


def test_drafting_twice_by_a_double_click_makes_one(cast: Cast) -> None:
    client = cast.client(cast.alice)
    data = {"title": "Number talks", "focus": "", "new_id": hidden(get(client, "new"), "new_id")}
    answers = [client.post(reverse("planning:new"), data) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Series.objects.filter(title="Number talks").count() == 1


def test_a_stale_form_keeps_what_was_typed(cast: Cast) -> None:
    client, address = cast.client(cast.alice), reverse("planning:about", args=[cast.series.pk])
    mine = {"title": "My title", "version": "1"}
    cast.client(cast.carol).post(address, {**mine, "title": "Carol's title"})
    answer = client.post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody changed this meanwhile" in page
    assert "What is there now" in page
    assert "Carol&#x27;s title" in page
    assert 'value="My title"' in page
    assert client.post(address, {**mine, "version": hidden(page, "version")}).status_code == 302
    assert Series.objects.get(pk=cast.series.pk).title == "My title"


def test_capacity_below_the_seats_taken_is_refused(cast: Cast) -> None:
    data = {"listing": "districts", "version": "1", "capacity": "1"}
    answer = cast.client(cast.alice).post(reverse("planning:audience", args=[cast.series.pk]), data)
    assert "2 seats are taken or held: Ben Ortiz and Bob Tran" in answer.content.decode()


def test_a_missing_thing_is_told_where_it_is_filled_in(cast: Cast) -> None:
    made = make.series(leaders=[cast.alice], state=SeriesState.DRAFT)
    page = get(cast.client(cast.alice), "plan", made.pk)
    assert "Choose the district or alliance" in page
    assert "Add at least two sessions" in page
    assert "Have a second leader" in page
    assert "State at least one outcome" not in page


def test_a_skipped_hour_comes_back_with_all_that_was_typed(cast: Cast) -> None:
    spring = next(
        day
        for ahead in range(1, 370)
        if (day := timezone.localdate() + timedelta(days=ahead)).month == 3
        and day.weekday() == 6
        and 8 <= day.day <= 14
    )
    client, address = cast.client(cast.alice), reverse("planning:session-new", args=[cast.series.pk])
    data = {"title": "Typed", "day": spring.isoformat(), "start": "02:30", "end": "05:00"}
    data["new_id"] = hidden(get(client, "session-new", cast.series.pk), "new_id")
    answer = client.post(address, data)
    assert "2:30 am does not exist" in answer.content.decode()
    assert 'value="Typed"' in answer.content.decode()
    assert cast.series.sessions.count() == 2


def test_half_a_date_is_asked_for_in_full(cast: Cast) -> None:
    data = {"day": "2030-01-01", "version": "1"}
    answer = cast.client(cast.alice).post(reverse("planning:session-schedule", args=[cast.second.pk]), data)
    assert answer.content.decode().count("belong together") == 4  # start and end, each in summary and field


def test_strands_are_saved_from_the_form(cast: Cast) -> None:
    client = cast.client(cast.alice)
    data = {"version": "1"}
    for n, (name, place) in enumerate((("Elementary", "Library"), ("Secondary", "Room 12"))):
        data |= {
            f"s{n}-name": name,
            f"s{n}-place": place,
            f"s{n}-capacity": "20",
            f"s{n}-leaders": str(cast.alice.pk),
        }
    address = reverse("planning:strands", args=[cast.second.pk])
    assert client.post(address, data).status_code == 302
    assert [one.name for one in cast.second.strands.all()] == ["Elementary", "Secondary"]
    answer = client.post(address, {**data, "s0-name": "Lower"})
    assert "Somebody changed this meanwhile" in answer.content.decode()
    assert 'value="Lower"' in answer.content.decode()


def test_follow_up_is_planned_once_and_the_last_one_stays(cast: Cast) -> None:
    client, address = cast.client(cast.alice), reverse("planning:follow-up", args=[cast.series.pk])
    data = {"kind": "visit", "after_session": "2", "days_after": "90", "who": "colleague"}
    data["new_id"] = hidden(get(client, "follow-up", cast.series.pk), "new_id")
    for _ in range(2):
        assert client.post(address, data).status_code == 302
    assert cast.series.follow_up.count() == 2
    for item in FollowUpItem.objects.filter(series=cast.series):
        client.post(reverse("planning:follow-up-remove", args=[cast.series.pk, item.pk]))
    assert cast.series.follow_up.count() == 1


def test_only_hosts_one_may_host_are_taken(cast: Cast) -> None:
    made = make.series(leaders=[cast.alice], state=SeriesState.DRAFT)
    alliance = Alliance.objects.create(name="Valley Alliance", lead_district=cast.other_district)
    AllianceMembership.objects.create(alliance=alliance, district=cast.madera, from_date=make.LONG_AGO)
    client, address = cast.client(cast.alice), reverse("planning:host", args=[made.pk])
    foreign = {"host": f"district:{cast.other_district.pk}", "version": "1"}
    assert client.post(address, foreign).status_code == 422
    assert client.post(address, {"host": f"alliance:{alliance.pk}", "version": "1"}).status_code == 302
    made.refresh_from_db()
    assert made.host == alliance


def test_an_alliance_is_approved_by_its_lead_district(cast: Cast) -> None:
    alliance = Alliance.objects.create(name="Valley Alliance", lead_district=cast.other_district)
    AllianceMembership.objects.create(alliance=alliance, district=cast.madera, from_date=make.LONG_AGO)
    made = make.series(leaders=[cast.alice, cast.carol], state=SeriesState.SUBMITTED, host_alliance=alliance)
    for number in (1, 2):
        make.session(made, number)
    address = reverse("planning:publish", args=[made.pk])
    assert cast.client(cast.dana).post(address).status_code == 403
    assert cast.client(cast.alice).post(address).status_code == 403
    assert cast.client(cast.erin).post(address).status_code == 302
    made.refresh_from_db()
    assert made.state == SeriesState.PUBLISHED


def test_an_invited_leader_sees_the_draft_and_answers(cast: Cast) -> None:
    Series.objects.filter(pk=cast.series.pk).update(state=SeriesState.DRAFT)
    client, email = cast.client(cast.alice), cast.charlie.emails.get().email
    assert client.post(reverse("planning:team", args=[cast.series.pk]), {"email": email}).status_code == 302
    charlie = cast.client(cast.charlie)
    assert "Will you co-lead" in get(charlie, "series", cast.series.pk)
    get(charlie, "about", cast.series.pk, status=403)
    charlie.post(reverse("planning:team-answer", args=[cast.series.pk]), {"answer": "yes"})
    get(charlie, "about", cast.series.pk)


def test_the_catalogue_finds_by_words_and_host(cast: Cast) -> None:
    client = cast.client(cast.bob)
    make.series("Phenomena first", leaders=[cast.erin], host=cast.other_district, open_to_all=True)
    make.series("Hidden elsewhere", leaders=[cast.erin], host=cast.other_district)
    page = client.get(reverse("planning:catalogue")).content.decode()
    assert "Phenomena first" in page
    assert "Academic conversation" in page
    assert "Hidden elsewhere" not in page
    assert "Academic" not in client.get(reverse("planning:catalogue"), {"q": "phenomena"}).content.decode()
    assert "Phenomena" not in client.get(reverse("planning:catalogue"), {"host": "madera"}).content.decode()
    mine = client.get(reverse("planning:catalogue"), {"show": "mine"}).content.decode()
    assert "Academic" in mine
    assert "Phenomena" not in mine


@pytest.mark.parametrize("state", [SeriesState.COMPLETED, SeriesState.ARCHIVED, SeriesState.DRAFT])
def test_mine_shows_a_leader_series_of_every_state(cast: Cast, state: SeriesState) -> None:
    Series.objects.filter(pk=cast.series.pk).update(state=state)
    page = cast.client(cast.alice).get(reverse("planning:catalogue"), {"show": "mine"}).text
    assert cast.series.title in page


def crowd(cast: Cast, count: int) -> Person:
    for number in range(count - 1):
        made = make.series(f"Series {number}", leaders=[cast.alice, cast.carol], host=cast.madera)
        make.session(made, 1)
        make.session(made, 2)
    return cast.bob


@pytest.mark.parametrize("count", [1, 3])
def test_the_catalogue_takes_the_same_queries_for_one_and_three(
    cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = cast.client(crowd(cast, count))
    with django_assert_num_queries(9):
        page = get(client, "catalogue")
    assert page.count('class="card"') == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_series_page_takes_the_same_queries_for_one_and_three_sessions(
    cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cast.second.delete()
    for number in range(2, count + 1):
        make.session(cast.series, number)
    client = cast.client(cast.bob)
    with django_assert_num_queries(13):
        get(client, "series", cast.series.pk)


@pytest.mark.parametrize(
    ("state", "came", "shown"),
    [
        ("registered", False, True),
        ("waitlisted", True, False),
        ("waitlisted", False, False),
        (None, True, True),
        (None, False, False),
    ],
)
def test_the_people_tab_stands_where_it_answers(
    cast: Cast, state: str | None, came: bool, shown: bool
) -> None:
    """Each tab is shown to whom it answers: somebody on the waitlist who came takes part, but reads no names."""
    gus = make.person("Gus Ito", at=cast.school)
    if state:
        make.enroll(gus, cast.series, state)
    if came:
        make.attend(gus, cast.first)
    client = cast.client(gus)
    page = get(client, "series", cast.series.pk)
    people = f"/series/{cast.series.pk}/people/"
    assert (f'href="{people}"' in page) == shown
    assert (client.get(people).status_code == 200) == shown
