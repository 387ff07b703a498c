"""The tell page in a real browser, in two tabs."""

import re
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cycles.tries.models import Try
from tests import factories as make
from tests.cast import Cast
from tests.look.conftest import tab

__all__ = ["tab"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_tabs_lose_nothing_and_one_sends(tab: Page, live_server: LiveServer, cast: Cast) -> None:
    attempt = make.attempt(cast.bob, cast.first)
    client: Client = cast.client(cast.bob)
    cookie = client.cookies["sessionid"].value
    tab.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    url = reverse("tries:tell", args=[attempt.pk])
    other = tab.context.new_page()
    for page in (tab, other):
        page.goto(url)
    box, second = tab.get_by_label("What happened?"), other.get_by_label("What happened?")
    second.fill("From the laptop")
    expect(other.locator('[data-saved="what_happened"]')).to_contain_text("Saved")
    box.fill("From the phone")
    expect(tab.get_by_text("From the laptop")).to_be_visible()
    tab.get_by_role("button", name="Use what I typed here").click()
    expect(tab.locator('[data-saved="what_happened"]')).to_contain_text("Saved")
    box.fill("From the phone, all of it")
    tab.get_by_label("To some extent").check()
    tab.get_by_role("button", name="I tried it").click()
    expect(tab.get_by_text("Thank you. It is saved.")).to_be_visible()
    attempt.refresh_from_db()
    assert attempt.what_happened == "From the phone, all of it"
    second.fill("Later words")
    other.get_by_label("To some extent").check()
    other.get_by_role("button", name="I tried it").click()
    expect(other.get_by_text("What is saved now")).to_be_visible()
    expect(other.get_by_text("From the phone, all of it")).to_be_visible()
    expect(other.get_by_label("What happened?")).to_have_value("Later words")


def test_ones_own_words_that_arrive_late_are_nobody_elses(
    tab: Page, live_server: LiveServer, cast: Cast
) -> None:
    """Save is pressed while the words are still on their way; the page comes back with a field to look at again."""
    cookie = cast.client(cast.bob).cookies["sessionid"].value
    tab.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    tab.goto(reverse("tries:plan", args=[cast.first.pk]))
    tab.get_by_label("What will you try?").fill("Number talk")
    tab.get_by_text("With which class?").click()
    for size in ("0", "300"):
        tab.get_by_label("How many students?").fill(size)
        tab.get_by_role("button", name="Save my plan").click()
        expect(tab.locator(".field__error")).to_contain_text("Please write a whole number between 1 and 200.")
    tab.get_by_label("How many students?").fill("31")
    tab.get_by_role("button", name="Save my plan").click()
    expect(tab.get_by_text("Your plan is saved.")).to_be_visible()
    assert Try.objects.get().class_size == 31


def test_what_is_wrong_without_a_line_is_not_folded_away(
    tab: Page, live_server: LiveServer, cast: Cast
) -> None:
    attempt = make.attempt(cast.bob, cast.first)
    cookie = cast.client(cast.bob).cookies["sessionid"].value
    tab.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    tab.goto(reverse("tries:tell", args=[attempt.pk]))
    tab.get_by_label("What happened?").fill("They talked")
    tab.get_by_label("To some extent").check()
    tab.get_by_text("With which class?").click()
    size = tab.get_by_label("How many students?")
    size.fill("0")
    tab.get_by_text("With which class?").click()
    expect(size).to_be_hidden()
    tab.context.set_offline(True)
    tab.get_by_role("button", name="I tried it").click()
    expect(size).to_be_focused()
    size.fill("31")
    tab.get_by_role("button", name="I tried it").click()
    expect(tab.get_by_text("Kept on this phone. It goes out by itself")).to_be_visible()
    tab.context.set_offline(False)
    expect(tab.get_by_text("Thank you. It is saved.")).to_be_visible()


def test_a_next_round_is_saved_as_typed(tab: Page, live_server: LiveServer, cast: Cast) -> None:
    first = make.attempt(cast.bob, cast.first, state="decided", decision="keep", tried_at=timezone.now())
    cookie = cast.client(cast.bob).cookies["sessionid"].value
    tab.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    tab.goto(reverse("tries:refine", args=[first.pk]))
    tab.get_by_label("What will you try this time?").fill("Frames twice a week")
    expect(tab.locator('[data-saved=""]')).to_contain_text("Saved")
    tab.context.clear_cookies()
    tab.get_by_label("What will you try this time?").fill("Frames twice a week, in pairs")
    expect(tab.locator('[data-saved=""]')).to_contain_text("Sign in again")
    tab.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    tab.reload()
    expect(tab.get_by_label("What will you try this time?")).to_have_value("Frames twice a week, in pairs")
    expect(tab.locator('[data-saved=""]')).to_contain_text("Saved")
    first.refresh_from_db()
    assert first.draft["next_plan"] == "Frames twice a week, in pairs"


def test_signed_out_the_way_back_stands_in_buttons(tab: Page, live_server: LiveServer, cast: Cast) -> None:
    attempt = make.attempt(cast.bob, cast.first)
    cookie = cast.client(cast.bob).cookies["sessionid"].value
    tab.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = reverse("tries:tell", args=[attempt.pk])
    tab.goto(page)
    tab.context.clear_cookies()
    tab.get_by_label("What happened?").fill("They talked")
    mark = tab.locator('[data-saved="what_happened"]')
    expect(mark).to_have_text("Kept on this device only. Sign in")
    expect(mark.get_by_role("link")).to_have_attribute("href", re.compile(re.escape(quote(page, safe=""))))
    tab.get_by_label("To some extent").check()
    tab.get_by_role("button", name="I tried it").click()
    row = tab.locator("[data-kept] > .row")
    expect(row.get_by_role("link", name="Sign in")).to_have_class("btn btn--small")
    expect(row.get_by_role("button", name=re.compile("Undo: don.t send it"))).to_be_visible()


def test_two_pages_of_one_try_keep_their_words_apart(tab: Page, live_server: LiveServer, cast: Cast) -> None:
    """Without a line, words stay on the device: what is typed on the next page takes nothing from the first."""
    attempt = make.attempt(cast.bob, cast.first, state="tried", tried_at=timezone.now())
    cookie = cast.client(cast.bob).cookies["sessionid"].value
    tab.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    tab.route(re.compile("autosave"), lambda route: route.abort())
    tell, decide = (reverse(f"tries:{name}", args=[attempt.pk]) for name in ("tell", "decide"))
    tab.goto(tell)
    tab.get_by_label("What happened?").fill("They asked for more")
    tab.goto(decide)
    why = tab.locator("[name=decision_note]")
    why.fill("Because it works")
    tab.goto(tell)
    expect(tab.get_by_label("What happened?")).to_have_value("They asked for more")
    tab.goto(decide)
    expect(why).to_have_value("Because it works")
