"""The file as its owner sent it, where the series keeps it."""

import uuid

from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from cycles.evidence import access
from cycles.evidence.choices import USABLE
from ilc.core.http import Request, hidden
from ilc.core.sending import stream


@hidden("evidence: own artifact")
@require_safe
def original(request: Request, pk: uuid.UUID) -> FileResponse:
    """For its owner alone, to keep and not to open here: nothing was taken out of it."""
    found = access.get_own_artifact(request.user, pk)
    if found.state not in USABLE or not found.original:
        raise Http404
    return stream(found.original, "application/octet-stream", found.original_name, download=True)
