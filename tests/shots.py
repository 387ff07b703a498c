"""Pictures of the main screens of the demonstration, phone and desktop, light and dark, into var/shots/.

It makes and serves a demonstration of its own and stops it again. To take only some pictures, name parts of
their names: `python -m tests.shots home report`. Ends with 1 when a page answers oddly or is too wide.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from tests.browsers import ARGUMENTS, find_chromium
from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
INTO = ROOT / "var" / "shots"
PASSWORD = "poppies-for-pictures"
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
READY = 90  # seconds

# Name, account ("" for a visitor), address. Words in {} are looked up by `PLACES`.
SHOTS: tuple[tuple[str, str, str], ...] = (
    ("landing", "", "/"),
    ("sign-in", "", "/accounts/login/"),
    ("privacy", "", "/privacy/"),
    ("gallery", "program", "/gallery/"),
    ("home-teacher", "teacher.madera", "/"),
    ("home-teacher-after", "teacher.conejo", "/"),
    ("home-teacher-yesterday", "teacher.eastside", "/"),
    ("home-leader", "leader.madera", "/"),
    ("home-leader-to-close", "leader.eastside", "/"),
    ("home-admin", "admin.madera", "/"),
    ("home-program", "program", "/"),
    ("home-partner", "partner", "/"),
    ("home-stranger", "stranger", "/"),
    ("me", "teacher.madera", "/me/"),
    ("hours", "teacher.conejo", "/me/hours/"),
    ("calendar", "teacher.conejo", "/me/calendar/"),
    ("hours-missing", "teacher.conejo", "/me/hours/missing/"),
    ("certificates", "teacher.conejo", "/me/certificates/"),
    ("certificates-series", "leader.conejo", "/series/{conejo}/certificates/"),
    ("verify", "", "/verify/{certificate}/"),
    ("verify-ask", "", "/verify/"),
    ("missing", "leader.madera", "/series/{madera}/missing/"),
    ("rule", "leader.madera", "/series/{madera}/attendance-rule/"),
    ("originals", "leader.madera", "/series/{madera}/originals/"),
    ("payroll", "admin.madera", "/hours/"),
    ("print", "leader.madera", "/sessions/{madera2}/print/"),
    ("check-in", "teacher.madera", "/check-in/"),
    ("catalogue", "teacher.madera", "/series/"),
    ("series-new", "leader.madera", "/series/new/"),
    ("series", "teacher.madera", "/series/{madera}/"),
    ("series-full", "stranger", "/series/{orange}/"),
    ("join", "", "/join/{orange_code}/"),
    ("poster", "", "/join/{orange_code}/poster/"),
    ("share", "leader.orange", "/series/{orange}/share/"),
    ("register", "stranger", "/series/{orange}/register/"),
    ("plan", "leader.madera", "/series/{madera}/plan/"),
    ("aims", "leader.madera", "/series/{madera}/aims/"),
    ("aims-standards", "leader.eastside", "/series/{eastside}/aims/?q=ratio&grade=6"),
    ("follow-up", "leader.madera", "/series/{madera}/follow-up/"),
    ("audience", "leader.madera", "/series/{madera}/audience/"),
    ("plan-check", "leader.madera", "/series/{madera}/check/"),
    ("team", "leader.madera", "/series/{madera}/team/"),
    ("support", "leader.madera", "/series/{madera}/support/"),
    ("support-asked", "admin.madera", "/support/"),
    ("partners", "leader.madera", "/series/{madera}/partners/"),
    ("copy", "leader.madera", "/series/{madera}/copy/"),
    ("history", "leader.madera", "/series/{madera}/history/"),
    ("people", "leader.madera", "/series/{madera}/people/"),
    ("people-invite", "leader.orange", "/series/{orange}/people/invite/"),
    ("people-questions", "leader.orange", "/series/{orange}/questions/"),
    ("people-answers", "leader.orange", "/series/{orange}/people/answers/"),
    ("catalogue-filtered", "teacher.madera", "/series/?when=upcoming&grade=3"),
    ("people-waitlist", "leader.orange", "/series/{orange}/people/"),
    ("session", "teacher.madera", "/sessions/{madera2}/"),
    ("session-strands", "leader.madera", "/sessions/{madera2}/strands/"),
    ("session-leader", "leader.madera", "/sessions/{madera2}/"),
    ("session-rooms", "leader.madera", "/sessions/{madera2}/rooms/"),
    ("agenda", "leader.madera", "/sessions/{madera2}/agenda/"),
    ("resources", "leader.madera", "/series/{madera}/resources/"),
    ("resource-new", "leader.madera", "/series/{madera}/resources/new/"),
    ("resource", "leader.madera", "/resources/{frames}/"),
    ("session-day", "leader.eastside", "/sessions/{eastside1}/day/"),
    ("session-wall", "leader.eastside", "/sessions/{eastside1}/day/screen/"),
    ("session-clock", "leader.eastside", "/sessions/{eastside1}/day/clock/"),
    ("session-paper", "leader.eastside", "/sessions/{eastside1}/paper/"),
    ("session-close", "leader.eastside", "/sessions/{eastside1}/close/"),
    ("commit", "teacher.eastside", "/sessions/{eastside1}/commit/"),
    ("exit-survey", "teacher.eastside", "/sessions/{eastside1}/exit/"),
    ("tries", "teacher.conejo", "/tries/"),
    ("try", "teacher.madera", "/tries/{rosa}/"),
    ("try-line", "teacher.conejo", "/tries/{line}/"),
    ("try-all", "teacher.conejo", "/tries/{hana}/"),
    ("try-all-seen", "leader.conejo", "/tries/{hana}/feedback/"),
    ("try-plan", "teacher.eastside", "/sessions/{eastside1}/try/"),
    ("try-adopted", "teacher.eastside", "/tries/{priya}/"),
    ("try-refine", "teacher.conejo", "/tries/{hana}/refine/"),
    ("answer", "teacher.madera", "/sessions/{madera1}/commitments/"),
    ("events", "program", "/events/"),
    ("event", "leader.orange", "/events/{event}/"),
    ("event-day", "leader.orange", "/events/{event}/day/"),
    ("event-desk", "leader.orange", "/events/{event}/desk/"),
    ("event-heads", "leader.orange", "/events/{event}/heads/"),
    ("event-list", "leader.orange", "/events/{event}/lists/"),
    ("claims", "program", "/claims/"),
    ("coaches", "program", "/series/{coaching}/coaches/"),
    ("try-tell", "teacher.madera", "/tries/{rosa}/tell/"),
    ("bring", "teacher.madera", "/tries/{rosa}/bring/"),
    ("bring-all", "teacher.conejo", "/tries/{hana}/bring/"),
    ("feedback", "leader.madera", "/tries/{rosa}/feedback/"),
    ("feedback-pins", "leader.madera", "/tries/{rosa}/feedback/?about={sample}"),
    ("feedback-owner", "teacher.madera", "/tries/{rosa}/feedback/?about={sample}"),
    ("feedback-ask", "teacher.madera", "/tries/{rosa}/ask/"),
    ("feedback-helping", "teacher.madera", "/series/{madera}/feedback/"),
    ("feedback-waiting", "leader.madera", "/series/{madera}/feedback/waiting/"),
    ("feedback-thread", "teacher.conejo", "/tries/{hana}/feedback/?about={covered}"),
    ("artifact", "teacher.madera", "/artifacts/{sample}/"),
    ("artifact-covered", "teacher.conejo", "/artifacts/{covered}/"),
    ("artifact-covered-seen", "leader.conejo", "/artifacts/{covered}/"),
    ("artifact-word", "teacher.conejo", "/artifacts/{word}/"),
    ("artifact-slides", "teacher.conejo", "/artifacts/{slides}/"),
    ("artifact-film", "leader.conejo", "/artifacts/{film}/"),
    ("artifact-asked-down", "teacher.conejo", "/artifacts/{asked}/"),
    ("covering", "teacher.conejo", "/artifacts/{covered}/check/"),
    ("take-down", "leader.conejo", "/artifacts/{covered}/take-down/"),
    ("take-downs", "program", "/take-downs/"),
    ("take-down-enter", "program", "/take-downs/new/"),
    ("kept-files", "program", "/kept-files/"),
    ("library", "teacher.madera", "/library/"),
    ("library-found", "stranger", "/library/?q=because"),
    ("library-none", "teacher.madera", "/library/?q=zeppelin"),
    ("library-strategy", "teacher.madera", "/library/strategies/{strategy}/"),
    ("library-strategy-edit", "program", "/library/strategies/{strategy}/edit/"),
    ("library-resource", "teacher.madera", "/library/resources/{card}/"),
    ("library-example", "teacher.conejo", "/library/examples/{example}/"),
    ("library-use", "teacher.eastside", "/library/examples/{example}/use/"),
    ("artifact-check", "teacher.madera", "/artifacts/{sample}/check/"),
    ("look-together", "leader.madera", "/sessions/{madera2}/look/"),
    ("together-series", "leader.madera", "/series/{madera}/analysis/"),
    ("together-setup", "leader.madera", "/analysis/{look_ahead}/setup/"),
    ("together-lead", "leader.madera", "/analysis/{look_ahead}/lead/"),
    ("together-wall", "leader.madera", "/analysis/{look_ahead}/wall/"),
    ("together-phone", "teacher.madera", "/analysis/{look_ahead}/"),
    ("together-prepare", "leader.madera", "/series/{madera}/analysis/prepare/"),
    ("together-join", "teacher.madera", "/analysis/join/"),
    ("together-on-lead", "coleader.madera", "/analysis/{on_now}/lead/"),
    ("together-on-wall", "coleader.madera", "/analysis/{on_now}/wall/"),
    ("together-on-phone", "teacher.madera", "/analysis/{on_now}/"),
    ("together-record", "teacher.madera", "/analysis/{looked}/record/"),
    ("together-record-named", "teacher.conejo", "/analysis/{models}/record/"),
    ("protocols", "leader.madera", "/protocols/"),
    ("readiness", "leader.madera", "/series/{madera}/readiness/"),
    ("nudge", "leader.madera", "/series/{madera}/nudge/"),
    ("insights", "leader.conejo", "/series/{conejo}/insights/"),
    ("insights-madera", "leader.madera", "/series/{madera}/insights/"),
    ("district-dashboard", "admin.madera", "/districts/{madera_district}/dashboard/"),
    ("district", "admin.madera", "/districts/{madera_district}/"),
    ("alliance-dashboard", "admin.eastside", "/alliances/{alliance}/dashboard/"),
    ("districts", "program", "/districts/"),
    ("reports", "program", "/reports/"),
    ("report", "program", "/reports/{report}/"),
    ("report-partner", "partner", "/reports/{report}/"),
    ("not-found", "teacher.madera", "/series/01900000-0000-7000-8000-000000000000/"),
)

PLACES = """
import json
from cycles.analysis.models import ProtocolRun
from cycles.evidence.models import TakedownRequest
from cycles.library.models import Example
from cycles.papers.models import Certificate
from cycles.planning.models import Resource, Series, Session, Strategy
from cycles.tries.models import Try
from districts.models import Alliance, District
from reports.models import Snapshot
titles = {"madera": "Academic conversation across", "conejo": "Phenomenon first",
          "eastside": "Reasoning about ratios", "orange": "Listening protocols"}
