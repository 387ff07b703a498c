"""The schema is valid, and its page needs no foreign host."""

import io

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browsers import ARGUMENTS
from tests.cast import Cast


def test_the_schema_is_valid_and_names_every_address() -> None:
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    for path in ("me", "figures", "districts", "schools", "series", "sessions", "enrollments", "tries"):
        assert f"/api/v1/{path}/:" in out.getvalue()


def watched(page: Page) -> tuple[list[str], list[str]]:
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    return asked, wrong


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_of_the_api_loads_without_any_foreign_host(
    live_server: LiveServer, chromium: str, monkeypatch: pytest.MonkeyPatch, cast: Cast
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread
    session = cast.client(cast.pat).cookies[settings.SESSION_COOKIE_NAME].value
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        context = browser.new_context(base_url=live_server.url)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page = context.new_page()
        asked, wrong = watched(page)
        page.goto("/api/v1/docs/")
        page.get_by_text("/api/v1/figures/").wait_for()
        browser.close()
    assert [url for url in asked if not url.startswith((live_server.url, "data:", "blob:"))] == []
    assert wrong == []
