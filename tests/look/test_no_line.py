"""The page without a line keeps the rules of every other page: light and dark, small and large."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.harness import until
from tests.journeys.line import Line
from tests.look.test_axe import problems

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
READY = "async () => Boolean((await navigator.serviceWorker?.getRegistration('/'))?.active)"


@pytest.fixture
def line(live_server: LiveServer) -> Iterator[Line]:
    made = Line(int(live_server.url.rpartition(":")[2]))
    yield made
    made.close()


def test_no_rule_is_broken(tab: Page, line: Line) -> None:
    tab.goto(line.url + "/privacy/")
    until(lambda: tab.evaluate(READY), 15, "the worker is there")
    line.cut()
    found = []
    for scheme, width in (("light", 320), ("dark", 320), ("light", 1280)):
        tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        tab.set_viewport_size({"width": width, "height": 700})
        found += problems(tab, f"{line.url}/library/")
        expect(tab.get_by_role("heading", name="No line just now")).to_be_visible()
        paper = tab.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert paper == ("rgb(250, 247, 242)" if scheme == "light" else "rgb(21, 25, 26)")
    assert found == []
