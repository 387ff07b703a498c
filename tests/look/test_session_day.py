"""The roster on a leader's phone in a real browser: a minute without a line, one key a person, the focus."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cycles.roster.models import Attendance, AttendanceMark
from tests.cast import Cast
from tests.journeys.harness import until

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
    expect(alice.get_by_text("3 marks wait on this phone")).to_be_visible()
    assert not AttendanceMark.objects.exists()
    alice.context.set_offline(False)
    expect(bob.get_by_text("Present", exact=True)).to_be_visible()
    expect(ben.locator(".state")).to_have_text("Absent")
    expect(alice.get_by_text("wait on this phone")).to_be_hidden()
    assert dict(Attendance.objects.values_list("person__given_name", "status")) == {
        "Bob": "present",
        "Ben": "absent",
    }
    assert AttendanceMark.objects.count() == 3


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
