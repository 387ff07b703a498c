"""The wall and the phones in a real browser: what fits, what is kept, what is gone at once."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import close_old_connections
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, Route, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from cycles.analysis.actions import concluding, leading, notes, preparing, sorting
from cycles.evidence import actions as evidence
from cycles.evidence.models import ArtifactImage
from ilc.core.ids import uuid7
from participants.models import Person
from tests.analysis.conftest import Look
from tests.browsers import ARGUMENTS
from tests.evidence.rows import artifact

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
PROJECTORS = [(1024, 768), (1280, 720), (1920, 1080)]
Open = Callable[[Person, str, Any], Page]
FITS = """(selector) => {
  const page = document.documentElement, all = [...document.querySelectorAll(selector)];
  const [width, height] = [innerWidth + 1, innerHeight + 1];
  return all.length > 0 && page.scrollHeight <= height && page.scrollWidth <= width && all.every((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height;
  });
}"""


@pytest.fixture
def open_page(
    live_server: LiveServer, chromium: str, monkeypatch: pytest.MonkeyPatch, look: Look
) -> Iterator[Open]:
    """A page of the run for somebody signed in. Whatever breaks in a script fails the test."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread
    broken: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)

        def start(who: Person, name: str, size: Any) -> Page:
            context = browser.new_context(base_url=live_server.url, viewport=size, has_touch=size == PHONE)
            session = look.cast.client(who).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
            page = context.new_page()
            page.on("pageerror", lambda error: broken.append(str(error)))
            page.goto(reverse(f"analysis:{name}", args=[look.run.pk]))
            return page

        yield start
        browser.close()
    close_old_connections()
    assert not broken


def _hang(look: Look, number: int) -> None:
    """So many samples with real pictures."""
    while len(look.artifacts) < number:
        look.artifacts.append(artifact(look.artifacts[0].attempt, visibility="series"))
    drawn = io.BytesIO()
    Image.new("RGB", (900, 1200), "#dde8e6").save(drawn, "JPEG")
    for one in ArtifactImage.objects.filter(artifact__in=look.artifacts):
        one.file.save("page.jpg", ContentFile(drawn.getvalue()))
    by = look.cast.alice.user
    assert by
    preparing.choose(run=look.run, artifacts=look.artifacts, by=by)


def test_the_wall_needs_no_scrolling(look: Look, open_page: Open) -> None:
    """Six samples and twelve notes on every projector, in every phase; of more notes the newest, and a count."""
    _hang(look, 6)
    wall = open_page(look.cast.alice, "wall", {"width": 1280, "height": 720})
    expect(wall.locator(".show__code .qr")).to_be_visible()
    look.go_to("Notice")
    notes.join(run=look.run, person=look.cast.bob)
    for number in range(12):
        sample = look.samples[number % 6]
        text = f"Note {number}: the frame is copied once, then changed by the student."
        look.note(look.cast.bob, text, pk=uuid7(), sample=sample, place=notes.Place(1, 0.3, 0.4))
    expect(wall.locator(".show__code .qr")).to_be_hidden()  # somebody is there: the code is small
    expect(wall.locator(".note")).to_have_count(12)
    for width, height in PROJECTORS:
        wall.set_viewport_size({"width": width, "height": height})
        wall.wait_for_function(FITS, arg=".note, .sample, .timer, h1, .show__join summary")
        expect(wall.locator("[data-more]")).to_be_hidden()
        large, small = (
            wall.locator(".sample--large img").bounding_box(),
            wall.locator(".sample img").last.bounding_box(),
        )
        assert large
        assert small
        assert large["height"] > 3 * small["height"]
        pin, picture = wall.locator(".sample--large .pin").first.bounding_box(), large
        assert pin
        assert abs(pin["x"] + pin["width"] / 2 - picture["x"] - 0.3 * picture["width"]) < 2
    for number in range(12, 40):
        text = f"Note {number}: the frame is copied once, then changed by the student."
        look.note(look.cast.bob, text, pk=uuid7())  # as phones make them: they begin with their time
    expect(wall.locator("#notes-head")).to_have_text("Notes (40)")
    expect(wall.get_by_text("Note 39:")).to_be_in_viewport()
    expect(wall.locator("[data-more]")).to_contain_text("earlier ones, on every phone")
    look.go_to("Sort")
    expect(wall.get_by_text("Sort on your phone")).to_be_in_viewport()
    wall.wait_for_function(FITS, arg=".sample img, .callout:not([hidden])")
    look.go_to("Conclude")
    by = look.cast.alice.user
    assert by
    concluding.add(run=look.run, text="Frames carry reasons once students change them.", by=by)
    expect(wall.get_by_text("Frames carry reasons")).to_be_in_viewport()
    wall.wait_for_function(FITS, arg=".sample, .show__outcome")


