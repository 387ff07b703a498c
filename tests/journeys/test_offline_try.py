"""A try told without a line: typed, pressed, the tab closed, the session over, and one told try in the end."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys import steps
from tests.journeys.harness import Product, until
from tests.journeys.keyboard import Keys
from tests.journeys.line import Line

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = "They talked in whole sentences. Two used the frame unasked."
CHANGE = "Let them choose the topic"
MADE = """
from datetime import timedelta
from allauth.account.models import EmailAddress
from django.utils import timezone
from ilc.accounts.models import User
from participants.models import Person
from cycles.tries.models import Commitment
from tests import factories as make
User.objects.filter(email=%(address)r).update(email=f"{timezone.now().timestamp()}@example.org")
EmailAddress.objects.filter(email=%(address)r).delete()
user = User.objects.create_user(%(address)r, %(password)r)
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
person = Person.objects.create(given_name="Rosa", family_name="Medina", user=user)
host = make.district("District of " + user.email)
series = make.series(leaders=[make.person("Alma Reyes", account=False)], host=host)
first = make.session(series, 1, start=timezone.now() - timedelta(days=5))
make.session(series, 2)
make.enroll(person, series)
make.attend(person, first)
Commitment.objects.create(person=person, session=first, position=1, text="Wait five seconds")
attempt = make.attempt(person, first, plan="Sentence frames", grade="4", class_label="Period 3")
answer = str(attempt.pk)
"""
SAVED = """
from cycles.tries.models import Commitment, Try
from ilc.core.models import DomainEvent
one = Try.objects.get(pk=%r)
answer = {
    "state": one.state, "words": one.what_happened, "change": one.would_change, "engagement": one.engagement,
    "told": DomainEvent.objects.filter(object_id=one.pk, verb__in=["try.told", "try.retold"]).count(),
    "steps": one.steps.count(), "draft": one.draft,
    "kept": Commitment.objects.get(person=one.person).carried_out,
}
"""
ONCE = {
    "state": "tried",
    "words": WORDS,
    "change": CHANGE,
    "engagement": 3,
    "told": 1,
    "steps": 1,
    "draft": {},
    "kept": "partly",
}
TIME_OUT = "from django.contrib.sessions.models import Session; answer = Session.objects.all().delete()[0]"
KEPT_PAGES = """async () => {
  for (const name of await caches.keys())
    for (const one of await (await caches.open(name)).keys()) if (one.url.includes('/tell/')) return true
  return false
}"""


def planned(product: Product, address: str) -> str:
    """The id of a planned try of a new teacher, five days after its session."""
    return str(product.shell(MADE % {"address": address, "password": steps.PASSWORD}))


def form_of(phone: BrowserContext, product: Product, address: str) -> tuple[Page, str]:
    """The form of a new teacher's planned try, open on their phone; and the try's id."""
    page, attempt = phone.new_page(), planned(product, address)
    steps.sign_in(page, address)
    page.goto(f"/tries/{attempt}/tell/")
    return page, attempt


def saved(product: Product, attempt: str) -> dict[str, Any]:
    return dict(product.shell(SAVED % attempt))


def fill(page: Page) -> None:
    page.get_by_role("group", name="Wait five seconds").get_by_label("Partly").check()
    page.get_by_label("What happened?").fill(WORDS)
    page.get_by_label("To some extent").check()
    page.get_by_label("What would you change next time?").fill(CHANGE)


def kept_on(page: Page) -> dict[str, Any]:
    return dict(json.loads(page.evaluate("JSON.stringify(localStorage)")))


def test_no_line_closed_tab_and_time_out_lose_nothing(
    product: Product, phone: BrowserContext, line: Line
) -> None:
    page, attempt = form_of(phone, product, "rosa@example.org")
    address = f"/tries/{attempt}/tell/"
    until(lambda: page.evaluate(KEPT_PAGES), 15, "the open form is kept on the phone")

    line.cut()
    fill(page)
    page.get_by_role("button", name="I tried it").click()
    expect(page.get_by_text("Kept on this phone. It goes out by itself")).to_be_visible()
    page.close()

    again = phone.new_page()
    again.goto(address)
    expect(again.get_by_label("What happened?")).to_have_value(WORDS)
    expect(again.get_by_label("To some extent")).to_be_checked()
    expect(again.get_by_text("Kept on this phone. It goes out by itself")).to_be_visible()
    assert saved(product, attempt)["state"] == "planned"

    product.shell(TIME_OUT)
    line.mend()
    expect(again.get_by_role("link", name="Sign in").last).to_be_visible()
    again.close()  # the phone dies once more, and wakes at the mail's link
    last = phone.new_page()
    last.goto(address)
    last.get_by_label("Email").fill("rosa@example.org")
    last.get_by_label("Password").fill(steps.PASSWORD)
    last.get_by_role("button", name="Sign in").click()
    expect(last.get_by_text("Thank you. It is saved.")).to_be_visible()
    assert last.url.endswith(f"/tries/{attempt}/")
    assert saved(product, attempt) == ONCE
    assert not [name for name in kept_on(last) if name.startswith("ilc:")]

    last.get_by_role("button", name="Undo", exact=True).click()
    expect(last.get_by_text("Undone. What you wrote is kept.")).to_be_visible()
    assert saved(product, attempt)["state"] == "planned"
    last.goto("/accounts/logout/")
    last.get_by_role("button", name="Sign out").click()
    last.wait_for_url(lambda url: "/accounts/logout" not in url)
    until(lambda: not last.evaluate(KEPT_PAGES), 15, "no page of hers is left on the phone")


def test_a_lost_answer_tells_once_and_another_page_sends_it(
    product: Product, phone: BrowserContext, line: Line
) -> None:
    page, attempt = form_of(phone, product, "luz@example.org")
    fill(page)
    line.deaf = True
    page.get_by_role("button", name="I tried it").click()
    expect(page.get_by_text("Kept on this phone. It goes out by itself")).to_be_visible()
    until(lambda: saved(product, attempt) == ONCE, 15, "the sending arrived, its answer did not")
    page.close()
    line.deaf = False
    home = phone.new_page()
    home.goto("/")
    expect(home.get_by_text("Tell how it went: sent at")).to_be_visible()
    assert saved(product, attempt) == ONCE


def test_the_form_opens_without_a_line_though_it_never_was_open(
    product: Product, phone: BrowserContext, line: Line
) -> None:
    page, attempt = phone.new_page(), planned(product, "eve@example.org")
    steps.sign_in(page, "eve@example.org")
    page.goto("/")
    until(lambda: page.evaluate(KEPT_PAGES), 15, "the form that home leads to is kept")
    line.cut()
    page.goto(f"/tries/{attempt}/tell/")
    fill(page)
    page.get_by_role("button", name="I tried it").click()
    expect(page.get_by_text("Kept on this phone. It goes out by itself")).to_be_visible()
    line.mend()
    expect(page.get_by_text("Thank you. It is saved.")).to_be_visible()
    assert saved(product, attempt) == ONCE


def test_by_keyboard_alone(product: Product, open_page: Callable[[str], Page]) -> None:
    page = open_page("phone")
    attempt = planned(product, "kay@example.org")
    steps.sign_in(page, "kay@example.org")
    page.goto(f"/tries/{attempt}/tell/")
    keys = Keys(page)
    keys.choose("Wait five seconds", "Partly")
    keys.choose("Did you try it", "I tried it")
    keys.write("What happened", WORDS)
    keys.choose("To what extent", "To some extent")
    keys.write("What would you change", CHANGE)
    keys.open("^I tried it")
    expect(page.get_by_text("Thank you. It is saved.")).to_be_visible()
    assert saved(product, attempt) == ONCE
    keys.open("^Undo")
    assert saved(product, attempt)["state"] == "planned"
