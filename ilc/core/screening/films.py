"""Short films: picture and sound are copied unchanged into a new MP4 and nothing else comes along: no position, no
dates, no chapters, no cover, no tracks of sensor readings, no remarks of the camera between the pictures.

Boxes: ISO/IEC 14496-12. Remarks inside the picture stream (SEI): ITU-T H.264 and H.265, annex D.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import av
from av.bitstream import BitStreamFilterContext
from PIL import Image

from ilc.core.screening import film_headers, images
from ilc.core.screening.outcome import Limits, Refusal, Work

SHOWN = 4  # preview pictures of one film
_PICTURES = {"h264", "hevc", "vp9", "av1"}
_SOUNDS = {"aac", "mp3", "opus", "flac"}
_BARE = {"h264": "filter_units=remove_types=6", "hevc": "filter_units=remove_types=39-40|62-63",
         "av1": "filter_units=remove_types=5|15"}  # fmt: skip
"""Without SEI messages, where cameras and programs write what they like; and, in H.265, without unspecified units; in
AV1 without metadata and padding."""
_ROTATED = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}
_FOUND = {
    "GPS position": ("location", "location-eng", "com.apple.quicktime.location.ISO6709", "xyz"),
    "camera make and model": ("make", "model", "com.apple.quicktime.make", "com.apple.quicktime.model",
                              "com.android.manufacturer", "com.android.model"),
    "date and time": ("creation_time", "date", "com.apple.quicktime.creationdate"),
    "author name": ("artist", "author", "album_artist", "copyright", "composer", "performers",
                    "com.apple.quicktime.author", "com.apple.quicktime.artist"),
    "captions and comments": ("title", "comment", "description", "synopsis", "keywords", "episode_id",
                              "com.apple.quicktime.description", "com.apple.quicktime.title"),
    "program name": ("encoder", "software", "com.apple.quicktime.software", "com.android.version"),
}  # fmt: skip
_PLAIN = {"major_brand", "minor_version", "compatible_brands", "language", "handler_name", "vendor_id"}
_CONVERT = (
    "which browsers do not play. Save or export it as MP4 (H.264 with AAC sound), which every browser plays, "
    "and add that one. "
    "On an iPhone: Settings, Camera, Formats, “Most Compatible”."
)


def clean(source: Path, _kind: str, work: Work) -> None:
    """Writes clean.mp4 and a few pictures from along the film."""
    work.name, work.media_type = "clean.mp4", "video/mp4"
    _check_length(source)
    with _opened(source) as film:
        picture, sound = _chosen(film)
        _check(film, picture, work.limits)
        work.took_out(*_told(film, picture, sound))
        last = _copy(film, picture, sound, work)
    if not last:
        raise ValueError("a film without pictures")
    _draw(work)
    work.text = _in_words(last, picture, sound)


def _check_length(source: Path) -> None:
    """A film that ends within its pictures or tables reads as another one: shorter, silent, or without pictures.
    Raises ValueError."""
    end = source.stat().st_size
    with source.open("rb") as file:
        at = 0
        while len(head := _at(file, at)) >= 8:
            length = int.from_bytes(head[:4], "big")
            if length == 1:  # longer than four bytes can tell
                length = int.from_bytes(head[8:], "big")
            if length < 8:  # 0: to the end of the file
                return
            at += length
            if at > end and head[4:8] in (b"moov", b"mdat"):
                raise ValueError("a film that was cut off")


def _at(file: IO[bytes], at: int) -> bytes:
    file.seek(at)
    return file.read(16)


def _opened(path: Path) -> Any:
    """As MP4 or QuickTime and nothing else: other formats may name further files to be read."""
    return av.open(str(path), format="mov", options={"protocol_whitelist": "file", "enable_drefs": "0"})


def _chosen(film: Any) -> tuple[Any, Any | None]:
    """The film itself and its first sound that browsers play. Raises Refusal."""
    pictures = [one for one in film.streams.video if not _is_cover(one)]
    if any(not _codec(one) or not one.codec_context.width for one in pictures):
        raise ValueError("a film that does not say how it is stored")
    if not pictures:
        raise Refusal("no-pictures", "There is no moving picture in this file. Add the film itself.")
    if _codec(pictures[0]) not in _PICTURES:
        raise Refusal(
            "unplayable", f"The pictures of this film are stored as {_named(pictures[0])}, {_CONVERT}"
        )
    sounds = [one for one in film.streams.audio if _codec(one) in _SOUNDS]
    if film.streams.audio and not sounds:
        raise Refusal(
            "unplayable",
            f"The sound of this film is stored as {_named(film.streams.audio[0])}, {_CONVERT}",
        )
    return pictures[0], sounds[0] if sounds else None


def _is_cover(stream: Any) -> bool:
    return bool(stream.disposition & stream.disposition.attached_pic)


def _codec(stream: Any) -> str:
    """What it is stored as, whoever decodes it; "" when nobody can."""
    return str(stream.codec_context.codec.canonical_name) if stream.codec_context else ""


def _named(stream: Any) -> str:
    return {"mpeg4": "MPEG-4 part 2", "prores": "ProRes", "mjpeg": "Motion JPEG"}.get(
        _codec(stream), "PCM" if _codec(stream).startswith("pcm") else _codec(stream).upper()
    )


def _check(film: Any, picture: Any, limits: Limits) -> None:
    """What the file says of itself; that it keeps its word is seen while copying."""
    width, height = picture.codec_context.width, picture.codec_context.height
    if width * height > limits.film_pixels:
        raise Refusal(
            "too-many-pixels",
            f"The pictures of this film have {width:,} x {height:,} pixels; 4,096 x 2,304 (4K) is the most. "
            "Film or export it in HD and add it again.",
        )
    if (film.duration or 0) / av.time_base > limits.film_seconds + 1:
        raise _too_long(film.duration / av.time_base, limits)


def _too_long(seconds: float, limits: Limits) -> Refusal:
    return Refusal(
        "too-long",
        f"This film lasts {_clock(seconds)}; {limits.film_seconds // 60} minutes is the most. "
        "Cut out the part that matters and add that one.",
    )


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def _told(film: Any, picture: Any, sound: Any | None) -> Iterator[str]:
    """What the file tells beside the film, in plain words."""
    keys = set(film.metadata).union(*(stream.metadata for stream in film.streams))
    for words, names in _FOUND.items():
        if any(name in keys for name in names):
            yield words
    known = _PLAIN.union(*_FOUND.values())
    if any(key not in known for key in keys):
        yield "camera data"
    others = [one for one in film.streams if one not in (picture, sound)]
    if any(one.type == "video" and _is_cover(one) for one in others):
        yield "cover picture"
    if any(one.type in ("video", "audio") and not (one.type == "video" and _is_cover(one)) for one in others):
        yield "further pictures or sounds in the same file"
    if any(one.type == "subtitle" for one in others):
        yield "subtitles"
    if any(one.type not in ("video", "audio", "subtitle") for one in others):
        yield "hidden tracks (positions, sensor readings, time codes)"
    if film.chapters():
        yield "chapters"


def _copy(film: Any, picture: Any, sound: Any | None, work: Work) -> float:
    """Packets of both streams into a new file. Returns the length in seconds. Raises Refusal when it never ends."""
    last = 0.0
    streams = [stream for stream in (picture, sound) if stream is not None]
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(str(work.folder / work.name), "w", format="mp4", options=options) as packed:
        packed.metadata.clear()
        tracks = {stream.index: _Track(packed, stream) for stream in streams}
        for packet in film.demux(streams):
            if packet.dts is None:
                continue
            last = max(last, float((packet.pts or packet.dts) * packet.time_base))
            if last > work.limits.film_seconds + 1:
                raise _too_long(last, work.limits)
            tracks[packet.stream.index].add(packet)
    return last


class _Track:
    """One stream on its way into the new file."""

    def __init__(self, packed: Any, stream: Any) -> None:
        self.packed = packed
        self.out = packed.add_stream_from_template(stream, opaque=True)
        self.out.metadata.clear()
        codec = _codec(stream)
        self.bare = None
        if codec == "hevc":
            self.out.codec_context.codec_tag = "hvc1"  # the other tag, hev1, is not played by Apple's devices
        if codec in _BARE:
            self.bare = BitStreamFilterContext(_BARE[codec], stream)
        if codec in film_headers.KNOWN:
            header = stream.codec_context.extradata or b""
            self.out.codec_context.extradata = film_headers.bare(codec, header)

    def add(self, packet: Any) -> None:
        for one in self.bare.filter(packet) if self.bare else [packet]:
            one.stream = self.out
            self.packed.mux_one(one)


def _draw(work: Work) -> None:
    """Pictures from along the cleaned film, upright."""
    with _opened(work.folder / work.name) as film:
        stream = film.streams.video[0]
        stream.thread_count = 1
        length = (film.duration or 0) / av.time_base
        seen: set[int] = set()
        for place in range(SHOWN):
            frame = _frame(film, stream, length * (place + 0.5) / SHOWN if place else 0.0)
            if frame is None or frame.pts in seen:
                continue
            seen.add(frame.pts)
            picture = frame.to_image()
            turn = _ROTATED.get(frame.rotation % 360)
            picture = picture.transpose(turn) if turn is not None else picture
            if not work.pages:
                work.width, work.height = picture.size
            work.pages += 1
            images.previews(picture, work.pages, work)
    if not work.pages:
        raise ValueError("no picture of the film can be shown")


def _frame(film: Any, stream: Any, seconds: float) -> Any | None:
    film.seek(int(seconds * av.time_base), backward=True)
    return next(film.decode(stream), None)


def _in_words(last: float, picture: Any, sound: Any | None) -> str:
    """Stands where a document shows its words."""
    said = f"A film of {_clock(last)} minutes{'' if sound is not None else ', without sound'}."
    if _codec(picture) != "h264":
        said += (
            " It is stored in a form that newer phones and computers play and some older ones do not. If it stays "
            "black for colleagues, export it as MP4 (H.264) and bring that one."
        )
    return said
