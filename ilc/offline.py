"""The worker that answers where there is no line. It stands at the top for its scope: every page of the product."""

import hashlib
import json
import re
from functools import lru_cache

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ilc.core.http import public

NEEDED = re.compile(rf'(?:href|src)="({re.escape(settings.STATIC_URL)}[^"]+)"')


@lru_cache(maxsize=1)
def _source() -> bytes:
    """The worker with its page: a new page, style or script makes another worker, which browsers fetch."""
    pages = {kind: render_to_string("offline.html", {"sent": kind == "sent"}) for kind in ("asked", "sent")}
    carried = {
        "pages": pages,
        "files": sorted({file for text in pages.values() for file in NEEDED.findall(text)}),
        # by name: the same in every process, or each would seem to have another worker
        "policy": "; ".join(sorted(build_policy().split("; "))),
    }
    version = hashlib.sha256(json.dumps(carried).encode()).hexdigest()[:12]
    told = json.dumps({"version": version, **carried})
    return f"self.CARRIED = {told};\n".encode() + (settings.BASE_DIR / "static/js/worker.js").read_bytes()


@public
@require_safe
@cache_control(no_cache=True)
def worker(_: HttpRequest) -> HttpResponse:
    """Not from the static files: their addresses carry a hash, and a worker's address has to stay."""
    return HttpResponse(_source(), content_type="text/javascript; charset=utf-8")
