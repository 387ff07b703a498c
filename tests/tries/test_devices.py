"""The tell page in a real browser, in two tabs."""

import re
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from cycles.tries.models import Try
from tests import factories as make
from tests.cast import Cast
from tests.journeys.harness import until
from tests.look.conftest import tab
from tests.look.test_axe import RULES

__all__ = ["tab"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_tell(tab: Page, live_server: LiveServer, cast: Cast, attempt: Try) -> Page:
    """The tell page in this tab and, given back, in another one."""
    cookie = cast.client(cast.bob).cookies["sessionid"].value
    tab.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    other = tab.context.new_page()
    for page in (tab, other):
        page.goto(reverse("tries:tell", args=[attempt.pk]))
    return other


def happened(page: Page) -> Locator:
    return page.get_by_label("What happened?", exact=True)


def test_two_tabs_lose_nothing_and_one_sends(tab: Page, live_server: LiveServer, cast: Cast) -> None:
    attempt = make.attempt(cast.bob, cast.first)
    other = open_tell(tab, live_server, cast, attempt)
    box, second = happened(tab), happened(other)
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
    expect(other.get_by_text("From the phone, all of it")).to_be_visible()
    other.get_by_role("button", name="I tried it").click()
    expect(other.get_by_role("button", name="Use what I typed here")).to_be_focused()
    attempt.refresh_from_db()
    assert attempt.what_happened == "From the phone, all of it"
    expect(second).to_have_value("Later words")


def test_two_tabs_in_two_fields_merge_by_themselves(tab: Page, live_server: LiveServer, cast: Cast) -> None:
    attempt = make.attempt(cast.bob, cast.first)
    other = open_tell(tab, live_server, cast, attempt)
    other.get_by_label("What would you change next time?").fill("Fewer frames")
    other.get_by_label("To some extent").check()
    expect(other.locator('[data-saved="would_change"]')).to_contain_text("Saved")
    happened(tab).fill("They talked")
    expect(tab.get_by_label("What would you change next time?")).to_have_value("Fewer frames")
    expect(tab.get_by_label("To some extent")).to_be_checked()
    expect(tab.locator("both-texts")).to_have_count(0)
    tab.get_by_role("button", name="I tried it").click()
    expect(tab.get_by_text("Thank you. It is saved.")).to_be_visible()
    attempt.refresh_from_db()
    told = (attempt.what_happened, attempt.would_change, attempt.engagement)
    assert told == ("They talked", "Fewer frames", 3)


def test_each_field_with_two_texts_is_chosen_by_itself(
    tab: Page, live_server: LiveServer, cast: Cast
) -> None:
    """By keyboard; left and opened again it still asks; the other text can be taken after all."""
    attempt = make.attempt(cast.bob, cast.first)
    other = open_tell(tab, live_server, cast, attempt)
    happened(other).fill("From the laptop")
    other.get_by_label("To a great extent").check()
    until(lambda: Try.objects.get().draft.get("engagement") == "4", 15, "the laptop's answers are saved")
    tab.get_by_label("To a little extent").check()
    happened(tab).fill("From the phone")
    boxes = tab.locator("both-texts")
    expect(boxes).to_have_count(2)
    expect(boxes.first).to_contain_text(re.compile("Typed on this device, [0-9:]+ [ap]m"))
    expect(boxes.first).to_contain_text(re.compile("Saved at [0-9:]+ [ap]m"))
    assert [found["id"] for found in Axe().run(tab, options=RULES).response["violations"]] == []
    tab.reload()
    expect(boxes).to_have_count(2)
    expect(happened(tab)).to_have_value("From the phone")
    expect(boxes.get_by_text("From the laptop")).to_be_visible()
    assert Try.objects.get().draft["what_happened"] == "From the laptop"

    tab.get_by_role("button", name="Keep what is saved: What happened?").focus()
    tab.keyboard.press("Enter")
    expect(happened(tab)).to_have_value("From the laptop")
    after_all = tab.get_by_role("button", name="Take mine after all")
    expect(after_all).to_be_focused()
    tab.keyboard.press("Enter")
    expect(happened(tab)).to_have_value("From the phone")
    until(lambda: Try.objects.get().draft["what_happened"] == "From the phone", 15, "mine, after all")
    assert Try.objects.get().draft["engagement"] == "4"  # nobody chose yet
    tab.get_by_role("button", name=re.compile("Keep what is saved: To what extent")).click()
    expect(tab.get_by_label("To a great extent")).to_be_checked()
    tab.get_by_role("button", name="I tried it").click()
    expect(tab.get_by_text("Thank you. It is saved.")).to_be_visible()
    attempt.refresh_from_db()
    assert (attempt.what_happened, attempt.engagement) == ("From the phone", 4)


def test_a_page_left_with_two_texts_asks_again(tab: Page, live_server: LiveServer, cast: Cast) -> None:
    """The button was pressed without the words having been saved while typing; the page that answers asks."""
    attempt = make.attempt(cast.bob, cast.first)
    other = open_tell(tab, live_server, cast, attempt)
    tab.route(re.compile("autosave"), lambda route: route.abort())
    happened(tab).fill("From the phone")
    tab.get_by_label("To some extent").check()
    happened(other).fill("From the laptop")
    expect(other.locator('[data-saved="what_happened"]')).to_contain_text("Saved")
    tab.get_by_role("button", name="I tried it").click()
    expect(tab.get_by_text("choose for each, then save again")).to_be_visible()
    expect(tab.locator("both-texts")).to_have_count(1)
    expect(happened(tab)).to_have_value("From the phone")
    tab.goto("/")
    tab.goto(reverse("tries:tell", args=[attempt.pk]))
    expect(happened(tab)).to_have_value("From the phone")
    tab.unroute(re.compile("autosave"))
    tab.get_by_role("button", name="Use what I typed here").click()
    until(lambda: Try.objects.get().draft["what_happened"] == "From the phone", 15, "mine is saved")


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
    expect(tab.get_by_text("Kept on this device. It goes out by itself")).to_be_visible()
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


def waits(tab: Page, live_server: LiveServer, cast: Cast) -> Try:
    """A try told without a line, whose page is closed; the tab is at home, and the line is not back yet."""
    make.attend(cast.bob, cast.first)
    attempt = make.attempt(cast.bob, cast.first)
    cookie = cast.client(cast.bob).cookies["sessionid"].value
    tab.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = tab.context.new_page()
    address = reverse("tries:tell", args=[attempt.pk])
    page.route(
        re.compile(re.escape(address)),
        lambda way: way.abort() if way.request.method == "POST" else way.continue_(),
    )
    page.goto(address)
    happened(page).fill("They talked")
    page.get_by_label("To some extent").check()
    page.get_by_role("button", name="I tried it").click()
    expect(page.get_by_text("Kept on this device. It goes out by itself")).to_be_visible()
    tab.route(
        re.compile(re.escape(address)),
        lambda way: way.abort() if way.request.method == "POST" else way.continue_(),
    )
    tab.goto("/")
    page.close()
    tab.unroute(re.compile(re.escape(address)))
    return attempt


STEPS = "[...document.querySelectorAll('main > :not(#messages)')].map((one) => one.textContent).join('')"


def test_home_shows_the_new_state_by_itself_after_a_sending_went_out(
    tab: Page, live_server: LiveServer, cast: Cast
) -> None:
    waits(tab, live_server, cast)
    before = tab.evaluate(STEPS)
    tab.evaluate("window.same = true")
    expect(tab.get_by_text("Tell how it went: sent at")).to_be_visible()
    expect(tab.get_by_text("Thank you. It is saved.")).to_be_visible()
    until(lambda: tab.evaluate(STEPS) != before, 15, "the steps are drawn anew")
    after = tab.evaluate(STEPS)
    assert tab.evaluate("window.same")
    tab.reload()
    assert tab.evaluate(STEPS) == after


def test_home_offers_what_is_new_while_somebody_is_busy_there(
    tab: Page, live_server: LiveServer, cast: Cast
) -> None:
    waits(tab, live_server, cast)
    link = tab.locator("main > :not(#messages) a").first
    link.focus()
    expect(tab.get_by_text("Tell how it went: sent at")).to_be_visible()
    expect(tab.get_by_role("link", name="Show what is new")).to_be_visible()
    expect(link).to_be_focused()
