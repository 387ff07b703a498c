"""A conference of Orange County with CSU Fullerton: 300 heads, 120 names; by list, by phone and at the desk.

Program staff on a laptop, a teacher on a phone; web, worker and clock as `make demo` starts them.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.harness import Product, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PROGRAM, ADMIN, ROSA = "program@example.org", "admin@example.org", "rosa@example.org"
TITLE = "Teachers leading teachers"
# Three districts, one of them the host, each with one school; and accounts that have verified their address.
WORLD = f"""
from allauth.account.models import EmailAddress
from django.utils import timezone
from districts.models import Alliance, AllianceMembership, County, District, RoleGrant, School
from ilc.accounts.models import User
from participants.models import Person, PersonEmail
county = County.objects.create(code='30', name='Orange')
made = []
for number, name in enumerate(('Fullerton Joint Union High', 'Anaheim Elementary', 'Brea-Olinda Unified')):
    lea = District.objects.create(cds=f'30-{{66500 + number}}', county=county, name=name, status='active')
    School.objects.create(cds=f'30{{66500 + number}}0000001', lea_code=lea.cds, district=lea,
                          name=f'{{name.split()[0]}} School', status='active')
    made.append(lea)
for email, role, scope in (('{PROGRAM}', 'program', {{}}), ('{ADMIN}', 'district-admin', {{'district': made[0]}}),
                           ('{ROSA}', '', {{}})):
    user = User.objects.create_user(email, '{steps.PASSWORD}')
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if role:
        RoleGrant.objects.create(user=user, role=role, **scope)
    person = Person.objects.create(given_name=email.split('@')[0].title(), family_name='Reyes', user=user)
    PersonEmail.objects.create(person=person, email=email, is_primary=True, verified_at=timezone.now())
answer = True
"""


def pasted() -> str:
    """116 good lines of three schools, one without a place, and two bad ones."""
    letters = "abcdefghijklmnop"
    schools = ("Fullerton School", "Anaheim School", "Brea-Olinda School")
    good = [f"Ann X{letters[n // 16]}{letters[n % 16]}, {schools[n % 3]}, teacher" for n in range(115)]
    return "\n".join([*good, "Ben Cho, no district, aspiring teacher", "Only", "Cy Dunn, Nowhere School"])


def plan(page: Page) -> str:
    tomorrow = timezone.localdate() + timedelta(days=1)
    page.goto("/events/new/")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Day").fill(tomorrow.isoformat())
    page.get_by_label("Starts").fill("09:00")
    page.get_by_label("Ends").fill("15:00")
    page.get_by_label("Place").fill("Titan Student Union")
    page.get_by_label("Conference").check()
    page.get_by_role("combobox", name=re.compile("District or alliance")).press_sequentially("Fullerton")
    page.get_by_role("option").filter(has_text="Fullerton Joint Union High").click()
    page.get_by_label("Together with").fill("CSU Fullerton")
    page.get_by_role("button", name="Plan the event").click()
    expect(page.get_by_text("Fullerton Joint Union High with CSU Fullerton")).to_be_visible()
    return page.url.rstrip("/").rpartition("/")[2]


def begin(product: Product, event: str) -> None:
    """Let time pass: it began an hour ago."""
    product.shell(
        "from datetime import timedelta; from django.utils import timezone\n"
        "from cycles.planning.models import Event\n"
        "start = timezone.now() - timedelta(hours=1)\n"
        f"rows = Event.objects.filter(pk='{event}')\n"
        "answer = rows.update(starts_at=start, ends_at=start + timedelta(hours=6))"
    )


def write_down(page: Page, given: str, family: str, role: str) -> None:
    page.get_by_label("First name").fill(given)
    page.get_by_label("Last name").fill(family)
    page.get_by_label("Comes as").select_option(role)
    page.get_by_role("button", name="Write down").click()
    expect(page.get_by_text(f"{given} {family} is on the list.")).to_be_visible()


def test_a_conference_of_three_hundred(product: Product, open_page: Callable[[str], Page]) -> None:
    product.shell(WORLD)
    program, rosa = open_page("laptop"), open_page("phone")
    steps.sign_in(program, PROGRAM)
    event = plan(program)
    begin(product, event)

    # On the phone: the code on the wall, twice.
    program.goto(f"/events/{event}/day/")
    code = program.locator(".code").inner_text().strip()
    steps.sign_in(rosa, ROSA)
    for _ in range(2):
        steps.check_in(rosa, code.lower())
        expect(rosa.get_by_role("heading", name="You are checked in")).to_be_visible()

    # At the desk: one from a district, one from nowhere.
    program.goto(f"/events/{event}/desk/")
    write_down(program, "Dee", "Fox", "coach")
    write_down(program, "Eli", "Gomez", "aspiring")

    # Afterwards the list: two bad lines, one mended, one left out.
    program.goto(f"/events/{event}/lists/")
    program.get_by_label("Names").fill(pasted())
    program.get_by_role("button", name="Read the list").click()
    expect(program.get_by_text("116 ready, 0 to answer, 2 to mend")).to_be_visible()
    program.get_by_label("Line 117", exact=True).fill("Only Child, Anaheim School")
    program.get_by_label("Leave line 118 out").check()
    program.get_by_role("button", name="Put those who are ready on the list").click()
    expect(program.get_by_text("117 are on the list now.")).to_be_visible()

    # Heads by role, then close.
    program.goto(f"/events/{event}/heads/")
    for role, heads in (("Teachers", 240), ("Aspiring teachers", 45), ("Role not known", 15)):
        program.get_by_label(role, exact=True).fill(str(heads))
    expect(program.locator("[data-sum]")).to_have_text("300")
    program.get_by_role("button", name="Save the head-count").click()
    program.get_by_role("link", name="Close the event").click()
    program.get_by_role("button", name="Close the event").click()
    expect(program.get_by_text("Closed").first).to_be_visible()
    told = program.locator("main").inner_text()
    assert re.search(r"Named\s+120", told)
    assert re.search(r"Without a name\s+180", told)

    # Told: the district its own people and the 180 it hosted, the program all of them; people of series: none.
    admin = open_page("laptop")
    steps.sign_in(admin, ADMIN)
    admin.goto("/")
    admin.get_by_role("link", name="Open the dashboard").click()
    expect(admin.locator("main")).to_contain_text(re.compile(r"Conference contacts, apart\s*at least 219"))
    expect(admin.locator("main")).to_contain_text(re.compile(r"Took part in a series\s*0"))
    program.goto("/reports/new/")
    program.locator("main form button.btn--do").first.click()
    program.wait_for_url(re.compile("/reports/[0-9a-f-]{36}/"))
    done = "from reports.models import Snapshot; answer = Snapshot.objects.get().work_state"
    until(lambda: product.shell(done) == "done", 60, "the report")
    expect(program.locator("main")).to_contain_text("At conferences and presentations", timeout=30_000)
    report = program.locator("main").inner_text()
    assert re.search(r"At conferences and presentations\s+at least 300", report)
    assert re.search(r"of them named\s+120", report)
    assert re.search(r"of them counted without a name\s+180", report)
    assert "300 contacts (120 named, 180 counted without a name)" in report
    assert re.search(r"Took part in a series\s+0", report)
