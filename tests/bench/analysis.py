"""Looking together: phones add notes to one joint look over two web processes, and every screen follows.

Each phone asks for news at the rate of the real page and sends its notes as the page does, some of them twice, as
after a lost answer; every sixth is loaded anew half way. Times are printed, as ratios to a floor page of our own stack
measured in the same run, and never asserted. What must hold: no note lost, none twice, every screen equal at the end,
no error page, and at least two web processes that did the work.
"""

import http.client
import json
import os
import random
import re
import statistics
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from ilc.core.ids import uuid7
from tests.bench.uploads import web_pids
from tests.journeys.harness import Product

FLOOR = "/accounts/logout/"  # signed in, the frame of every page, nothing of its own
EVERY, JITTER = 1.3, 0.3  # seconds between two questions, as live-run.js asks
RELOADED = 6  # each sixth screen
PROCESSES = 2
PREPARE = """
from datetime import timedelta
from django.conf import settings
from django.test import Client
from django.utils import timezone
from cycles.analysis.actions import leading, preparing
from cycles.analysis.models import ProtocolTemplate
from tests import factories as make
school = make.school(within=make.district())
leaders = [make.person(name, at=school) for name in ("Alma Reyes", "Dennis King")]
series = make.series(leaders=leaders, host=school.district, state="running")
session = make.session(series, 1, start=timezone.now() - timedelta(minutes=10))
make.session(series, 2)
def key(who):
    client = Client()
    client.force_login(who.user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
people = [make.person(f"Teacher Number{{n}}", at=school) for n in range({phones})]
for who in people:
    make.enroll(who, series)
by = leaders[0].user
plan = preparing.Plan(session=session)
template = ProtocolTemplate.objects.get(key="notice-and-wonder")
run = preparing.prepare(series=series, template=template, plan=plan, by=by)
leading.start(run=run, by=by)
leading.go(run=run, by=by)
run.refresh_from_db()
answer = {{"run": str(run.pk), "phase": str(run.phase_id), "cookie": settings.SESSION_COOKIE_NAME,
          "leader": key(leaders[0]), "phones": [key(who) for who in people]}}
"""
COUNT = """
from cycles.analysis.models import Note
answer = [[str(pk), text] for pk, text in Note.objects.filter(run="{run}").values_list("pk", "text")]
"""


@dataclass
class Result:
    """What a run came to. Seconds by what was asked."""

    phones: int
    notes: int
    times: dict[str, list[float]] = field(default_factory=dict)
    seen: list[float] = field(default_factory=list)  # from sending to being on another screen
    again: int = 0  # notes sent twice
    worked: list[float] = field(default_factory=list)  # processor seconds, by web process
    errors: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def wrong(self) -> list[str]:
        """What must not be; empty for a good run."""
        return [*self.odd, *self.errors]

    def note(self, what: str, status: int, seconds: float) -> None:
        with self.lock:
            self.times.setdefault(what, []).append(seconds)
            if status >= 400:
                self.errors.append(f"{what}: {status}")

    def report(self) -> str:
        floor = statistics.median(self.times["floor"])
        lines = [
            f"{self.phones} phones, {self.notes} notes, {self.again} of them sent twice",
            f"  floor page             {floor * 1000:.0f} ms (median)",
        ]
        for what, found in sorted(self.times.items()):
            if what != "floor":
                lines.append(f"  {what:<22} {_told(found, floor)}")
        lines.append(f"  seen on other screens  {_told(self.seen, floor)}")
        worked = ", ".join(f"{one:.1f} s" for one in self.worked)
        lines.append(f"  web processes worked   {worked}")
        if not self.odd:
            lines.append(f"  none lost, none twice, {self.phones + 1} screens equal")
        lines.append(f"  errors {len(self.errors)}")
        return "\n".join([*lines, *(f"  WRONG {one}" for one in [*self.odd, *self.errors[:10]])])


def _told(found: list[float], floor: float) -> str:
    middle = statistics.median(found)
    high = sorted(found)[max(0, round(len(found) * 0.95) - 1)]
    return (
        f"median {middle * 1000:5.0f} ms = {middle / floor:5.1f} x floor, "
        f"95th percentile {high * 1000:5.0f} ms = {high / floor:5.1f} x, n = {len(found)}"
    )


