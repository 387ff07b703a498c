"""Answers for when something is refused or broken. None of them needs the database."""

import re
import sys

import structlog
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from ilc.core.middleware import friendly_response

WORDS = re.compile(r"\S\s+\S")  # what somebody wrote, not what a page sends along
MOST_TYPED = 20  # fields


def page(
    request: HttpRequest, template: str, *, status: int, context: dict[str, object] | None = None
) -> HttpResponse:
    """An error page with the reader's own menu, or without it when the menu itself cannot be drawn."""
    shown = {"request_id": structlog.contextvars.get_contextvars().get("request_id", ""), **(context or {})}
    try:
        text = render_to_string(template, shown, request)
    except DatabaseError:
        text = render_to_string(template, shown)
    return HttpResponse(text, status=status)


def plain_page(template: str, *, status: int, context: dict[str, object] | None = None) -> HttpResponse:
    """An error page that touches neither session nor database."""
    shown = {"request_id": structlog.contextvars.get_contextvars().get("request_id", ""), **(context or {})}
    return HttpResponse(render_to_string(template, shown), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return friendly_response(request, exception) or plain_page("400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "403.html", status=403, context={"reason": str(exception)})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's signature
    return page(request, "404.html", status=404, context={"typed": _typed(request)})


def _typed(request: HttpRequest) -> list[str]:
    """The words of a form that was sent to where nothing is (any more): the sender's own, so that they are not lost.
    They say nothing about whether something was there."""
    forms = ("application/x-www-form-urlencoded", "multipart/form-data")
    if request.method != "POST" or request.resolver_match is None or request.content_type not in forms:
        return []
    sent = [(name, one.strip()) for name, values in request.POST.lists() for one in values]
    words = [one for name, one in sent if WORDS.search(one) or (name == "text" and one)]
    return [one for one in words if one not in _secrets(request)][:MOST_TYPED]


def _secrets(request: HttpRequest) -> set[str]:
    return {one.strip() for name in request.POST if "password" in name for one in request.POST.getlist(name)}


def too_many(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  allauth's signature
    """Named by ilc.urls; allauth calls it when a limit is reached."""
    return plain_page("429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    return friendly_response(request, sys.exc_info()[1]) or plain_page("500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's signature
    return plain_page("403_csrf.html", status=403)
