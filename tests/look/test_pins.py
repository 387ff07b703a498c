"""Places on a picture in a real browser: by finger, mouse and keys, where they were put, whatever the width."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from ilc.core.pins import spread

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LISTEN = """() => { window.told = []; for (const name of ['pin', 'pin-open'])
  document.addEventListener(name, (event) => window.told.push([name, event.detail])); }"""


@pytest.fixture
def picture(tab: Page) -> Locator:
    tab.goto("/gallery/")
    found = tab.locator("pin-picture")
    expect(found.locator(".pin-picture__aim")).to_be_attached()
    found.scroll_into_view_if_needed()
    tab.evaluate(LISTEN)
    return found


def told(page: Page) -> list[Any]:
    said: list[Any] = page.evaluate("window.told")
    return said


def middle(pin: Locator, picture: Locator) -> tuple[float, float]:
    """Where a pin is drawn, in fractions of the picture."""
    a, b = pin.bounding_box(), picture.bounding_box()
    assert a
    assert b
    return (
        round((a["x"] + a["width"] / 2 - b["x"]) / b["width"], 2),
        round((a["y"] + a["height"] / 2 - b["y"]) / b["height"], 2),
    )


@pytest.mark.parametrize("width", [320, 1280])
def test_pins_stand_where_their_fractions_say(tab: Page, picture: Locator, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 700})
    assert middle(picture.locator("#pin-1"), picture) == (0.62, 0.12)
    assert middle(picture.locator("#pin-2"), picture) == (0.5, 0.72)
    box = picture.locator("#pin-1").bounding_box()
    assert box
    assert box["width"] >= 44


def test_a_click_tells_its_place_and_is_marked_there(tab: Page, picture: Locator) -> None:
    box = picture.bounding_box()
    assert box
    tab.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.5)
    [[name, detail]] = told(tab)
    assert name == "pin"
    assert (round(detail["x"], 2), round(detail["y"], 2)) == (0.25, 0.5)
    assert detail["x"] == round(detail["x"], 3)
    assert (detail["page"], detail["words"]) == (1, "left side")
    assert middle(picture.locator(".pin--new"), picture) == (0.25, 0.5)
    tab.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.9)
    expect(picture.locator(".pin--new")).to_have_count(1)  # the mark moves
    assert middle(picture.locator(".pin--new"), picture) == (0.9, 0.9)


def test_arrow_keys_move_a_crosshair_and_enter_marks(tab: Page, picture: Locator) -> None:
    aim = picture.get_by_role("button", name="Mark a place on Student work, page 1")
    aim.focus()
    aim.press("ArrowRight")
    expect(picture.locator(".pin-picture__cross")).to_be_visible()
    aim.press("ArrowRight")
    for _ in range(12):
        aim.press("Shift+ArrowUp")  # stops at the edge
    expect(picture.get_by_role("status")).to_have_text("upper middle")
    aim.press("Enter")
    assert told(tab) == [["pin", {"x": 0.54, "y": 0, "page": 1, "words": "upper middle"}]]
    expect(picture.get_by_role("status")).to_have_text("Marked: upper middle")
    expect(aim).to_be_focused()


def test_a_pin_leads_to_its_words(tab: Page, picture: Locator) -> None:
    picture.locator("#pin-2").click()
    expect(tab.locator("#pin-words-2")).to_be_focused()
    assert told(tab) == [["pin-open", {"n": "2", "page": 1}]]


def test_whoever_listens_may_draw_the_mark_itself(tab: Page, picture: Locator) -> None:
    tab.evaluate("document.addEventListener('pin', (event) => event.preventDefault())")
    picture.locator(".pin-picture__aim").press("Enter")
    assert [name for name, _ in told(tab)] == ["pin"]
    expect(picture.locator(".pin--new")).to_have_count(0)


def test_pins_that_come_later_find_their_place(picture: Locator) -> None:
    picture.evaluate(
        """(it) => it.insertAdjacentHTML('beforeend', '<button class="pin" data-x="0.1" data-y="0.9">3</button>')"""
    )
    later = picture.locator(".pin", has_text="3")
    assert middle(later, picture) == (0.1, 0.9)
    later.evaluate("(it) => { it.dataset.x = '0.333'; }")
    expect(later).to_have_attribute("data-x", "0.333")
    assert middle(later, picture) == (0.33, 0.9)


SAME = (
    [(0.62, 0.12)] * 3
    + [(0.64, 0.13), (0.93, 0.99), (0.93, 0.99), (0.06, 0.5), (0.06, 0.5)]
    + [(0.4, 0.5)] * 8
)
MORE = """(it, places) => { it.querySelectorAll('.pin').forEach((one) => one.remove());
  for (const [at, [x, y]] of [...places.entries()].reverse())
    it.insertAdjacentHTML('beforeend', `<button class="pin" data-x="${x}" data-y="${y}">${at + 1}</button>`); }"""
WHERE = """(it) => { const box = it.getBoundingClientRect();
  return [...it.querySelectorAll('.pin')].sort((a, b) => a.textContent - b.textContent).map((pin) => {
    const own = pin.getBoundingClientRect(), line = getComputedStyle(pin, '::after');
    const [x, y] = [own.x + own.width / 2, own.y + own.height / 2];
    const turn = (parseFloat(line.rotate) || 0) * Math.PI / 180;
    const long = pin.dataset.beside ? parseFloat(line.width) : 0;
    return { x: x - box.x - pin.dataset.x * box.width, y: y - box.y - pin.dataset.y * box.height,
      tip: [Math.cos(turn) * long, Math.sin(turn) * long], there: document.elementFromPoint(x, y)?.textContent ?? '' };
  }); }"""


@pytest.mark.parametrize("width", [320, 1280])
def test_numbers_of_one_place_stand_beside_it_and_point_at_it(
    tab: Page, picture: Locator, width: int
) -> None:
    """The same on every screen, and as on paper."""
    tab.set_viewport_size({"width": width, "height": 900})
    picture.evaluate(MORE, SAME)
    expect(picture.locator(".pin[data-beside]").first).to_be_attached()
    picture.scroll_into_view_if_needed()
    found = picture.evaluate(WHERE)
    for at, (one, (right, down)) in enumerate(zip(found, spread(SAME), strict=True), start=1):
        assert one["there"] == str(at)  # nobody covers the middle of its number
        assert (one["x"], one["y"]) == (pytest.approx(right * 44, abs=0.6), pytest.approx(down * 44, abs=0.6))
        assert one["tip"] == pytest.approx([-one["x"], -one["y"]], abs=1)
    assert (found[0]["x"], found[0]["y"]) == pytest.approx((0, 0), abs=0.6)  # the first stays
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pictures_to_read_take_no_pins(tab: Page, picture: Locator) -> None:
    picture.evaluate(
        """(it) => { const other = it.cloneNode(true);
        other.querySelectorAll('[class^=pin-picture], [role=status]').forEach((one) => one.remove());
        other.dataset.read = ''; other.id = 'other'; it.after(other); }"""
    )
    expect(tab.locator("#other .pin-picture__aim")).to_have_count(0)
    tab.locator("#other img").click(position={"x": 20, "y": 200})
    assert told(tab) == []


def test_without_javascript_the_words_say_the_place(tab: Page) -> None:
    browser = tab.context.browser
    assert browser
    tab.goto("/gallery/")
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(tab.url)
    expect(page.locator("#pin-1")).to_be_hidden()
    expect(page.get_by_text("Page 1, upper middle")).to_be_visible()
    plain.close()
