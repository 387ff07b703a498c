"""One whole cycle in Madera: from an invited administrator to a told impact, through real processes.

Leader and administrator on a laptop, teacher on a phone; web, worker and clock as `make demo` starts them; mail
over SMTP. Time passes by moving a session's row (`steps.shift`), since nobody waits two weeks for a test.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.harness import Product, until
from tests.journeys.pictures import lesson_plan, photo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TITLE = "Academic conversation across subjects"
PROGRAM, ADMIN = "program@example.org", "marisol@example.org"
ALMA, DENNIS, ROSA = "alma@example.org", "dennis@example.org", "rosa@example.org"


@pytest.fixture
def directory(product: Product) -> None:
    """The state's directory and one account of program staff: what an operator does first."""
    product.manage("import_directory", "data/pubschls_2018-06.tsv.gz", "-v", "0")
    product.shell(
        "from allauth.account.models import EmailAddress\n"
        "from ilc.accounts.models import User; from districts.models import RoleGrant\n"
        f"user = User.objects.create_user('{PROGRAM}', '{steps.PASSWORD}')\n"
        "EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)\n"
        "RoleGrant.objects.create(user=user, role='program'); answer = True"
    )


def _sessions(product: Product, series: str) -> list[str]:
    rows = f"Session.objects.filter(series='{series}').order_by('number')"
    code = f"from cycles.planning.models import Session; answer = [str(one.pk) for one in {rows}]"
    return list(product.shell(code))


def _one(product: Product, code: str) -> str:
    return str(product.shell(code))


