"""The room test: phones check in within a minute against two web processes, while the wall and a leader look on.

Times are printed, as ratios to a floor page of our own stack measured in the same run, and never asserted: a busy
machine is slow, not wrong. What must hold is who is there afterwards, that nobody is there twice, and no error page.
"""

import http.client
import random
import re
import statistics
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from tests.journeys.harness import Product

FLOOR = "/accounts/logout/"  # signed in, the frame of every page, nothing of its own
CODE = "KRTZ"
PREPARE = """
from datetime import timedelta
from django.conf import settings
from django.test import Client
from django.utils import timezone
from tests import factories as make
school = make.school(within=make.district())
leaders = [make.person(name, at=school) for name in ("Alma Reyes", "Dennis King")]
series = make.series(leaders=leaders, host=school.district, state="running")
start = timezone.now() - timedelta(minutes=10)
session = make.session(series, 1, start=start, check_in_code="{code}")
make.session(series, 2)
def key(who):
    client = Client()
    client.force_login(who.user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
people = [make.person(f"Teacher Number{{n}}", at=school) for n in range({phones})]
for who in people:
    make.enroll(who, series)
answer = {{"session": str(session.pk), "cookie": settings.SESSION_COOKIE_NAME, "leader": key(leaders[0]),
          "phones": [key(who) for who in people]}}
"""
COUNT = """
from cycles.roster.models import Attendance, AttendanceMark
rows = Attendance.objects.filter(session="{session}")
answer = {{"present": rows.filter(status="present", confirmed=True).count(), "rows": rows.count(),
          "people": rows.values("person__root").distinct().count(),
          "marks": AttendanceMark.objects.filter(attendance__session="{session}").count()}}
"""


@dataclass
class Result:
    """What a run came to. Seconds by what was asked."""

    phones: int
    times: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)

    def note(self, what: str, status: int, seconds: float) -> None:
        self.times.setdefault(what, []).append(seconds)
        if status >= 400:
            self.errors.append(f"{what}: {status}")

    @property
    def wrong(self) -> list[str]:
        """What must not be; empty for a good run."""
        wanted = dict.fromkeys(("present", "rows", "people", "marks"), self.phones)
        odd = [
            f"{name}: {self.counted.get(name)}, not {n}"
            for name, n in wanted.items()
            if self.counted.get(name) != n
        ]
        return odd + self.errors

    def report(self) -> str:
        floor = statistics.median(self.times["floor"])
        lines = [f"{self.phones} phones; floor page {floor * 1000:.0f} ms (median)"]
        for what, found in self.times.items():
            if what == "floor":
                continue
            middle = statistics.median(found)
            high = sorted(found)[max(0, round(len(found) * 0.95) - 1)]
            lines.append(
                f"  {what:<22} median {middle * 1000:5.0f} ms = {middle / floor:4.1f} x floor, "
                f"95th percentile {high * 1000:5.0f} ms = {high / floor:4.1f} x, n = {len(found)}"
            )
        lines.append(f"  present {self.counted.get('present')}/{self.phones}, errors {len(self.errors)}")
        return "\n".join([*lines, *(f"  WRONG {one}" for one in self.wrong)])


class Phone:
    """One browser: a connection of its own, cookies, and a watch."""

    def __init__(self, url: str, cookie: str, key: str, result: Result) -> None:
        self.host = urlsplit(url).netloc
        self.url = url
        self.cookies = {cookie: key}
        self.result = result

    def ask(
        self, what: str, method: str, path: str, fields: dict[str, str] | None = None, *, part: bool = False
    ) -> tuple[str, str]:
        """Body, and where it redirects to. `part`: as a page asks for a part of itself."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if part:
            headers["HX-Request"] = "true"
        if fields is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"{self.url}{path}"}
        began = time.perf_counter()
        link = http.client.HTTPConnection(self.host, timeout=60)
        try:
            link.request(method, path, urlencode(fields) if fields is not None else None, headers)
            answer = link.getresponse()
            body = answer.read().decode(errors="replace")
        except OSError as error:
            self.result.errors.append(f"{what}: {error!r}")
            return "", ""
        finally:
            link.close()
        self.result.note(what, answer.status, time.perf_counter() - began)
        for value in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return body, answer.headers.get("Location", "")

    def check_in(self, twice: bool) -> None:
        """Open the page, type the code, read the thanks. An impatient thumb sends it twice at once."""
        body, _ = self.ask("open check-in", "GET", "/check-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
        fields = {"code": CODE.lower(), "csrfmiddlewaretoken": token.group(1) if token else ""}
        second = threading.Thread(target=self.ask, args=("send the code", "POST", "/check-in/", fields))
        if twice:
            second.start()
        _, target = self.ask("send the code", "POST", "/check-in/", fields)
        if twice:
            second.join()
        self.ask("thanks", "GET", target or "/")


def run(product: Product, phones: int, seconds: float) -> Result:
    """So many phones, spread over so many seconds; every third sends twice."""
    made = product.shell(PREPARE.format(code=CODE, phones=phones))
    result = Result(phones)
    keys = [Phone(product.url, made["cookie"], key, result) for key in made["phones"]]
    leader = Phone(product.url, made["cookie"], made["leader"], result)
    for one in keys[:12]:
        one.ask("floor", "GET", FLOOR)
    over = threading.Event()

    def look_on() -> None:
        while not over.is_set():
            for name in ("screen", "count"):
                leader.ask(f"the wall's {name}", "GET", f"/sessions/{made['session']}/day/{name}/")
            over.wait(2)

    def come(phone: Phone, after: float, twice: bool) -> None:
        over.wait(after)
        phone.check_in(twice)

    drawn = random.Random(phones)
    threads = [
        threading.Thread(target=come, args=(phone, drawn.uniform(0, seconds), number % 3 == 0))
        for number, phone in enumerate(keys)
    ]
    watching = threading.Thread(target=look_on)
    for thread in (watching, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    over.set()
    watching.join()
    result.counted = dict(product.shell(COUNT.format(session=made["session"])))
    return result
