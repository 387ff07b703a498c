"""Answers for when something is refused or broken. None of them needs the database."""

import sys

import structlog
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from ilc.core.middleware import friendly_response


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
    return page(request, "404.html", status=404)


def too_many(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  allauth's signature
    """Named by ilc.urls; allauth calls it when a limit is reached."""
    return plain_page("429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    return friendly_response(request, sys.exc_info()[1]) or plain_page("500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's signature
    return plain_page("403_csrf.html", status=403)