def test_one_cycle(
    product: Product, directory: None, open_page: Callable[[str], Page], tmp_path: Path
) -> None:
    inbox = product.inbox
    admin, alma, dennis = (open_page("laptop") for _ in range(3))
    rosa = open_page("phone")
    tomorrow = timezone.localdate() + timedelta(days=1)

    # Program staff bring the district in; its administrator names a leader; the leader plans.
    program = open_page("laptop")
    steps.sign_in(program, PROGRAM)
    steps.invite_administrator(program, "Madera Unified", ADMIN)
    steps.accept_invitation(admin, inbox, ADMIN, "Marisol", "Cruz")
    steps.name_leader(admin, "Madera Unified", ALMA)
    steps.accept_invitation(alma, inbox, ALMA, "Alma", "Reyes")
    series = steps.draft_series(alma, TITLE, tomorrow)
    expect(alma.get_by_role("button", name="Publish")).to_have_count(0)
    steps.invite_co_leader(alma, series, DENNIS, "Dennis", "Kim")
    steps.accept_invitation(dennis, inbox, DENNIS, "Dennis", "Kim", subject="")
    dennis.goto(f"/series/{series}/")
    dennis.get_by_role("button", name="Yes, join the team").click()
    first, second = _sessions(product, series)
    steps.make_strands(alma, first)
    alma.goto(f"/series/{series}/plan/")
    alma.get_by_role("button", name="Publish").click()
    expect(alma.get_by_text("Published").first).to_be_visible()

    # A teacher signs up on the phone, says where she works, registers for the elementary strand.
    rosa.goto("/")
    rosa.goto("/accounts/signup/")
    steps.sign_up(rosa, inbox, ROSA, "Rosa", "Medina")
    steps.add_school(rosa, "Sierra Vista Elementary")
    steps.register(rosa, TITLE, "Elementary")
    inbox.wait(ROSA, "registered")
    reminder = inbox.wait(ROSA, "Session 1")
    assert reminder["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    # Session day: the code on the wall, a wrong one, the right one twice, a walk-in without an address.
    steps.shift(product, first, hours_from_now=0.1)
    alma.goto(f"/sessions/{first}/day/")
    code = alma.locator(".code").inner_text().strip()
    steps.check_in(rosa, "QQQQ")
    expect(rosa.locator("main")).to_contain_text(re.compile("code", re.IGNORECASE))
    steps.check_in(rosa, code)
    expect(rosa.get_by_role("heading", name="You are checked in")).to_be_visible()
    steps.check_in(rosa, code.lower())
    expect(rosa.get_by_role("heading", name="already checked in")).to_be_visible()
    alma.goto(f"/sessions/{first}/walk-in/")
    alma.get_by_label("First name").fill("Theo")
    alma.get_by_label("Last name").fill("Walker")
    alma.get_by_role("button", name="Check in").click()
    alma.goto(f"/sessions/{first}/day/")
    expect(alma.locator("live-count")).to_have_text("2")

    # The session ends; the exit survey; closing gives the try and leaves the next date open.
    steps.shift(product, first, hours_from_now=-4)
    steps.wait_for_state(product, first, "held")
    rosa.goto(f"/sessions/{first}/exit/")
    for group in rosa.locator("main form fieldset").all():
        group.get_by_role("radio").first.check()
    rosa.get_by_role("button", name="Send my answers").click()
    expect(rosa.locator("main")).to_contain_text(re.compile("thank", re.IGNORECASE))
    alma.goto(f"/sessions/{first}/close/")
    alma.get_by_label("What do you ask everybody to try?").fill("One sentence frame with one class")
    alma.get_by_label("How many samples").fill("1")
    alma.get_by_role("button", name="Close the session").click()
    rosa.goto("/")
    expect(rosa.get_by_role("heading", name="Session 2 has no date yet")).to_be_visible()

    # Four days later: the try window opens; derived three times, worker killed in between, told once.
    before = len(inbox.to(ROSA))
    product.kill_worker()
    steps.shift(product, first, hours_from_now=-4 * 24)
    derive = "from cycles.followup.reminders import derive; derive(); derive(); derive(); answer = True"
    product.shell(derive)
    product.kill_worker()
    until(lambda: len(inbox.to(ROSA)) > before, 90, "the reminder to try")
    product.shell(derive)
    product.kill_worker()

    # Rosa plans and tells; what she typed survives a closed tab.
    rosa.goto("/")
    rosa.get_by_role("link", name=re.compile("Plan it")).click()
    rosa.get_by_label("What will you try?").fill("Sentence frames in period 3")
    rosa.get_by_role("button", name="Save my plan").click()
    attempt = _one(product, "from cycles.tries.models import Try; answer = str(Try.objects.get().pk)")
    rosa.goto(f"/tries/{attempt}/tell/")
    rosa.get_by_label("What happened?").press_sequentially(
        "They used the frames. Two pairs went beyond them."
    )
    expect(rosa.locator("[data-saved]").first).to_contain_text("Saved")
    rosa.goto("/")
    rosa.goto(f"/tries/{attempt}/tell/")
    expect(rosa.get_by_label("What happened?")).to_have_value(
        "They used the frames. Two pairs went beyond them."
    )
    rosa.get_by_label("To a great extent").check()
    rosa.get_by_role("button", name="I tried it").click()
    expect(rosa.get_by_text("Thank you. It is saved.")).to_be_visible()
    steps.send_file(rosa, attempt, "Lesson plan", lesson_plan(tmp_path))
    steps.send_file(rosa, attempt, "Student work", photo(tmp_path))
    kept = "from cycles.evidence.models import Artifact; answer = Artifact.objects.filter(state='private').count()"
    until(lambda: _one(product, kept) == "2", 180, "both files screened")
    work = _one(
        product,
        "from cycles.evidence.models import Artifact; answer = str(Artifact.objects.get(kind='student-work').pk)",
    )
    assert alma.request.get(f"/artifacts/{work}/").status == 404
    steps.check_and_share(rosa, work, "Everybody in this series")
    assert alma.request.get(f"/artifacts/{work}/").status == 404  # she works at another school
    steps.permit(rosa)
    assert alma.request.get(f"/artifacts/{work}/").status == 200
    assert admin.request.get(f"/artifacts/{work}/").status == 404

    # The leader sees who is ready, nudges, and sets the date; each hears once.
    alma.goto(f"/series/{series}/readiness/")
    row = alma.get_by_role("row").filter(has_text="Rosa")
    expect(row).to_contain_text("1 of 1")
    alma.goto(f"/sessions/{second}/schedule/")
    alma.get_by_label("Day").fill(tomorrow.isoformat())
    alma.get_by_label("Starts").fill("09:00")
    alma.get_by_label("Ends").fill("12:30")
    alma.get_by_role("button", name="Set the date").click()
    inbox.wait(ROSA, "Session 2")

    # Session 2: looked at together, feedback, decision, and a refined try linked to the first.
    steps.shift(product, second, hours_from_now=-1)
    steps.wait_for_state(product, second, "in-progress")
    alma.goto(f"/sessions/{second}/look/")
    alma.get_by_role("link", name=re.compile("Open")).first.click()
    alma.get_by_label("What works").check()
    alma.get_by_label("In a few words").fill("The frame fits their level.")
    alma.get_by_role("button", name=re.compile("Send to Rosa")).click()
    alma.goto(f"/sessions/{second}/look/")
    alma.get_by_role("button", name="We looked at these together").click()
    rosa.goto("/")
    expect(rosa.locator("main")).to_contain_text("The frame fits their level.")
    rosa.goto(f"/tries/{attempt}/decide/")
    rosa.get_by_label("Adapt it and try again").check()
    rosa.get_by_label("What will you change, or why?").fill("Let them choose the topic.")
    rosa.get_by_role("button", name="Save my decision").click()
    rosa.goto(f"/tries/{attempt}/refine/")
    rosa.get_by_label("What will you try this time?").fill("Frames, topic of their choice")
    rosa.locator("main form button.btn--do").first.click()
    refined = (
        "from cycles.tries.models import Try; answer = str(Try.objects.get(refines__isnull=False).refines_id)"
    )
    assert _one(product, refined) == attempt

    # Told: the district's dashboard, and the program's report built by the worker.
    admin.goto("/")
    admin.get_by_role("link", name="Open the dashboard").click()
    expect(admin.locator("main")).to_contain_text("Took part")
    assert "frames" not in admin.locator("main").inner_text().lower()
    program.goto("/reports/new/")
    program.locator("main form button.btn--do").first.click()
    program.wait_for_url(re.compile("/reports/[0-9a-f-]{36}/"))
    done = "from reports.models import Snapshot; answer = Snapshot.objects.get().work_state"
    until(lambda: _one(product, done) == "done", 60, "the report")
    report = program.url.rstrip("/")
    assert program.request.get(f"{report}.pdf").body()[:5] == b"%PDF-"
    assert program.request.get(f"{report}.csv").status == 200

    _each_mail_once(product)


def _each_mail_once(product: Product) -> None:
    """One mail each: no Message-ID arrived twice unmarked, and no reminder to one person stands twice."""
    product.kill_worker()
    product.shell("from cycles.followup.reminders import derive; derive(); answer = True")
    sent = [mail for mail in product.inbox.mails if mail["Auto-Submitted"]]
    unmarked = [str(mail["Message-ID"]) for mail in sent if not mail["X-Possibly-Doubled"]]
    assert len(unmarked) == len(set(unmarked))
    heads = [(str(mail["To"]), str(mail["Subject"])) for mail in sent if not mail["X-Possibly-Doubled"]]
    assert len(heads) == len(set(heads)), sorted(heads)