found = {}
for key, title in titles.items():
    series = Series.objects.get(title__startswith=title)
    found[key] = series.pk
    found[f"{key}_code"] = series.join_code
    found |= {f"{key}{one.number}": one.pk for one in series.sessions.all()}
rosa = Try.objects.get(person__user__email="teacher.madera@demo.example")
found["line"] = Try.objects.get(person__user__email="teacher.conejo@demo.example", refines__isnull=False).pk
found |= {"rosa": rosa.pk, "sample": rosa.artifacts.first().pk}
found |= {"madera_district": District.objects.get(cds="20-65243").pk, "alliance": Alliance.objects.get().pk}
found["certificate"] = Certificate.objects.filter(person__user__email="teacher.conejo@demo.example").first().code
from cycles.planning.models import Event
found["event"] = Event.objects.filter(state="closed").latest("starts_at").pk
found["coaching"] = Series.objects.get(trains_coaches=True).pk
found["report"] = Snapshot.objects.order_by("period_from").first().pk
found["frames"] = Resource.objects.get(title="Sentence frames, all grades").pk
found["look_ahead"] = ProtocolRun.objects.get(state="prepared").pk
found["on_now"] = ProtocolRun.objects.get(state="running").pk
looks = {one.series.title.split()[0]: one.pk for one in ProtocolRun.objects.filter(state="concluded")}
found |= {"looked": looks["Academic"], "models": looks["Phenomenon"]}
hana = Try.objects.get(pk=found["line"])
found["hana"] = hana.pk
for key, ending in (("word", ".docx"), ("slides", ".pptx"), ("film", ".mp4")):
    found[key] = hana.artifacts.get(original_name__endswith=ending).pk
