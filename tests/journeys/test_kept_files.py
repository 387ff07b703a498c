"""Photos sent without a line: kept on the phone over a closed page, there once in the end, nobody else's business."""

import hashlib
import io
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.journeys import steps
from tests.journeys.harness import Product, until
from tests.journeys.line import Line
from tests.journeys.test_offline_try import TIME_OUT, kept_on, planned

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KEPT = """() => new Promise((then) => {
  const asked = indexedDB.open('ilc-files');
  asked.onsuccess = () => {
    const base = asked.result;
    const end = (them) => { base.close(); then(them); };
    if (!base.objectStoreNames.length) return end([]);
    const all = base.transaction('files').objectStore('files').getAll();
    all.onsuccess = () => end(all.result.map((one) => one.name));
  };
})"""
AGE = """(days) => new Promise((then) => {
  const asked = indexedDB.open('ilc-files');
  asked.onsuccess = () => {
    const store = asked.result.transaction('files', 'readwrite').objectStore('files');
    const all = store.getAll();
    all.onsuccess = () => { for (const one of all.result) store.put({ ...one, at: one.at - days * 86400000 }); };
    store.transaction.oncomplete = () => { asked.result.close(); then(); };
  };
})"""
TAKEN = """
from cycles.evidence.models import Artifact, RecordingConsent, Upload
rows = Artifact.objects.filter(attempt=%(attempt)r)
agreed = RecordingConsent.objects.filter(artifact__in=rows)
answer = {"files": sorted(rows.values_list("original_name", "kind", "received_sha256")),
          "consent": sorted(agreed.values_list("artifact__original_name", "of")),
          "uploads": Upload.objects.filter(attempt=%(attempt)r).count()}
"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    good = io.BytesIO()
    Image.new("RGB", (40, 30), random.choice(("teal", "navy", "olive"))).save(good, "JPEG")
    path = tmp_path / "IMG_1.jpg"
    path.write_bytes(good.getvalue())
    return path


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def taken(product: Product, attempt: str) -> dict[str, Any]:
    return dict(product.shell(TAKEN % {"attempt": attempt}))


def kept(page: Page) -> list[str]:
    return sorted(page.evaluate(KEPT))


def nothing_waits(page: Page) -> None:
    until(lambda: kept(page) == [], 60, "nothing waits on this phone")


def files_page(phone: BrowserContext, product: Product, address: str) -> tuple[Page, str]:
    """The files page of a new teacher's try, open on their phone."""
    page, attempt = phone.new_page(), planned(product, address)
    steps.sign_in(page, address)
    page.goto(f"/tries/{attempt}/bring/")
    return page, attempt


def send(page: Page, *files: Path) -> None:
    page.get_by_label("Photos or files").set_input_files(files)
    page.get_by_role("button", name="Send").click()


def leave_waiting(page: Page, line: Line, *files: Path) -> None:
    """Sent without a line, and the page closed."""
    line.cut()
    send(page, *files)
    for file in files:
        row = page.locator(".coming li", has_text=file.name)
        expect(row).to_contain_text("Sends when there is a line")
    page.close()


def test_sent_without_a_line_and_closed_it_arrives_once_from_home(
    product: Product, phone: BrowserContext, line: Line, photo: Path, tmp_path: Path
) -> None:
    page, attempt = files_page(phone, product, "ines@example.org")
    film = tmp_path / "talk.mp4"
    film.write_bytes(b"not really a film")
    line.cut()
    page.get_by_label("Lesson plan").check()
    page.get_by_label("Photos or files").set_input_files([photo, film])
    page.get_by_label("The teacher who can be seen or heard").check()
    page.get_by_label("The principal of the school").check()
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".coming li", has_text="talk.mp4")).to_contain_text("Sends when there is a line")
    expect(page.get_by_text(re.compile("2 files wait on this .* and go on by themselves"))).to_be_visible()
    assert kept(page) == ["IMG_1.jpg", "talk.mp4"]
    page.close()
    assert taken(product, attempt)["uploads"] == 0

    line.mend()
    home = phone.new_page()
    home.route("**/uploads/", lambda route: route.abort("internetdisconnected"))
    home.goto("/")
    waits = home.get_by_role("region", name="2 files wait on this")
    expect(waits.locator("li").first).to_contain_text("IMG_1.jpg, Period 3")
    expect(waits.get_by_role("button", name="Remove: IMG_1.jpg")).to_be_visible()
    home.get_by_text("Sends when there is a line. You may go on with something else.").wait_for()
    home.evaluate("window.same = true")
    home.unroute("**/uploads/")
    expect(waits.or_(home.locator("waiting-files")).get_by_role("status")).to_contain_text(
        "2 files arrived", timeout=60_000
    )
    until(lambda: len(taken(product, attempt)["files"]) == 2, 60, "both are taken in")
    assert taken(product, attempt) == {
        "files": [
            ["IMG_1.jpg", "lesson-plan", digest(photo)],
            ["talk.mp4", "lesson-plan", digest(film)],
        ],
        "consent": [["talk.mp4", "principal"], ["talk.mp4", "teacher"]],
        "uploads": 2,
    }
    assert kept(home) == []
    expect(home.get_by_role("link", name="Check names and faces")).to_be_visible(timeout=40_000)
    assert home.evaluate("window.same")  # home drew itself anew
    expect(home.get_by_text("2 files arrived")).to_be_visible()
    home.get_by_role("link", name="Look at it").click()
    expect(home.locator("#receipt")).to_contain_text("IMG_1.jpg")
    expect(home.locator(".coming li")).to_have_count(0)


