"""Looking together: a photo taken, covered and shared; three browsers at once; a conclusion; a refined try.

The leader's laptop shows the wall, two teachers write on their phones. Web, worker and clock run as `make demo` starts
them; the series and its sessions are there already, since planning has its own journey.
"""

import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.harness import Product, until
from tests.journeys.pictures import photo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MADE = """
from datetime import timedelta
from django.utils import timezone
from allauth.account.models import EmailAddress
from participants.models import PersonEmail
from tests import factories as make
school = make.school(within=make.district())
def somebody(name, address):
    made = make.person(name, at=school)
    made.user.email = address
    made.user.set_password(password)
    made.user.save()
    EmailAddress.objects.filter(user=made.user).update(email=address)
    PersonEmail.objects.filter(person=made).update(email=address)
    return made
alma, rosa, luis = (somebody(*one) for one in zip(("Alma Reyes", "Rosa Medina", "Luis Vega"), addresses))
series = make.series(leaders=[alma, make.person("Dennis Kim", at=school)], host=school.district, state="running")
now = timezone.now()
first = make.session(series, 1, start=now - timedelta(days=14), state="held", closed_at=now - timedelta(days=13))
second = make.session(series, 2, start=now - timedelta(hours=1), state="in-progress")
make.session(series, 3)
make.assignment(first)
tries = []
for who in (rosa, luis):
    make.enroll(who, series)
    make.attend(who, first)
    make.attend(who, second)
    tries.append(str(make.attempt(who, first, state="tried", tried_at=now, what_happened="They spoke", grade="5").pk))
answer = {"series": str(series.pk), "second": str(second.pk), "tries": tries}
"""


def _bring_and_share(page: Page, product: Product, attempt: str, file: Path) -> str:
    """A photo of student work, looked through and opened to the series. Returns its id."""
    steps.send_file(page, attempt, "Student work", file)
    rows = f"Artifact.objects.filter(attempt='{attempt}', state='private').values_list('pk', flat=True)"
    code = f"from cycles.evidence.models import Artifact; answer = [str(one) for one in {rows}]"
    until(lambda: bool(product.shell(code)), 180, "the photo is checked")
    artifact = str(product.shell(code)[0])
    _cover(page, product, artifact)
    steps.check_and_share(page, artifact, "Everybody in this series")
    return artifact


def _cover(page: Page, product: Product, artifact: str) -> None:
    """A box over the place where a name stands; burnt in by the worker."""
    page.goto(f"/artifacts/{artifact}/check/")
    page.get_by_role("button", name="Add a box").first.click()
    page.get_by_role("button", name="Cover these places").click()
    row = f"Artifact.objects.get(pk='{artifact}')"
    code = f"from cycles.evidence.models import Artifact; one = {row}; answer = one.covering_since is None"
    until(lambda: bool(product.shell(code + " and one.boxes.count() == 1")), 180, "the box is burnt in")


def _write(page: Page, text: str) -> None:
    page.get_by_label("Your note").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def _seen(page: Page, text: str) -> None:
    expect(page.locator("note-board").get_by_text(text, exact=True)).to_be_visible()


