"""Reads MP4 boxes without any library (ISO/IEC 14496-12), to see what a film holds beside picture and sound."""

import struct
from collections.abc import Iterator

_HOLD_OTHERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"edts", b"udta"}
FINE = _HOLD_OTHERS | {
    b"ftyp", b"free", b"mdat", b"mvhd", b"tkhd", b"elst", b"mdhd", b"hdlr", b"vmhd", b"smhd", b"dref", b"stsd", b"stts",
    b"stss", b"ctts", b"stsc", b"stsz", b"stco", b"co64", b"sdtp", b"sgpd", b"sbgp", b"meta",
}  # fmt: skip
_DATED = {b"mvhd", b"tkhd", b"mdhd"}
_HANDLERS = {b"VideoHandler\0", b"SoundHandler\0", b""}


def boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of every box, those inside others too."""
    at, end = start, len(data) if end is None else end
    while at + 8 <= end:
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        head = 8
        if size == 1:
            size, head = struct.unpack(">Q", data[at + 8 : at + 16])[0], 16
        assert head <= size <= end - at, (kind, size)
        yield kind, data[at + head : at + size]
        if kind in _HOLD_OTHERS:
            yield from boxes(data, at + head, at + size)
        at += size
    assert at == end


def beside_the_film(data: bytes) -> list[str]:
    """Everything that is neither picture, sound nor how to play them."""
    found = []
    for kind, inside in boxes(data):
        if kind not in FINE:
            found.append(f"box {kind!r}")
        if kind in _DATED:
            wide = inside[0] == 1
            dates = inside[4:20] if wide else inside[4:12]
            found += [f"date in {kind!r}"] if any(dates) else []
        if kind == b"hdlr" and inside[8:12] in (b"vide", b"soun") and inside[24:] not in _HANDLERS:
            found.append(f"handler {inside[24:]!r}")
        if kind == b"hdlr" and inside[8:12] not in (b"vide", b"soun", b"mdir"):
            found.append(f"a track of the kind {inside[8:12]!r}")
        if kind == b"meta" and inside[4:] != _EMPTY_META:
            found.append("properties")
    return found


_EMPTY_META = (
    struct.pack(">I4sIIII8s", 33, b"hdlr", 0, 0, 0, 0, b"")[:8]
    + bytes(8) + b"mdirappl" + bytes(9) + struct.pack(">I4s", 8, b"ilst")
)  # fmt: skip
"""What the writer leaves of the iTunes properties: a handler, and a list without an entry."""
