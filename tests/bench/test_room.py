"""The room test in short: who is there, nobody twice, no error page. Times are printed, never asserted."""

from pathlib import Path

import pytest

from tests.bench.room import run
from tests.journeys.harness import running

pytestmark = [pytest.mark.slow, pytest.mark.sockets]


def test_twelve_phones_at_once_are_twelve_people(tmp_path: Path) -> None:
    with running(tmp_path) as product:
        result = run(product, phones=12, seconds=2)
    print(result.report())
    assert result.wrong == []