def test_looking_together(product: Product, open_page: Callable[[str], Page], tmp_path: Path) -> None:
    addresses = [f"{name}.{secrets.token_hex(3)}@example.org" for name in ("alma", "rosa", "luis")]
    made = product.shell(f"addresses, password = {addresses}, {steps.PASSWORD!r}\n{MADE}")
    lead, wall = open_page("laptop"), open_page("laptop")
    rosa, luis = open_page("phone"), open_page("phone")
    for page, address in zip((wall, lead, rosa, luis), (addresses[0], *addresses), strict=True):
        steps.sign_in(page, address)

    # Both bring a photo of student work, look through it, and open it to the series.
    works = [
        _bring_and_share(page, product, attempt, photo(tmp_path, f"work-{number}.jpg"))
        for number, (page, attempt) in enumerate(zip((rosa, luis), made["tries"], strict=True))
    ]

    # Alma prepares: the protocol, then what hangs on the wall.
    lead.goto(f"/sessions/{made['second']}/look/")
    lead.get_by_role("link", name="Look together").click()
    lead.get_by_label("Protocol").select_option(label="Notice and wonder")
    lead.get_by_label("Focusing question").fill("Who uses evidence?")
    lead.get_by_role("button", name="Go on to the samples").click()
    for box in lead.locator("input[name=artifact]").all():
        box.check()
    lead.get_by_role("button", name="Hang these up").click()
    lead.get_by_role("link", name="To the controls").click()
    run = lead.url.split("/analysis/")[1].split("/")[0]
    wall.goto(f"/analysis/{run}/wall/")
    expect(wall.locator(".sample img")).to_have_count(2)
    code = wall.locator(".show__code .together__letters").inner_text().strip()

    # The phones join by the code, before it begins; the page comes along by itself.
    for page in (rosa, luis):
        page.goto("/analysis/join/")
        page.get_by_label("Code").fill(code.lower())
        page.get_by_role("button", name="Join").click()
        expect(page.get_by_role("heading", name="We begin soon")).to_be_visible()
    lead.get_by_role("button", name="Start", exact=True).click()
    for page in (lead, wall, rosa, luis):
        expect(page.get_by_role("heading", name="Look", exact=True)).to_be_visible()
    lead.get_by_role("button", name="Next phase").click()

    # Notes appear on every screen, one with a place in a picture; nobody's name stands anywhere.
    expect(rosa.get_by_role("button", name="Send", exact=True)).to_be_visible()
    _write(rosa, "Because stands in every sentence")
    own = f'.sample:has(img[src*="{works[1]}"])'
    aim = luis.locator(own).get_by_role("button", name=re.compile("Mark a place"))
    aim.click(position={"x": 60, "y": 40})
    expect(luis.get_by_text(re.compile("At a place in Sample"))).to_be_visible()
    _write(luis, "An arrow to the drawing")
    for page in (lead, wall, rosa, luis):
        _seen(page, "Because stands in every sentence")
        _seen(page, "An arrow to the drawing")
        expect(page.locator(own).locator(".pin:not(.pin--new)")).to_have_count(1)
        expect(page.locator("note-board")).not_to_contain_text("Rosa")

    # Without a line a note waits on the phone, and is there once when the line is back.
    rosa.context.set_offline(True)
    _write(rosa, "Written without a line")
    expect(rosa.locator(".note--waits")).to_have_count(1)
    rosa.context.set_offline(False)
    _seen(wall, "Written without a line")
    expect(wall.locator("note-board").get_by_text("Written without a line")).to_have_count(1)

    # Gathered with check boxes and a heading; another one dragged onto it.
    lead.get_by_label("Because stands in every sentence").check()
    lead.get_by_label("New heading").fill("Language of reasons")
    lead.get_by_role("button", name="Gather", exact=True).click()
    expect(wall.get_by_role("heading", name="Language of reasons")).to_be_visible()
    group = lead.locator(".board__group").filter(has_text="Language of reasons")
    lead.locator(".note").filter(has_text="An arrow to the drawing").locator("small").hover()
    lead.mouse.down()
    group.locator("h3").hover()
    lead.mouse.up()
    expect(group.locator(".note")).to_have_count(2)

    # Withdrawn while it hangs on the wall: gone from every screen.
    luis_laptop = luis.context.new_page()
    luis_laptop.goto(f"/artifacts/{works[1]}/")
    began = time.monotonic()
    luis_laptop.get_by_role("button", name=re.compile("^Withdraw")).first.click()
    for page in (wall, lead, rosa):
        expect(page.locator(f'.sample img[src*="{works[1]}"]')).to_have_count(0)
    print(f"withdrawn: gone from three screens after {time.monotonic() - began:.1f} s")
    luis_laptop.close()

    # A reload changes nothing. A note that is typed when its phase ends is kept and marked late.
    rosa.reload()
    _seen(rosa, "Because stands in every sentence")
    rosa.get_by_label("Your note").fill("I was still typing")
    lead.get_by_role("button", name="Next phase").click()
    expect(rosa.get_by_role("heading", name="Wonder", exact=True)).to_be_visible()
    lead.get_by_role("button", name="Next phase").click()
    expect(rosa.get_by_role("heading", name="Sort", exact=True)).to_be_visible()
    rosa.get_by_role("button", name="Send", exact=True).click()
    expect(rosa.get_by_text("marked late").first).to_be_visible()

    # Sorting, by button and by key; the others' answers show after one's own, and once three have sorted.
    rosa.get_by_role("button", name="Partly").first.click()
    expect(rosa.get_by_text("How everybody sorted shows once 3 of you did")).to_be_visible()
    luis.locator("[data-sort]").first.focus()
    luis.keyboard.press("3")
    expect(luis.get_by_text("How everybody sorted shows once 3 of you did")).to_be_visible()
    lead.goto(f"/analysis/{run}/")
    lead.get_by_role("button", name="Meets").first.click()
    for page in (rosa, luis, lead):
        expect(page.get_by_text("All of us: 1 partly, 2 meets").first).to_be_visible()
    lead.goto(f"/analysis/{run}/lead/")

    # Conclusions, and what each will change.
    lead.get_by_role("button", name="Next phase").click()
    lead.get_by_label("What do we conclude?").fill("Frames carry reasons when students change them")
    lead.get_by_role("button", name="Add", exact=True).click()
    for page in (wall, rosa):
        expect(page.get_by_text("Frames carry reasons when students change them")).to_be_visible()
    lead.get_by_role("button", name="Next phase").click()
    rosa.get_by_label("I will change").fill("Let them alter the frame after one use")
    rosa.get_by_role("button", name="Keep it").click()
    expect(rosa.get_by_text("Kept. Only you see it")).to_be_visible()
    lead.get_by_role("button", name="Finish", exact=True).click()
    expect(lead.get_by_role("link", name="The record")).to_be_visible()

    # The record, as a page and as a PDF; then Rosa decides about her try and refines it.
    rosa.goto(f"/analysis/{run}/record/")
    expect(rosa.get_by_text("Frames carry reasons when students change them")).to_be_visible()
    expect(rosa.get_by_text("Because stands in every sentence")).to_be_visible()
    expect(rosa.locator(f'img[src*="{works[0]}"]').first).to_be_visible()
    expect(rosa.get_by_text("An arrow to the drawing")).to_have_count(0)  # it was about what is withdrawn
    expect(rosa.locator(f'img[src*="{works[1]}"]')).to_have_count(0)
    rosa.get_by_role("button", name="Make a PDF").click()
    with rosa.expect_download() as fetched:
        rosa.get_by_role("link", name="Download the PDF").click()
    assert Path(fetched.value.path()).read_bytes().startswith(b"%PDF")
    rosa.goto(f"/analysis/{run}/")
    rosa.get_by_role("link", name="Decide about my try").click()
    expect(rosa.locator("main")).to_contain_text("Looked at together")
    rosa.goto(f"/tries/{made['tries'][0]}/decide/")
    rosa.get_by_label("Adapt it and try again").check()
    rosa.locator("main form button[type=submit], main form button:not([type])").first.click()
    rosa.goto(f"/tries/{made['tries'][0]}/refine/")
    expect(rosa.locator("main form")).to_be_visible()
    rosa.locator("main form textarea").first.fill("The same frame, altered by the students")
    rosa.locator("main form button.btn--do").click()
    rows = f"Try.objects.filter(refines='{made['tries'][0]}').count()"
    until(
        lambda: product.shell(f"from cycles.tries.models import Try; answer = {rows}") == 1,
        20,
        "a refined try",
    )
