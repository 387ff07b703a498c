"""Parts in S3: a multipart upload to the final name. A tail too short to be a part lies as an object of its own.

S3 takes parts of 5 MB or more (the last one excepted) and at most 10,000 of them. The row knows which parts and
which tail count, so a part that was sent twice replaces itself and an older tail is only litter.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, cast

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import default_storage
from storages.backends.s3 import S3Storage

from ilc.core.parts import FOLDER, Parts, Sink, State

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PART = 8 * 1024 * 1024  # bytes; at most 10,000 of them: 80 GB


class Bucket:
    """The bucket that private storage uses, and its names for ours."""

    def __init__(self) -> None:
        self.storage = cast(S3Storage, default_storage)
        self.client: S3Client = self.storage.connection.meta.client
        self.name: str = self.storage.bucket_name
        self.location: str = self.storage.location

    def key(self, place: str) -> str:
        return f"{self.location.strip('/')}/{place}".lstrip("/")

    def tails(self, place: str = "") -> str:
        """The beginning of the names of tails: of one file, or of all."""
        return self.key(f"{FOLDER}/{place.replace('/', '-')}{'/' if place else ''}")


@contextmanager
def _told() -> Iterator[None]:
    """S3's own errors as OSError, which is what storage that is full or away raises everywhere."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(str(error)) from error


class Multipart(Sink):
    """Collects a part in a temporary file, so that memory stays flat."""

    def __init__(self, bucket: Bucket, place: str, state: State, offset: int, spool: IO[bytes]) -> None:
        self.bucket = bucket
        self.place = place
        self.upload: str = state.get("upload", "")
        self.parts: list[list[Any]] = [list(one) for one in state.get("parts", [])]
        self.tail: str = state.get("tail", "")
        self.offset = offset
        self.spool = spool
        self.held = 0  # bytes in the spool
        self.fresh = 0  # of them, those that the tail doesn't have

    def load_tail(self) -> None:
        if self.tail:
            body = self.bucket.client.get_object(Bucket=self.bucket.name, Key=self.tail)["Body"]
            for piece in body.iter_chunks(64 * 1024):
                self.held += self.spool.write(piece)

    def write(self, piece: bytes) -> None:
        with _told():
            rest = memoryview(piece)
            while rest:
                taken = self.spool.write(rest[: PART - self.held])
                self.held += taken
                self.fresh += taken
                self.offset += taken
                rest = rest[taken:]
                if self.held == PART:
                    self._send()

    def _send(self) -> None:
        client, name, key = self.bucket.client, self.bucket.name, self.bucket.key(self.place)
        if not self.upload:
            self.upload = client.create_multipart_upload(Bucket=name, Key=key)["UploadId"]
        self.spool.seek(0)
        number = len(self.parts) + 1
        try:
            sent = client.upload_part(
                Bucket=name,
                Key=key,
                UploadId=self.upload,
                PartNumber=number,
                Body=self.spool,
                ContentLength=self.held,
            )
        except BaseException:
            self.offset -= self.fresh  # those bytes are nowhere now
            self.held = self.fresh = 0
            raise
        self.parts.append([sent["ETag"], self.held])
        self._empty()
        self.tail = ""

    def _empty(self) -> None:
        self.spool.seek(0)
        self.spool.truncate()
        self.held = self.fresh = 0

    def settle(self) -> tuple[int, State]:
        with _told():
            if self.fresh:
                key = f"{self.bucket.tails(self.place)}{self.offset:015}"
                self.spool.truncate(self.held)
                self.spool.seek(0)
                self.bucket.client.put_object(
                    Bucket=self.bucket.name, Key=key, Body=self.spool, ContentLength=self.held
                )
                self.spool.seek(0, 2)
                self.tail, self.fresh = key, 0
        return self.offset, {
            "upload": self.upload,
            "parts": self.parts,
            "tail": self.tail,
        }


