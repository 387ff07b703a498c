"""What people do in the journeys, in their words: one function a deed, all through pages and mails."""

import re
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.harness import Inbox, Product, text_of, until

PASSWORD = "marsh-lupine-alder-9"
LINK = re.compile(r"https?://\S+")


def link_in(inbox: Inbox, address: str, subject: str) -> str:
    """The first address in a mail that has arrived."""
    found = LINK.search(text_of(inbox.wait(address, subject)))
    assert found is not None
    return found.group()


def sign_up(page: Page, inbox: Inbox, address: str, given: str, family: str) -> None:
    """Fill the sign-up page that is open, and type the code from the mail."""
    page.get_by_label("First name").fill(given)
    page.get_by_label("Last name").fill(family)
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_label("Code")).to_be_visible()
    page.get_by_label("Code").fill(str(inbox.wait(address, "is your code")["Subject"]).split()[0])
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def sign_in(page: Page, address: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def accept_invitation(
    page: Page, inbox: Inbox, address: str, given: str, family: str, subject: str = "invited"
) -> None:
    """Open the mailed link, make an account, accept."""
    page.goto(link_in(inbox, address, subject))
    page.get_by_role("link", name="Make an account").click()
    sign_up(page, inbox, address, given, family)
    page.get_by_role("button", name="Accept").click()
    page.wait_for_url(lambda url: "/invitations/" not in url)


def invite_administrator(page: Page, district: str, address: str) -> None:
    page.goto("/districts/")
    page.get_by_label("Name, city or code").fill(district)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=district, exact=True).click()
    form = page.get_by_role("region", name="Invite its first administrator")
    form.get_by_label("E-mail").fill(address)
    form.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text(f"Invitation sent to {address}")).to_be_visible()


def name_leader(page: Page, district: str, address: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Leaders and settings").click()
    form = page.get_by_role("region", name="Name a teacher leader")
    form.get_by_label("E-mail").fill(address)
    form.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text(f"Invitation sent to {address}")).to_be_visible()


def draft_series(page: Page, title: str, tomorrow: date) -> str:
    """From a title to a plan with two sessions, the second undated, the first with two strands. Returns its id."""
    page.goto("/series/new/")
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Save the draft").click()
    page.wait_for_url(re.compile("/about/$"))
    plan = page.url.replace("/about/", "/plan/")
    page.goto(plan)
    page.get_by_role("link", name="State the outcomes").click()
    page.get_by_label("What teachers will do, know or notice").fill("Students build on each other's ideas")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto(plan)
    page.get_by_role("link", name="Add a session").click()
    page.get_by_label("Title").fill("Learn sentence frames")
    page.get_by_label("Day").fill(tomorrow.isoformat())
    page.get_by_label("Starts").fill("09:00")
    page.get_by_label("Ends").fill("12:30")
    page.get_by_label("Place").fill("Madera South High")
    page.get_by_role("button", name="Add, then another").click()
    expect(page.get_by_role("heading", name="Session 2")).to_be_visible()
    page.get_by_role("button", name="Add the session").click()
    page.goto(plan)
    page.get_by_role("link", name="Plan the follow-up").click()
    page.get_by_label("Reflect with colleagues").check()
    page.get_by_label("1 week").check()
    page.get_by_role("button", name="Add to the plan").click()
    page.goto(plan)
    page.get_by_role("link", name=re.compile("Choose")).click()
    page.get_by_label("Madera Unified").check()
    page.get_by_role("button", name="Save").click()
    return plan.split("/series/")[1].split("/")[0]


def invite_co_leader(page: Page, series: str, address: str, given: str, family: str) -> None:
    page.goto(f"/series/{series}/team/")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("First name").fill(given)
    page.get_by_label("Last name").fill(family)
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_text(f"{given} {family}").first).to_be_visible()


def make_strands(page: Page, session: str) -> None:
    page.goto(f"/sessions/{session}/strands/")
    for index, name in enumerate(("Elementary", "Secondary")):
        page.get_by_label("Name").nth(index).fill(name)
        page.get_by_label("Places").nth(index).fill("20")
    page.get_by_role("button", name="Save the strands").click()
    expect(page.get_by_text("Elementary").first).to_be_visible()


