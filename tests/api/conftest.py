"""Asking the API as somebody."""

from collections.abc import Callable
from typing import Any

import pytest

from participants.models import Person
from tests.cast import Cast

Ask = Callable[..., Any]


@pytest.fixture
def ask(cast: Cast) -> Ask:
    """`ask(who, "series/")`: the JSON of a good answer."""

    def asking(who: Person, path: str) -> Any:
        answer = cast.client(who).get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    return asking