def test_large_by_click_and_key_and_the_code_by_one_click(look: Look, open_page: Open) -> None:
    _hang(look, 3)
    look.go_to("Notice")
    notes.join(run=look.run, person=look.cast.bob)
    wall = open_page(look.cast.alice, "wall", {"width": 1280, "height": 720})
    large = wall.locator(".sample--large")
    expect(large).to_have_attribute("data-number", "1")
    wall.get_by_role("button", name="Show sample 3 large").click()
    expect(large).to_have_attribute("data-number", "3")
    wall.keyboard.press("ArrowLeft")
    expect(large).to_have_attribute("data-number", "2")
    wall.locator(".show__join summary").click()
    expect(wall.get_by_role("img", name="QR code for joining")).to_be_in_viewport()


@pytest.mark.parametrize("phase", ["Notice", "Sort", "Conclude"])
def test_withdrawn_is_gone_from_all_screens_within_two_seconds(
    look: Look, open_page: Open, phase: str
) -> None:
    _hang(look, 3)
    look.go_to(phase)
    screens = [
        open_page(look.cast.alice, "wall", {"width": 1280, "height": 720}),
        open_page(look.cast.alice, "lead", {"width": 1280, "height": 800}),
        open_page(look.cast.bob, "run", PHONE),
    ]
    picture = f'img[src*="{look.artifacts[0].pk}"]'
    for page in screens:
        expect(page.locator(picture)).to_have_count(1)
        page.wait_for_function("document.querySelector('live-run').version > 0")
    by = look.cast.ben.user
    assert by
    evidence.withdraw(artifact=look.artifacts[0], by=by)
    for page in screens:
        page.evaluate(
            """async (picture) => { const began = performance.now();
            while (document.querySelector(picture)) await new Promise((go) => setTimeout(go, 20));
            window.took = performance.now() - began; }""",
            picture,
        )
    took = [page.evaluate("window.took") for page in screens]
    print(f"withdrawn in {phase}: gone from three screens after {', '.join(f'{one:.0f} ms' for one in took)}")
    assert sum(took) < 2000  # they are asked one after the other
    for page in screens:
        assert "Sample 2" in page.locator("main").inner_text()  # its number is still its own


def test_a_phone_keeps_what_is_half_written(look: Look, open_page: Open) -> None:
    _hang(look, 2)
    look.go_to("Notice")
    phone = open_page(look.cast.bob, "run", PHONE)
    text, about = phone.get_by_label("Your note"), phone.get_by_label("About")
    text.fill("Half a thou")
    about.select_option(label="Sample 2")
    phone.reload()
    expect(text).to_have_value("Half a thou")
    expect(about.locator("option:checked")).to_have_text("Sample 2")
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.locator("note-board").get_by_text("Half a thou")).to_be_visible()
    expect(about.locator("option:checked")).to_have_text("All of it")
    phone.reload()
    expect(text).to_have_value("")
    look.go_to("What I will change")
    line = phone.get_by_label("I will change")
    line.fill("Let them alter the frame")
    phone.reload()
    expect(line).to_have_value("Let them alter the frame")
    phone.get_by_role("button", name="Keep it").click()
    expect(phone.get_by_text("Kept. Only you see it")).to_be_visible()
    phone.wait_for_function("Object.keys(sessionStorage).every((key) => !key.startsWith('ilc:draft:'))")


def test_earlier_notes_are_folded_and_a_tap_marks_only_while_notes_are_written(
    look: Look, open_page: Open
) -> None:
    _hang(look, 2)
    look.go_to("Notice")
    phone = open_page(look.cast.bob, "run", PHONE)
    phone.get_by_role("button", name="Mark a place on Sample 2").click(position={"x": 60, "y": 60})
    expect(phone.get_by_text("At a place in Sample 2")).to_be_visible()
    phone.get_by_label("Your note").fill("An arrow")
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.locator("note-board").get_by_text("Sample 2 · place 1")).to_be_visible()
    look.go_to("Wonder")
    look.note(look.cast.ben, "Who talked first?")
    expect(phone.locator("note-board").get_by_text("Who talked first?")).to_be_visible()
    expect(phone.locator("#notes-head")).to_contain_text("(1)")
    expect(phone.get_by_text("An arrow")).to_be_hidden()
    phone.get_by_text("Notice (1)").click()
    expect(phone.get_by_text("An arrow")).to_be_visible()
    look.note(look.cast.ben, "And who listened?")
    expect(phone.locator("#notes-head")).to_contain_text("(2)")
    expect(phone.get_by_text("An arrow")).to_be_visible()  # what is open stays open
    look.go_to("Conclude")
    expect(phone.get_by_role("heading", name="Conclude")).to_be_visible()
    box = phone.locator(".sample img").last.bounding_box()
    assert box
    phone.locator(".sample img").last.click(position={"x": 30, "y": 30})
    expect(phone.locator(".pin--new")).to_have_count(0)


