"""Writing a directory file and loading it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from districts.imports import directory
from districts.imports.report import ImportReport
from tests.districts import directory_files as files

Load = Callable[..., ImportReport]


@pytest.fixture
def load(db: None, tmp_path: Path) -> Load:
    """load(rows, layout) or load("text") or load(b"bytes") -> ImportReport."""

    def _load(
        content: str | bytes | Sequence[Mapping[str, str]],
        layout: object = files.FULL,
        *,
        empty: str = "",
        **options: Any,
    ) -> ImportReport:
        if not isinstance(content, str | bytes):
            content = files.text(content, layout, empty)
        path = tmp_path / "directory.tsv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return directory.run(path, **options)

    return _load
