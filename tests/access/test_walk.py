"""The walk: every address, by GET and by an empty POST, as every role, on every kind of object.

Each expected status is a literal in expected.tsv; there is no default. A new address fails here until somebody
has written down what each role gets: hold the rows that the failing test prints against domain.md 5, line by line.
"""

import inspect
import uuid
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.addressing import addresses, arguments, urls
from tests.access.world import ROLES, World

TABLE = Path(__file__).with_name("expected.tsv")
METHODS = ("GET", "POST")
HEADER = ["address", "method", "object", *ROLES]
Key = tuple[str, str, str]


def expected() -> dict[Key, tuple[str, ...]]:
    """(address, method, object) -> one status a role."""
    lines = [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    rows = [line.split("\t") for line in lines]
    assert rows[0] == HEADER
    assert {len(row) for row in rows} == {len(HEADER)}, "a status is missing"
    table = {(row[0], row[1], row[2]): tuple(row[3:]) for row in rows[1:]}
    assert len(table) == len(rows) - 1, "a row stands there twice"
    return table


def walk(world: World, name: str) -> dict[Key, tuple[str, ...]]:
    """What the product answers for one address. Each request is undone, so that none meets another's traces."""
    found = {}
    for which, url in urls(world, name).items():
        for method in METHODS:
            found[name, method, which] = tuple(ask(world, role, method, url) for role in ROLES)
    return found


def ask(world: World, role: str, method: str, url: str) -> str:
    point = transaction.savepoint()
    body = "csrfmiddlewaretoken=x" if method == "POST" else ""  # an empty form, as browsers send it
    browser = world.browser(role)
    answer = browser.generic(method, url, body, content_type="application/x-www-form-urlencoded")
    answer.close()
    transaction.savepoint_rollback(point)
    cache.clear()  # guesses counted against this role
    return str(answer.status_code)


def part_of(name: str) -> str:
    """Addresses are walked in parts: a namespace, allauth's, and the rest."""
    space, _, short = name.rpartition(":")
    return space or ("account" if short.startswith("account_") else "site")


def as_rows(found: dict[Key, tuple[str, ...]]) -> str:
    return "\n".join("\t".join((*key, *statuses)) for key, statuses in sorted(found.items()))


def test_every_address_stands_in_the_table() -> None:
    assert {key[0] for key in expected()} == set(addresses())


@pytest.mark.parametrize("part", sorted({part_of(name) for name in addresses()}))
def test_walk(world: World, part: str) -> None:
    names = [name for name in addresses() if part_of(name) == part]
    found = {key: statuses for name in names for key, statuses in walk(world, name).items()}
    literal = {key: statuses for key, statuses in expected().items() if key[0] in names}
    assert as_rows(found) == as_rows(literal)


def test_nobody_learns_from_the_sign_in_page_that_something_is_there(world: World) -> None:
    """A visitor gets the same answer for an id that exists and for one that doesn't."""
    differ = []
    for name in addresses():
        there = arguments(world, name).get("own", {})
        if "pk" not in there:
            continue
        both = [reverse(name, kwargs=one) for one in (there, there | {"pk": uuid.uuid4()})]
        for method in METHODS:
            known, unknown = (ask(world, "anonymous", method, url) for url in both)
            if known != unknown:
                differ.append((name, method, known, unknown))
    assert differ == []


def test_every_view_declares_its_access() -> None:
    """Our own views say who may open them; allauth's and the API's have their own rules."""
    missing = []

    def look(patterns: list[URLPattern | URLResolver]) -> None:
        for one in patterns:
            if isinstance(one, URLResolver):
                look(one.url_patterns)
            else:
                view = one.callback
                module = inspect.unwrap(view).__module__
                ours = module.partition(".")[0] in {"ilc", "districts", "participants", "cycles", "reports"}
                is_class = hasattr(view, "cls") or hasattr(view, "view_class")
                if ours and not is_class and not hasattr(view, "access"):
                    missing.append(f"{module}.{view.__name__}")

    look(get_resolver().url_patterns)
    assert missing == []
