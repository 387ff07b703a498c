"""Looking together in half a minute: no note lost, none twice, equal screens. Times are printed, never asserted."""

from pathlib import Path

import pytest

from tests.bench.analysis import run
from tests.journeys.harness import running

pytestmark = [pytest.mark.slow, pytest.mark.sockets]


def test_sixty_phones_and_a_wall_show_the_same_notes(tmp_path: Path) -> None:
    with running(tmp_path) as product:
        result = run(product, phones=60, notes=120, seconds=30)
    print(result.report())
    assert result.wrong == []
