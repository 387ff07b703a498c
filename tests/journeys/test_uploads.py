"""Bringing files over a line that breaks, in a real Chromium: it goes on where it stopped, nothing is there twice."""

import hashlib
import io
import random
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from tests.bench.uploads import Sender
from tests.evidence import films
from tests.journeys.harness import Product, until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.sockets]
MB = 1024 * 1024


@pytest.fixture
def sender(product: Product) -> Sender:
    return Sender.of(product)


@pytest.fixture
def context(browser: Browser, product: Product, sender: Sender) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 390, "height": 844}, base_url=product.url)
    made.set_default_timeout(20_000)
    host = urlsplit(product.url).hostname or ""
    made.add_cookies([{"name": sender.cookie, "value": sender.key, "domain": host, "path": "/"}])
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, sender: Sender) -> Page:
    opened = context.new_page()
    opened.goto(f"/tries/{sender.attempt}/bring/")
    return opened


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Noise cannot be packed: about 24 MB."""
    path = tmp_path_factory.mktemp("photo") / "board.png"
    noise = random.Random(7).randbytes(2850 * 2850 * 3)
    Image.frombytes("RGB", (2850, 2850), noise).save(path, compress_level=0)
    return path


def slow(page: Page, bytes_a_second: int) -> None:
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": bytes_a_second},
    )


def heard(page: Page) -> list[str]:
    """What the page asks of the upload address, as it asks: POST, HEAD, PATCH with its offset."""
    found: list[str] = []

    def note(request: Request) -> None:
        if "/uploads/" in request.url:
            offset = request.headers.get("upload-offset", "")
            found.append(f"{request.method} {offset}".strip())

    page.on("request", note)
    return found


def choose(page: Page, *files: Path) -> None:
    page.get_by_label("Photos or files").set_input_files(files)
    page.get_by_role("button", name="Send").click()


def sent_at_least(page: Page, percent: int) -> None:
    page.wait_for_function(
        "p => { const b = document.querySelector('.coming progress'); return b && b.value / b.max >= p / 100; }",
        arg=percent,
    )


def taken(product: Product, sender: Sender) -> dict[str, str]:
    """Name -> checksum of everything on the try."""
    code = f"""
