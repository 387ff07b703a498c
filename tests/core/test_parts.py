"""Parts in S3, against a storage in this process: parts and tails, cuts, kills, sweeping; the same bytes at the end."""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from django.core.files.storage import default_storage
from django.test import override_settings
from django.utils import timezone
from moto import mock_aws

from cycles.evidence import actions
from cycles.evidence.models import Arrival, Screening, Upload
from ilc.core.parts import Parts, State, parts
from ilc.core.parts.s3 import PART, S3
from tests import factories as make
from tests.cast import Cast
from tests.evidence import files, tus

MB = 1024 * 1024
PLACE = "ab/abcdef.bin"
KEY = f"cycles/{PLACE}"
OPTIONS = {
    "bucket_name": "ilc-files",
    "location": "cycles",
    "region_name": "us-east-1",
    "access_key": "test",
    "secret_key": "only-a-test",
    "default_acl": None,
    "file_overwrite": False,
}


@pytest.fixture
def bucket(settings: Any) -> Iterator[Any]:
    """A bucket that private storage and parts use."""
    with mock_aws():
        client = boto3.client(
            "s3", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="only-a-test"
        )
        client.create_bucket(Bucket="ilc-files")
        chosen = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": OPTIONS}
        with override_settings(
            STORAGES={**settings.STORAGES, "default": chosen}, PARTS="ilc.core.parts.s3.S3"
        ):
            yield client


def keys(client: Any) -> list[str]:
    return [one["Key"] for one in client.list_objects_v2(Bucket="ilc-files").get("Contents", [])]


def unfinished(client: Any) -> int:
    return len(client.list_multipart_uploads(Bucket="ilc-files").get("Uploads", []))


def put(store: Parts, state: State, offset: int, content: bytes) -> tuple[int, State]:
    with store.open(PLACE, state, offset) as sink:
        for start in range(0, len(content), 300_000):
            sink.write(content[start : start + 300_000])
        return sink.settle()


def test_pieces_of_every_size_make_the_same_file(bucket: Any) -> None:
    """Shorter than a part, longer than two, and a last one that fits no boundary."""
    content, store = os.urandom(3 * PART + 1_234_567), S3()
    state: State = {}
    offset = 0
    for length in (1_000_000, 6_500_000, 2 * PART + 5, len(content)):
        offset, state = put(store, state, offset, content[offset : offset + length])
    assert offset == len(content)
    assert [size for _, size in state["parts"]] == [PART, PART, PART]
    store.complete(PLACE, state, len(content))
    store.complete(PLACE, state, len(content))  # a killed worker's work done again
    with default_storage.open(PLACE) as file:
        assert hashlib.sha256(file.read()).digest() == hashlib.sha256(content).digest()
    assert keys(bucket) == [KEY]
    assert unfinished(bucket) == 0


def test_a_short_file_is_one_object(bucket: Any) -> None:
    store = S3()
    offset, state = put(store, {}, 0, b"0123")
    assert (offset, state["upload"]) == (4, "")
    offset, state = put(store, state, 4, b"456789")
    store.complete(PLACE, state, 10)
    with default_storage.open(PLACE) as file:
        assert file.read() == b"0123456789"
    assert keys(bucket) == [KEY]


def test_what_a_killed_process_sent_beyond_the_row_is_written_over(bucket: Any) -> None:
    """Parts and tail after the last saved state don't count: the row is the truth."""
    content, store = os.urandom(2 * PART + 100), S3()
    offset, state = put(store, {}, 0, content[: PART - 1000])
    put(store, state, offset, os.urandom(PART))  # never saved
    reached, state = put(store, state, offset, content[offset:])
    assert reached == len(content)
    store.complete(PLACE, state, len(content))
    with default_storage.open(PLACE) as file:
        assert file.read() == content


def test_storage_away_in_the_middle_keeps_what_was_saved(
    bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, store = os.urandom(2 * PART), S3()
    offset, state = put(store, {}, 0, content[: PART + 10])
    with store.open(PLACE, state, offset) as sink, monkeypatch.context() as patch:

        def away(**_: Any) -> None:
            raise OSError("away")

        patch.setattr(sink.bucket.client, "upload_part", away)  # type: ignore[attr-defined]
        with pytest.raises(OSError, match="away"):
            sink.write(content[offset:] + b"x" * 10)
        assert sink.settle() == (offset, state)


def test_discarding_leaves_nothing(bucket: Any) -> None:
    store = S3()
    _, state = put(store, {}, 0, os.urandom(PART + 1000))
    assert unfinished(bucket) == 1
    for _ in range(2):
        store.discard(PLACE, state)
    assert (keys(bucket), unfinished(bucket)) == ([], 0)


def test_sweeping_spares_what_is_known_or_fresh(bucket: Any) -> None:
    store = S3()
    put(store, {}, 0, os.urandom(PART + 1000))
    soon = datetime.now(UTC) + timedelta(minutes=5)
    assert store.sweep({PLACE}, soon) == 0
    assert (
        store.sweep(set(), soon - timedelta(days=1)) == 1
    )  # this storage says that each upload began in 2010
    assert (len(keys(bucket)), unfinished(bucket)) == (1, 0)
    assert store.sweep(set(), soon) == 1
    assert (keys(bucket), unfinished(bucket)) == ([], 0)


def test_a_missing_bucket_is_told(bucket: Any) -> None:
    parts().check()
    bucket.delete_bucket(Bucket="ilc-files")
    with pytest.raises(OSError, match="404"):
        parts().check()


@pytest.mark.django_db
def test_a_photo_arrives_in_s3_and_is_screened(bucket: Any, cast: Cast) -> None:
    """The protocol, the door and the screening, all on S3."""
    attempt, client, photo = make.attempt(cast.bob, cast.first), cast.client(cast.bob), files.photo()
    upload = tus.begun(client, attempt, len(photo))
    half = len(photo) // 2
    assert tus.send(client, upload, 0, photo[:half]).status_code == 204
    assert tus.ask(client, upload)["Upload-Offset"] == str(half)
    assert tus.send(client, upload, half, photo[half:]).status_code == 204
    assert actions.take_in(Arrival.objects.get().pk) == "taken"
    assert keys(bucket) == [f"cycles/{upload.place}"]
    assert actions.screen_artifact(Screening.objects.get().pk) == "private"
    assert f"cycles/{upload.place}" not in keys(bucket)
    cut = tus.begun(client, attempt, 10, filename="other.jpg")
    tus.send(client, cut, 0, b"012")
    Upload.objects.filter(pk=cut.pk).update(expires_at=timezone.now())
    assert actions.tidy_uploads() >= 1
    assert not [key for key in keys(bucket) if "parts" in key]
