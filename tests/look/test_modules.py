"""The custom elements in a real browser: what is typed is kept and sent once; nothing needs them."""

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.journeys.harness import until
from tests.look import pages

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.look.pages"),
]

PNG: FilePayload = {"name": "sample.png", "mimeType": "image/png", "buffer": b"\x89PNG" + bytes(2000)}
LARGE: FilePayload = {"name": "sample.png", "mimeType": "image/png", "buffer": bytes(1_200_000)}
SAVED = "Saved 10:42"


def test_saves_what_changed_as_you_type(tab: Page) -> None:
    tab.goto("/t/")
    tab.get_by_label("How did it go?").fill("The frames helped.")
    expect(tab.get_by_text(SAVED)).to_be_visible()
    [sent] = pages.heard
    assert sent["_changed"] == ["story"]
    assert sent["story"] == ["The frames helped."]
    assert tab.evaluate("localStorage.length") == 0
    tab.get_by_label("Plan").check()
    tab.wait_for_function("document.querySelector('[name=version]').value === '2'")
    expect(tab.get_by_text(SAVED).last).to_be_visible()


def test_keeps_text_on_this_device_while_the_line_is_down(tab: Page) -> None:
    tab.goto("/t/")
    tab.context.set_offline(True)
    tab.get_by_label("How did it go?").fill("Typed in the basement.")
    expect(tab.get_by_text("Kept on this device, we keep trying")).to_be_visible()
    tab.context.set_offline(False)
    expect(tab.get_by_text(SAVED)).to_be_visible()
    assert pages.heard[-1]["story"] == ["Typed in the basement."]


def test_brings_back_what_never_reached_the_server(tab: Page) -> None:
    pages.answer["status"] = 503
    tab.goto("/t/")
    tab.get_by_label("How did it go?").fill("Typed on the bus.")
    expect(tab.get_by_text("we keep trying")).to_be_visible()
    tab.goto("/privacy/")
    until(lambda: len(pages.refused) > 1, 15, "leaving the page sends once more")
    pages.answer["status"] = 200
    tab.goto("/t/")
    expect(tab.get_by_label("How did it go?")).to_have_value("Typed on the bus.")
    expect(tab.get_by_text(SAVED)).to_be_visible()
    assert pages.heard[-1]["story"] == ["Typed on the bus."]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (302, "Sign in again. What you typed is kept on this device."),
        (403, "Sign in again."),
        (409, "Somebody changed this meanwhile."),
        (422, "Not saved yet: too long"),
        (503, "we keep trying"),
    ],
)
def test_says_why_it_is_not_saved(tab: Page, status: int, words: str) -> None:
    pages.answer["status"] = status
    tab.goto("/t/")
    tab.get_by_label("How did it go?").fill("Words")
    expect(tab.get_by_text(words).first).to_be_visible()
    assert "Words" in tab.evaluate("localStorage.getItem(localStorage.key(0))")


@pytest.mark.parametrize("mine", [True, False])
def test_shows_both_texts_when_another_device_saved_meanwhile(tab: Page, mine: bool) -> None:
    pages.answer.update(status=409, now={"story": "From the laptop"})
    tab.goto("/t/")
    box = tab.get_by_role("textbox", name="How did it go?")
    box.fill("From this phone")
    expect(tab.locator("both-texts").get_by_text("From the laptop")).to_be_visible()
    expect(box).to_have_value("From this phone")
    assert not pages.heard
    tab.get_by_role("button", name="Use what I typed here" if mine else "Keep what is saved").click()
    expect(box).to_have_value("From this phone" if mine else "From the laptop")
    expect(tab.locator("input[name=rev]")).to_have_value("b")
    if mine:
        expect(tab.get_by_text(SAVED)).to_be_visible()
        assert (pages.heard[-1]["story"], pages.heard[-1]["version"]) == (["From this phone"], ["7"])
    else:
        expect(tab.get_by_text("Not saved")).to_have_count(0)


