"""The header that stands once before the pictures of a film: only what a decoder needs stays in it.

Encoders write remarks between the parameter sets. Layouts: ISO/IEC 14496-15, 5.3.3 (avcC) and 8.3.3 (hvcC).
What comes out has start codes (H.264 and H.265, annex B), as what the bit stream filter gives; the new file's
writer makes boxes of both.
"""

from collections.abc import Callable, Iterator

_START = b"\0\0\0\1"
_H264 = {7, 8}  # sequence and picture parameter sets
_H265 = {32, 33, 34}  # video, sequence and picture parameter sets


def _take(data: bytes, at: int, length: int) -> bytes:
    if at + length > len(data):
        raise ValueError("a film header that ends too early")
    return data[at : at + length]


def _units(data: bytes, at: int, count: int) -> tuple[list[bytes], int]:
    """So many units, each behind its length of two bytes; and where they end."""
    found = []
    for _ in range(count):
        length = int.from_bytes(_take(data, at, 2), "big")
        found.append(_take(data, at + 2, length))
        at += 2 + length
    return found, at


def _avc(data: bytes) -> Iterator[bytes]:
    first, at = _units(data, 6, _take(data, 5, 1)[0] & 31)
    second, _ = _units(data, at + 1, _take(data, at, 1)[0])
    yield from (unit for unit in first + second if unit and unit[0] & 31 in _H264)


def _hevc(data: bytes) -> Iterator[bytes]:
    at = 23
    for _ in range(_take(data, 22, 1)[0]):
        units, at = _units(data, at + 3, int.from_bytes(_take(data, at + 1, 2), "big"))
        yield from (unit for unit in units if unit and unit[0] >> 1 & 63 in _H265)


KNOWN: dict[str, Callable[[bytes], Iterator[bytes]]] = {"h264": _avc, "hevc": _hevc}


def bare(codec: str, data: bytes) -> bytes:
    """The parameter sets of a stream. Raises ValueError where there are none."""
    if _take(data, 0, 1)[0] != 1:
        raise ValueError("a film header of another sort")
    units = list(KNOWN[codec](data))
    if not units:
        raise ValueError("a film header without parameters")
    return b"".join(_START + unit for unit in units)