def test_closed_in_the_middle_it_goes_on_where_it_stopped(
    product: Product, phone: BrowserContext, line: Line, tmp_path: Path
) -> None:
    page, attempt = files_page(phone, product, "olga@example.org")
    path = tmp_path / "board.png"
    noise = random.Random(7).randbytes(2850 * 2850 * 3)
    Image.frombytes("RGB", (2850, 2850), noise).save(path, compress_level=0)

    def cut_past_60_percent(route: Route) -> None:
        if int(route.request.headers.get("upload-offset", 0)) > 0.6 * path.stat().st_size:
            line.cut()
        route.continue_()

    page.route("**/uploads/*/", cut_past_60_percent)
    send(page, path)
    row = page.locator(".coming li", has_text="board.png")
    expect(row).to_contain_text("% has arrived. Sends when there is a line", timeout=60_000)
    page.close()
    line.mend()
    again = phone.new_page()
    asked: list[str] = []
    again.on("request", lambda one: asked.append(one.method) if "/uploads/" in one.url else None)
    again.goto(f"/tries/{attempt}/")
    expect(again.get_by_text("board.png arrived")).to_be_visible(timeout=60_000)
    assert asked[0] == "HEAD"
    assert "POST" not in asked
    until(lambda: taken(product, attempt)["files"], 60, "taken in")
    assert taken(product, attempt)["files"] == [["board.png", "student-work", digest(path)]]
    assert taken(product, attempt)["uploads"] == 1


def test_two_pages_at_once_send_it_once(
    product: Product, phone: BrowserContext, line: Line, photo: Path
) -> None:
    page, attempt = files_page(phone, product, "dora@example.org")
    leave_waiting(page, line, photo)
    line.mend()
    one, other = phone.new_page(), phone.new_page()
    one.goto("/", wait_until="commit")
    other.goto(f"/tries/{attempt}/bring/", wait_until="commit")
    for tab in (one, other):
        nothing_waits(tab)
        expect(tab.locator(".coming li")).to_have_count(0)
    until(lambda: taken(product, attempt)["files"], 60, "taken in")
    assert taken(product, attempt)["uploads"] == 1


def test_who_signs_in_next_neither_sees_nor_sends_it(
    product: Product, phone: BrowserContext, line: Line, photo: Path
) -> None:
    page, attempt = files_page(phone, product, "petra@example.org")
    planned(product, "ruth@example.org")
    leave_waiting(page, line, photo)
    product.shell(TIME_OUT)
    line.mend()
    other = phone.new_page()
    other.goto("/")
    assert kept(other) == ["IMG_1.jpg"]  # nobody is signed in: it waits for its owner
    assert "IMG_1" not in other.content()
    steps.sign_in(other, "ruth@example.org")
    nothing_waits(other)
    other.reload()
    assert "IMG_1" not in other.content()
    assert taken(product, attempt)["uploads"] == 0
    said = other.get_by_text(re.compile("1 photo was removed from this .* because somebody else signed in"))
    expect(said).to_have_count(0)
    notes = [value for key, value in kept_on(other).items() if "removed-files" in key]
    assert [sorted(json.loads(one)) for one in notes] == [["count", "day", "photos"]]
    product.shell(TIME_OUT)
    steps.sign_in(other, "petra@example.org")
    expect(said).to_be_visible()
    other.reload()
    expect(said).to_have_count(0)
    assert not [key for key in kept_on(other) if "removed-files" in key]


