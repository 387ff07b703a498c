"""No page of the frame violates an accessibility rule, overflows a small phone, or has a target too small."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.look.pages import ERRORS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.look.pages"),
]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ACCOUNT = [
    "login/",
    "signup/",
    "login/code/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/x-y/",
]
PAGES = [
    "/gallery/",
    "/",
    "/privacy/",
    *[f"/accounts/{name}" for name in ACCOUNT],
    *[f"/t/error/{name}/" for name in ERRORS],
]
OWN_PAGES = ["/gallery/", "/accounts/email/", "/accounts/password/change/", "/accounts/logout/"]
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'a.btn, button, .chip, .nav a, .tabs a, select, label.option, summary, input[type=text], input[type=email]')]
  .filter(el => el.checkVisibility() && el.getBoundingClientRect().height < 43.5)
  .map(el => `${el.className} ${el.textContent.trim()}`)"""


def problems(tab: Page, address: str) -> list[str]:
    tab.goto(address)
    violations = Axe().run(tab, options=RULES).response["violations"]
    found = [f"{v['id']} {[node['target'] for node in v['nodes']]}" for v in violations]
    if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("overflows")
    width = tab.viewport_size["width"] if tab.viewport_size else 0
    found += [f"small: {text}" for text in tab.evaluate(SMALL_TARGETS)] if width < 768 else []
    return [f"{address}: {what}" for what in found]


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 320), ("light", 1280)])
def test_public_pages(tab: Page, scheme: str, width: int) -> None:
    tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    tab.set_viewport_size({"width": width, "height": 700})
    assert [found for address in PAGES for found in problems(tab, address)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_own_pages(tab: Page, scheme: str, someone: str) -> None:
    tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    tab.goto("/accounts/login/")
    tab.get_by_label("Email").fill(someone)
    tab.get_by_label("Password", exact=True).fill("sentence-frames-3")
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url("**/")
    assert [found for address in OWN_PAGES for found in problems(tab, address)] == []
    tab.locator(".menu summary").click()
    violations = (
        Axe().run(tab, context=".menu", options=RULES).response["violations"]
    )  # it lies over the rest
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in violations] == []
