"""Pages of the roster: who may open what, what they show, how many queries they take."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cycles.planning.models import Series, Session, Strand
from cycles.roster.actions import enrollments
from cycles.roster.emails import check_in_link
from cycles.roster.models import Attendance, Enrollment
from districts.permissions import Role
from participants.models import Person
from tests import factories as make
from tests.cast import Cast


def text(response: Any) -> str:
    return str(response.content.decode())


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as taken:
        assert client.get(url).status_code == 200
    return len(taken)


SERIES_PAGES = ("people", "invite", "add", "register")


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("alice", (200, 200, 200, 200)),
        ("bob", (200, 403, 403, 200)),
        ("charlie", (404, 404, 404, 404)),
        ("dana", (200, 403, 403, 200)),
        ("erin", (404, 404, 404, 404)),
        ("pat", (200, 403, 403, 200)),
    ],
)
def test_who_opens_pages_of_a_series(cast: Cast, who: str, expected: tuple[int, ...]) -> None:
    client = cast.client(getattr(cast, who))
    got = [client.get(reverse(f"roster:{name}", args=[cast.series.pk])).status_code for name in SERIES_PAGES]
    assert tuple(got) == expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [("alice", 200), ("bob", 403), ("charlie", 404), ("dana", 403), ("erin", 404), ("pat", 403)],
)
def test_who_opens_session_day(cast: Cast, today: Session, who: str, expected: int) -> None:
    client = cast.client(getattr(cast, who))
    for name in ("day", "day-count", "day-qr", "walk-in"):
        assert client.get(reverse(f"roster:{name}", args=[today.pk])).status_code == expected, name
    for name in ("attendance", "confirm", "head-count"):
        answer = client.post(reverse(f"roster:{name}", args=[today.pk])).status_code
        assert (answer in (302, 404, 422)) if expected == 200 else (answer == expected), name


def test_participant_sees_names_of_own_room_only(cast: Cast) -> None:
    rooms = [Strand.objects.create(session=cast.first, name=name) for name in ("Elementary", "Secondary")]
    for who, room in ((cast.bob, rooms[0]), (cast.ben, rooms[1])):
        who.enrollments.get().strand_places.create(session=cast.first, strand=room)
    shown = text(cast.client(cast.bob).get(reverse("roster:people", args=[cast.series.pk])))
    assert "Bob Tran" in shown
    assert "Ben Ortiz" not in shown


def test_administrator_sees_own_people_only(cast: Cast) -> None:
    guest = make.person("Gus Guest", at=cast.other_school)
    make.enroll(guest, cast.series)
    url = reverse("roster:people", args=[cast.series.pk])
    assert "Gus Guest" not in text(cast.client(cast.dana).get(url))
    assert "Gus Guest" in text(cast.client(cast.pat).get(url))
    head = make.person("Hal Head")
    assert head.user
    make.grant(head.user, Role.SCHOOL_ADMIN, school=cast.school)
    shown = text(cast.client(head).get(url))
    assert "Bob Tran" in shown
    assert "Gus Guest" not in shown


def test_registering_in_the_browser(cast: Cast) -> None:
    newcomer = make.person("Nia New", at=cast.school)
    client = cast.client(newcomer)
    url = reverse("roster:register", args=[cast.series.pk])
    assert "38 of 40 seats left" in text(client.get(url))
    for _ in range(2):  # a double click
        assert client.post(url).status_code == 302
    assert "You are registered" in text(client.get(url))
    assert Enrollment.objects.filter(person=newcomer).count() == 1


def test_full_series_says_which_place(cast: Cast) -> None:
    Series.objects.filter(pk=cast.series.pk).update(capacity=2)
    for name, place in (("Ann One", "1st"), ("Ann Two", "2nd"), ("Ann Three", "3rd")):
        client = cast.client(make.person(name, at=cast.school))
        url = reverse("roster:register", args=[cast.series.pk])
        assert f"You would be <b>{place}</b>" in text(client.get(url))
        assert f"You are {place} on the waitlist" in text(client.post(url, follow=True))


def test_choosing_room_and_workplace(cast: Cast) -> None:
    newcomer = make.person("Nia New", at=cast.school)
    second = make.appoint(newcomer, at=cast.other_school, is_primary=False)
    room = Strand.objects.create(session=cast.first, name="Elementary", capacity=1)
    client = cast.client(newcomer)
    url = reverse("roster:register", args=[cast.series.pk])
    assert client.post(url, {"appointment": str(second.pk)}).status_code == 422  # the room is missing
    data = {"appointment": str(second.pk), f"room_{cast.first.pk}": str(room.pk)}
    assert client.post(url, data).status_code == 302
    made = Enrollment.objects.get(person=newcomer)
    assert made.appointment == second
    assert made.strand_places.get().strand == room


def test_offer_is_accepted_in_the_browser(cast: Cast) -> None:
    until = timezone.now() + timedelta(hours=2)
    Enrollment.objects.filter(person=cast.bob).update(state="offered", offered_until=until)
    client = cast.client(cast.bob)
    url = reverse("roster:offer", args=[cast.series.pk])
    assert "A seat is free for you" in text(client.get(url))
    client.post(url, {"answer": "accept"})
    assert Enrollment.objects.get(person=cast.bob).state == "registered"


def test_leaving(cast: Cast) -> None:
    client = cast.client(cast.bob)
    url = reverse("roster:withdraw", args=[cast.series.pk])
    assert client.get(url).status_code == 200
    assert Enrollment.objects.get(person=cast.bob).state == "registered"
    assert client.post(url).status_code == 302
    assert Enrollment.objects.get(person=cast.bob).state == "withdrawn"


def test_signed_in_check_in(cast: Cast, today: Session) -> None:
    client = cast.client(cast.bob)
    assert "You are checked in" in text(client.post("/check-in/", {"code": " qr tz"}, follow=True))
    assert "already checked in" in text(client.post("/check-in/", {"code": "QRTZ"}, follow=True))
    assert Attendance.objects.count() == 1


def test_wrong_code_is_kept_and_limited(cast: Cast, today: Session) -> None:
    client = cast.client(cast.bob)
    for _ in range(10):
        answer = client.post("/check-in/", {"code": "WXYZ"})
        assert answer.status_code == 422
        assert 'value="WXYZ"' in text(answer)
    answer = client.post("/check-in/", {"code": "QRTZ"})
    assert (answer.status_code, "Too many wrong codes" in text(answer)) == (429, True)
    assert cast.client(cast.ben).post("/check-in/", {"code": "QRTZ"}).status_code == 302  # others may


def test_right_codes_are_never_limited(cast: Cast, today: Session) -> None:
    client = cast.client(cast.bob)
    assert {client.post("/check-in/", {"code": "QRTZ"}).status_code for _ in range(15)} == {302}


def test_qr_address_needs_one_button(cast: Cast, today: Session) -> None:
    client = cast.client(cast.bob)
    assert "Check me in" in text(client.get("/check-in/qrtz/"))
    assert not Attendance.objects.exists()  # opening a link does nothing
    assert client.post("/check-in/QRTZ/").status_code == 302
    assert Attendance.objects.get().person == cast.bob


def test_visitor_with_the_qr_code_is_told_the_ways_in(cast: Cast, today: Session) -> None:
    shown = text(Client().get("/check-in/QRTZ/"))
    assert "/accounts/login/?next=/check-in/QRTZ/" in shown
    assert "Bob" not in shown
    assert Client().post("/check-in/QRTZ/").status_code == 302
    assert not Attendance.objects.exists()


def test_personal_link_without_account(cast: Cast, today: Session) -> None:
    guest = make.person("Gus Guest", account=False)
    link = check_in_link(enrollments.register(series=cast.series, person=guest, by=None)).partition("8000")[2]
    client = Client()
    assert "Gus G." in text(client.get(link))
    assert client.post(link, {"code": "NOPE"}).status_code == 422
    assert "You are checked in" in text(client.post(link, {"code": "QRTZ"}, follow=True))
    assert Attendance.objects.get().person == guest
    assert client.get(f"{link[:-3]}xx/").status_code == 404


def test_code_of_another_series_is_not_for_this_link(cast: Cast, today: Session) -> None:
    other = make.enroll(cast.bob, make.series(leaders=[cast.alice], host=cast.madera))
    link = check_in_link(other).partition("8000")[2]
    assert "another series" in text(Client().post(link, {"code": "QRTZ"}))
    assert not Attendance.objects.exists()


def test_before_the_window_the_opening_is_told(cast: Cast, today: Session) -> None:
    soon = timezone.now() + timedelta(hours=5)
    Session.objects.filter(pk=today.pk).update(starts_at=soon, ends_at=soon + timedelta(hours=1))
    answer = cast.client(cast.bob).post("/check-in/", {"code": "QRTZ"})
    assert (answer.status_code, "Check-in opens at" in text(answer)) == (409, True)


def test_marking_from_the_roster(cast: Cast, today: Session) -> None:
    client = cast.client(cast.alice)
    url = reverse("roster:attendance", args=[today.pk])
    data = {"person": str(cast.bob.pk), "status": "present"}
    assert client.post(url, data)["Location"].endswith(f"/day/#p-{cast.bob.pk}")
    part = client.post(url, {**data, "status": "excused"}, headers={"HX-Request": "true"})
    assert "Excused" in text(part)
    assert "<html" not in text(part)
    assert client.post(url, {**data, "person": str(cast.charlie.pk)}).status_code == 404  # not of this series
    odd = client.post(url, {**data, "minutes": "two hours"}, follow=True)
    assert "Minutes are a whole number" in text(odd)
    assert "Choose somebody on the list first" in text(client.post(url, {}, follow=True))
    assert Attendance.objects.get().status == "excused"


def test_live_count_and_qr(cast: Cast, today: Session) -> None:
    make.attend(cast.bob, today)
    client = cast.client(cast.alice)
    assert text(client.get(reverse("roster:day-count", args=[today.pk]))) == "1"
    picture = client.get(reverse("roster:day-qr", args=[today.pk]))
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"style=" not in picture.content


WALK_IN = {"given_name": "Wanda", "family_name": "Walker", "email": ""}


def test_walk_in_sent_twice_is_one_person(cast: Cast, today: Session) -> None:
    client = cast.client(cast.alice)
    url = reverse("roster:walk-in", args=[today.pk])
    once = client.get(url).context["form"].initial["once"]
    for _ in range(2):
        assert client.post(url, {**WALK_IN, "once": once}).status_code == 302
    assert Person.objects.filter(family_name="Walker").count() == 1
    assert Enrollment.objects.get(person__family_name="Walker").source == "walk-in"


def test_walk_in_asks_is_it_one_of_these(cast: Cast, today: Session) -> None:
    known = make.person("Wanda Walker", at=cast.school, account=False)
    client = cast.client(cast.alice)
    url = reverse("roster:walk-in", args=[today.pk])
    asked = client.post(url, WALK_IN)
    assert (asked.status_code, "Is it one of these?" in text(asked)) == (422, True)
    assert client.post(url, {**WALK_IN, "same": str(known.pk)}).status_code == 302
    assert Attendance.objects.get().person == known
    assert client.post(url, {**WALK_IN, "same": "new"}).status_code == 302
    assert Person.objects.filter(family_name="Walker").count() == 2


def test_confirming_afterwards(cast: Cast, today: Session) -> None:
    make.attend(cast.bob, today, confirmed=False)
    client = cast.client(cast.alice)
    assert "I was there" in text(client.get(reverse("roster:day", args=[today.pk])))
    client.post(reverse("roster:confirm", args=[today.pk]))
    assert Attendance.objects.get().confirmed


def test_leader_answers_for_somebody_without_e_mail(cast: Cast) -> None:
    until = timezone.now() + timedelta(hours=2)
    offered = Enrollment.objects.filter(person=cast.bob)
    offered.update(state="offered", offered_until=until)
    cast.client(cast.alice).post(reverse("roster:answer", args=[offered.get().pk]), {"answer": "accept"})
    assert offered.get().state == "registered"
    assert cast.client(cast.dana).post(reverse("roster:answer", args=[offered.get().pk])).status_code == 403


@pytest.mark.parametrize(("name", "expected"), [("people", 13), ("day", 14)])
def test_lists_take_as_many_queries_for_three_rows_as_for_one(
    cast: Cast, today: Session, name: str, expected: int
) -> None:
    Enrollment.objects.filter(person=cast.ben).delete()
    url = reverse(f"roster:{name}", args=[cast.series.pk if name == "people" else today.pk])
    client = cast.client(cast.alice)
    make.attend(cast.bob, today)
    assert queries(client, url) == expected
    for who in (cast.ben, cast.charlie):
        make.enroll(who, cast.series)
        make.attend(who, today)
    assert queries(client, url) == expected


def test_own_hours(cast: Cast, today: Session) -> None:
    make.attend(cast.bob, today)
    client = cast.client(cast.bob)
    before = queries(client, "/me/hours/")
    make.attend(cast.bob, make.session(cast.series, 3, start=timezone.now() - timedelta(days=3)))
    assert queries(client, "/me/hours/") == before
    assert "6" in text(client.get("/me/hours/"))


@pytest.mark.parametrize(
    ("minutes", "words"), [(7, "7 min of taking part"), (90, "1.5 hours of taking part")]
)
def test_the_total_of_a_series_says_its_unit_once(cast: Cast, minutes: int, words: str) -> None:
    make.attend(cast.bob, cast.first, status="partial", minutes=minutes)
    shown = text(cast.client(cast.bob).get("/me/hours/"))
    assert words in shown
    assert "min hours" not in shown
