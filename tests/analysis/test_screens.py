"""The wall and the phones in a real browser: what fits, what is kept, what is gone at once."""

import io
import re
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import close_old_connections
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from cycles.analysis.actions import concluding, leading, notes, preparing, sorting
from cycles.analysis.models import Note
from cycles.evidence import access
from cycles.evidence import actions as evidence
from cycles.evidence.models import Artifact, ArtifactImage
from ilc.core.ids import uuid7
from participants.models import Person
from tests.analysis.conftest import Look, prepared
from tests.analysis.test_sheets import paginate
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
def open_page(live_server: LiveServer, started: Browser, look: Look) -> Iterator[Open]:
    """A page of the run for somebody signed in. Whatever breaks in a script fails the test."""
    broken: list[str] = []
    opened: list[BrowserContext] = []

    def start(who: Person, name: str, size: Any) -> Page:
        context = started.new_context(base_url=live_server.url, viewport=size, has_touch=size == PHONE)
        opened.append(context)
        session = look.cast.client(who).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.goto(reverse(f"analysis:{name}", args=[look.run.pk]))
        return page

    yield start
    for context in opened:
        context.close()
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
        wall.wait_for_function(
            "() => [...document.querySelectorAll('.sample img')].every((one) => one.naturalWidth)"
        )
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


def _begun_in_ask(look: Look, open_page: Open) -> Page:
    """Bob's phone with half a note, begun in a phase that is over when the next one for notes is on."""
    look.run = prepared(look.cast, "tuning", look.artifacts)
    look.go_to("Ask")
    phone = open_page(look.cast.bob, "run", PHONE)
    phone.get_by_label("Your note").fill("How long did")
    look.go_to("Warm and cool")
    expect(
        phone.get_by_text("You began this in “Ask”, “Question”. It stays there, marked late.")
    ).to_be_visible()
    expect(phone.get_by_role("radio", name="Cool")).to_be_hidden()
    return phone


@pytest.mark.parametrize("away", [False, True])
def test_what_was_begun_in_a_phase_stays_a_note_of_it(look: Look, open_page: Open, away: bool) -> None:
    phone = _begun_in_ask(look, open_page)
    if away:
        phone.reload()
        expect(phone.get_by_text("You began this in “Ask”")).to_be_visible()
    phone.get_by_label("Your note").fill("How long did they have?")
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.get_by_text("Kept, and marked late: this phase is over.")).to_be_visible()
    [kept] = Note.objects.select_related("phase").filter(run=look.run)
    assert (kept.text, kept.phase.name, kept.kind, kept.late) == (
        "How long did they have?",
        "Ask",
        "question",
        True,
    )
    expect(phone.get_by_text("You began this")).to_be_hidden()
    expect(phone.get_by_role("radio", name="Cool")).to_be_visible()


def test_what_was_begun_can_become_a_note_of_the_phase_that_is_on(look: Look, open_page: Open) -> None:
    phone = _begun_in_ask(look, open_page)
    phone.get_by_role("button", name="Make it a note of the phase that is on").click()
    phone.get_by_role("radio", name="Cool").check()
    phone.reload()
    expect(phone.get_by_role("radio", name="Cool")).to_be_checked()
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.get_by_text("Sent.")).to_be_visible()
    [kept] = Note.objects.select_related("phase").filter(run=look.run)
    assert (kept.phase.name, kept.kind, kept.late) == ("Warm and cool", "cool", False)


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


def test_a_place_does_not_move_to_another_sample(look: Look, open_page: Open) -> None:
    _hang(look, 2)
    look.go_to("Notice")
    phone = open_page(look.cast.bob, "run", PHONE)
    phone.get_by_role("button", name="Mark a place on Sample 2").click(position={"x": 60, "y": 60})
    expect(phone.get_by_text("At a place in Sample 2")).to_be_visible()
    phone.get_by_label("About").select_option(label="Sample 1")
    expect(phone.get_by_text("At a place in Sample 2")).to_be_hidden()
    expect(phone.locator(".pin--new")).to_have_count(0)
    phone.get_by_label("Your note").fill("An arrow")
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.get_by_text("Sent.")).to_be_visible()
    sent = look.run.notes.get()
    assert (sent.sample, sent.x) == (look.samples[0], None)


