"""200 people press "Register" at once for 40 seats, over several web processes of a running product; then 10 leave.

On the database that DATABASE_URL names: SQLite as it comes, or PostgreSQL. Counts and seconds are printed."""

import http.client
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.journeys.harness import Product, running, until

PEOPLE, SEATS, LEAVE, AT_ONCE = 200, 40, 10, 100
TOKEN = "crowd" + "x" * 27  # of the cross-site check: cookie and field have to agree
MADE = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from importlib import import_module
from django.utils import timezone
from datetime import timedelta
from cycles.planning.models import Series
from districts.models import County, District
from ilc.accounts.models import User
from participants.models import Person, PersonEmail
store = import_module(settings.SESSION_ENGINE).SessionStore
county = County.objects.get_or_create(code="20", defaults={"name": "Madera"})[0]
host = District.objects.create(cds="20-99999", county=county, name="Crowd Unified", status="active")
series = Series.objects.create(title="Crowd", host_district=host, state="published", capacity=%d, open_to_all=True)
keys = []
for number in range(%d):
    user = User.objects.create(email=f"crowd{number}@example.org", password=make_password(None))
    person = Person.objects.create(given_name="Person", family_name=str(number), user=user)
    PersonEmail.objects.create(person=person, email=user.email, is_primary=True)
    session = store()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    keys.append([str(person.pk), session.session_key])
answer = [str(series.pk), keys]
"""
STANDS = """
from cycles.planning.models import Series
from cycles.roster.models import Enrollment
from ilc.core.models import OutgoingMessage
series = Series.objects.get(pk="%s")
rows = Enrollment.objects.filter(series=series).order_by("queued_at", "id")
told = OutgoingMessage.objects.filter(rule="enrollment.offered").values_list("recipient_id", flat=True)
answer = {
    "taken": series.seats_taken,
    "rows": [[str(one.person_id), one.state] for one in rows],
    "asked": sorted(str(one) for one in told),
}
"""


def press(product: Product, cookie: str, path: str) -> int:
    """One person's button: the status of the answer."""
    where = urlsplit(product.url)
    line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=120)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={cookie}; csrftoken={TOKEN}",
    }
    try:
        line.request("POST", path, f"csrfmiddlewaretoken={TOKEN}", headers)
        return line.getresponse().status
    finally:
        line.close()


def all_press(product: Product, cookies: list[str], path: str) -> Counter[int]:
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = Counter(pool.map(lambda cookie: press(product, cookie, path), cookies))
    print(
        f"{len(cookies)} x {path.rpartition('/series/')[2][37:]} in {time.monotonic() - began:.1f} s: {dict(answers)}"
    )
    return answers


@pytest.mark.slow
@pytest.mark.sockets
def test_200_people_for_40_seats_over_web_processes(tmp_path: Path) -> None:
    with running(tmp_path) as product:
        series, keys = product.shell(MADE % (SEATS, PEOPLE))
        cookies = dict(keys)
        register = all_press(product, list(cookies.values()), f"/series/{series}/register/")
        assert register == {302: PEOPLE}  # no error page
        stands = product.shell(STANDS % series)
        states = Counter(state for _, state in stands["rows"])
        print(f"seats taken {stands['taken']}, {dict(states)}")
        assert (stands["taken"], states) == (SEATS, {"registered": SEATS, "waitlisted": PEOPLE - SEATS})
        line = [person for person, state in stands["rows"] if state == "waitlisted"]
        seated = [person for person, state in stands["rows"] if state == "registered"]
        gone = [cookies[person] for person in seated[:LEAVE]]
        assert all_press(product, gone, f"/series/{series}/withdraw/") == {302: LEAVE}
        after = until(
            lambda: (now := product.shell(STANDS % series)) and len(now["asked"]) >= LEAVE and now,
            30,
            "ten people asked",
        )
        offered = [person for person, state in after["rows"] if state == "offered"]
        assert (offered, after["asked"]) == (line[:LEAVE], sorted(line[:LEAVE]))  # exactly the next ten
        assert after["taken"] == SEATS
        print(f"after {LEAVE} left: {dict(Counter(state for _, state in after['rows']))}")
        log = product.log.read_text()
        assert "database is locked" not in log
        assert "Traceback" not in log
