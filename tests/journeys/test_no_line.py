"""Pages without a line: a page of our own under every address, back by itself, and nothing typed is lost."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys import steps
from tests.journeys.harness import Product, until
from tests.journeys.line import Line
from tests.journeys.test_offline_try import KEPT_PAGES, form_of, planned

pytestmark = [pytest.mark.browser, pytest.mark.slow]

READY = "async () => Boolean((await navigator.serviceWorker?.getRegistration('/'))?.active)"
CACHES = "async () => (await caches.keys()).filter((name) => name.startsWith('ilc-'))"
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
  return found;
}"""


def ready(page: Page) -> None:
    """The worker is up and has what its page needs."""
    until(lambda: page.evaluate(READY), 15, "the worker is there")


def opened(phone: BrowserContext, address: str) -> Page:
    """A page of this phone, with the worker up."""
    page = phone.new_page()
    page.goto(address)
    ready(page)
    return page


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def test_every_page_says_so_and_comes_back_by_itself(
    product: Product, phone: BrowserContext, line: Line
) -> None:
    page = phone.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Policy" in said.text else None)
    page.goto("/privacy/")
    before = heading(page)
    ready(page)
    line.cut()
    for address in ("/", "/privacy/", "/library/?q=frames", "/accounts/login/", "/no-such-page/"):
        page.goto(address)
        expect(page.get_by_role("heading", name="No line just now")).to_be_visible()
        assert page.url == line.url + address
        assert page.evaluate("getComputedStyle(document.querySelector('.btn--do')).minHeight") == "44px"
    page.goto("/privacy/")
    page.keyboard.press("Tab")
    button = page.get_by_role("button", name="Try again")
    while not button.evaluate("(one) => one === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Still no line.")).to_be_visible()
    line.mend()
    expect(page.get_by_role("heading", name=before)).to_be_visible()
    assert page.url == line.url + "/privacy/"
    assert not wrong
    kept = page.evaluate(KEPT)
    assert kept
    assert all(path.startswith("/static/") for path in kept)


def test_the_servers_own_answers_are_never_replaced(
    product: Product, phone: BrowserContext, line: Line
) -> None:
    page = opened(phone, "/")
    answer = page.goto("/no-such-page/")
    assert answer
    assert answer.status == 404
    assert answer.from_service_worker
    assert "No line" not in heading(page)


def test_forms_of_this_phone_stand_on_it_and_go_at_sign_out(
    product: Product, phone: BrowserContext, line: Line
) -> None:
    page, attempt = form_of(phone, product, "noe@example.org")
    until(lambda: page.evaluate(KEPT_PAGES), 15, "the open form is kept on the phone")
    line.cut()
    page.goto("/me/")
    expect(page.get_by_role("heading", name="No line just now")).to_be_visible()
    expect(page.get_by_text("You planned: Sentence frames")).to_be_visible()
    page.get_by_role("link", name="Tell how it went").click()
    expect(page.get_by_label("What happened?")).to_be_visible()
    page.get_by_label("What happened?").fill("They talked")
    page.goto("/")
    expect(page.get_by_role("heading", name="No line just now")).to_be_visible()
    line.mend()
    expect(page.get_by_role("heading", name="No line just now")).to_have_count(0)
    page.goto(f"/tries/{attempt}/tell/")
    expect(page.get_by_label("What happened?")).to_have_value("They talked")

    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/accounts/logout" not in url)
    until(lambda: not page.evaluate(KEPT_PAGES), 15, "no page of hers is left on the phone")
    line.cut()
    page.goto("/me/")
    expect(page.get_by_role("heading", name="No line just now")).to_be_visible()
    expect(page.get_by_role("link", name="Tell how it went")).to_have_count(0)
    assert "Sentence frames" not in page.content()


def test_a_form_that_did_not_get_through_comes_back_with_its_words(
    product: Product, phone: BrowserContext, line: Line
) -> None:
    page = opened(phone, "/accounts/login/")
    page.get_by_label("Email").fill("somebody@example.org")
    page.get_by_label("Password").fill("sentence-frames-3")
    line.cut()
    page.get_by_role("button", name="Sign in").last.click()
    expect(page.get_by_text("what you pressed may not have arrived")).to_be_visible()
    line.mend()
    expect(page.get_by_label("Email")).to_have_value("somebody@example.org")
    assert page.url == line.url + "/accounts/login/"


def test_words_of_a_form_that_was_sent_in_vain_are_a_draft_again(
    product: Product, phone: BrowserContext, line: Line
) -> None:
    page, attempt = phone.new_page(), planned(product, "dara@example.org")
    told = f"from cycles.tries.models import Try; answer = Try.objects.filter(pk='{attempt}').update(state='tried')"
    product.shell(told)
    steps.sign_in(page, "dara@example.org")
    form = f"/tries/{attempt}/ask/"
    page.goto(form)
    ready(page)
    text = page.locator("main textarea, main input[type=text]").first
    text.fill("How do I get the quiet ones to talk?")
    line.cut()
    page.locator("main").get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("what you pressed may not have arrived")).to_be_visible()
    page.goto("/")  # left by another way than back
    expect(page.get_by_role("heading", name="No line just now")).to_be_visible()
    line.mend()
    page.goto("/")
    expect(page.get_by_role("heading", name="No line just now")).to_have_count(0)
    page.goto(form)
    expect(text).to_have_value("How do I get the quiet ones to talk?")
    expect(page.get_by_text("What you had typed is here again.")).to_be_visible()


def test_a_new_version_takes_the_place_of_the_old_one(
    product: Product, phone: BrowserContext, line: Line
) -> None:
    page = opened(phone, "/")
    [own] = page.evaluate(CACHES)
    page.evaluate("caches.open('ilc-no-line-before')")
    page.evaluate("""async () => {
      await navigator.serviceWorker.register('/worker.js', { scope: '/tries/' });  // as an earlier version did
      await (await navigator.serviceWorker.getRegistration('/')).unregister();
    }""")
    page.goto("/privacy/")
    until(lambda: page.evaluate(CACHES) == [own], 15, "the files of the version before are gone")
    scopes = "async () => (await navigator.serviceWorker.getRegistrations()).map((one) => new URL(one.scope).pathname)"
    until(lambda: page.evaluate(scopes) == ["/"], 15, "one worker for all pages")
