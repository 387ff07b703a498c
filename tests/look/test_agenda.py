"""The agenda builder in a real browser: order by keyboard and by dragging, kept and read out."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cycles.planning.actions import agenda
from cycles.planning.queries.agenda import agenda_of
from tests.cast import Cast
from tests.journeys.harness import until
from tests.planning.test_lifecycle import account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def builder(cast: Cast, tab: Page, live_server: LiveServer) -> Page:
    """The builder with three items, as Alice."""
    for title in ("Welcome", "Modelling", "Debrief"):
        agenda.add(session=cast.second, by=account(cast.alice), kind="other", minutes=10, title=title)
    key = cast.client(cast.alice).cookies["sessionid"].value
    tab.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    tab.goto(live_server.url + reverse("planning:agenda", args=[cast.second.pk]))
    return tab


def order(page: Page) -> list[str]:
    return page.locator("sortable-list h3").all_inner_texts()


def saved(cast: Cast) -> list[str]:
    return [one.title for one in agenda_of(cast.second)]


def test_arrow_keys_move_and_the_focus_stays(cast: Cast, builder: Page) -> None:
    builder.get_by_label("Drag Welcome").focus()
    builder.keyboard.press("ArrowDown")
    expect(builder.get_by_text("Welcome is now 2 of 3.")).to_be_attached()
    expect(builder.get_by_label("Drag Welcome")).to_be_focused()
    builder.keyboard.press("ArrowDown")
    expect(builder.get_by_text("Welcome is now 3 of 3.")).to_be_attached()
    assert order(builder) == saved(cast) == ["Modelling", "Debrief", "Welcome"]


def test_buttons_move_and_the_focus_stays(cast: Cast, builder: Page) -> None:
    button = builder.get_by_role("button", name="Move Debrief up")
    button.press("Enter")
    expect(builder.get_by_text("Debrief is now 2 of 3.")).to_be_attached()
    expect(button).to_be_focused()
    assert saved(cast) == ["Welcome", "Debrief", "Modelling"]


def test_dragging_moves_and_is_saved(cast: Cast, builder: Page) -> None:
    builder.set_viewport_size({"width": 900, "height": 1600})  # everything in sight of the mouse
    start = builder.get_by_label("Drag Debrief").bounding_box()
    end = builder.get_by_label("Drag Welcome").bounding_box()
    assert start
    assert end
    builder.mouse.move(start["x"] + 10, start["y"] + 10)
    builder.mouse.down()
    builder.mouse.move(end["x"] + 10, end["y"] - 5, steps=8)
    builder.mouse.up()
    expect(builder.get_by_text("Debrief is now 1 of 3.")).to_be_attached()
    until(lambda: saved(cast) == ["Debrief", "Welcome", "Modelling"], 10, "the order is saved")
    assert order(builder) == ["Debrief", "Welcome", "Modelling"]
