"""The large upload in short: equal, once, within the memory. Speed is printed, never asserted."""

from pathlib import Path

import pytest

from tests.bench.uploads import run
from tests.journeys.harness import running

pytestmark = [pytest.mark.slow, pytest.mark.sockets]


def test_forty_megabytes_cut_five_times_arrive_equal(tmp_path: Path) -> None:
    with running(tmp_path) as product:
        result = run(product, tmp_path, megabytes=40)
    print(result.report())
    assert result.wrong == []
    assert result.offsets == sorted(result.offsets)
    assert result.offsets[0] > 0
