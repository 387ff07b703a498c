"""The worker that answers without a line, as it is served."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from ilc import offline


@pytest.fixture(autouse=True)
def _drawn_anew() -> Iterator[None]:
    offline._source.cache_clear()
    yield
    offline._source.cache_clear()


def carried() -> dict[str, Any]:
    told = re.match(r"self\.CARRIED = (.+);\n", Client().get(reverse("worker")).content.decode())
    assert told
    return dict(json.loads(told[1]))


def test_it_stands_where_its_scope_begins() -> None:
    answer = Client().get(reverse("worker"))
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer.headers["Cache-Control"]
    assert reverse("worker").rpartition("/")[0] + "/" == reverse("home")
    assert b'addEventListener("fetch"' in answer.content


def test_it_carries_its_page_with_all_that_it_needs_and_the_policy_of_every_page() -> None:
    told = carried()
    for page in told["pages"].values():
        assert "No line just now" in page
        assert "<!-- kept -->" in page
        assert "csrf" not in page
        assert "data-user" not in page
    assert {"js/no-line.js", "js/keep-draft.js", "js/drafts.js", "css/tokens.css"} <= {
        file.removeprefix(settings.STATIC_URL) for file in told["files"]
    }
    sent = Client().get(reverse("healthz")).headers["Content-Security-Policy"]
    assert sorted(told["policy"].split("; ")) == sorted(sent.split("; "))


def test_the_same_words_are_the_same_worker_and_other_words_another() -> None:
    first = carried()
    offline._source.cache_clear()
    assert carried() == first
    offline._source.cache_clear()
    with override_settings(STATIC_URL="/static/other/"):
        other = carried()
    assert other["version"] != first["version"]
