"""Requests as our views know them, and what every view declares about who may open it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

V = TypeVar("V", bound=Callable[..., Any])


class Request(HttpRequest):
    """An HttpRequest after our middleware."""

    htmx: HtmxDetails


def public(view: V) -> V:
    """Anybody may open this, signed in or not. Declared, so that nothing is public by forgetting."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def by_link(view: V) -> V:
    """Whoever holds the personal, signed link may; the link is the key."""
    view.access = "link"  # type: ignore[attr-defined]
    return view


def signed_in(rule: str) -> Callable[[V], V]:
    """Needs an account; `rule` names the access call the view makes, in words. Signed in again, one is back on the page
    one was on."""

    def wrap(view: V) -> V:
        @wraps(view)
        def wrapped(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(_page_of(request))
            response: HttpResponse = view(request, *args, **kwargs)
            return response

        wrapped.access = rule  # type: ignore[attr-defined]
        return wrapped  # type: ignore[return-value]

    return wrap


def hidden(rule: str) -> Callable[[V], V]:
    """Answers 404 to everybody who may not see the thing, visitors included (domain.md 5: artifacts, reflections,
    visit notes). For bytes and for programs, which have no use for a sign-in page. `rule` names the access call."""

    def wrap(view: V) -> V:
        view.access = rule  # type: ignore[attr-defined]
        return view

    return wrap


def hidden_page(rule: str) -> Callable[[V], V]:
    """As `hidden`, for pages that people read and forms they send: 404 to everybody signed in who may not see the
    thing. A visitor is sent to sign in before anything is looked up, whatever the id, so that it tells nothing; the
    session of an owner may just have run out, and they come back to where they were. `rule` names the access call."""
    return signed_in(rule)


def _page_of(request: HttpRequest) -> str:
    """The page somebody was on: for a form that was sent, the one with its button."""
    before = request.headers.get("Referer", "")
    hosts = {request.get_host()}
    if request.method == "POST" and url_has_allowed_host_and_scheme(before, hosts, request.is_secure()):
        parts = urlsplit(before)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return request.get_full_path()
