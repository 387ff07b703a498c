"""Uploads when lines break, processes are killed and others want the same place: a whole product, real sockets.

The protocol is spoken by an independent client (tuspy) where it can be, and by hand where it must be wrong.
"""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tusclient.client import TusClient
from tusclient.exceptions import TusUploadFailed

from tests.bench.uploads import LOOK, Sender, make_file, web_pids
from tests.evidence.files import photo
from tests.journeys.harness import Product, running, until

pytestmark = [pytest.mark.slow, pytest.mark.sockets]
MB = 1024 * 1024


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("uploads")) as started:
        yield started


@pytest.fixture
def sender(product: Product) -> Sender:
    return Sender.of(product)


def now(product: Product, path: str) -> dict[str, Any]:
    return dict(product.shell(LOOK.format(pk=path.strip("/").rpartition("/")[2])))


def taken(product: Product, path: str) -> dict[str, Any]:
    """How the row stands once a worker has taken the file in."""

    def ask() -> dict[str, Any] | None:
        found = now(product, path)
        return found if found["state"] in ("taken", "refused") else None

    return dict(until(ask, 60, "taken in"))


def client(sender: Sender) -> TusClient:
    return TusClient(f"{sender.url}/uploads/", headers=sender.headers)


def test_an_independent_client_is_cut_at_60_percent_and_goes_on(
    product: Product, sender: Sender, tmp_path: Path
) -> None:
    file = tmp_path / "essay.pdf"
    sha256 = make_file(file, 10)
    told = {key: value for key, value in sender.metadata(file.name).items() if key != "consent"}
    with file.open("rb") as stream:
        first = client(sender).uploader(file_stream=stream, chunk_size=MB, metadata=told)
        first.upload(stop_at=6 * MB)
        place = str(first.url)
        again = client(sender).uploader(file_stream=stream, chunk_size=3 * MB, url=place)
        assert again.offset == 6 * MB
        again.upload()
    found = taken(product, place)
    assert (found["state"], found["sha256"], found["artifacts"]) == ("taken", sha256, 1)


def test_an_independent_client_hears_the_refusal(sender: Sender, tmp_path: Path) -> None:
    file = tmp_path / "essay.pdf"
    make_file(file, 2)
    told = {key: value for key, value in sender.metadata(file.name).items() if key != "consent"}
    with file.open("rb") as stream:
        first = client(sender).uploader(file_stream=stream, chunk_size=MB, metadata=told)
        first.upload(stop_at=MB)
        place = str(first.url)
        behind = client(sender).uploader(file_stream=stream, chunk_size=MB // 2, url=place)
        behind.upload_chunk()
        first.stop_at = 2 * MB  # it doesn't know that the other went on
        with pytest.raises(TusUploadFailed) as caught:
            first.upload_chunk()
    assert caught.value.status_code == 409


def test_of_two_at_one_offset_exactly_one_wins(product: Product, sender: Sender, tmp_path: Path) -> None:
    """Twelve rounds, two connections each, over several web processes: the file is neither torn nor doubled."""
    file, piece = tmp_path / "essay.pdf", 512 * 1024
    sha256 = make_file(file, 6)
    content = file.read_bytes()
    path = sender.begin(file.name, len(content))
    for start in range(0, len(content), piece):
        statuses: list[int] = []

        def send(start: int = start, statuses: list[int] = statuses) -> None:
            link = sender.open_patch(path, start, piece)
            try:
                link.send(content[start : start + piece])
                statuses.append(link.getresponse().status)
            except OSError:  # refused before its body was read
                statuses.append(409)
            finally:
                link.close()

        both = [threading.Thread(target=send) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert statuses.count(204) == 1, statuses
        assert set(statuses) <= {204, 409, 423}
        assert sender.offset(path) == start + piece
    found = taken(product, path)
    assert (found["sha256"], found["artifacts"]) == (sha256, 1)


def test_a_web_process_killed_in_mid_upload_loses_nothing_that_was_acknowledged(
    product: Product, sender: Sender, tmp_path: Path
) -> None:
    file = tmp_path / "essay.pdf"
    sha256 = make_file(file, 20)
    content = file.read_bytes()
    path = sender.begin(file.name, len(content))
    assert sender.send(path, _head(tmp_path, content, 7 * MB), 0) == 204
    before = set(web_pids(product))
    link = sender.open_patch(path, 7 * MB, 13 * MB)
    link.send(content[7 * MB : 12 * MB])
    until(lambda: now(product, path)["claimed"], 20, "somebody writes")
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    link.close()
    until(lambda: web_pids(product) and not before & set(web_pids(product)), 30, "new web processes")
    offset = until(lambda: _asked(sender, path), 30, "an answer")
    assert 7 * MB <= offset <= 12 * MB
    began = time.monotonic()
    until(lambda: sender.send(path, file, sender.offset(path)) == 204, 60, "gone on")
    print(f"killed: {offset / MB:.1f} MB kept; gone on {time.monotonic() - began:.0f} s after the first try")
    found = taken(product, path)
    assert (found["state"], found["sha256"], found["artifacts"]) == ("taken", sha256, 1)


def _head(folder: Path, content: bytes, length: int) -> Path:
    path = folder / "head"
    path.write_bytes(content[:length])
    return path


def _asked(sender: Sender, path: str) -> int | None:
    try:
        return sender.offset(path) or None
    except OSError:
        return None


def test_a_silent_line_is_given_up_and_gone_on_with_from_another(
    product: Product, sender: Sender, tmp_path: Path
) -> None:
    """A phone that walked out of reach leaves its connection half open: its place is free again in seconds."""
    file = tmp_path / "essay.pdf"
    sha256 = make_file(file, 4)
    path = sender.begin(file.name, 4 * MB)
    silent = sender.open_patch(path, 0, 4 * MB)
    silent.send(file.read_bytes()[: 2 * MB])
    until(lambda: now(product, path)["claimed"], 20, "somebody writes")
    until(lambda: sender.send(path, file, sender.offset(path)) == 204, 40, "gone on from elsewhere")
    silent.close()
    found = taken(product, path)
    assert (found["sha256"], found["artifacts"]) == (sha256, 1)


def test_the_same_file_twice_at_once_is_kept_once(product: Product, sender: Sender, tmp_path: Path) -> None:
    file = tmp_path / "essay.jpg"
    file.write_bytes(photo())  # taken and kept: what is refused may come again
    paths = [sender.begin(name, file.stat().st_size) for name in ("one.jpg", "two.jpg")]
    for path in paths:
        assert sender.send(path, file, 0) == 204
    found = [taken(product, path) for path in paths]
    assert sorted(one["state"] for one in found) == ["refused", "taken"]
    assert {one["artifacts"] for one in found} == {1}
    assert any("is here already" in one["problem"] for one in found)