def test_a_note_about_what_was_taken_down_meanwhile_is_asked_for_again(look: Look, open_page: Open) -> None:
    _hang(look, 2)
    look.go_to("Notice")
    phone = open_page(look.cast.ben, "run", PHONE)
    phone.get_by_label("About").select_option(label="Sample 2")
    phone.get_by_label("Your note").fill("The tree has five branches")
    by = look.cast.bob.user
    assert by
    evidence.withdraw(artifact=look.artifacts[1], by=by)
    expect(phone.get_by_text("was taken down. What you typed is kept here.")).to_be_visible()
    send = phone.get_by_role("button", name="Send", exact=True)
    send.click()
    expect(phone.get_by_text("Send it again if it goes for all of it.")).to_be_visible()
    expect(phone.get_by_label("Your note")).to_have_value("The tree has five branches")
    assert not look.run.notes.exists()
    send.click()
    expect(phone.get_by_text("Sent.")).to_be_visible()
    assert look.run.notes.get().sample is None


def test_each_phase_has_a_clock_of_its_own(look: Look, open_page: Open) -> None:
    """Also after one of as many minutes: a clock that stays runs on from before."""
    look.go_to("Notice")
    controls = open_page(look.cast.alice, "lead", {"width": 1280, "height": 720})
    controls.locator("phase-timer").evaluate(
        "(clock) => { clock.before = true; clock.setAttribute('seconds', '420'); }"
    )
    before = controls.locator("phase-timer").get_attribute("data-phase")
    look.go_to("Wonder")
    expect(controls.get_by_role("heading", name="Wonder", exact=True)).to_be_visible()
    expect(controls.locator("phase-timer")).not_to_have_attribute("data-phase", before or "")
    assert controls.locator("phase-timer").evaluate("(clock) => clock.before") is None


def test_the_controls_count_who_is_there_as_they_come(look: Look, open_page: Open) -> None:
    look.go_to("Notice")
    controls = open_page(look.cast.alice, "lead", {"width": 1280, "height": 720})
    expect(controls.get_by_text("have written")).to_contain_text("0 joined, 0 have written")
    notes.join(run=look.run, person=look.cast.bob)
    look.note(look.cast.bob, "It says because")
    expect(controls.get_by_text("have written")).to_contain_text("1 joined, 1 have written")


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


@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, PHONE])
def test_a_long_conclusion_is_seen_whole_while_it_is_typed(look: Look, open_page: Open, size: Any) -> None:
    """The box grows with what is typed; Enter sends it, as in a box of one line."""
    look.go_to("Conclude")
    text = (
        "Students who carry a reason into the next sentence use the frame as a bridge, not as a crutch. " * 3
    )
    lead = open_page(look.cast.alice, "lead", size)
    box = lead.get_by_label("What do we conclude?")
    small = box.bounding_box()
    box.fill(text)
    assert box.evaluate("one => one.scrollHeight <= one.clientHeight + 1")
    grown = box.bounding_box()
    assert small
    assert grown
    assert 44 <= small["height"] < grown["height"] / 2
    box.press("Enter")
    written = lead.get_by_label("Conclusion 1", exact=True)
    expect(written).to_have_value(text.strip())
    assert written.evaluate("one => one.scrollHeight <= one.clientHeight + 1")
    written.fill("Shorter.")
    with lead.expect_response("**/lead/conclusions/"):
        written.press("Enter")
    lead.reload()
    expect(lead.get_by_label("Conclusion 1", exact=True)).to_have_value("Shorter.")
    expect(lead.get_by_label("Conclusion 2", exact=True)).to_have_count(0)


def test_two_leaders_in_one_conclusion(look: Look, open_page: Open) -> None:
    """Whoever saves second is told and keeps their words; saved again they stand."""
    look.go_to("Conclude")
    by = look.cast.alice.user
    assert by
    made = concluding.add(run=look.run, text="Frames help.", by=by)
    lead = open_page(look.cast.alice, "lead", {"width": 1280, "height": 800})
    box = lead.get_by_label("Conclusion 1", exact=True)
    box.fill("Frames carry reasons.")
    concluding.change(conclusion=made, text="Talk comes first.", by=by)
    lead.wait_for_timeout(2500)  # the news must not take what is typed
    expect(box).to_have_value("Frames carry reasons.")
    box.press("Enter")
    expect(lead.get_by_text("Somebody else changed this to “Talk comes first.” meanwhile.")).to_be_visible()
    expect(box).to_have_value("Frames carry reasons.")
    made.refresh_from_db()
    assert made.text == "Talk comes first."
    with lead.expect_response(lambda answer: answer.url.endswith("/lead/conclusions/") and answer.ok):
        box.press("Enter")
    made.refresh_from_db()
    assert made.text == "Frames carry reasons."
    with lead.expect_response(lambda answer: answer.url.endswith("/lead/conclusions/") and answer.ok):
        box.press_sequentially(" Always.")
        box.press("Enter")
    made.refresh_from_db()
    assert made.text == "Frames carry reasons. Always."


