"""From an example in the library to a colleague's try, on a phone: found while typing, used, credited, taken back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.factories import PASSWORD
from tests.journeys import steps
from tests.journeys.harness import Product

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORLD = """
from datetime import timedelta
from django.utils import timezone
from cycles.library import actions
from cycles.planning.models import Strategy
from tests import factories as make
from tests.evidence.rows import artifact
school = make.school(within=make.district())
alma, dennis, rosa, luis = (
    make.person(name, at=school) for name in ("Alma Reyes", "Dennis Kim", "Rosa Medina", "Luis Ortega")
)
series = make.series(leaders=[alma, dennis], host=school.district, state="running")
session = make.session(series, 1, start=timezone.now() - timedelta(days=2))
make.session(series, 2)
for who in (rosa, luis):
    make.enroll(who, series)
    make.attend(who, session)
actions.put_strategy(Strategy.objects.get_or_create(name="Sentence frames")[0])
sample = artifact(make.attempt(rosa, session, grade="4", subject="Science"), visibility="library")
actions.put_example(sample)
answer = {"rosa": rosa.user.email, "luis": luis.user.email, "sample": str(sample.pk)}
"""


def signed_in(open_page: Callable[[str], Page], address: str) -> Page:
    page = open_page("phone")
    steps.sign_in(page, address, PASSWORD)
    return page


def test_an_example_becomes_a_try_with_credit(product: Product, open_page: Callable[[str], Page]) -> None:
    made = product.shell(WORLD)
    rosa, luis = (signed_in(open_page, made[who]) for who in ("rosa", "luis"))
    describe(rosa, made["sample"])
    use(luis)
    credit = luis.get_by_role("heading", name="From the library").locator("..")
    expect(credit.get_by_role("link", name="from Rosa Medina")).to_be_visible()
    rosa.goto(f"/library/examples/{made['sample']}/")
    expect(rosa.get_by_text("1 colleague uses your example in a try")).to_be_visible()
    rosa.get_by_role("link", name="Who sees it").click()
    rosa.get_by_role("button", name="Withdraw").click()
    luis.reload()
    expect(credit.get_by_text("from Rosa Medina")).to_be_visible()
    expect(credit.get_by_role("link")).to_have_count(0)
    luis.goto("/library/?q=because")
    expect(luis.get_by_text("Nothing like that yet")).to_be_visible()


def describe(page: Page, sample: str) -> None:
    """Its owner says what to look for, and picks the strategy by the beginning of its name."""
    page.goto(f"/library/examples/{sample}/")
    page.get_by_role("link", name="Describe it").click()
    page.get_by_label("Title").fill("Two classmates disagree")
    page.get_by_label("What to look for").fill("The word because, and who answers whom.")
    page.get_by_role("combobox", name="Strategy").press_sequentially("sent")
    page.get_by_role("option", name="Sentence frames").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Two classmates disagree")).to_be_visible()


def use(page: Page) -> None:
    """Half a word is enough; nothing has to be pressed until it is there."""
    page.goto("/library/")
    page.get_by_role("searchbox", name="Words").press_sequentially("becau", delay=20)
    found = page.get_by_role("link", name="Two classmates disagree")
    expect(found).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="1 found")).to_be_visible()
    expect(page).to_have_url(re.compile("q=becau"))
    found.click()
    expect(page.get_by_text("The word because, and who answers whom.")).to_be_visible()
    page.get_by_role("link", name="Use in my try").click()
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_text("It stands in your plan, with credit: Rosa Medina")).to_be_visible()
    expect(page.get_by_role("heading", name="Two classmates disagree")).to_be_visible()