def add_school(page: Page, school: str) -> None:
    page.goto("/me/appointments/new/")
    box = page.get_by_role("combobox", name=re.compile("School or district office"))
    box.press_sequentially(school[:12], delay=20)
    page.get_by_role("option").filter(has_text="Madera Unified").first.click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Series of your district")).to_be_visible()


def register(page: Page, title: str, strand: str) -> None:
    page.goto("/series/")
    page.get_by_role("link", name=title).first.click()
    page.get_by_role("link", name="Register").first.click()
    page.get_by_label(re.compile(strand)).first.check()
    page.get_by_role("button", name="Register").click()


def check_in(page: Page, code: str) -> None:
    page.goto("/check-in/")
    page.get_by_label("Code on the screen").fill(code)
    page.get_by_role("button", name="Check me in").click()


def send_file(page: Page, attempt: str, kind: str, file: Path) -> None:
    """Until it has arrived: who leaves the page before has not sent all of it."""
    page.goto(f"/tries/{attempt}/bring/")
    page.get_by_label(kind).check()
    page.get_by_label("Photos or files").set_input_files(file)
    page.get_by_role("button", name="Send").click()
    said = page.locator("resumable-upload > [role=status]")
    expect(said).to_contain_text(f"{file.name} arrived", timeout=60_000)


def check_and_share(page: Page, artifact: str, circle: str) -> None:
    """Tick every line of the de-identification check, then choose who sees it."""
    page.goto(f"/artifacts/{artifact}/check/")
    for box in page.locator("main form.card input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Save, then choose who sees it").click()
    page.get_by_label(circle).check()
    page.get_by_role("button", name="Save").click()


def permit(page: Page, where: str = "School office, release forms") -> None:
    """Beyond the author's school: say again that it is meant, and where the permission is on file."""
    page.get_by_label("Where is the permission on file?").fill(where)
    page.get_by_label("Since when?").fill((date.today() - timedelta(days=30)).isoformat())
    page.get_by_role("button", name="Permission is on file: share it").click()


def say(
    page: Page,
    attempt: str,
    artifact: str,
    kind: str,
    words: str,
    *,
    at: tuple[float, float],
    number: int = 1,
) -> None:
    """Feedback on a place of a shared file: tap it (fractions of the page), choose the kind, send the words."""
    page.goto(f"/tries/{attempt}/feedback/?about={artifact}")
    picture = page.locator(f'pin-picture[data-page="{number}"]')
    picture.locator("img").scroll_into_view_if_needed()
    expect(picture.locator(".pin-picture__aim")).to_be_attached()
    box = picture.bounding_box()
    assert box
    picture.locator(".pin-picture__aim").click(
        position={"x": box["width"] * at[0], "y": box["height"] * at[1]}
    )
    page.get_by_label(kind).check()
    page.get_by_label("In a few words").fill(words)
    page.get_by_role("button", name=re.compile("^Send to")).click()
    expect(page.get_by_text("Thank you.")).to_be_visible()


def shift(product: Product, session: str, *, hours_from_now: float) -> None:
    """Let time pass for one session: its row is moved so that it starts so many hours from now."""
    product.shell(
        "from datetime import timedelta; from django.utils import timezone\n"
        "from cycles.planning.models import Session\n"
        f"one = Session.objects.get(pk='{session}')\n"
        "length = one.ends_at - one.starts_at\n"
        f"one.starts_at = timezone.now() + timedelta(hours={hours_from_now}); one.ends_at = one.starts_at + length\n"
        "one.save(update_fields=['starts_at', 'ends_at']); answer = True"
    )


def state_of(product: Product, session: str) -> str:
    code = f"from cycles.planning.models import Session; answer = Session.objects.get(pk='{session}').state"
    return str(product.shell(code))


def wait_for_state(product: Product, session: str, state: str) -> None:
    until(lambda: state_of(product, session) == state, 60, f"session {state}")
