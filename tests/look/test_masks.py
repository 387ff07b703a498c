"""Boxes over names in a real browser: by mouse, finger and keys; what is sent is where they were drawn."""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from cycles.evidence import actions
from cycles.evidence.models import Artifact, ArtifactImage, MaskBox, Masking
from tests import factories as make
from tests.cast import Cast
from tests.evidence.rows import artifact
from tests.evidence.test_masking import brought, content, portrait, redness, saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def screen(tab: Page, cast: Cast) -> Page:
    """The masking screen of a photo of Bob's."""
    one: Artifact = artifact(make.attempt(cast.bob, cast.first, state="tried"), checked=False)
    ArtifactImage.objects.filter(artifact=one).delete()
    for number in (0, 1):
        file = ContentFile(saved(portrait(), "JPEG"), "page.jpg")
        ArtifactImage.objects.create(artifact=one, number=number, media_type="image/jpeg", file=file)
    client = Client()
    assert cast.bob.user
    client.force_login(cast.bob.user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    tab.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": key, "domain": "localhost", "path": "/"}]
    )
    tab.goto(reverse("evidence:check", args=[one.pk]))
    expect(tab.locator(".mask__svg")).to_be_visible()
    return tab


def boxes(page: Page) -> list[dict[str, Any]]:
    return list(json.loads(page.locator("#boxes").input_value()))


def frame(page: Page) -> Any:
    page.locator(".mask__svg").scroll_into_view_if_needed()
    found = page.locator(".mask__svg").bounding_box()
    assert found
    return found


def pull(page: Page, *places: tuple[float, float]) -> None:
    """Press at the first place, in fractions of the picture, and pull to the others."""
    at = frame(page)
    points = [(at["x"] + x * at["width"], at["y"] + y * at["height"]) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=4)
    page.mouse.up()


def near(found: dict[str, Any], **wanted: float) -> bool:
    return all(abs(found[name] - value) < 0.02 for name, value in wanted.items())


def box(page: Page, index: int = 0) -> Locator:
    return page.locator(".mask__box").nth(index)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_mouse_draws_moves_and_sizes(screen: Page, width: int) -> None:
    screen.set_viewport_size({"width": width, "height": 800})
    pull(screen, (0.25, 0.25), (0.5, 0.5))
    assert near(boxes(screen)[0], page=1, x=0.25, y=0.25, w=0.25, h=0.25)
    pull(screen, (0.3, 0.3), (0.4, 0.35))
    assert near(boxes(screen)[0], x=0.35, y=0.3, w=0.25, h=0.25)
    pull(screen, (0.6, 0.55), (0.8, 0.9))
    assert near(boxes(screen)[0], x=0.35, y=0.3, w=0.45, h=0.6)
    pull(screen, (0.5, 0.5), (2.0, 2.0))  # it stays on the page
    assert near(boxes(screen)[0], x=0.55, y=0.4)
    if folder := os.environ.get("SHOTS_OF_MASKS"):
        for scheme in ("light", "dark"):
            screen.emulate_media(color_scheme=scheme)
            screen.screenshot(path=f"{folder}/mask-{width}-{scheme}.png", full_page=True)
    screen.get_by_role("button", name="Cover these places").click()
    expect(screen.get_by_text("The covered copy is being made")).to_be_visible()
    [row] = MaskBox.objects.all()
    assert near(row.__dict__, x=0.55, y=0.4, w=0.45, h=0.6)


def test_keys_do_everything(screen: Page) -> None:
    screen.get_by_role("button", name="Add a box").click()
    expect(box(screen)).to_be_focused()
    start = boxes(screen)[0]
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowRight", "Shift+ArrowUp"):
        screen.keyboard.press(key)
    moved = boxes(screen)[0]
    assert near(moved, x=start["x"] + 0.01, y=start["y"] + 0.01, w=start["w"] + 0.01, h=start["h"] - 0.01)
    screen.keyboard.press("Control+z")
    assert boxes(screen)[0]["h"] == start["h"]
    box(screen).focus()
    screen.keyboard.press("Delete")
    assert boxes(screen) == []
    screen.get_by_role("button", name="Undo").click()
    assert len(boxes(screen)) == 1
    box(screen).focus()
    screen.get_by_role("button", name="Take it off").click()
    assert boxes(screen) == []