class S3(Parts):
    @contextmanager
    def open(self, place: str, state: State, offset: int) -> Iterator[Sink]:
        with tempfile.TemporaryFile() as spool:
            sink = Multipart(Bucket(), place, state, offset, spool)
            with _told():
                sink.load_tail()
            yield sink

    def stored(self, place: str, state: State, offset: int) -> int:  # noqa: ARG002
        return offset  # S3 says yes only when it has it

    def complete(self, place: str, state: State, length: int) -> None:
        bucket = Bucket()
        with _told():
            if not self._is_there(bucket, place, length):
                self._join(bucket, place, state)
            if not self._is_there(bucket, place, length):
                raise OSError(f"{place} is not {length} bytes long")
            self._clear_tails(bucket, place)

    def _join(self, bucket: Bucket, place: str, state: State) -> None:
        client, name, key = bucket.client, bucket.name, bucket.key(place)
        tail, done = state.get("tail", ""), state.get("parts", [])
        if not state.get("upload"):
            client.copy_object(Bucket=name, Key=key, CopySource={"Bucket": name, "Key": tail})
            return
        tags = [tag for tag, _ in done]
        if tail:
            with tempfile.TemporaryFile() as spool:
                client.download_fileobj(name, tail, spool)
                spool.seek(0)
                sent = client.upload_part(
                    Bucket=name, Key=key, UploadId=state["upload"], PartNumber=len(tags) + 1, Body=spool
                )
            tags.append(sent["ETag"])
        client.complete_multipart_upload(
            Bucket=name,
            Key=key,
            UploadId=state["upload"],
            MultipartUpload={
                "Parts": [{"ETag": tag, "PartNumber": number} for number, tag in enumerate(tags, 1)]
            },
        )

    @staticmethod
    def _is_there(bucket: Bucket, place: str, length: int) -> bool:
        try:
            found = bucket.client.head_object(Bucket=bucket.name, Key=bucket.key(place))
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in ("404", "NoSuchKey", "NotFound"):
                return False
            raise
        return found["ContentLength"] == length

    def discard(self, place: str, state: State) -> None:
        bucket = Bucket()
        with _told():
            if state.get("upload"):
                self._abort(bucket, bucket.key(place), state["upload"])
            self._clear_tails(bucket, place)

    @staticmethod
    def _abort(bucket: Bucket, key: str, upload: str) -> None:
        try:
            bucket.client.abort_multipart_upload(Bucket=bucket.name, Key=key, UploadId=upload)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") != "NoSuchUpload":
                raise

    @staticmethod
    def _clear_tails(bucket: Bucket, place: str) -> None:
        pages = bucket.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=bucket.name, Prefix=bucket.tails(place)):
            for one in page.get("Contents", []):
                bucket.client.delete_object(Bucket=bucket.name, Key=one["Key"])

    def sweep(self, known: set[str], before: datetime) -> int:
        bucket = Bucket()
        with _told():
            return self._sweep_uploads(bucket, known, before) + self._sweep_tails(bucket, known, before)

    def _sweep_uploads(self, bucket: Bucket, known: set[str], before: datetime) -> int:
        keep, count = {bucket.key(place) for place in known}, 0
        pages = bucket.client.get_paginator("list_multipart_uploads")
        for page in pages.paginate(Bucket=bucket.name, Prefix=bucket.key("")):
            for one in page.get("Uploads", []):
                if one["Key"] not in keep and one["Initiated"] < before:
                    self._abort(bucket, one["Key"], one["UploadId"])
                    count += 1
        return count

    @staticmethod
    def _sweep_tails(bucket: Bucket, known: set[str], before: datetime) -> int:
        keep, count = tuple(bucket.tails(place) for place in known), 0
        pages = bucket.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=bucket.name, Prefix=bucket.tails()):
            for one in page.get("Contents", []):
                if not one["Key"].startswith(keep) and one["LastModified"] < before:
                    bucket.client.delete_object(Bucket=bucket.name, Key=one["Key"])
                    count += 1
        return count

    def check(self) -> None:
        with _told():
            bucket = Bucket()
            bucket.client.head_bucket(Bucket=bucket.name)