from cycles.evidence.models import Artifact
rows = Artifact.objects.filter(attempt="{sender.attempt}")
answer = dict(rows.values_list("original_name", "received_sha256"))"""
    return dict(product.shell(code))


def test_cut_past_60_percent_it_goes_on_by_itself(
    product: Product, sender: Sender, page: Page, photo: Path
) -> None:
    down = threading.Event()

    def line(route: Route) -> None:
        if int(route.request.headers.get("upload-offset", 0)) > 0.6 * photo.stat().st_size:
            down.set()
        if down.is_set():
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/uploads/*/", line)
    asked = heard(page)
    choose(page, photo)
    said = page.locator("resumable-upload > [role=status]")
    expect(said).to_contain_text("The line broke off", timeout=60_000)
    expect(page.get_by_role("button", name="Try now: board.png")).to_be_visible()
    page.unroute("**/uploads/*/")
    expect(said).to_contain_text("board.png arrived", timeout=60_000)
    expect(page.get_by_role("link", name="Check and share board.png")).to_be_visible(timeout=120_000)
    assert taken(product, sender) == {"board.png": hashlib.sha256(photo.read_bytes()).hexdigest()}
    assert asked.count("POST") == 1
    assert "HEAD" in asked
    on = [int(one.split()[1]) for one in asked if one.startswith("PATCH")]
    assert on == sorted(on)  # nothing from the beginning again


def test_after_a_reload_it_goes_on_by_itself_where_it_stopped(
    product: Product, sender: Sender, page: Page, photo: Path
) -> None:
    slow(page, 5 * MB)
    choose(page, photo)
    sent_at_least(page, 45)
    asked = heard(page)
    page.reload()
    slow(page, -1)
    expect(page.locator("resumable-upload > [role=status]")).to_contain_text(
        "board.png arrived", timeout=60_000
    )
    assert "HEAD" in asked
    assert "POST" not in asked
    until(lambda: taken(product, sender), 120, "taken in")
    assert taken(product, sender) == {"board.png": hashlib.sha256(photo.read_bytes()).hexdigest()}


def test_what_could_not_be_kept_goes_on_when_it_is_chosen_again(
    product: Product, sender: Sender, page: Page, photo: Path
) -> None:
    page.add_init_script("IDBObjectStore.prototype.put = () => { throw new Error('full') }")
    page.on("dialog", lambda one: one.accept())  # leaving asks
    page.reload()
    slow(page, 5 * MB)
    choose(page, photo)
    sent_at_least(page, 45)
    page.reload()
    row = page.locator("#receipt li", has_text="board.png")
    expect(row).to_contain_text("choose the same file again")
    expect(row).to_contain_text("Not complete")
    slow(page, -1)
    asked = heard(page)
    choose(page, photo)
    expect(page.locator("resumable-upload > [role=status]")).to_contain_text(
        "board.png arrived", timeout=60_000
    )
    assert asked[0] == "HEAD"
    assert int(asked[1].split()[1]) >= 8 * MB
    assert "POST" not in asked
    until(lambda: taken(product, sender), 120, "taken in")
    assert taken(product, sender) == {"board.png": hashlib.sha256(photo.read_bytes()).hexdigest()}


def test_pause_resume_cancel_and_undo(product: Product, sender: Sender, page: Page, photo: Path) -> None:
    slow(page, 3 * MB)
    choose(page, photo)
    sent_at_least(page, 10)
    page.get_by_role("button", name="Pause: board.png").click()
    row = page.locator(".coming li", has_text="board.png")
    expect(row).to_contain_text(re.compile(r"Paused at [1-9]\d? %; what has arrived is kept"))
    page.get_by_role("button", name="Resume: board.png").click()
    page.get_by_role("button", name="Cancel: board.png").click()
    expect(row).to_contain_text(re.compile(r"Cancelled at [1-9]\d? %"))
    page.get_by_role("button", name="Undo: board.png").click()
    slow(page, -1)
    expect(page.locator("resumable-upload > [role=status]")).to_contain_text(
        "board.png arrived", timeout=60_000
    )
    until(lambda: taken(product, sender), 120, "taken in")
    assert taken(product, sender) == {"board.png": hashlib.sha256(photo.read_bytes()).hexdigest()}


def test_a_cancelled_file_is_gone_from_the_server_too(
    product: Product, sender: Sender, page: Page, photo: Path
) -> None:
    slow(page, 3 * MB)
    choose(page, photo)
    sent_at_least(page, 10)
    page.get_by_role("button", name="Cancel: board.png").click()
    page.evaluate("document.querySelector('resumable-upload').refresh()")
    expect(page.locator("#receipt")).to_contain_text("board.png")  # as the list knows it, hidden meanwhile
    expect(page.locator("#receipt li", has_text="board.png")).to_be_hidden()
    expect(page.locator(".coming li")).to_have_count(0, timeout=30_000)
    expect(page.locator("#receipt")).not_to_contain_text("board.png")
    code = f"""
from cycles.evidence.models import Upload
answer = Upload.objects.filter(attempt="{sender.attempt}").count()"""
    until(lambda: product.shell(code) == 0, 20, "removed")


def test_each_refusal_names_its_file_and_the_others_go_on(
    product: Product, sender: Sender, page: Page, tmp_path: Path
) -> None:
    """Empty, far too large, the same twice, a film without consent; and a photo that is simply fine."""
    good = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(good, "JPEG")
    for name in ("fine.jpg", "again.jpg"):
        (tmp_path / name).write_bytes(good.getvalue())
    (tmp_path / "empty.jpg").write_bytes(b"")
    with (tmp_path / "lecture.mp4").open("wb") as film:
        film.truncate(2048 * MB)
    (tmp_path / "talk.mp4").write_bytes(b"not really a film")
    page.get_by_label("Photos or files").set_input_files(tmp_path / "fine.jpg")
    films = page.get_by_role("group", name=re.compile("For films"))
    expect(films).to_be_hidden()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("resumable-upload > [role=status]")).to_contain_text("fine.jpg arrived")
    until(lambda: taken(product, sender), 120, "taken in")
    asked = heard(page)
    choose(page, *(tmp_path / name for name in ("again.jpg", "empty.jpg", "lecture.mp4", "talk.mp4")))
    expect(page.get_by_text("again.jpg is here already, as fine.jpg. We kept one.")).to_be_visible()
    expect(page.get_by_text("empty.jpg is empty (0 bytes)")).to_be_visible()
    for name, away in (
        ("again.jpg", "Remove from list"),
        ("empty.jpg", "Remove"),
    ):  # the one that is here is not kept
        expect(page.get_by_role("button", name=f"Try again: {name}")).to_have_count(
            0
        )  # it would be refused again
        page.get_by_role("button", name=f"{away}: {name}", exact=True).click()
        expect(page.locator(".coming li", has_text=name)).to_have_count(0)
    expect(
        page.get_by_text(re.compile("lecture.mp4 is too large: 2048.0 MB, at most 500 MB"))
    ).to_be_visible()
    expect(page.get_by_text("Tick both boxes for talk.mp4")).to_be_visible()
    assert not [one for one in asked if one.startswith("PATCH")]  # not a byte was sent
    expect(films).to_be_visible()
    page.get_by_label("The teacher who can be seen or heard").check()
    page.get_by_label("The principal of the school").check()
    page.get_by_role("button", name="Leave out lecture.mp4").click()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("resumable-upload > [role=status]")).to_contain_text("talk.mp4 arrived")
    until(lambda: "talk.mp4" in taken(product, sender), 120, "taken in")
    code = f"""