def test_boxes_ticked_elsewhere_are_shown_in_words_and_taken_over(tab: Page) -> None:
    pages.answer.update(status=409, now={"extent": ["b", "a"]})
    tab.goto("/t/")
    tab.get_by_label("Work", exact=True).check()
    expect(tab.get_by_text("Work, Plan")).to_be_visible()
    expect(tab.get_by_text("This was changed on another device or tab, too.")).to_be_visible()
    tab.get_by_role("button", name="Keep what is saved").click()
    expect(tab.get_by_label("Plan", exact=True)).to_be_checked()
    expect(tab.get_by_label("Work", exact=True)).to_be_checked()
    assert not pages.heard


def test_nothing_moves_under_the_finger_when_signed_out(tab: Page) -> None:
    pages.answer["status"] = 403
    tab.goto("/t/")
    box, button = tab.get_by_label("How did it go?"), tab.get_by_role("button", name="Send")
    before = button.bounding_box()
    box.fill("Words")
    expect(tab.get_by_text("What you typed is kept on this device.")).to_be_visible()
    expect(tab.locator('[data-saved="story"]')).to_have_text("Kept on this device only. Sign in")
    assert button.bounding_box() == before
    said = tab.locator("auto-save").inner_text()
    box.press("End")
    box.press_sequentially(" and more")
    tab.evaluate("document.activeElement.blur()")
    tab.wait_for_timeout(1500)
    assert tab.locator("auto-save").inner_text() == said
    assert tab.locator("auto-save").get_by_role("link", name="Sign in").count() == 2  # at the field, too
    assert button.bounding_box() == before


def test_asks_when_the_saved_text_changed_elsewhere(tab: Page) -> None:
    pages.answer["status"] = 503
    tab.goto("/t/")
    tab.get_by_label("How did it go?").fill("From this phone")
    expect(tab.get_by_text("we keep trying")).to_be_visible()
    pages.answer["status"] = 200
    tab.route("**/t/save/", lambda route: route.abort())  # the leaving page must not save after all
    tab.goto("/t/?story=From+the+laptop")
    expect(tab.locator("both-texts").get_by_text("From the laptop")).to_be_visible()
    tab.unroute("**/t/save/")
    tab.get_by_role("button", name="Use what I typed here").click()
    expect(tab.get_by_role("textbox", name="How did it go?")).to_have_value("From this phone")
    expect(tab.get_by_text(SAVED)).to_be_visible()


def test_sends_files_with_progress_and_shows_the_page_that_answers(tab: Page) -> None:
    tab.goto("/t/")
    tab.get_by_label("Photos").set_input_files([PNG])
    expect(tab.get_by_text("1 file ready to send")).to_be_visible()
    tab.get_by_role("button", name="Send").click()
    expect(tab.get_by_role("heading", name="It arrived")).to_be_visible()
    assert tab.url.endswith("/t/sent/?done=1")
    assert pages.heard[-1]["files"] == ["sample.png 2004"]
    assert pages.heard[-1]["go"] == ["yes"]


def test_choosing_again_adds(tab: Page) -> None:
    tab.goto("/t/")
    other: FilePayload = {**PNG, "name": "other.png"}
    field = tab.get_by_label("Photos")
    field.set_input_files([PNG])
    field.set_input_files([other])
    expect(tab.get_by_text("2 files ready to send")).to_be_visible()
    tab.get_by_role("button", name="Leave out sample.png").click()
    field.set_input_files([PNG])
    expect(tab.get_by_text("2 files ready to send")).to_be_visible()
    tab.get_by_role("button", name="Send").click()
    expect(tab.get_by_role("heading", name="It arrived")).to_be_visible()
    assert pages.heard[-1]["files"] == ["other.png 2004", "sample.png 2004"]


