"""The protocol tus 1.0 (core, creation, termination, expiration): https://tus.io/protocols/resumable-upload

Small enough to be ours. Every refusal is a plain sentence, for our own page and for people who look at answers.
"""

import base64
import binascii
import re
import uuid
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, UnreadablePostError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cycles.evidence import access, actions
from cycles.evidence.choices import ArtifactKind, ConsentOf, UploadState
from cycles.evidence.models import Upload
from cycles.tries.access import get_own_try
from ilc.accounts.access import account
from ilc.core import desk
from ilc.core.errors import Refused
from ilc.core.http import Request, hidden, hidden_page

VERSION = "1.0.0"
PIECE = (
    256 * 1024
)  # bytes read at once; the server below reads up to 1 MB ahead and copies the rest at each turn
SILENCE = 10  # seconds without a byte, then what has come is kept and the line is given up
STATUS = {"offset": 409, "arrived": 409, "locked": 423, "too-large": 413, "storage": 507}
View = Callable[..., HttpResponse]


def say(status: int, text: str = "", **headers: str) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def refusal(no: Refused) -> HttpResponse:
    response = say(STATUS.get(no.code, 422), no.message, X_Refused=no.code)
    if response.status_code in (423, 507):
        response["Retry-After"] = "5"
    return response


def tus(view: View) -> View:
    """Speak one version, and say so."""

    @wraps(view)
    def speaking(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        method = _method(request)
        if method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            response = say(412, f"This address speaks tus {VERSION}.", Tus_Version=VERSION)
        else:
            response = view(request, *args, **kwargs)
        response["Tus-Resumable"] = VERSION
        return response

    return speaking


def _method(request: Request) -> str:
    """Some old proxies let only GET and POST through; the protocol has a header for them."""
    given = request.method or ""
    return request.headers.get("X-HTTP-Method-Override", given).upper() if given == "POST" else given


def _not_allowed(*methods: str) -> HttpResponse:
    return say(405, Allow=", ".join(methods))


@hidden("tries: own try")
@never_cache
def uploads(request: Request) -> HttpResponse:
    """Begin an upload, or go on with the same file; its address is in the answer."""
    if request.method not in ("OPTIONS", "POST"):
        return _not_allowed("OPTIONS", "POST")
    return _uploads(request)


@tus
def _uploads(request: Request) -> HttpResponse:
    if request.method == "OPTIONS":
        return say(
            204,
            Tus_Version=VERSION,
            Tus_Extension="creation,termination,expiration",
            Tus_Max_Size=str(max(settings.UPLOAD_MAX_BYTES, settings.VIDEO_MAX_BYTES)),
        )
    if not request.user.is_authenticated:
        return say(401, "Sign in again, then go on. What has arrived is kept.")
    try:
        made = _begin(request)
    except ValueError as wrong:
        return say(400, f"{wrong}.")
    except Refused as no:
        return refusal(no)
    address, offset = reverse("evidence:upload", args=[made.pk]), str(actions.settle_offset(upload=made))
    return say(201, Location=address, Upload_Offset=offset, Upload_Expires=_end(made))


def _begin(request: Request) -> Upload:
    """ValueError names the header that cannot be read."""
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    length = _number(request, "Upload-Length")
    kind = told.get("kind", ArtifactKind.STUDENT_WORK)
    consent = frozenset(re.split(r"[ ,]+", told.get("consent", ""))) & frozenset(ConsentOf.values)
    sha256 = told.get("sha256", "").lower()
    if kind not in ArtifactKind:
        raise ValueError("Upload-Metadata names no kind that we know")
    if sha256 and not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("Upload-Metadata has a sha256 that is none")
    try:
        attempt = get_own_try(request.user, uuid.UUID(told.get("try", "")))
    except ValueError as error:
        raise ValueError("Upload-Metadata names no try") from error
    return actions.begin_upload(
        attempt=attempt,
        kind=kind,
        name=desk.plain_name(told.get("filename")),
        length=length,
        sha256=sha256,
        consent=consent,
        by=account(request),
    )


def _metadata(header: str) -> dict[str, str]:
    found = {}
    for pair in filter(None, (one.strip() for one in header.split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise ValueError("Upload-Metadata cannot be read") from error
    return found


def _number(request: Request, name: str) -> int:
    value = request.headers.get(name, "")
    if not re.fullmatch(r"[0-9]{1,15}", value):
        raise ValueError(f"{name} has to be a whole number")
    return int(value)


def _end(upload: Upload) -> str:
    return http_date(upload.expires_at.timestamp())


@hidden("evidence: own upload")
@never_cache
def upload(request: Request, pk: uuid.UUID) -> HttpResponse:
    """How far it is, the next bytes, or no more of it."""
    verbs = {"HEAD": _head, "PATCH": _patch, "DELETE": _delete}
    method = _method(request)
    if method == "OPTIONS":
        return _uploads(request)
    if method not in verbs:
        return _not_allowed("OPTIONS", *verbs)
    return tus(verbs[method])(request, access.get_own_upload(request.user, pk))


def _head(_request: Request, found: Upload) -> HttpResponse:
    offset = actions.settle_offset(upload=found)
    return say(200, Upload_Offset=str(offset), Upload_Length=str(found.length), Upload_Expires=_end(found))


def _patch(request: Request, found: Upload) -> HttpResponse:
    if request.content_type != "application/offset+octet-stream":
        return say(415, "The body has to be application/offset+octet-stream.")
    try:
        offset, length = _number(request, "Upload-Offset"), _number(request, "Content-Length")
    except ValueError as wrong:
        return say(400, f"{wrong}.")
    if offset != actions.settle_offset(upload=found):
        return say(409, "More or less than that has arrived.", Upload_Offset=str(found.offset))
    if offset + length > found.length:
        return say(413, f"That is more than the {found.length} bytes that were announced.")
    if found.state != UploadState.RECEIVING or not length:
        return say(204, Upload_Offset=str(found.offset), Upload_Expires=_end(found))
    return _write(request, found, offset, length)


def _write(request: Request, found: Upload, offset: int, length: int) -> HttpResponse:
    try:
        reached = actions.write_upload(upload=found, offset=offset, pieces=_pieces(request))
    except Refused as no:
        return refusal(no)
    status = 204 if reached == offset + length else 408  # cut: the sender asks how far it came
    return say(status, Upload_Offset=str(reached), Upload_Expires=_end(found))


def _pieces(request: Request) -> Iterator[bytes]:
    """The body as it comes, never more than a piece in memory. Ends where the line breaks or falls silent."""
    line = request.META.get("gunicorn.socket")
    if line is not None:
        line.settimeout(SILENCE)
    try:
        while piece := request.read(PIECE):
            yield piece
    except UnreadablePostError:
        return
    finally:
        if line is not None:
            line.settimeout(None)


def _delete(_request: Request, found: Upload) -> HttpResponse:
    try:
        actions.cancel_upload(upload=found)
    except Refused as no:
        return refusal(no)
    return say(204)


@hidden_page("evidence: own upload")
@require_POST
def drop(request: Request, pk: uuid.UUID) -> HttpResponse:
    """From the list: what broke off or was refused goes."""
    found = access.get_own_upload(request.user, pk)
    try:
        actions.cancel_upload(upload=found)
    except Refused as no:
        messages.error(request, no.message)
    return redirect("evidence:bring", found.attempt_id)
