"""The search bench in short: every question gets a page that holds what it must. Times are printed, never asserted."""

from pathlib import Path

import pytest

from tests.bench.library import run
from tests.journeys.harness import running

pytestmark = [pytest.mark.slow, pytest.mark.sockets]


def test_a_thousand_entries_answer_every_question(tmp_path: Path) -> None:
    with running(tmp_path) as product:
        search = run(product, entries=1000, times=2)
    print(search.report())
    assert search.wrong == []
