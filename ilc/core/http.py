"""Requests as our views know them, and what every view declares about who may open it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
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
    """Needs an account; `rule` names the access call the view makes, in words."""

    def wrap(view: V) -> V:
        wrapped = login_required(view)
        wrapped.access = rule  # type: ignore[attr-defined]
        return wrapped

    return wrap


def hidden(rule: str) -> Callable[[V], V]:
    """Answers 404 to everybody who may not see the thing, visitors included: not even a sign-in page tells
    that it is there (domain.md 5: artifacts, reflections, visit notes). `rule` names the access call."""

    def wrap(view: V) -> V:
        view.access = rule  # type: ignore[attr-defined]
        return view

    return wrap
