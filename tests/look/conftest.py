"""A browser tab on the running product, with a page of every custom element at /t/."""

from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from ilc.accounts.models import User
from tests.look import pages


@pytest.fixture
def tab(live_server: LiveServer, started: Browser) -> Iterator[Page]:
    """A phone-wide tab of a device of its own; console errors and broken scripts fail the test."""
    pages.heard.clear()
    pages.refused.clear()
    pages.answer.update(status=200, now=None, then="/t/sent/?done=1")
    wrong: list[str] = []
    context = started.new_context(
        base_url=live_server.url, viewport={"width": 320, "height": 700}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if "Policy" in message.text else None)
    yield page
    context.close()
    assert not wrong


@pytest.fixture
def someone(live_server: LiveServer) -> str:
    """The address of an account with a second, unconfirmed one."""
    user = User.objects.create_user("rosa@demo.example", "sentence-frames-3")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    EmailAddress.objects.create(user=user, email="rosa.medina.of.sierra.vista@maderausd.example")
    return user.email