def test_what_stands_in_one_conclusion_is_not_taken_for_another(look: Look, open_page: Open) -> None:
    """A refusal, and then a broken line in another box: that box saves as if nothing had happened."""
    look.go_to("Conclude")
    by = look.cast.alice.user
    assert by
    first, second = (concluding.add(run=look.run, text=text, by=by) for text in ("One.", "Two."))
    lead = open_page(look.cast.alice, "lead", {"width": 1280, "height": 800})
    boxes = [lead.get_by_label(f"Conclusion {number}", exact=True) for number in (1, 2)]
    boxes[0].fill("One, typed.")
    concluding.change(conclusion=first, text="One, elsewhere.", by=by)
    boxes[0].press("Enter")
    expect(lead.get_by_text("Somebody else changed this to “One, elsewhere.”")).to_be_visible()
    lead.context.set_offline(True)
    boxes[1].fill("Two, typed.")
    boxes[1].press("Enter")
    expect(lead.get_by_text("This was not saved: no line just now.")).to_be_visible()
    lead.context.set_offline(False)
    with lead.expect_response(lambda answer: answer.url.endswith("/lead/conclusions/")) as answered:
        boxes[1].press("Enter")
    assert answered.value.status == 200
    second.refresh_from_db()
    assert second.text == "Two, typed."


def _plan(look: Look, pages: int) -> None:
    """The first sample has so many real pages, the second one."""
    paginate(look.artifacts[0], pages)
    _hang(look, 2)


def test_on_a_phone_everybody_turns_for_themselves(look: Look, open_page: Open) -> None:
    """A place is marked on the page one looks at, and shows there; what is turned stays, whatever changes around it."""
    _plan(look, 3)
    look.go_to("Notice")
    phone, other = (open_page(who, "run", PHONE) for who in (look.cast.bob, look.cast.ben))
    for page in (phone, other):
        expect(page.locator("page-turner").get_by_text("Page 1 of 3")).to_be_visible()
    turner = phone.locator("page-turner")
    on, back = turner.locator("[data-way=after]"), turner.locator("[data-way=before]")
    expect(back).to_have_attribute("aria-disabled", "true")
    on.tap()
    expect(turner.get_by_text("Page 2 of 3")).to_be_visible()
    box = on.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    phone.get_by_role("button", name="Mark a place on Sample 1, page 2").tap(position={"x": 90, "y": 60})
    expect(phone.get_by_text("At a place in Sample 1, page 2: upper left")).to_be_visible()
    phone.get_by_label("Your note").fill("The goal is another one")
    phone.reload()  # half written: the place, and the page it is on
    expect(turner.get_by_text("Page 2 of 3")).to_be_visible()
    expect(turner.locator(".pin--new")).to_be_visible()
    phone.get_by_role("button", name="Send", exact=True).tap()
    expect(phone.locator("note-board").get_by_text("Sample 1 · place 1, page 2")).to_be_visible()
    assert look.run.notes.get().page == 2
    assert other.locator(".pin:visible").count() == 0  # they look at the first page
    pin = other.locator("page-turner .pin")
    expect(pin).to_have_count(1)
    other.locator("page-turner").get_by_role("button", name="Page after, sample 1").focus()
    other.keyboard.press("Enter")
    expect(pin).to_be_visible()
    other.keyboard.press("PageDown")
    expect(other.locator("page-turner").get_by_text("Page 3 of 3")).to_be_visible()
    other.keyboard.press("PageUp")
    other.get_by_role("button", name="Mark a place on Sample 1, page 2").focus()
    other.keyboard.press("PageUp")
    expect(other.get_by_role("button", name="Mark a place on Sample 1, page 1")).to_be_focused()
    on.tap()
    expect(turner.get_by_text("Page 3 of 3")).to_be_visible()
    look.go_to("Sort")
    expect(phone.locator("[data-sort] page-turner").get_by_text("Page 3 of 3")).to_be_visible()