def test_after_a_session_that_ran_out_its_owner_sends_it(
    product: Product, phone: BrowserContext, line: Line, photo: Path
) -> None:
    page, attempt = files_page(phone, product, "nora@example.org")
    leave_waiting(page, line, photo)
    product.shell(TIME_OUT)
    line.mend()
    again = phone.new_page()
    steps.sign_in(again, "nora@example.org")
    expect(again.get_by_text("IMG_1.jpg arrived")).to_be_visible(timeout=60_000)
    until(lambda: taken(product, attempt)["files"], 60, "taken in")


def test_signing_out_asks_and_then_throws_it_away(
    product: Product, phone: BrowserContext, line: Line, photo: Path
) -> None:
    page, attempt = files_page(phone, product, "mara@example.org")
    page.route("**/uploads/**", lambda route: route.abort("internetdisconnected"))
    send(page, photo)
    expect(page.locator(".coming li")).to_contain_text("Sends when there is a line")
    page.locator(".me summary").click()
    page.get_by_role("button", name="Sign out").click()
    dialog = page.get_by_role("dialog", name="1 photo has not been sent yet")
    expect(dialog).to_contain_text("IMG_1.jpg, Period 3")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator(".me summary")).to_be_focused()
    assert kept(page) == ["IMG_1.jpg"]
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").click()
    dialog.get_by_role("button", name="Stay signed in").click()
    assert page.url.endswith("/bring/")
    page.locator(".me summary").click()
    page.get_by_role("button", name="Sign out").click()
    dialog.get_by_role("button", name="Sign out and remove it").click()
    page.wait_for_url(lambda url: "/bring/" not in url)
    expect(page.locator(".me").get_by_role("link", name="Sign in")).to_be_visible()
    assert kept(page) == []
    assert taken(product, attempt)["uploads"] == 0


def test_a_try_that_did_not_happen_is_told_and_the_photo_stays_until_removed(
    product: Product, phone: BrowserContext, line: Line, photo: Path
) -> None:
    page, attempt = files_page(phone, product, "lena@example.org")
    leave_waiting(page, line, photo)
    skip = f"from cycles.tries.models import Try; answer = Try.objects.filter(pk='{attempt}')"
    product.shell(f"{skip}.update(state='skipped', skip_reason='time')")
    line.mend()
    home = phone.new_page()
    home.goto("/")
    waits = home.get_by_role("region", name="Not taken")
    expect(waits).to_contain_text("You noted that this try didn't happen. Undo that first.")
    expect(waits).to_contain_text("until you remove it, at most two weeks")
    home.reload()
    expect(waits).to_contain_text("Undo that first")
    assert kept(home) == ["IMG_1.jpg"]
    product.shell(f"{skip}.update(state='planned', skip_reason='')")
    home.get_by_role("button", name="Try again: IMG_1.jpg").click()
    expect(home.get_by_text("IMG_1.jpg arrived")).to_be_visible(timeout=60_000)
    until(lambda: taken(product, attempt)["files"], 60, "taken in")


def test_removed_from_home_it_is_never_sent_and_gone_after_two_weeks(
    product: Product, phone: BrowserContext, line: Line, photo: Path
) -> None:
    page, attempt = files_page(phone, product, "tess@example.org")
    leave_waiting(page, line, photo)
    line.mend()
    home = phone.new_page()
    home.route("**/uploads/**", lambda route: route.abort("internetdisconnected"))
    home.goto("/")
    home.get_by_role("button", name="Remove: IMG_1.jpg").click()
    nothing_waits(home)  # at once, though Undo is offered
    home.get_by_role("button", name="Undo: IMG_1.jpg").click()
    until(lambda: kept(home) == ["IMG_1.jpg"], 15, "back again")
    home.evaluate(AGE, 13)
    home.reload()
    expect(home.get_by_role("region", name="1 photo waits on this")).to_be_visible()
    home.evaluate(AGE, 1)
    home.goto("about:blank")
    home.unroute("**/uploads/**")
    home.goto("/")
    nothing_waits(home)
    expect(home.get_by_role("region", name="waits on this")).to_have_count(0)
    assert taken(product, attempt)["uploads"] == 0


def test_where_nothing_can_be_kept_the_page_has_to_stay_open(
    product: Product, phone: BrowserContext, line: Line, photo: Path
) -> None:
    phone.add_init_script(
        "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }"
    )
    page, attempt = files_page(phone, product, "vera@example.org")
    line.cut()
    send(page, photo)
    expect(page.locator(".coming li")).to_contain_text("keep this page open, nothing has arrived yet")
    expect(
        page.get_by_text("goes on by itself as soon as it is back, while this page is open")
    ).to_be_visible()
    line.mend()
    expect(page.get_by_text("IMG_1.jpg arrived")).to_be_visible(timeout=60_000)
    until(lambda: taken(product, attempt)["files"], 60, "taken in")
