"""Feedback on a place, in a real browser: tapped, said, sent, numbered; with keys; without JavaScript."""

import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cycles.evidence.models import Artifact, ArtifactImage, Feedback
from tests import factories as make
from tests.cast import Cast
from tests.evidence.rows import artifact
from tests.journeys.harness import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sample(cast: Cast) -> Artifact:
    """Bob's sample of two pages, shared with the series."""
    attempt = make.attempt(cast.bob, cast.first, state="brought", tried_at=timezone.now())
    made = artifact(attempt, visibility="series")
    made.images.all().delete()
    for number in (0, 1, 2):
        kept = io.BytesIO()
        Image.new("RGB", (400, 300), "#fffdf7").save(kept, "JPEG")
        file = ContentFile(kept.getvalue(), "page.jpg")
        ArtifactImage.objects.create(artifact=made, number=number, media_type="image/jpeg", file=file)
    return made


def sign_in(cast: Cast, page: Page, server: LiveServer) -> None:
    key = cast.client(cast.ben).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": server.url}])


@pytest.fixture
def looking(cast: Cast, tab: Page, live_server: LiveServer, sample: Artifact) -> Page:
    """Ben, with the sample in front of him."""
    sign_in(cast, tab, live_server)
    tab.goto(address(live_server, sample))
    expect(tab.locator(".pin-picture__aim").first).to_be_attached()
    return tab


def address(server: LiveServer, sample: Artifact) -> str:
    return f"{server.url}{reverse('evidence:feedback', args=[sample.attempt_id])}?about={sample.pk}"


def tap(page: Page, number: int, x: float, y: float) -> None:
    picture = page.locator(f'pin-picture[data-page="{number}"]')
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box
    picture.locator(".pin-picture__aim").click(position={"x": box["width"] * x, "y": box["height"] * y})


def send(page: Page, text: str) -> None:
    page.get_by_label("What works").check()
    page.get_by_label("In a few words").fill(text)
    page.get_by_role("button", name="Send to Bob T.").click()


def test_a_tapped_place_is_said_in_words_sent_and_numbered(looking: Page, sample: Artifact) -> None:
    tap(looking, 1, 0.5, 0.5)
    tap(looking, 2, 0.25, 0.9)
    expect(looking.locator("pin-form")).to_contain_text("Page 2, lower left")
    expect(looking.locator(".pin--new")).to_have_count(1)
    expect(looking.get_by_label("Where on the page?")).to_be_hidden()
    send(looking, "This frame")
    expect(looking.get_by_text("Bob T. will read it.")).to_be_visible()
    said = Feedback.objects.get()
    assert (said.page, round(said.x or 0, 1), round(said.y or 0, 1)) == (2, 0.2, 0.9)
    looking.get_by_role("button", name="1: Page 2, lower left").click()
    expect(looking.locator(f"#said-{said.pk}")).to_be_focused()


def test_the_mark_comes_off_again(looking: Page) -> None:
    tap(looking, 1, 0.5, 0.5)
    looking.get_by_role("button", name="Take the mark off").click()
    expect(looking.locator(".pin--new")).to_have_count(0)
    expect(looking.get_by_label("Where on the page?")).to_be_visible()
    expect(looking.get_by_role("button", name="Take the mark off")).to_be_hidden()
    send(looking, "All of it")
    until(Feedback.objects.exists, 10, "it arrived")
    assert Feedback.objects.get().where == ""


def test_the_mark_stands_again_after_an_error(looking: Page) -> None:
    tap(looking, 2, 0.9, 0.1)
    looking.get_by_role("button", name="Send to Bob T.").click()
    expect(looking.locator("[role=alert]").first).to_be_visible()
    expect(looking.locator('pin-picture[data-page="2"] .pin--new')).to_have_count(1)
    expect(looking.locator("pin-form")).to_contain_text("Page 2, upper right")
    send(looking, "This corner")
    until(Feedback.objects.exists, 10, "it arrived")
    assert Feedback.objects.get().where == "Page 2, upper right"


def test_keys_alone_mark_a_place(looking: Page) -> None:
    aim = looking.locator('pin-picture[data-page="1"] .pin-picture__aim')
    aim.focus()
    for _ in range(4):
        aim.press("Shift+ArrowDown")
    aim.press("Enter")
    send(looking, "By keys")
    until(Feedback.objects.exists, 10, "it arrived")
    assert Feedback.objects.get().where == "Page 1, lower middle"


def test_without_javascript_the_place_is_chosen_from_a_list(
    cast: Cast, tab: Page, live_server: LiveServer, sample: Artifact
) -> None:
    browser = tab.context.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    sign_in(cast, page, live_server)
    page.goto(address(live_server, sample))
    page.get_by_label("Page", exact=False).first.select_option("2")
    page.get_by_label("Where on the page?").select_option(label="Right side")
    send(page, "By hand")
    expect(page.get_by_text("Page 2, right side")).to_be_visible()
    plain.close()


def typed(page: Page) -> tuple[str, bool, str]:
    """The words, whether they are warm, and the place, as the form shows them."""
    words = page.get_by_label("In a few words").input_value()
    return words, page.get_by_label("What works").is_checked(), page.locator("pin-form").inner_text()


def test_what_was_typed_and_marked_is_there_after_a_reload_until_it_is_sent(looking: Page) -> None:
    tap(looking, 2, 0.25, 0.9)
    looking.get_by_label("What works").check()
    looking.get_by_label("In a few words").fill("This frame")
    looking.reload()
    expect(looking.get_by_text("What you had typed is here again.")).to_be_visible()
    expect(looking.locator("pin-form")).to_contain_text("Page 2, lower left")
    expect(looking.locator(".pin--new")).to_have_count(1)
    assert typed(looking)[:2] == ("This frame", True)
    looking.get_by_role("button", name="Send to Bob T.").click()
    expect(looking.get_by_text("Bob T. will read it.")).to_be_visible()
    looking.reload()
    assert typed(looking)[:2] == ("", False)
    assert Feedback.objects.get().page == 2
    assert looking.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('ilc:'))") == []


def test_what_met_a_lost_session_is_there_after_signing_in(
    cast: Cast, looking: Page, live_server: LiveServer, sample: Artifact
) -> None:
    looking.get_by_label("What works").check()
    looking.get_by_label("In a few words").fill("This frame")
    key = looking.context.cookies(live_server.url)
    looking.context.clear_cookies()
    looking.get_by_role("button", name="Send to Bob T.").click()
    looking.wait_for_function("!document.body.dataset.user")
    looking.context.add_cookies(
        [{"name": one["name"], "value": one["value"], "url": live_server.url} for one in key]
    )
    looking.goto(address(live_server, sample))
    expect(looking.get_by_text("What you had typed is here again.")).to_be_visible()
    assert typed(looking)[:2] == ("This frame", True)
    looking.get_by_role("button", name="Clear it").click()
    assert typed(looking)[:2] == ("", False)
    looking.reload()
    assert typed(looking)[:2] == ("", False)


def test_nobody_else_at_the_same_tab_gets_what_one_typed(
    cast: Cast, looking: Page, live_server: LiveServer, sample: Artifact
) -> None:
    looking.get_by_label("In a few words").fill("This frame")
    other = cast.client(cast.alice).cookies["sessionid"].value
    looking.context.add_cookies([{"name": "sessionid", "value": other, "url": live_server.url}])
    looking.goto(address(live_server, sample))
    assert typed(looking)[0] == ""
