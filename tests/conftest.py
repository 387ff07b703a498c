"""What all tests share: quick settings, an in-memory bell, sockets only on this machine, loud skips."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import override_settings
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from ilc.celery import app as celery_app
from tests import prepared
from tests.browsers import SPARING, find_chromium
from tests.cast import cast

__all__ = ["cast"]

LOOPBACK = ["127.0.0.1", "::1", "localhost"]
QUICK: dict[str, Any] = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    "STORAGES": {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
    "ALLOWED_HOSTS": ["testserver", "localhost", "127.0.0.1"],
}


expect.set_options(timeout=15_000)  # ms; a loaded machine is slow, not wrong


@pytest.fixture(scope="session", autouse=True)
def _quick_settings() -> Iterator[None]:
    """Cheap passwords, plain static files, a cache and a queue that live in this process only."""
    celery_app.conf.update(broker_url="memory://", broker_transport_options={})
    with override_settings(**QUICK):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """SQLite's test database is a file, as in service: in memory all threads of a live server would share one
    connection, and two requests at once one transaction. It, or PostgreSQL's, is a copy: migrations run once."""
    test = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        test["NAME"] = str(settings.VAR_DIR / "tests.sqlite3")
        shutil.copyfile(prepared.once("migrate"), test["NAME"])
    else:
        test["TEMPLATE"] = prepared.template("migrate", os.environ["DATABASE_URL"].rpartition("/")[0])


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """The copied file stands already where Django would make one; it goes with its folder."""
    return django_db_keepdb or connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """As pytest-django makes it; at the end, whoever still holds a connection (a killed worker, a browser's
    last request) must not keep PostgreSQL from dropping the test database."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session", autouse=True)
def _transactions_outlive_responses() -> Iterator[None]:
    """A response closed by hand ends its request, and with it PostgreSQL's connection: not while a test's
    transaction is open on it."""
    dropped = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def kept(held: BaseDatabaseWrapper) -> None:
        if not held.in_atomic_block:
            dropped(held)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", kept)
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _ordinary_priority() -> Iterator[None]:
    """No test leaves its process a real-time one (an encoder did): what runs beside it would starve."""
    yield
    assert os.sched_getscheduler(0) == os.SCHED_OTHER


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser that journeys drive."""
    found = find_chromium()
    if not found:
        pytest.skip("no Chromium on this machine")
    return found


@pytest.fixture(scope="module")
def started(chromium: str) -> Iterator[Browser]:
    """The module's browser: its start costs more than a test."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread
        browser = driver.chromium.launch(executable_path=chromium, args=SPARING)
        yield browser
        browser.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what this machine cannot run, and let marked tests talk to this machine (and no other)."""
    no_browser = pytest.mark.skip(reason="no Chromium on this machine")
    no_postgres = pytest.mark.skip(reason="needs PostgreSQL as DATABASE_URL")
    postgres = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.sockets)
            item.add_marker(pytest.mark.flaky(reruns=1))  # counted and named at the end
            if not find_chromium():
                item.add_marker(no_browser)
        if item.get_closest_marker("postgres") and not postgres:
            item.add_marker(no_postgres)
        if item.get_closest_marker("sockets"):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


def _skipped(reporter: Any, marker: str) -> list[str]:
    return [report.nodeid for report in reporter.stats.get("skipped", []) if marker in report.keywords]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CI_STRICT=1 a skipped browser test fails the run, and on PostgreSQL a skipped postgres test."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("CI_STRICT") or reporter is None or session.exitstatus != 0:
        return
    on_postgres = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    if _skipped(reporter, "browser") or (on_postgres and _skipped(reporter, "postgres")):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say which database ran, and say loudly what did not run."""
    engine = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    terminalreporter.section(f"ran on {engine}", sep="-")
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.line(f"FAILED ONCE, TRIED AGAIN: {report.nodeid}", yellow=True, bold=True)
        terminalreporter.line(str(report.longrepr)[-1500:])
    if missing := _skipped(terminalreporter, "browser"):
        terminalreporter.section("BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(missing)} browser tests were skipped: no Chromium found. ")
        terminalreporter.line(
            "Install it (Debian: sudo apt-get install chromium) or name it: CHROMIUM=/path."
        )
        terminalreporter.section("BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
    if (
        os.environ.get("CI_STRICT")
        and "postgresql" in engine
        and (missing := _skipped(terminalreporter, "postgres"))
    ):
        terminalreporter.section(f"{len(missing)} POSTGRESQL TESTS DID NOT RUN", sep="!", red=True, bold=True)