def test_the_wall_turns_by_key_and_from_the_controls(look: Look, open_page: Open) -> None:
    _plan(look, 3)
    look.go_to("Notice")
    notes.join(run=look.run, person=look.cast.bob)
    look.note(look.cast.bob, "At the end", sample=look.samples[0], place=notes.Place(3, 0.5, 0.5))
    wall = open_page(look.cast.alice, "wall", {"width": 1280, "height": 720})
    controls = open_page(look.cast.alice, "lead", {"width": 1280, "height": 800})
    large = wall.locator(".sample--large")
    expect(large.get_by_text("Page 1 of 3")).to_be_visible()
    wall.keyboard.press("PageDown")
    expect(large.get_by_text("Page 2 of 3")).to_be_visible()
    expect(controls.get_by_text("Page 2 of 3")).to_be_visible()
    controls.get_by_role("button", name="Page after on the wall, sample 1").click()
    expect(large.get_by_text("Page 3 of 3")).to_be_visible()
    expect(large.locator(".pin")).to_have_text("1")
    for width, height in PROJECTORS:
        wall.set_viewport_size({"width": width, "height": height})
        wall.wait_for_function(FITS, arg=".note, .sample, .turn button, .sample--large img, h1")
    large.get_by_role("button", name="Page before on the wall").click()
    expect(large.get_by_text("Page 2 of 3")).to_be_visible()
    controls.get_by_role("button", name=re.compile("Show large.*sample 2")).click()
    expect(large).to_have_attribute("data-number", "2")
    turner = controls.locator("page-turner")  # no longer large: one looks for oneself
    expect(turner.get_by_text("Page 1 of 3")).to_be_visible()
    turner.get_by_role("button", name="Page after, sample 1").click()
    expect(large).to_have_attribute("data-number", "2")
    controls.get_by_role("button", name=re.compile("Show large.*sample 1")).click()
    expect(large.get_by_text("Page 2 of 3")).to_be_visible()  # the page that was open there


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 800}])
def test_the_tools_one_gathers_with_stay_in_reach(look: Look, open_page: Open, size: Any) -> None:
    _hang(look, 2)
    look.go_to("Notice")
    for number in range(40):
        look.note(look.cast.bob, f"Note {number}: the frame is copied once, then changed.", pk=uuid7())
    controls = open_page(look.cast.alice, "lead", size)
    expect(controls.locator(".note")).to_have_count(40)
    tools = controls.locator("details", has=controls.locator("#gather"))
    for text in ("Note 39:", "Note 20:", "Note 0:"):
        controls.get_by_label(text).check()
        expect(tools.locator("summary")).to_be_in_viewport()
    expect(tools.locator("summary")).to_contain_text("(3 chosen)")
    if size == PHONE:
        expect(controls.get_by_label("New heading")).to_be_hidden()  # folded, it leaves the list its room
        tools.locator("summary").click()
    expect(controls.get_by_label("New heading")).to_be_in_viewport()
    controls.get_by_label("New heading").fill("Copied and changed")
    controls.get_by_role("button", name="Gather", exact=True).click()
    expect(controls.get_by_role("heading", name="Copied and changed")).to_be_attached()
    expect(tools.locator("summary")).not_to_contain_text("chosen")


def test_no_notes_is_said_until_there_is_one(look: Look, open_page: Open) -> None:
    look.go_to("Notice")
    phone = open_page(look.cast.bob, "run", PHONE)
    wall = open_page(look.cast.alice, "wall", {"width": 1280, "height": 720})
    said = {phone: "Yours may be the first", wall: "Write one on your phone"}
    for page, words in said.items():
        expect(page.get_by_text(words)).to_be_visible()
    note = look.note(look.cast.ben, "An arrow")
    for page, words in said.items():
        expect(page.get_by_text(words)).to_be_hidden()
    notes.withdraw(note=note)
    for page, words in said.items():
        expect(page.get_by_text(words)).to_be_visible()
    look.note(look.cast.ben, "Another arrow")
    look.go_to("Wonder")
    expect(phone.get_by_text("Notice (1)")).to_be_visible()
    expect(phone.get_by_text("Yours may be the first")).to_be_visible()  # in this phase