class Screen:
    """One phone or wall: a connection of its own, what it knows, and a watch."""

    def __init__(self, url: str, made: dict[str, Any], key: str, result: Result, query: str = "") -> None:
        self.host, self.url, self.query = urlsplit(url).netloc, url, query
        self.cookies = {made["cookie"]: key}
        self.made, self.result = made, result
        self.notes: dict[str, dict[str, Any]] = {}
        self.met: set[str] = set()  # seen here at any time, also before this screen was loaded anew
        self.version, self.mark, self.passed, self.token = 0, "", "", ""

    def ask(self, what: str, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept": "application/json",
            "X-Pass": self.passed,
        }
        if fields is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": self.url + path}
        began = time.perf_counter()
        link = http.client.HTTPConnection(self.host, timeout=60)
        try:
            link.request(method, path, urlencode(fields) if fields is not None else None, headers)
            answer = link.getresponse()
            body = answer.read().decode(errors="replace")
        except OSError as error:
            with self.result.lock:
                self.result.errors.append(f"{what}: {error!r}")
            return 0, ""
        finally:
            link.close()
        if what == "news":
            what = "nothing new (204)" if answer.status == 204 else "news (200)"
        self.result.note(what, answer.status, time.perf_counter() - began)
        for value in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, body

    def open_page(self) -> None:
        """The phone's page, for the token that its forms carry."""
        _, body = self.ask("open the page", "GET", f"/analysis/{self.made['run']}/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
        self.token = token.group(1) if token else ""

    def look(self, sent: dict[str, float]) -> None:
        """Ask for news; what others sent and was not seen here before, tells how long it took."""
        path = f"/analysis/{self.made['run']}/live/?since={self.version}&mark={self.mark}{self.query}"
        status, body = self.ask("news", "GET", path)
        if status != 200:
            return
        news, now = json.loads(body), time.perf_counter()
        if news.get("all"):
            self.notes.clear()
        fresh = [one for one in news["notes"] if one["id"] not in self.met]
        self.met |= {one["id"] for one in fresh}
        self.notes |= {one["id"]: one for one in news["notes"]}
        self.version, self.mark = news["version"], news["mark"]
        self.passed = news.get("pass", self.passed)
        with self.result.lock:
            self.result.seen += [
                now - sent[one["id"]] for one in fresh if not one.get("mine") and one["id"] in sent
            ]

    def load_again(self) -> None:
        """As after a reload: whatever this screen knew is gone."""
        self.notes.clear()
        self.version, self.mark, self.passed = 0, "", ""
        self.open_page()

    def write(self, sent: dict[str, float], twice: bool) -> None:
        pk = str(uuid7())
        fields = {
            "csrfmiddlewaretoken": self.token,
            "id": pk,
            "phase": self.made["phase"],
            "kind": "notice",
            "text": text_of(pk),
        }
        path = f"/analysis/{self.made['run']}/notes/"
        sent[pk] = time.perf_counter()
        for _ in range(2 if twice else 1):
            self.ask("send a note", "POST", path, fields)
        if twice:
            with self.result.lock:
                self.result.again += 1


def text_of(pk: str) -> str:
    """What the note of this id says: each says something of its own."""
    return f"Notice {pk}"


def _phone(
    screen: Screen,
    moments: list[float],
    began: float,
    over: threading.Event,
    sent: dict[str, float],
    reload: float | None,
) -> None:
    """Asks at the page's rate; writes when its moments come; is loaded anew `reload` seconds after the beginning."""
    drawn = random.Random(uuid.uuid4().int)
    due = sorted(moments)
    while not over.is_set():
        while due and time.perf_counter() - began >= due[0]:
            due.pop(0)
            screen.write(sent, twice=drawn.random() < 0.1)
        if reload is not None and time.perf_counter() - began >= reload:
            reload = None
            screen.load_again()
        screen.look(sent)
        wait = EVERY + drawn.random() * JITTER
        if due:
            wait = min(wait, max(0.0, due[0] - (time.perf_counter() - began)))
        over.wait(wait)


def run(product: Product, phones: int, notes: int, seconds: float) -> Result:
    """So many phones write so many notes within so many seconds; a wall looks on."""
    made = product.shell(PREPARE.format(phones=phones))
    result = Result(phones, notes)
    screens = [Screen(product.url, made, key, result) for key in made["phones"]]
    wall = Screen(product.url, made, made["leader"], result, "&wall=1")
    for one in screens:
        one.open_page()
        one.ask("floor", "GET", FLOOR)
    over, drawn = threading.Event(), random.Random(phones)
    sent: dict[str, float] = {}
    moments: list[list[float]] = [[] for _ in screens]
    for number in range(notes):
        moments[number % phones].append(drawn.uniform(0, seconds))
    worked = _worked(product)
    began = time.perf_counter()
    threads = [
        threading.Thread(
            target=_phone, args=(one, due, began, over, sent, seconds / 2 if place % RELOADED == 0 else None)
        )
        for place, (one, due) in enumerate(zip([*screens, wall], [*moments, []], strict=True))
    ]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    patience = time.perf_counter() + 60
    while len(sent) < notes and time.perf_counter() < patience:
        time.sleep(0.2)
    time.sleep(3 * EVERY)
    over.set()
    for thread in threads:
        thread.join()
    for one in [*screens, wall]:
        one.look(sent)  # the last question
    result.worked = [now - worked.get(pid, 0.0) for pid, now in _worked(product).items()]
    _compare(result, product, made, [*screens, wall], sent)
    return result


def _compare(
    result: Result, product: Product, made: dict[str, Any], screens: list[Screen], sent: dict[str, float]
) -> None:
    kept = dict(product.shell(COUNT.format(run=made["run"])))
    if len(sent) != result.notes:
        result.odd.append(f"{len(sent)} notes were sent, not {result.notes}")
    if lost := set(sent) - set(kept):
        result.odd.append(f"{len(lost)} notes lost")
    said = Counter(kept.values())
    if set(kept) - set(sent) or any(count > 1 for count in said.values()):
        result.odd.append("notes that nobody sent, or twice")
    if any(text != text_of(pk) for pk, text in kept.items()):
        result.odd.append("a note says something else than was sent")
    for place, screen in enumerate(screens):
        if {pk: one["t"] for pk, one in screen.notes.items()} != kept:
            result.odd.append(
                f"screen {place} shows {len(screen.notes)} notes, or other words, than are kept"
            )
    if sum(seconds > 0 for seconds in result.worked) < PROCESSES:
        result.odd.append(f"{len(result.worked)} web processes did all the work")


def _worked(product: Product) -> dict[int, float]:
    """Processor seconds of each web process so far."""
    ticks = os.sysconf("SC_CLK_TCK")
    found = {}
    for pid in web_pids(product):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        found[pid] = (int(fields[11]) + int(fields[12])) / ticks
    return found
