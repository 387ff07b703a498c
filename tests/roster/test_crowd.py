"""20 people for 5 seats at once, over four processes of five threads, on the database the tests run on."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from cycles.roster.models import Enrollment
from tests import factories as make

PROCESSES, THREADS, PEOPLE, SEATS = 4, 5, 20, 5


def database_url() -> str:
    """The test database as other processes reach it."""
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    where = f"{held['HOST']}:{held['PORT']}" if held["PORT"] else str(held["HOST"])
    return f"postgres://{held['USER']}:{held['PASSWORD']}@{where.replace('/', '%2F')}/{held['NAME']}"


@pytest.mark.slow
@pytest.mark.sockets
@pytest.mark.django_db(transaction=True)
def test_never_more_than_the_seats(tmp_path: Path) -> None:
    district = make.district()
    series = make.series(leaders=[make.person("Alice Reyes")], host=district, capacity=SEATS)
    people = [str(make.person(f"Person {index}", account=False).pk) for index in range(PEOPLE)]
    url = database_url()
    environment = {**os.environ, "DATABASE_URL": url, "VAR_DIR": str(tmp_path / "var"), "EMBEDDED": "yes"}
    command = [sys.executable, "-m", "tests.roster.crowd", str(THREADS), str(series.pk)]
    running = [
        subprocess.Popen(
            [*command, *people[index::PROCESSES]],
            env=environment,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for index in range(PROCESSES)
    ]
    said = [line for one in running for line in one.communicate(timeout=120)[0].splitlines()]
    expected = {"registered": SEATS, "waitlisted": PEOPLE - SEATS}
    assert Counter(said) == expected  # nobody met an error
    series.refresh_from_db()
    assert series.seats_taken == SEATS
    assert Counter(Enrollment.objects.filter(series=series).values_list("state", flat=True)) == expected