from cycles.evidence.models import RecordingConsent
rows = RecordingConsent.objects.filter(artifact__attempt="{sender.attempt}")
answer = sorted(rows.values_list("of", flat=True))"""
    assert product.shell(code) == ["principal", "teacher"]


def test_a_film_with_consent_is_screened_and_plays(
    product: Product, sender: Sender, page: Page, tmp_path: Path
) -> None:
    """Consent first, then the film; its owner gets a player with a picture, of a film that tells no place."""
    path = tmp_path / "talk.mp4"
    path.write_bytes(films.film(seconds=3, size=(320, 240)))
    page.get_by_label("Photos or files").set_input_files(path)
    page.get_by_label("The teacher who can be seen or heard").check()
    page.get_by_label("The principal of the school").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("link", name="Check and share talk.mp4")).to_be_visible(timeout=120_000)
    page.locator("#receipt").get_by_role("link", name="talk.mp4", exact=True).click()
    player = page.locator("video")
    expect(player).to_be_visible()
    poster = page.request.get(player.get_attribute("poster") or "")
    assert (poster.status, poster.headers["content-type"]) == (200, "image/jpeg")
    expect(page.get_by_role("img", name="Student work, moment 1")).to_be_visible()
    played = page.evaluate(PLAYED)
    assert played["error"] is None
    assert (played["width"], played["height"]) == (320, 240)
    assert 2.5 < played["duration"] < 3.5
    assert played["time"] > 0
    clean = page.request.get(player.get_attribute("src") or "").body()
    assert b"Invented Author" not in clean
    assert b"Invented Author" in path.read_bytes()


PLAYED = """async () => {
  const film = document.querySelector('video'); film.muted = true
  const ready = new Promise((then) => {
    const look = () => { if (film.currentTime > 0 || film.error) then() }
    for (const kind of ['timeupdate', 'error']) film.addEventListener(kind, look)
  })
  film.play().catch(() => undefined); await ready
  return { error: film.error && film.error.message, width: film.videoWidth, height: film.videoHeight,
           duration: film.duration, time: film.currentTime }
}"""


def test_without_javascript_the_form_is_sent_as_it_is(
    browser: Browser, product: Product, sender: Sender, tmp_path: Path
) -> None:
    plain = browser.new_context(base_url=product.url, java_script_enabled=False)
    host = urlsplit(product.url).hostname or ""
    plain.add_cookies([{"name": sender.cookie, "value": sender.key, "domain": host, "path": "/"}])
    page = plain.new_page()
    good = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(good, "JPEG")
    (tmp_path / "fine.jpg").write_bytes(good.getvalue())
    page.goto(f"/tries/{sender.attempt}/bring/")
    expect(page.get_by_label("The principal of the school")).to_be_visible()
    choose(page, tmp_path / "fine.jpg")
    expect(page.get_by_text("1 file arrived")).to_be_visible()
    plain.close()
    assert taken(product, sender) == {"fine.jpg": hashlib.sha256(good.getvalue()).hexdigest()}
