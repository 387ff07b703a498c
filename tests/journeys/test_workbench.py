"""The leader's workbench in Madera: a series planned by keyboard alone, published, filled, run and closed.

Web, worker and clock as `make demo` starts them. Two strands, a second session without a date; administrators are
asked for support and answer.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.factories import PASSWORD
from tests.journeys import steps
from tests.journeys.harness import Product
from tests.journeys.keyboard import Keys

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TITLE = "Talk that builds"
WORLD = """
from districts.permissions import Role
from tests import factories as make
madera = make.district(onboarded_at=make.timezone.now())
schools = [make.school(name, within=madera) for name in ("Sierra Vista Elementary", "Madera South High")]
people = {}
for name in ("Alma Reyes", "Dennis Kim", "Rosa Medina", "Luis Ortega", "Mei Chan"):
    people[name.split()[0]] = make.person(name, at=schools[0])
people["Marisol"] = make.person("Marisol Cruz", office=madera)
make.grant(people["Alma"].user, Role.LEADER, district=madera)
make.grant(people["Marisol"].user, Role.DISTRICT_ADMIN, district=madera)
answer = {name: one.user.email for name, one in people.items()}
"""


@pytest.fixture
def addresses(product: Product) -> dict[str, str]:
    """Who is there, by first name: the address each signs in with."""
    return dict(product.shell(WORLD))


def signed_in(open_page: Callable[[str], Page], address: str, device: str = "laptop") -> Page:
    page = open_page(device)
    steps.sign_in(page, address, PASSWORD)
    return page


def test_a_series_from_the_first_idea_to_a_closed_session(
    product: Product, addresses: dict[str, str], open_page: Callable[[str], Page]
) -> None:
    alma = signed_in(open_page, addresses["Alma"])
    series = plan(Keys(alma), addresses["Dennis"])
    first, second = product.shell(
        "from cycles.planning.models import Session\n"
        f"answer = [str(one.pk) for one in Session.objects.filter(series='{series}').order_by('number')]"
    )
    dennis = signed_in(open_page, addresses["Dennis"])
    dennis.goto(f"/series/{series}/")
    dennis.get_by_role("button", name="Yes, join the team").click()
    publish(Keys(alma), series)
    answer_support(signed_in(open_page, addresses["Marisol"]))
    expect_promise(alma, series)
    people = {name: signed_in(open_page, addresses[name], "phone") for name in ("Rosa", "Luis", "Mei")}
    fill(product, alma, series, people, addresses)
    run(product, alma, dennis, first, people)
    close(product, alma, first, people["Rosa"])
    people["Luis"].goto("/")
    expect(people["Luis"].get_by_role("heading", name="Session 2 has no date yet")).to_be_visible()
    assert second


def plan(keys: Keys, co_leader: str) -> str:
    """Everything a plan has, typed; each step leads to the next. Returns the series' id."""
    page = keys.page
    page.goto("/")
    keys.open("^Plan a new series")
    keys.write("^Title", TITLE)
    keys.open("^Save the draft")
    idea(keys)
    aims(keys)
    audience(keys)
    sessions(keys)
    follow_up(keys)
    team(keys, co_leader)
    support(keys)
    money(keys)
    return page.url.split("/series/")[1].split("/")[0]


def idea(keys: Keys) -> None:
    keys.write("^Focus", "Students build on each other's ideas")
    expect(keys.page.get_by_text(re.compile("^Saved")).first).to_be_visible()
    keys.open("^Save and go on")


def aims(keys: Keys) -> None:
    """Backwards, from the students to the room; an outcome; a standard found by its words."""
    for question in range(5):
        if question:
            keys.push("Not answered yet")
        keys.write("^Your answer", f"Answer {5 - question}")
    keys.write("^What teachers will do, know or notice", "Teachers plan talk with two roles")
    keys.write("^Find|^Code or words|words", "collaborative conversations")
    keys.push("^Choose CCSS.ELA-Literacy.SL")
    expect(keys.page.get_by_role("list", name="Chosen standards")).to_contain_text("SL")
    keys.open("^Save and go on")


def audience(keys: Keys) -> None:
    keys.open("^Choose the host")
    keys.choose(r"\| .*[Hh]ost", "Madera Unified")
    keys.open("^Save")
    if "/audience/" not in keys.page.url:
        keys.open("Who it is for")
    keys.tick(r"^3 \|")
    keys.write("^Places", "40")
    keys.open("^Save and go on")


def sessions(keys: Keys) -> None:
    """One dated with two strands and an agenda, put into order by keys; one without a date."""
    day = timezone.localdate() + timedelta(days=20)
    keys.open("^Add a session")
    keys.write("^Title", "Learn two roles of talk")
    keys.keys_into("^Day", f"{day:%m%d%Y}")
    keys.keys_into("^Starts", "0900AM")
    keys.keys_into("^Ends", "1230PM")
    keys.write("^Place", "Madera South High")
    keys.open("^Add, then another")
    keys.write("^Title", "Look at student talk")
    keys.open("^Add the session")
    keys.open("^Session 1")
    keys.open("^Add strands")
    for name in ("Elementary", "Secondary"):
        keys.write("^Name", name)
        keys.write("^Places", "20")
    keys.open("^Save the strands")
    agenda(keys)