found["covered"] = hana.artifacts.get(masking__isnull=False).pk
found["asked"] = TakedownRequest.objects.get(state="open").artifact_id
found["priya"] = Try.objects.get(person__user__email="teacher.eastside@demo.example").pk
found["strategy"] = Strategy.objects.filter(name="Sentence frames").earliest("created_at").pk
found["card"] = Resource.objects.filter(open_to="library").earliest("created_at").pk
found["example"] = Example.objects.filter(artifact__credit="name").earliest("created_at").artifact_id
print("=>" + json.dumps({key: str(value) for key, value in found.items()}))
"""
# Pictures that load only when somebody scrolls to them are in a picture of the whole page, too.
ALL_PICTURES = """async () => {
  for (const one of document.images) one.loading = "eager";
  const coming = [...document.images].filter((one) => !one.complete);
  await Promise.all(coming.map((one) => new Promise((done) => { one.onload = one.onerror = done; })));
}"""


@dataclass(frozen=True)
class Demo:
    """A running demonstration."""

    url: str
    places: dict[str, str]


@contextmanager
def demonstration(folder: Path) -> Iterator[Demo]:
    """Make one from nothing and serve it; stopped at the end."""
    port = free_port()
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG", "TMPDIR"}}
    url = f"http://127.0.0.1:{port}"
    environment = {
        **kept,
        "EMBEDDED": "yes",
        "VAR_DIR": str(folder),
        "PORT": str(port),
        "SITE_URL": url,
        "DEMO_PASSWORD": PASSWORD,
    }
    run = [sys.executable, "manage.py"]
    for command in ("prepare", "demo"):
        subprocess.run([*run, command, "-v", "0"], cwd=ROOT, env=environment, check=True)
    told = subprocess.run(
        [*run, "shell", "--no-imports", "-v", "0"],
        cwd=ROOT, env=environment, check=True, input=PLACES, capture_output=True, text=True,
    ).stdout  # fmt: skip
    with (folder / "serve.log").open("w") as log:
        server = subprocess.Popen([*run, "serve"], cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait(url)
        yield Demo(url, json.loads(told.rpartition("=>")[2]))
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def _wait(url: str) -> None:
    deadline = time.monotonic() + READY
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=3):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit(f"{url} did not answer within {READY} seconds.")


def _sign_in(browser: Browser, demo: Demo, account: str) -> dict[str, object]:
    """Cookies of one account, for every size and scheme."""
    context = browser.new_context(base_url=demo.url)
    if account:
        page = context.new_page()
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(f"{account}@demo.example")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(f"{demo.url}/")
    state = context.storage_state()
    context.close()
    return dict(state)


def _open(page: Page, address: str) -> int:
    """The status of the answer; 0 when the browser shows no page for it."""
    try:
        answer = page.goto(address, wait_until="load")
    except Error:
        return 0
    return answer.status if answer else 0


def _take(context: BrowserContext, demo: Demo, wanted: list[tuple[str, str]], ending: str) -> list[str]:
    """One picture each, whole pages; answers what did not look like a page."""
    odd = []
    page = context.new_page()
    for name, address in wanted:
        status = _open(page, address.format(**demo.places))
        if status != (404 if name == "not-found" else 200):
            odd.append(f"{name} ({ending}): {status} {page.url}")
        page.evaluate(ALL_PICTURES)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            odd.append(f"{name} ({ending}): {wide} px too wide")
        page.screenshot(path=INTO / f"{name}-{ending}.png", full_page=True)
    return odd


def main(only: list[str]) -> int:
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit(
            "No Chromium found. Install it (Debian: sudo apt-get install chromium) or name it: CHROMIUM=/path."
        )
    wanted = [row for row in SHOTS if not only or any(part in row[0] for part in only)]
    INTO.mkdir(parents=True, exist_ok=True)
    odd: list[str] = []
    with tempfile.TemporaryDirectory(prefix="ilc-shots-", ignore_cleanup_errors=True) as folder:
        print("Making a demonstration ...", flush=True)
        with demonstration(Path(folder)) as demo, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            for account in dict.fromkeys(row[1] for row in wanted):
                mine = [(name, address) for name, who, address in wanted if who == account]
                print(f"{account or 'visitor'}: {', '.join(name for name, _ in mine)}", flush=True)
                odd += _all_looks(browser, demo, account, mine)
            browser.close()
    print(f"{len(list(INTO.glob('*.png')))} pictures in {INTO}")
    print("\n".join(odd))
    return 1 if odd else 0


def _all_looks(browser: Browser, demo: Demo, account: str, mine: list[tuple[str, str]]) -> list[str]:
    odd: list[str] = []
    state = _sign_in(browser, demo, account)
    for device, (width, height) in SIZES.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                base_url=demo.url,
                storage_state=state,  # type: ignore[arg-type]
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                has_touch=device == "phone",
                timezone_id="America/Los_Angeles",
                reduced_motion="reduce",
            )
            odd += _take(context, demo, mine, f"{device}-{scheme}")
            context.close()
    return odd


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
