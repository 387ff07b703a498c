"""The closing page on a laptop: each question in one line."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests import factories as make
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_hint_stands_under_the_name_and_the_answers_in_one_column(
    cast: Cast, tab: Page, live_server: LiveServer
) -> None:
    make.attend(cast.bob, cast.first, confirmed=False)
    key = cast.client(cast.alice).cookies["sessionid"].value
    tab.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.goto(live_server.url + reverse("tries:close", args=[cast.first.pk]))
    hint = tab.get_by_text("Checked in after the end: was it so?").bounding_box()
    bob, ben = (tab.get_by_label(name).bounding_box() for name in ("Bob Tran", "Ben Ortiz"))
    name = tab.locator("label", has_text="Bob Tran").bounding_box()
    assert hint
    assert bob
    assert ben
    assert name
    assert (hint["x"], bob["x"], bob["width"]) == (name["x"], ben["x"], ben["width"])
    assert hint["y"] >= name["y"] + name["height"]
    assert bob["y"] < hint["y"] < bob["y"] + bob["height"] + 8
