"""The world of the access tests."""

import logging

import pytest
from django.http import HttpResponse

from ilc import errors
from tests.access.world import World
from tests.cast import Cast


@pytest.fixture
def world(cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> World:
    """Thousands of requests: error pages are left blank and nothing is logged."""
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr(
        errors, "page", lambda request, template, *, status, context=None: HttpResponse(status=status)
    )
    return World(cast)
