"""Takes everything out of a JPEG that is not the picture, without touching the picture.

For pictures inside PDF and Word files, where decoding and encoding again would cost quality and time.
Layout: ITU T.81 annex B; JPEG 2000 boxes: ITU T.800 annex I.
"""

import re

_ALONE = {0x01, *range(0xD0, 0xD8)}
_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
_MARKER = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")
_PERSONAL_BOXES = {b"uuid", b"uinf", b"xml ", b"jp2i"}


def strip(data: bytes) -> bytes:
    """The same picture without application data (Exif, XMP, IPTC, profiles, thumbnails) and comments.

    The Adobe mark stays (it says how colours are stored), of JFIF the part without its thumbnail. Data
    behind the end is dropped. Raises ValueError when the layout cannot be followed.
    """
    if data[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    kept, at = [data[:2]], 2
    while True:
        found = _MARKER.search(data, at)
        if found is None:
            raise ValueError("JPEG without an end")
        kept.append(data[at : found.start()] if len(kept) > 1 else b"")
        marker, at = found[1][0], found.end()
        if marker == _EOI:
            return b"".join([*kept, b"\xff\xd9"])
        if marker in _ALONE or marker == _SOI:
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        if length < 2 or at + length > len(data):
            raise ValueError("JPEG segment beyond the end")
        kept.append(_segment(marker, data[at : at + length]))
        at += length


def _segment(marker: int, body: bytes) -> bytes:
    """One segment as it may stay, b"" if not. `body` begins with its length."""
    if marker == 0xE0 and body[2:7] == b"JFIF\0":
        return b"\xff\xe0\x00\x10" + body[2:14] + b"\0\0"
    if marker == 0xEE and body[2:7] == b"Adobe":
        return b"\xff\xee\x00\x0e" + body[2:14]
    if 0xE0 <= marker <= 0xEF or marker == _COM:
        return b""
    return b"\xff" + bytes([marker]) + body


def has_profile(data: bytes) -> bool:
    """Whether a colour profile stands in the beginning: without it the colours would change."""
    return b"ICC_PROFILE\0" in data[:65536]


def strip_2000(data: bytes) -> bytes:
    """JPEG 2000 without its XML, UUID (Exif, XMP, IPTC) and rights boxes. Raises ValueError."""
    if data[:4] == b"\xff\x4f\xff\x51":
        return data
    kept, at = [], 0
    while at < len(data):
        length, start = int.from_bytes(data[at : at + 4], "big"), 8
        if length == 1:
            length, start = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        if length == 0:
            length = len(data) - at
        if length < start or at + length > len(data):
            raise ValueError("JPEG 2000 box beyond the end")
        if data[at + 4 : at + 8] not in _PERSONAL_BOXES:
            kept.append(data[at : at + length])
        at += length
    return b"".join(kept)