def agenda(keys: Keys) -> None:
    page = keys.page
    keys.open("genda")
    keys.open("^Learn something new")
    first = page.locator("[data-sortable] h3").first.inner_text()
    keys.to(f"^Drag {re.escape(first)}, or move it with the arrow keys")
    keys.press("ArrowDown")
    expect(page.locator("[data-sortable] h3").nth(1)).to_have_text(first)
    keys.open(f"^{TITLE}")
    keys.open("^Plan ")


def follow_up(keys: Keys) -> None:
    keys.open("Follow-up")
    keys.open("^Suggest a plan")
    expect(keys.page.get_by_role("heading", name="Planned")).to_be_visible()
    keys.open("^Next: Team")


def team(keys: Keys, co_leader: str) -> None:
    keys.write("^E-mail address", co_leader)
    keys.open("^Invite")
    expect(keys.page.get_by_text("Dennis Kim").first).to_be_visible()
    keys.open("^Next: Support")


def support(keys: Keys) -> None:
    keys.write("^How much", "2")
    keys.write("^Note", "Two substitutes for each session day")
    keys.open("^Add to the list")
    keys.open("^Next: Partners")


def money(keys: Keys) -> None:
    keys.open("^Add a line")
    keys.write("^How many|^Count|^Number", "2")
    keys.write("^Rate|^Dollars|each", "180.50")
    keys.open("^Save")
    expect(keys.page.get_by_text("361.00").first).to_be_visible()
    keys.open("^Next: Check")


def publish(keys: Keys, series: str) -> None:
    keys.page.goto(f"/series/{series}/check/")
    expect(keys.page.get_by_role("heading", name="Six marks of learning that lasts")).to_be_visible()
    keys.open("^Publish")
    expect(keys.page.get_by_text("Published").first).to_be_visible()


def answer_support(marisol: Page) -> None:
    marisol.goto("/support/")
    marisol.get_by_role("link", name=re.compile("^Answer")).first.click()
    marisol.get_by_label("Promise all of it").check()
    marisol.locator("main form button.btn--do").first.click()


def expect_promise(alma: Page, series: str) -> None:
    alma.goto(f"/series/{series}/support/")
    expect(alma.get_by_text("Promised 1 of 1")).to_be_visible()


def fill(
    product: Product, alma: Page, series: str, people: dict[str, Page], addresses: dict[str, str]
) -> None:
    """A pasted list with a broken line; the public page; strands."""
    alma.goto(f"/series/{series}/people/invite/")
    pasted = f"Rosa Medina <{addresses['Rosa']}>\nLuis Ortega; {addresses['Luis']}\nnobody at nowhere"
    alma.locator("textarea[name=people]").fill(pasted)
    alma.get_by_role("button", name="Look through the list").click()
    expect(alma.get_by_role("heading", name="2 can be invited, 1 to correct")).to_be_visible()
    alma.get_by_role("button", name="Send 2 invitations").click()
    product.inbox.wait(addresses["Rosa"], "You are invited")
    for name, strand in (("Rosa", "Elementary"), ("Luis", "Secondary")):
        people[name].goto(f"/series/{series}/register/")
        people[name].get_by_label(re.compile(strand)).first.check()
        people[name].locator("main form button.btn--do").first.click()
        product.inbox.wait(addresses[name], "You are registered")


def run(product: Product, alma: Page, dennis: Page, session: str, people: dict[str, Page]) -> None:
    """Check in by the code on the wall, a walk-in, a late one; the co-leader's screen counts along."""
    steps.shift(product, session, hours_from_now=0.2)
    alma.goto(f"/sessions/{session}/day/screen/")
    code = alma.locator(".code").inner_text().strip()
    for name in ("Rosa", "Mei"):
        steps.check_in(people[name], code)
        expect(people[name].get_by_role("heading", name="You are checked in")).to_be_visible()
    steps.shift(product, session, hours_from_now=-0.5)
    steps.wait_for_state(product, session, "in-progress")
    dennis.goto(f"/sessions/{session}/day/")
    expect(dennis.locator("live-count")).to_have_text("2")
    row = dennis.get_by_role("row").filter(has_text="Luis")
    row.get_by_role("button", name=re.compile("^Late")).click()
    expect(dennis.locator("live-count")).to_have_text("3")


def close(product: Product, alma: Page, session: str, rosa: Page) -> None:
    rosa.goto(f"/sessions/{session}/commit/")
    rosa.get_by_role("textbox").first.fill("Two roles in every discussion")
    rosa.get_by_role("button", name="Keep it").click()
    alma.goto(f"/sessions/{session}/close/")
    expect(alma.get_by_text("1 person wrote down what they will change")).to_be_visible()
    alma.get_by_label("What do you ask everybody to try?").fill("Two roles of talk with one class")
    alma.get_by_role("button", name="Close the session").click()
    expect(alma.get_by_role("heading", name="Session 1 is closed")).to_be_visible()