@pytest.mark.parametrize("over", ["Sort", "Conclude", "finished"])
def test_words_from_a_phase_that_is_over_can_still_be_sent(look: Look, open_page: Open, over: str) -> None:
    """Nothing takes notes any more: they go, marked late, to the phase they were begun in. Nothing traps them."""
    look.go_to("Wonder")
    phone = open_page(look.cast.bob, "run", PHONE)
    phone.get_by_label("Your note").fill("Who reads it")
    if over == "finished":
        by = look.cast.alice.user
        assert by
        leading.conclude(run=look.now(), by=by)
    else:
        look.go_to(over)
    for _ in range(2):
        expect(phone.get_by_text("You began this in “Wonder”, “I wonder”. It stays there")).to_be_visible()
        expect(phone.get_by_role("heading", name="I wonder …")).to_be_visible()
        expect(phone.get_by_text("Make it a note of the phase that is on")).to_be_hidden()
        expect(phone.get_by_label("Your note")).to_have_value("Who reads it")
        phone.reload()
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.locator("[data-said]")).to_have_text("Kept, and marked late: this phase is over.")
    expect(phone.get_by_label("Your note")).to_be_hidden()
    kept = Note.objects.select_related("phase").get(run=look.run)
    assert (kept.text, kept.phase.name, kept.late) == ("Who reads it", "Wonder", True)


def test_an_emptied_box_goes_where_no_notes_are_written(look: Look, open_page: Open) -> None:
    look.go_to("Notice")
    phone = open_page(look.cast.bob, "run", PHONE)
    text = phone.get_by_label("Your note")
    text.fill("An arr")
    look.go_to("Sort")
    expect(phone.get_by_text("You began this in “Notice”")).to_be_visible()
    text.fill("")
    expect(text).to_be_visible()  # not from under the fingers
    text.blur()
    expect(text).to_be_hidden()


def test_what_was_said_about_a_note_goes_with_the_next_one(look: Look, open_page: Open) -> None:
    look.go_to("Notice")
    phone = open_page(look.cast.bob, "run", PHONE)
    send, said = phone.get_by_role("button", name="Send", exact=True), phone.locator("[data-kept]").first
    send.click()
    expect(said).to_have_text("Write a few words first.")
    phone.get_by_label("Your note").press_sequentially("A")
    expect(said).to_be_empty()
    send.click()
    expect(said).to_have_text("Sent.")
    look.go_to("Wonder")
    expect(phone.get_by_role("heading", name="I wonder …")).to_be_visible()
    expect(said).to_be_empty()


COVERED = """(box) => { const { left, top, width, height } = box.getBoundingClientRect();
  const on = (share) => document.elementFromPoint(left + width / 2, top + height * share);
  return [0.05, 0.5, 0.95].some((share) => on(share) !== box); }"""


@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, PHONE])
def test_nothing_lies_over_the_box_one_types_in(look: Look, open_page: Open, size: Any) -> None:
    look.go_to("Notice")
    for number in range(40):
        look.note(look.cast.bob, f"Note {number}: the frame is copied once, then changed.", pk=uuid7())
    look.go_to("Conclude")
    by = look.cast.alice.user
    assert by
    for number in range(6):
        concluding.add(run=look.run, text=f"Conclusion {number}: frames carry reasons. " * 3, by=by)
    lead = open_page(look.cast.alice, "lead", size)
    expect(lead.locator(".note")).to_have_count(40)
    for box in [lead.get_by_label("What do we conclude?"), lead.get_by_label("Conclusion 1", exact=True)]:
        box.click()
        for letter in "Talk":
            box.press(letter)
        lead.mouse.wheel(0, 60)
        lead.wait_for_timeout(200)
        assert not box.evaluate(COVERED)


