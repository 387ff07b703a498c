"""Makers of short films, good and hostile. What a good film gives away is the same as of a photo: files.SECRETS."""

import io
import os
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.bitstream import BitStreamFilterContext

from tests.evidence import files

RATE = 10
TELLING = {
    "title": "Room 12 at Secret School",
    "artist": "Invented Author",
    "comment": "Invented Author",
    "creation_time": "2024-03-05T10:11:12.000000Z",
    "location": "+36.7478-119.7725+090.000/",
    "com.apple.quicktime.make": "Made-up Works",
    "com.apple.quicktime.model": "Pocketphone 9",
    "com.apple.quicktime.location.ISO6709": "+36.7478-119.7725+090.000/",
}
_REMARK = "086f3693b7b34f2c965321492feee5b8+Invented Author SN-4711-0815"
"""What some cameras write between the pictures (SEI, user data): an identifier and a text."""


def film(
    form: str = "mp4",
    *,
    picture: str = "libx264",
    sound: str = "aac",
    seconds: float = 2,
    size: tuple[int, int] = (96, 64),
) -> bytes:
    """Left half dark, right half light, with a hum; and with what cameras write beside it."""
    plain = _encoded(form, picture, sound, seconds, size)
    return _retold(plain, form) if picture == "libx264" else plain


@contextmanager
def _priority_kept() -> Iterator[None]:
    """The AV1 encoder makes the thread that calls it a real-time one (SCHED_FIFO 99) where it runs as root; that
    thread and all it starts afterwards would starve the machine."""
    policy, parameters = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, parameters)


def _encoded(form: str, picture: str, sound: str, seconds: float, size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    with _priority_kept(), av.open(out, "w", format=form, options={"movflags": "use_metadata_tags"}) as made:
        made.metadata.update(TELLING)
        shown: Any = _pictures(made, picture, size) if picture else None
        heard: Any = made.add_stream(sound, rate=44100) if sound else None
        for number in range(int(seconds * RATE)) if shown else ():
            frame = av.VideoFrame.from_image(files.picture(*size))
            frame.pts = number
            made.mux(shown.encode(frame))
        made.mux(shown.encode(None) if shown else [])
        made.mux(list(_hum(heard, seconds)) if heard else [])
    return out.getvalue()


def _pictures(made: Any, codec: str, size: tuple[int, int]) -> Any:
    shown = made.add_stream(codec, rate=RATE)
    shown.width, shown.height = size
    shown.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    shown.time_base = Fraction(1, RATE)
    if codec == "libx265":
        shown.codec_context.codec_tag = "hvc1"
        shown.options = {"x265-params": "log-level=none"}
    shown.metadata["handler_name"] = "Pocketphone 9"
    shown.metadata["encoder"] = "Made-up Works"
    return shown


def _hum(heard: Any, seconds: float) -> Iterator[Any]:
    context = heard.codec_context
    for start in range(0, int(seconds * context.sample_rate), 1024):
        frame = av.AudioFrame(format=context.format.name, layout=context.layout.name, samples=1024)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.pts, frame.sample_rate = start, context.sample_rate
        frame.time_base = Fraction(1, context.sample_rate)
        yield from heard.encode(frame)
    yield from heard.encode(None)


def _retold(plain: bytes, form: str) -> bytes:
    """The same film with chapters, subtitles and a remark between its pictures."""
    out = io.BytesIO()
    options = {"movflags": "use_metadata_tags"}
    read: Any
    with av.open(io.BytesIO(plain)) as read, av.open(out, "w", format=form, options=options) as made:
        made.metadata.update(read.metadata)
        tracks = {}
        for stream in read.streams:
            tracks[stream.index] = made.add_stream_from_template(stream, opaque=True)
            tracks[stream.index].metadata.update(stream.metadata)
        source = read.streams.video[0]
        remark = f"h264_metadata=sei_user_data='{_REMARK}'"
        noted = BitStreamFilterContext(remark, source, tracks[source.index])
        made.set_chapters(
            [{"id": 1, "start": 0, "end": 1000, "time_base": Fraction(1, 1000),
              "metadata": {"title": "Invented Author"}}]
        )  # fmt: skip
        for packet in read.demux():
            if packet.dts is None:
                continue
            for one in noted.filter(packet) if packet.stream.type == "video" else [packet]:
                one.stream = tracks[packet.stream.index]
                made.mux(one)
    return out.getvalue()


def box(kind: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I", 8 + len(body)) + kind + body


def cut(plain: bytes, kind: bytes, share: float) -> bytes:
    """As after a connection that was lost: it ends within this box of the file, after such a share of it."""
    at = plain.index(kind) - 4
    return plain[: at + 8 + int(share * (struct.unpack(">I", plain[at : at + 4])[0] - 8))]


def tables_first(plain: bytes) -> bytes:
    """As films on the web are laid out: its tables (moov) before its pictures (mdat)."""
    read: Any
    with tempfile.NamedTemporaryFile(suffix=".mp4") as out:  # the writer reads it again
        with (
            av.open(io.BytesIO(plain)) as read,
            av.open(out.name, "w", options={"movflags": "faststart"}) as made,
        ):
            source = read.streams.video[0]
            track = made.add_stream_from_template(source, opaque=True)
            for packet in read.demux(source):
                if packet.dts is not None:
                    packet.stream = track
                    made.mux(packet)
        return Path(out.name).read_bytes()


def with_gps_box(plain: bytes) -> bytes:
    """A box of the maker's own, with a position and names, behind the film."""
    words = b"Invented Author, Room 12 at Secret School, +36.7478-119.7725"
    return plain + box(b"uuid", bytes(16), words) + box(b"udta", box(b"\xa9xyz", words))


def turned(plain: bytes) -> bytes:
    """As a phone held upright writes it: pictures as they lie on the sensor, and how to turn them (tkhd)."""
    at = plain.index(b"tkhd") + 44
    quarter = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 64 << 16, 0, 1 << 30)
    return plain[:at] + quarter + plain[at + 36 :]


def says_longer(plain: bytes, seconds: int) -> bytes:
    """Every picture lasts so much longer: one run in the table of times (stts)."""
    at = plain.index(b"stts") + 12
    count, _ = struct.unpack(">II", plain[at : at + 8])
    scale = struct.unpack(">I", plain[plain.index(b"mdhd") + 16 : plain.index(b"mdhd") + 20])[0]
    return plain[:at] + struct.pack(">II", count, seconds * scale // count) + plain[at + 8 :]


def says_bigger(plain: bytes) -> bytes:
    """The table of kinds announces pictures of 35,000 x 35,000."""
    at = plain.index(b"avc1", plain.index(b"stsd")) + 28
    return plain[:at] + struct.pack(">HH", 35_000, 35_000) + plain[at + 4 :]


def many_samples(plain: bytes) -> bytes:
    """A table that announces four thousand million pictures (stsz with one size for all)."""
    at = plain.index(b"stsz") + 8
    return plain[:at] + struct.pack(">II", 1, 0xFFFFFFF0) + plain[at + 8 :]
