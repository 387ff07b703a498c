"""The worker that opens the try's form where there is no line. It stands here for its scope: /tries/ and no more."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ilc.core.http import public


@lru_cache(maxsize=1)
def _source() -> bytes:
    return bytes((settings.BASE_DIR / "static/js/try-worker.js").read_bytes())


@public
@require_safe
@cache_control(no_cache=True)
def worker(_: HttpRequest) -> HttpResponse:
    """Not from the static files: their addresses carry a hash, and a worker's address has to stay."""
    return HttpResponse(_source(), content_type="text/javascript; charset=utf-8")
