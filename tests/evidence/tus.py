"""A sender of files in pieces over Django's test client: one header for each thing the protocol wants."""

import base64
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cycles.evidence.models import Upload
from cycles.tries.models import Try

RESUMABLE = {"Tus-Resumable": "1.0.0"}
OFFSET = "application/offset+octet-stream"


def metadata(**told: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())


def begin(client: Client, attempt: Try, length: int, **told: str) -> HttpResponse:
    said = {"filename": "photo.jpg", "kind": "student-work", "try": str(attempt.pk), **told}
    headers = {**RESUMABLE, "Upload-Length": str(length), "Upload-Metadata": metadata(**said)}
    return client.post(reverse("evidence:uploads"), headers=headers)  # type: ignore[return-value]


def begun(client: Client, attempt: Try, length: int, **told: str) -> Upload:
    answer = begin(client, attempt, length, **told)
    assert answer.status_code == 201, answer.content
    return Upload.objects.get(pk=answer["Location"].strip("/").rpartition("/")[2])


def send(client: Client, upload: Upload, offset: int, piece: bytes, **headers: str) -> HttpResponse:
    told: dict[str, Any] = {**RESUMABLE, "Upload-Offset": str(offset), **headers}
    url = reverse("evidence:upload", args=[upload.pk])
    return client.patch(url, piece, content_type=OFFSET, headers=told)  # type: ignore[return-value]


def ask(client: Client, upload: Upload) -> HttpResponse:
    return client.head(  # type: ignore[return-value]
        reverse("evidence:upload", args=[upload.pk]), headers=RESUMABLE
    )
