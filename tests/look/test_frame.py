"""Frame, security policy, and error pages that work when nothing else does."""

import pytest
from django.core import mail
from django.test import Client, RequestFactory

from ilc import errors
from ilc.accounts.models import User
from tests.cast import Cast
from tests.look.pages import ERRORS

STATUS = {"csrf": 403}
WITHOUT_DATABASE = ["400", "413", "429", "500", "503", "csrf"]


@pytest.mark.parametrize("name", WITHOUT_DATABASE)
def test_error_pages_need_no_database(name: str) -> None:
    """No `db` fixture here: a query would fail the test."""
    response = ERRORS[name](RequestFactory().get("/"))
    assert response.status_code == STATUS.get(name) or response.status_code == int(name)
    assert b"<h1>" in response.content


@pytest.mark.parametrize("name", ["403", "404"])
@pytest.mark.urls("tests.look.pages")
def test_error_pages_keep_the_readers_menu(name: str, cast: Cast) -> None:
    page = cast.client(cast.bob).get(f"/t/error/{name}/")
    assert page.status_code == int(name)
    assert "Sign out" in page.text


def test_a_wrong_address_says_so(client: Client, db: None) -> None:
    page = client.get("/no/such/page/")
    assert page.status_code == 404
    assert "find that page" in page.text


def test_a_form_from_an_old_page_is_explained(db: None) -> None:
    page = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@b.example"})
    assert page.status_code == 403
    assert "This page was open too long" in page.text


def test_too_many_tries_are_explained(client: Client, db: None) -> None:
    pages = [client.post("/accounts/signup/", {"email": "not an address"}) for _ in range(25)]
    assert pages[-1].status_code == 429
    assert "Too many tries" in pages[-1].text


@pytest.mark.parametrize("address", ["/gallery/", "/accounts/login/", "/no/such/page/", "/privacy/"])
def test_the_policy_is_strict(address: str, client: Client, db: None) -> None:
    policy = client.get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "img-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_signing_out_is_a_form(cast: Cast) -> None:
    page = cast.client(cast.bob).get("/gallery/").text
    assert '<form method="post" action="/accounts/logout/">' in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("login/", "With your password"),
        ("signup/", "Make my account"),
        ("login/code/", "Sign in without a password"),
        ("password/reset/", "Forgot your password?"),
        ("password/reset/done/", "Look into your mailbox"),
        ("password/reset/key/done/", "Your password is changed"),
        ("password/reset/key/x-y/", "This link no longer works"),
        ("inactive/", "switched off"),
    ],
)
def test_sign_in_pages_speak_our_language(address: str, words: str, client: Client, db: None) -> None:
    assert words in client.get(f"/accounts/{address}", follow=True).text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("email/", "Your email addresses"),
        ("password/change/", "Change your password"),
        ("logout/", "Sign out?"),
        ("reauthenticate/", "Is it you?"),
    ],
)
def test_account_pages_speak_our_language(address: str, words: str, cast: Cast) -> None:
    assert cast.bob.user is not None
    cast.bob.user.set_password("sentence-frames-3")
    cast.bob.user.save()
    assert words in cast.client(cast.bob).get(f"/accounts/{address}", follow=True).text


def test_sign_in_by_code(client: Client, cast: Cast) -> None:
    user = cast.bob.user
    assert isinstance(user, User)
    page = client.post("/accounts/login/code/", {"email": user.email}, follow=True)
    assert "Enter your sign-in code" in page.text
    [sent] = mail.outbox
    assert "is your sign-in code" in sent.subject
    code = sent.subject.split()[0]
    assert code in sent.body
    client.post(page.redirect_chain[-1][0], {"code": code})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_reason_of_a_refusal_is_shown_escaped(db: None) -> None:
    request = RequestFactory().get("/")
    page = errors.forbidden(request, PermissionError("<b>Only leaders</b> may do this."))
    assert b"&lt;b&gt;Only leaders" in page.content
