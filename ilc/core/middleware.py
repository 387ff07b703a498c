"""Around every request: an id for the logs, and pages that say what is wrong when the ground is."""

import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

log = structlog.get_logger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
RETRY_AFTER = 30  # seconds
QUIET = {"/healthz", "/readyz", "/metrics"}
SENTENCES = {
    413: "That is more than we can take at once. Nothing was saved. Send fewer or smaller files.",
    503: "We cannot reach our data right now. Nothing was lost. Try again in half a minute.",
}


class RequestIdMiddleware:
    """Give each request an id (or keep the caller's), answer with it, and log the request once.

    The log names the route and the ids in it, never the raw path: personal links carry secrets there.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.monotonic()
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        if request.path not in QUIET:
            self._log(request, response, time.monotonic() - started)
        return response

    def _log(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        match = request.resolver_match
        user = getattr(
            request, "_cached_user", None
        )  # only if somebody asked already: no query for a log line
        log.info(
            "request",
            method=request.method,
            route=f"/{match.route}" if match else "(no route)",
            ids=_plain_ids(match.kwargs) if match else {},
            status=response.status_code,
            ms=round(seconds * 1000),
            user=str(user.pk) if user is not None and user.pk else None,
        )


def _plain_ids(kwargs: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in kwargs.items() if isinstance(value, uuid.UUID | int)}


class FriendlyErrorsMiddleware:
    """Database gone: 503. Request too large: 413. Both pages need no database.

    Stands before the CSRF check, which is the first to read a form and so the first to meet a large one.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> HttpResponse | None:
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return None
        try:
            request.POST  # noqa: B018  reading is the test
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent) as error:
            return friendly_response(request, error)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return friendly_response(request, exception)


def friendly_response(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """The page for an error that is nobody's mistake; None for any other error."""
    if isinstance(error, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        log.warning("request.too_large", error=str(error))
        return _page(request, 413)
    if isinstance(error, OperationalError | InterfaceError) and not _is_our_mistake(error):
        log.error("database.unavailable", error=str(error))
        response = _page(request, 503)
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return None


def _is_our_mistake(error: Exception) -> bool:
    """SQLite reports a missing table or column with the class that PostgreSQL keeps for a lost server."""
    return str(error).startswith(("no such", "near "))


def _page(request: HttpRequest, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": SENTENCES[status]}, status=status)
    shown = {"request_id": structlog.contextvars.get_contextvars().get("request_id", "")}
    try:
        # No request is passed: context processors would ask the database who is signed in.
        return HttpResponse(render_to_string(f"{status}.html", shown), status=status)
    except Exception:  # whatever is wrong with the page, the sentence still arrives
        log.exception("error_page.broken", status=status)
        return HttpResponse(SENTENCES[status], status=status, content_type="text/plain; charset=utf-8")
