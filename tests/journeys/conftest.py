"""Real browsers in front of a real, running product."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browsers import ARGUMENTS
from tests.journeys.harness import Product, running
from tests.journeys.line import Line


class Stand:
    """Where a module's product runs. A test that is tried again gets a new one: half a cycle stands in the old."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self.folders, self.product = folders, ExitStack()
        self.running: Product | None = None

    def serve(self, anew: bool) -> Product:
        if self.running is None or anew:
            self.product.close()
            self.running = self.product.enter_context(running(self.folders.mktemp("journey")))
        return self.running


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    made = Stand(tmp_path_factory)
    with made.product:
        yield made


@pytest.fixture
def product(stand: Stand, request: pytest.FixtureRequest) -> Iterator[Product]:
    """The module's running product; what it logged last is shown when the test fails."""
    started = stand.serve(anew=getattr(request.node, "execution_count", 1) > 1)
    yield started
    print(started.log.read_text()[-6000:])


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def line(product: Product) -> Iterator[Line]:
    """Between a phone and the product; can be cut."""
    made = Line(int(product.url.rpartition(":")[2]))
    yield made
    made.close()


@pytest.fixture
def phone(browser: Browser, line: Line) -> Iterator[BrowserContext]:
    """A phone at the end of that line."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        base_url=line.url,
        timezone_id="America/Los_Angeles",
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def open_page(browser: Browser, product: Product, tmp_path: Path) -> Iterator[Callable[[str], Page]]:
    """A browser of its own for one person: `open_page("phone")` or `open_page("laptop")`."""
    contexts = []

    def start(device: str) -> Page:
        size = {"width": 390, "height": 844} if device == "phone" else {"width": 1280, "height": 900}
        context = browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            has_touch=device == "phone",
            base_url=product.url,
            timezone_id="America/Los_Angeles",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield start
    for number, context in enumerate(contexts):
        for page in context.pages:  # how it looked at the end: the first thing to see when a journey fails
            page.screenshot(path=tmp_path / f"end-{number}.png", full_page=True)
        context.close()
