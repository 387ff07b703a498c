"""Personal links: signed, purposeful, expiring. Whoever holds one acts as the person it names."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.urls import reverse

DEFAULT_AGE = timedelta(days=60)


def make_token(purpose: str, *ids: uuid.UUID | str) -> str:
    """A signed token naming these ids, good for one purpose only."""
    return signing.dumps([str(one) for one in ids], salt=f"link.{purpose}", compress=True)


def personal_url(view: str, purpose: str, *ids: uuid.UUID | str) -> str:
    """Absolute address of `view` (which takes `token`) for mails."""
    return f"{settings.SITE_URL}{reverse(view, args=[make_token(purpose, *ids)])}"


def absolute(path: str) -> str:
    """A path as it stands in mails and QR codes."""
    return f"{settings.SITE_URL}{path}"


def read_link(token: str, purpose: str, max_age: timedelta = DEFAULT_AGE) -> list[str]:
    """The ids of a link; 404 when it was changed, is for another purpose or too old."""
    try:
        ids: list[str] = signing.loads(token, salt=f"link.{purpose}", max_age=max_age)
    except signing.BadSignature as error:
        raise Http404 from error
    return ids
