"""Every direct dependency is pinned with hashes and has its line in docs/dependencies.md."""

import re

import pytest

from ilc.env import ROOT

GUIDE = (ROOT / "docs/dependencies.md").read_text()
ROWS = {row[0].lower(): row[1] for row in re.findall(r"^\| (\S+) \|.*\| (\S+) \|$", GUIDE, re.MULTILINE)}


def _wanted(name: str) -> list[str]:
    lines = (ROOT / f"requirements/{name}.in").read_text().splitlines()
    return [
        re.split(r"[\[~=<>]", line)[0].lower() for line in lines if line and not line.startswith(("-", "#"))
    ]


@pytest.mark.parametrize("name", ["base", "dev"])
def test_lock_pins_what_is_wanted_and_names_no_host(name: str) -> None:
    lock = (ROOT / f"requirements/{name}.txt").read_text()
    pinned = {
        (part.lower(), version) for part, version in re.findall(r"^(\S+)==(\S+) .*\\$", lock, re.MULTILINE)
    }
    assert {(part, ROWS[part]) for part in _wanted(name)} <= pinned
    assert "://" not in lock
    assert "--index-url" not in lock


def test_guide_lists_exactly_what_is_wanted() -> None:
    assert ROWS.keys() - {"part", "---"} == {*_wanted("base"), *_wanted("dev")}