def test_sorting_on_a_phone_and_on_a_laptop(look: Look, open_page: Open) -> None:
    """Buttons right beneath each picture, the same words on both, columns to drag to where there is room."""
    _hang(look, 3)
    look.go_to("Sort")
    for who in (look.cast.ben, look.cast.carol):
        sorting.place(run=look.run, sample=look.samples[0], person=who, rating="meets")
    phone, laptop = (
        open_page(look.cast.bob, "run", PHONE),
        open_page(look.cast.alice, "run", {"width": 1280, "height": 900}),
    )
    first = phone.locator("[data-sort]").first
    picture, button = (
        first.locator("img").bounding_box(),
        first.get_by_role("button", name="Partly").bounding_box(),
    )
    assert picture
    assert button
    assert 0 < button["y"] - picture["y"] - picture["height"] < 80
    assert button["height"] >= 44
    words = ["Not yet", "Partly", "Meets"]
    assert first.locator("button").all_inner_texts() == words
    assert laptop.locator(".sorting__column h2").all_inner_texts() == ["To sort", *words]
    first.get_by_role("button", name="Partly").click()
    expect(first).to_contain_text("All of us: 1 partly, 2 meets")
    assert (
        phone.locator("[data-sort]").first.get_attribute("data-number") == "1"
    )  # nothing jumps under a thumb
    card, column = laptop.locator("[data-sort]").nth(1), laptop.locator("[data-column=partly]")
    card.locator("h3").hover()
    laptop.mouse.down()
    column.locator("h2").hover()
    laptop.mouse.up()
    expect(column.locator("[data-sort]")).to_have_count(1)
    laptop.locator("[data-column=''] [data-sort]").first.focus()
    laptop.keyboard.press("3")
    expect(laptop.locator("[data-column=meets] [data-sort]")).to_have_count(1)
    by = look.cast.alice.user
    assert by
    leading.conclude(run=look.now(), by=by)
    expect(phone.get_by_role("heading", name="We looked together")).to_be_visible()


def test_what_i_will_change_waits_for_the_line(look: Look, open_page: Open) -> None:
    look.go_to("What I will change")
    phone = open_page(look.cast.bob, "run", PHONE)
    line = phone.get_by_label("I will change")
    line.fill("Wait three seconds")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Keep it").click()
    form = phone.locator("kept-words")
    expect(form.get_by_text("No line just now. Your words are kept on this phone")).to_be_visible()
    expect(line).to_have_value("Wait three seconds")
    phone.context.set_offline(False)
    expect(form.get_by_text("Kept. Only you see it")).to_be_visible(timeout=10_000)
    line.fill("Wait five seconds")
    with phone.expect_response("**/change/"):
        phone.get_by_role("button", name="Keep it").click()
    phone.reload()
    expect(line).to_have_value("Wait five seconds")


def test_signed_out_the_pictures_go_and_come_back(look: Look, open_page: Open) -> None:
    _hang(look, 2)
    look.go_to("Notice")
    phone, wall = (
        open_page(look.cast.bob, "run", PHONE),
        open_page(look.cast.alice, "wall", {"width": 1280, "height": 720}),
    )

    def refuse(route: Route) -> None:
        route.fulfill(status=404)

    for page, name in ((phone, "run"), (wall, "wall")):
        expect(page.locator(".sample").first).to_be_visible()
        page.route("**/live/**", refuse)
        expect(page.locator("[data-said]").get_by_text("You are signed out")).to_be_visible()
        assert page.locator("[data-sample]").count() == 0
        link = page.locator("[data-said]").get_by_role("link", name="Sign in")
        assert str(link.get_attribute("href")).endswith(reverse(f"analysis:{name}", args=[look.run.pk]))
        page.unroute("**/live/**")
        expect(page.locator(".sample").first).to_be_visible(timeout=15_000)
        expect(page.get_by_text("You are signed out")).to_be_hidden()
    wall.context.set_offline(True)
    expect(wall.get_by_text("No line: this may be out of date.")).to_be_visible(timeout=20_000)


def test_a_phone_scrolled_down_says_what_is_on(look: Look, open_page: Open) -> None:
    _hang(look, 6)
    look.go_to("Notice")
    phone = open_page(look.cast.bob, "run", PHONE)
    line = phone.locator("[data-region=phase][role=status]")
    expect(line).to_contain_text("Now: Notice")
    phone.locator("#notes-head").scroll_into_view_if_needed()
    look.go_to("Sort")
    expect(line).to_contain_text("Now: Sort")
    expect(line).to_be_in_viewport()
    line.get_by_role("link").click()
    expect(phone.get_by_role("group", name="Sample 1").first).to_be_in_viewport()


def test_two_conclusions_after_each_other_are_two(look: Look, open_page: Open) -> None:
    look.go_to("Conclude")
    lead = open_page(look.cast.alice, "lead", {"width": 1280, "height": 800})
    for number, text in enumerate(("Frames carry reasons.", "Talk comes first."), 1):
        lead.get_by_label("What do we conclude?").fill(text)
        lead.get_by_role("button", name="Add", exact=True).click()
        expect(lead.get_by_label(f"Conclusion {number}", exact=True)).to_have_value(text)
