"""20 people for 5 seats at once, over four processes of five threads, on the database the tests run on."""

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from cycles.planning.models import Series
from cycles.roster.models import Enrollment
from tests import factories as make

PROCESSES, THREADS, PEOPLE, SEATS = 4, 5, 20, 5


def database_url(folder: Path) -> str:
    """The test database as other processes reach it; one in memory is written to a file first."""
    if connection.vendor == "postgresql":
        with_password = connection.settings_dict
        user, password = with_password["USER"], with_password["PASSWORD"]
        host, port = with_password["HOST"], with_password["PORT"]
        where = f"{host}:{port}" if port else str(host)
        return f"postgres://{user}:{password}@{where.replace('/', '%2F')}/{with_password['NAME']}"
    target = folder / "crowd.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(target) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")  # a change of mode by many at once is refused, not waited for
    copy.close()
    return f"sqlite:///{target}"


def read(url: str, series: Series) -> tuple[int, list[str]]:
    """Seats taken and the states in the order of registration."""
    if connection.vendor == "postgresql":
        series.refresh_from_db()
        rows = Enrollment.objects.filter(series=series).order_by("queued_at", "id")
        return series.seats_taken, list(rows.values_list("state", flat=True))
    with sqlite3.connect(url.removeprefix("sqlite:///")) as copy:
        taken = copy.execute("select seats_taken from planning_series").fetchone()[0]
        states = copy.execute("select state from roster_enrollment order by queued_at, id").fetchall()
    copy.close()
    return taken, [state for (state,) in states]


@pytest.mark.slow
@pytest.mark.sockets
@pytest.mark.django_db(transaction=True)
def test_never_more_than_the_seats(tmp_path: Path) -> None:
    district = make.district()
    series = make.series(leaders=[make.person("Alice Reyes")], host=district, capacity=SEATS)
    people = [str(make.person(f"Person {index}", account=False).pk) for index in range(PEOPLE)]
    url = database_url(tmp_path)
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
    taken, states = read(url, series)
    assert taken == SEATS
    assert Counter(states) == expected