def test_a_click_sets_a_box_and_a_stray_pull_sets_none(screen: Page) -> None:
    at = frame(screen)
    screen.mouse.click(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    assert near(boxes(screen)[0], x=0.4, y=0.475, w=0.2, h=0.05)
    screen.get_by_role("button", name="Undo").click()
    pull(screen, (0.1, 0.1), (0.103, 0.103))
    assert len(boxes(screen)) <= 1


class Hand:
    """Fingers on the glass of a phone, in fractions of the picture."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.glass = page.context.new_cdp_session(page)

    def _send(self, kind: str, points: list[tuple[float, float]]) -> None:
        at = self.page.locator(".mask__svg").bounding_box()
        assert at
        touches = [
            {"x": at["x"] + x * at["width"], "y": at["y"] + y * at["height"], "id": number}
            for number, (x, y) in enumerate(points)
        ]
        self.glass.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def pull(self, *ways: tuple[tuple[float, float], tuple[float, float]]) -> None:
        """Each finger from its first place to its second, all at once."""
        self._send("touchStart", [start for start, _ in ways])
        here = self.page.evaluate("scrollY")
        for step in range(1, 9):
            moved = self.page.evaluate("scrollY") - here  # the picture moves beneath the fingers
            height = self.page.evaluate("document.querySelector('.mask__svg').clientHeight")
            points = [
                (a + (c - a) * step / 8, b + (d - b) * step / 8 + moved / height) for (a, b), (c, d) in ways
            ]
            self._send("touchMove", points)
        self.glass.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.fixture
def phone(tab: Page, cast: Cast) -> Iterator[Page]:
    """A phone, on which Bob looks through a portrait."""
    one = brought(make.attempt(cast.bob, cast.first, state="tried"), saved(portrait(), "JPEG"), "image/jpeg")
    browser = tab.context.browser
    assert browser
    assert cast.bob.user
    client = Client()
    client.force_login(cast.bob.user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": key, "domain": "localhost", "path": "/"}]
    )
    tab.goto("/accounts/login/")
    page = context.new_page()
    page.goto(tab.url.partition("/accounts/")[0] + reverse("evidence:check", args=[one.pk]))
    expect(page.locator(".mask__svg")).to_be_visible()
    page.locator(".mask__svg").scroll_into_view_if_needed()
    yield page
    context.close()


def test_a_finger_draws_without_pressing_anything_first_and_it_is_burnt_in(phone: Page) -> None:
    expect(phone.get_by_text("Pull one finger over a name or a face")).to_be_visible()
    if folder := os.environ.get("SHOTS_OF_MASKS"):
        phone.screenshot(path=f"{folder}/mask-phone.png")
    hand, before = Hand(phone), phone.evaluate("scrollY")
    hand.pull(((0.23, 0.23), (0.52, 0.52)))
    [drawn] = boxes(phone)
    assert near(drawn, x=0.23, y=0.23, w=0.29, h=0.29)
    assert phone.evaluate("scrollY") == before  # the page stood still
    hand.pull(((0.4, 0.4), (0.41, 0.39)))  # the box goes along with the finger
    assert near(boxes(phone)[0], x=0.24, y=0.22)
    phone.get_by_role("button", name="Cover these places").click()
    expect(phone.get_by_text("The covered copy is being made").first).to_be_visible()
    one = Artifact.objects.get()
    assert redness(content(one)) >= 30_000
    assert actions.burn(Masking.objects.get().pk) == "covered"
    assert redness(content(Artifact.objects.get())) == 0
    assert MaskBox.objects.count() == 1


def test_two_fingers_move_the_page_and_so_does_one_when_asked(phone: Page) -> None:
    hand = Hand(phone)
    phone.evaluate("document.querySelector('.mask__svg').getBoundingClientRect().top && scrollTo(0, 0)")
    before = phone.evaluate("scrollY")
    hand.pull(((0.3, 0.8), (0.3, 0.1)), ((0.7, 0.8), (0.7, 0.1)))
    phone.wait_for_function("before => scrollY > before + 20", arg=before)
    assert boxes(phone) == []
    phone.evaluate("scrollTo(0, 0)")
    phone.get_by_role("button", name="Move the page").tap()
    before = phone.evaluate("scrollY")
    hand.pull(((0.5, 0.8), (0.5, 0.1)))
    phone.wait_for_function("before => scrollY > before + 20", arg=before)
    assert boxes(phone) == []
    phone.get_by_role("button", name="Draw boxes").tap()
    phone.locator(".mask__svg").scroll_into_view_if_needed()
    hand.pull(((0.2, 0.2), (0.4, 0.4)))
    assert len(boxes(phone)) == 1
