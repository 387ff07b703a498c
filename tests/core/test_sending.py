"""Private files: whole, or the range that a player asks for."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import models
from django.db.models.fields.files import FieldFile

from cycles.evidence.models import Artifact
from ilc.core.sending import stream

pytestmark = pytest.mark.django_db
TEN = b"0123456789"


@pytest.fixture
def stored() -> Any:
    field = Artifact._meta.get_field("file")
    assert isinstance(field, models.FileField)
    file = FieldFile(Artifact(), field, "")
    file.save("film.mp4", ContentFile(TEN), save=False)
    yield file
    file.delete(save=False)


@pytest.mark.parametrize(
    ("asked", "status", "content", "told"),
    [
        ("", 200, TEN, None),
        ("bytes=0-1", 206, b"01", "bytes 0-1/10"),
        ("bytes=0-", 206, TEN, "bytes 0-9/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=7-99", 206, b"789", "bytes 7-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-99", 206, TEN, "bytes 0-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=5-2", 200, TEN, None),
        ("bytes=-", 200, TEN, None),
        ("bytes=0-1,4-5", 200, TEN, None),
        ("seconds=1-2", 200, TEN, None),
    ],
)
def test_range(stored: FieldFile, asked: str, status: int, content: bytes, told: str | None) -> None:
    answer = stream(stored, "video/mp4", "film.mp4", download=True, asked=asked)
    assert (answer.status_code, answer.getvalue(), answer.get("Content-Range")) == (status, content, told)
    assert answer["Content-Length"] == str(len(content))
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Cache-Control"] == "private, no-store"
    answer.close()


def test_asking_for_the_last_none_gets_nothing(stored: FieldFile) -> None:
    answer = stream(stored, "video/mp4", "film.mp4", download=True, asked="bytes=-0")
    assert (answer.status_code, answer.getvalue()) == (416, b"")
    answer.close()
