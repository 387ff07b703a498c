"""The roster on a leader's phone in a real browser: a minute without a line, one key a person, the focus."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cycles.roster.models import Attendance, AttendanceMark
from tests.cast import Cast
from tests.journeys.harness import until
from tests.look.test_signed_out import PASSWORD, enter, sign_in_again

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def alice(tab: Page, live_server: LiveServer, cast: Cast) -> Iterator[Page]:
    """Alice's phone."""
    key = cast.client(cast.alice).cookies[settings.SESSION_COOKIE_NAME].value
    tab.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    yield tab
    tab.goto("about:blank")


def test_marks_of_a_minute_without_a_line_arrive_once(alice: Page, cast: Cast) -> None:
    alice.goto(reverse("roster:day", args=[cast.first.pk]))
    alice.context.set_offline(True)
    bob, ben = (alice.locator(f"#p-{one.pk}") for one in (cast.bob, cast.ben))
    bob.get_by_role("button", name="Absent").click()
    bob.get_by_role("button", name="Here").click()
    ben.get_by_role("button", name="Absent").click()
    expect(alice.get_by_text("3 marks wait on this device")).to_be_visible()
    assert not AttendanceMark.objects.exists()
    alice.context.set_offline(False)
    expect(bob.get_by_text("Present", exact=True)).to_be_visible()
    expect(ben.locator(".state")).to_have_text("Absent")
    expect(alice.get_by_text("wait on this device")).to_be_hidden()
    assert dict(Attendance.objects.values_list("person__given_name", "status")) == {
        "Bob": "present",
        "Ben": "absent",
    }
    assert AttendanceMark.objects.count() == 3


def test_signed_out_the_day_stops_asking_and_goes_on_in_place(alice: Page, cast: Cast) -> None:
    """Marks wait; the day is asked for no more; signing in in another tab is heard, with the new token of forms."""
    page = reverse("roster:day", args=[cast.first.pk])
    assert cast.alice.user
    cast.alice.user.set_password(PASSWORD)
    cast.alice.user.save()
    enter(alice, cast.alice)
    alice.clock.install()
    alice.goto(page)
    bob = alice.locator(f"#p-{cast.bob.pk}")
    Session.objects.all().delete()
    link = alice.get_by_role("link", name="Sign in in a new tab")
    alice.clock.run_for(6_000)
    expect(link).to_have_count(1)
    bob.get_by_role("button", name="Here").click()
    expect(alice.get_by_text("Sign in again: 1 mark waits on this device")).to_be_visible()
    asked: list[str] = []
    alice.on("request", lambda request: None if request.redirected_from else asked.append(request.url))
    alice.clock.run_for(60_000)
    alice.evaluate("fetch('/healthz')")
    assert [urlsplit(one).path for one in asked] == ["/healthz"]
    with alice.context.expect_page() as opened:
        link.click()
    sign_in_again(opened.value, cast.alice)
    expect(link).to_have_count(0)
    expect(bob.get_by_text("Present", exact=True)).to_be_visible()
    assert AttendanceMark.objects.count() == 1


def test_one_key_a_person_on_the_paper_sheet(alice: Page, cast: Cast) -> None:
    alice.goto(reverse("roster:paper", args=[cast.first.pk]))
    alice.locator(f"#p-{cast.ben.pk} input.paper__minutes").focus()  # Ortiz stands before Tran
    alice.keyboard.press("a")
    alice.keyboard.type("30")
    alice.keyboard.press("l")
    until(lambda: Attendance.objects.filter(minutes=150).exists(), 15, "thirty minutes late")
    until(lambda: Attendance.objects.filter(status="absent").exists(), 15, "absent")


def test_the_list_is_searched_as_one_types(alice: Page, cast: Cast) -> None:
    alice.goto(reverse("roster:day", args=[cast.first.pk]))
    alice.get_by_role("searchbox").press_sequentially("tra")
    expect(alice.locator(f"#p-{cast.ben.pk}")).to_be_hidden()
    expect(alice.locator(f"#p-{cast.bob.pk}")).to_be_visible()