def test_a_conclusion_says_how_much_room_is_left_and_takes_no_lines(look: Look, open_page: Open) -> None:
    look.go_to("Conclude")
    lead = open_page(look.cast.alice, "lead", {"width": 1280, "height": 800})
    box, add = lead.get_by_label("What do we conclude?"), lead.get_by_role("button", name="Add", exact=True)
    add.click()
    form = lead.locator("form", has=box)
    expect(form.get_by_text("Write a few words first.")).to_be_in_viewport()
    box.focus()
    lead.keyboard.insert_text("Frames carry\n  reasons")
    expect(box).to_have_value("Frames carry reasons")
    expect(form.get_by_text("Write a few words first.")).to_be_hidden()
    expect(form.get_by_text("of 400")).to_be_hidden()
    box.fill("a" * 390)
    expect(form.get_by_text("390 of 400 characters")).to_be_visible()
    add.click()
    expect(lead.get_by_label("Conclusion 1", exact=True)).to_have_value("a" * 390)
    expect(form.get_by_text("of 400")).to_be_hidden()


def test_what_is_typed_while_a_conclusion_is_on_its_way_stays(look: Look, open_page: Open) -> None:
    look.go_to("Conclude")
    by = look.cast.alice.user
    assert by
    made = [concluding.add(run=look.run, text=text, by=by) for text in ("Short.", "Another.")]
    lead = open_page(look.cast.alice, "lead", {"width": 1280, "height": 800})

    def slowly(route: Route) -> None:
        lead.wait_for_timeout(700)
        route.continue_()

    first = lead.get_by_label("Conclusion 1", exact=True)
    first.click()
    first.press("Control+End")
    first.press_sequentially(" Frames carry reasons once students change them.", delay=60)
    lead.wait_for_timeout(300)
    whole = "Short. Frames carry reasons once students change them."
    with lead.expect_response("**/lead/conclusions/"):
        lead.get_by_role("button", name="Save").first.click()
    made[0].refresh_from_db()
    assert made[0].text == whole
    for _ in range(20):
        assert first.input_value() == whole  # never the old words again
        lead.wait_for_timeout(50)
    lead.route("**/lead/conclusions/", slowly)
    first.press("Control+End")
    first.press_sequentially(" So")
    first.press("Enter")
    first.press_sequentially(" do we.", delay=30)
    lead.wait_for_timeout(1500)
    expect(first).to_have_value(f"{whole} So do we.")
    first.press("Enter")
    lead.wait_for_timeout(2500)
    made[0].refresh_from_db()
    assert made[0].text == f"{whole} So do we."
    expect(first).to_be_focused()


def test_the_focus_stays_on_the_button_that_moves_on(look: Look, open_page: Open) -> None:
    look.go_to("Look")
    lead = open_page(look.cast.alice, "lead", {"width": 1280, "height": 800})
    lead.get_by_role("button", name="Next phase").focus()
    lead.keyboard.press("Enter")
    expect(lead.get_by_role("heading", name="Notice", exact=True)).to_be_visible()
    expect(lead.get_by_role("button", name="Next phase")).to_be_focused()
    lead.get_by_role("button", name="Pause").focus()
    lead.keyboard.press("Enter")
    expect(lead.get_by_role("button", name="Go on")).to_be_focused()


def test_a_page_whose_picture_is_on_its_way_keeps_its_room(
    look: Look, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sample does not collapse, and pins wait for what they are on."""
    _plan(look, 3)
    look.go_to("Notice")
    look.note(look.cast.ben, "At the end", sample=look.samples[0], place=notes.Place(2, 0.5, 0.5))
    asked, may_go, shown = Event(), Event(), access.shown_image

    def late(artifact: Artifact, number: int) -> Any:
        if number == 2:
            asked.set()
            may_go.wait(60)
        return shown(artifact, number)

    monkeypatch.setattr(access, "shown_image", late)
    try:
        phone = open_page(look.cast.bob, "run", PHONE)
        sample = phone.locator("page-turner")
        expect(sample.get_by_text("Page 1 of 3")).to_be_visible()
        phone.wait_for_function("() => document.querySelector('page-turner img').naturalWidth > 0")
        before = sample.bounding_box()
        sample.locator("[data-way=after]").tap()
        expect(sample.get_by_text("Page 2 of 3")).to_be_visible()
        assert asked.wait(15)
        during = sample.bounding_box()
        assert before
        assert during
        assert abs(during["height"] - before["height"]) < 2
        expect(sample.locator("[data-page='2'] .pin")).to_be_hidden()
    finally:
        may_go.set()
    expect(sample.locator("[data-page='2'] .pin")).to_be_visible()
    assert not sample.locator("[data-page='2'] img").get_attribute("style")