def test_an_empty_file_is_said_to_be_empty_and_only_a_mouse_is_told_of_dragging(tab: Page) -> None:
    empty: FilePayload = {**PNG, "buffer": b""}
    tab.goto("/t/")
    tab.get_by_label("Photos").set_input_files([empty])
    expect(tab.locator(".drop__files small")).to_have_text("0 KB")
    tip = "You can also drag files here"
    expect(tab.get_by_text(tip)).to_be_visible()
    browser = tab.context.browser
    assert browser
    phone = browser.new_context(base_url=tab.url, has_touch=True, is_mobile=True).new_page()
    phone.goto("/t/")
    expect(phone.get_by_text("Take a photo").first).to_be_visible()
    expect(phone.get_by_text(tip)).to_have_count(0)


def test_a_file_too_large_is_named_before_it_is_sent(tab: Page) -> None:
    tab.goto("/t/")
    tab.get_by_label("Photos").set_input_files([LARGE])
    tab.get_by_role("button", name="Send").click()
    expect(tab.get_by_text("One file is too large.")).to_be_visible()
    tab.get_by_role("button", name="Leave out sample.png").click()
    expect(tab.get_by_text("ready to send")).to_have_count(0)
    assert not pages.heard


def test_of_three_files_the_too_large_one_stays_and_is_named(tab: Page) -> None:
    pages.answer["then"] = "/t/"
    tab.goto("/t/")
    other: FilePayload = {**PNG, "name": "other.png"}
    large: FilePayload = {**LARGE, "name": "large.png"}
    tab.get_by_label("Photos").set_input_files([PNG, large, other])
    expect(tab.get_by_text("2 files ready to send")).to_be_visible()
    expect(tab.get_by_text("large.png is too large: 1.1 MB, at most 1 MB.")).to_be_visible()
    tab.get_by_role("button", name="Send").click()
    expect(tab.get_by_text("Not sent, because too large: large.png")).to_be_visible()
    assert pages.heard[-1]["files"] == ["sample.png 2004", "other.png 2004"]
    assert tab.evaluate("document.querySelector('input[name=photos]').files.length") == 1


def test_a_double_click_sends_once(tab: Page) -> None:
    def slowly(route: Route) -> None:
        tab.wait_for_timeout(300)
        route.continue_()

    tab.goto("/t/")
    tab.route("**/t/sent/", slowly)
    tab.evaluate("""() => { const b = document.querySelector('button[name=go]'); b.click(); b.click(); }""")
    expect(tab.get_by_role("heading", name="It arrived")).to_be_visible()
    assert len(pages.heard) == 1
    tab.go_back()
    expect(tab.get_by_role("button", name="Send")).to_be_enabled()


def test_picks_from_suggestions_with_the_keyboard(tab: Page) -> None:
    tab.goto("/t/")
    box = tab.get_by_role("combobox", name="School")
    box.press_sequentially("made")
    expect(tab.get_by_role("option", name="Madera South High made")).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("Madera South High")
    assert tab.locator("input[name=school]").input_value() == "7"


def test_dialog_timer_and_menu(tab: Page) -> None:
    tab.goto("/t/")
    expect(tab.get_by_role("timer")).to_have_text("4:12")
    tab.get_by_role("button", name="Open").click()
    expect(tab.get_by_role("dialog")).to_be_visible()
    tab.get_by_role("button", name="Close").click()
    expect(tab.get_by_role("dialog")).to_have_count(0)


def test_works_without_javascript(tab: Page) -> None:
    browser = tab.context.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    tab.goto("/t/")
    page.goto(tab.url)
    page.get_by_label("How did it go?").fill("By hand")
    page.get_by_label("School").fill("Madera South High")
    page.get_by_label("Photos").set_input_files([PNG])
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="It arrived")).to_be_visible()
    assert pages.heard[-1]["story"] == ["By hand"]
    assert pages.heard[-1]["school_text"] == ["Madera South High"]
    plain.close()
