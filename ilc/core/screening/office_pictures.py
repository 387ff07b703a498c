"""Pictures inside Office files: the same picture in the same format, and nothing else."""

import io

from PIL import Image

from ilc.core.screening import images, jpeg
from ilc.core.screening.office_xml import Program, drawing
from ilc.core.screening.outcome import Limits, Refusal, Work

KINDS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".jpe": "JPEG", ".jfif": "JPEG", ".gif": "GIF", ".bmp": "BMP",
         ".tif": "TIFF", ".tiff": "TIFF", ".webp": "WEBP"}  # fmt: skip
METAFILES = (".emf", ".wmf", ".svm")
ENDINGS = {*KINDS, *METAFILES, ".svg"}


def clean(ending: str, data: bytes, program: Program, work: Work) -> bytes:
    """A picture as it may stay. Raises Refusal when it is damaged, enormous or can act."""
    if ending == ".svg":
        return drawing(program, data)
    if ending in METAFILES:
        return _metafile(data, work)
    return _picture(data, program, work)


def _picture(data: bytes, program: Program, work: Work) -> bytes:
    """Read completely, so that damage shows. A JPEG keeps its compressed pixels unless a colour profile makes
    writing it anew necessary."""
    try:
        with Image.open(io.BytesIO(data)) as peek:
            actual = str(peek.format)
        if actual not in KINDS.values() and actual != "MPO":
            raise ValueError(f"a picture of the kind {actual}")
        picture = images.opened(io.BytesIO(data), "JPEG" if actual == "MPO" else actual, work.limits)
        found = images.found_in(picture) if actual != "PNG" else []
        if picture.format in ("JPEG", "MPO") and not jpeg.has_profile(data):
            picture.draft(None, (picture.width // 8, picture.height // 8))
            picture.load()
            bare = jpeg.strip(data)
        else:
            bare = _rewritten(picture, actual, work.limits)
            found = found or images.found_in(picture)
    except (OSError, ValueError, SyntaxError) as error:
        raise Refusal(
            "broken",
            f"A picture inside this {program.noun} is damaged. Put it in again, save it and add it.",
        ) from error
    work.took_out(*(f"{what} in pictures" for what in found))
    return bare


def _rewritten(picture: Image.Image, name: str, limits: Limits) -> bytes:
    plain = images.pixels(picture, 2 * limits.max_edge, turn=False)
    out = io.BytesIO()
    if name in ("JPEG", "MPO"):
        plain.save(out, "JPEG", quality=limits.jpeg_quality)
    elif name in ("GIF", "BMP") and plain.mode == "LA":
        plain.convert("RGBA").save(out, name)
    else:
        plain.save(out, name)
    return out.getvalue()


def _metafile(data: bytes, work: Work) -> bytes:
    """Windows metafiles stay as they are, but the description (program, file name) is blanked.

    [MS-EMF] 2.2.9: number of characters at byte 60, where they begin at byte 64.
    """
    if data[40:44] != b" EMF":
        return data
    length, start = 2 * int.from_bytes(data[60:64], "little"), int.from_bytes(data[64:68], "little")
    if not length or start + length > len(data):
        return data
    work.took_out("descriptions in pictures")
    return data[:start] + bytes(length) + data[start + length :]
