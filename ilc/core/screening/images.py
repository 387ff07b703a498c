"""Photos: decoded once completely, turned upright, written anew with nothing but pixels."""

import io
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageCms, ImageFile

from ilc.core.screening.outcome import Limits, Refusal, Work

_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heif": "HEIF"}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_TAGS = {
    "camera make and model": ("Make", "Model", "LensModel", "LensMake", "HostComputer"),
    "date and time": ("DateTime", "DateTimeOriginal", "DateTimeDigitized"),
    "author name": ("Artist", "Copyright", "XPAuthor", "CameraOwnerName"),
    "serial number": ("BodySerialNumber", "LensSerialNumber", "CameraSerialNumber", "ImageUniqueID"),
    "captions and comments": ("ImageDescription", "UserComment", "XPComment", "XPTitle", "XPKeywords"),
    "program name": ("Software", "ProcessingSoftware"),
    "maker's notes": ("MakerNote",),
}
_INFO = {
    "XMP description": ("xmp", "XML:com.adobe.xmp", "Raw profile type xmp"),
    "IPTC description": ("photoshop", "iptc", "Raw profile type iptc"),
    "captions and comments": ("comment", "Comment", "Description", "Title"),
    "author name": ("Author", "Artist", "Copyright"),
    "colour profile": ("icc_profile",),
}
_ALPHA = {"RGBA", "LA", "PA", "RGBa", "La"}

_BOMB = (
    "This picture hides far more data than a picture needs and was not opened. "
    "Take a screenshot of it, or export it again, and add that one."
)

pillow_heif.register_heif_opener(thumbnails=False)
ImageFile.LOAD_TRUNCATED_IMAGES = False
Image.MAX_IMAGE_PIXELS = None
"""Our own check stands in `opened`, before anything is decoded, with a reason in plain words."""


def clean(source: Path, kind: str, work: Work) -> None:
    """Writes clean.jpg or clean.png (pictures with transparency, and PNG) and the two previews."""
    with source.open("rb") as file:
        picture = opened(file, _FORMATS[kind], work.limits)
        upright = pixels(picture, work.limits.max_edge, turn=kind != "heif")
        work.took_out(*found_in(picture))
    if kind == "heif":
        work.took_out("the HEIC form (kept as JPEG, which every device shows)")
    if kind == "png" or upright.mode in _ALPHA:
        work.name, work.media_type = "clean.png", "image/png"
        upright.save(work.folder / work.name, "PNG")
    else:
        work.name, work.media_type = "clean.jpg", "image/jpeg"
        save_jpeg(upright, work.folder / work.name, work.limits.jpeg_quality)
    work.pages = 1
    work.width, work.height = upright.size
    previews(upright, 1, work)


def opened(file: Any, name: str, limits: Limits) -> Image.Image:
    """Reads the header only. Raises Refusal when it announces more pixels than allowed."""
    try:
        picture = Image.open(file, formats=[name])
    except ValueError as error:
        if "too large" in str(error):
            raise Refusal("bomb", _BOMB) from error
        raise
    width, height = picture.size
    if width * height > limits.max_pixels:
        raise Refusal(
            "too-many-pixels",
            f"This picture has {width * height / 1e6:,.0f} million pixels ({width:,} x {height:,}); "
            f"{limits.max_pixels / 1e6:,.0f} million is the most. Make it smaller and add it again.",
        )
    return picture


def pixels(picture: Image.Image, max_edge: int, *, turn: bool) -> Image.Image:
    """The decoded picture, upright, in sRGB, at most `max_edge` long, with no information attached.

    HEIC is turned by its own decoder, so `turn` is off for it. Raises OSError for a truncated file.
    """
    longest = max(picture.size)
    if longest > max_edge:
        picture.draft(None, tuple(max(1, side * max_edge // longest) for side in picture.size))  # type: ignore[arg-type]
    picture.load()
    orientation = _orientation(picture) if turn else 1
    plain = _plain_mode(_smaller(picture, max_edge))
    if orientation in _TURNS:
        plain = plain.transpose(_TURNS[orientation])
    plain.info.clear()
    return plain


def _smaller(picture: Image.Image, max_edge: int) -> Image.Image:
    """At most `max_edge` long; before anything else is done, as each copy of 48 megapixels is 150 MB."""
    longest = max(picture.size)
    if longest <= max_edge:
        return picture
    if picture.mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        picture = _plain_mode(picture)
    width, height = (max(1, round(side * max_edge / longest)) for side in picture.size)
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return 1


def _plain_mode(picture: Image.Image) -> Image.Image:
    """RGB, RGBA, L or LA in the sRGB colour space; 16-bit pictures become 8-bit."""
    if picture.mode in _ALPHA or "transparency" in picture.info:
        return picture.convert("LA" if picture.mode in ("LA", "La") else "RGBA")
    if picture.mode.startswith("I") or picture.mode == "F":
        return _eight_bit(picture)
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        return _in_srgb(picture, profile)
    if picture.mode in ("L", "RGB"):
        return picture.copy()
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _eight_bit(picture: Image.Image) -> Image.Image:
    """Grey of 16 bits: the upper eight. (Converting alone would cut everything above 255 to white.)"""
    return picture.convert("F").point(lambda value: value * (1 / 256) + 0).convert("L")


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Phones store wider colours with a profile; without it they look dull. A bad profile is ignored."""
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        ours = ImageCms.createProfile("sRGB")
        changed = ImageCms.profileToProfile(picture, theirs, ours, outputMode="RGB")
    except Exception:
        return picture.convert("RGB")
    return changed if changed is not None else picture.convert("RGB")


def found_in(picture: Image.Image) -> list[str]:
    """What the file tells beside the picture, in plain words. Damaged camera data must not stop anything.

    Only after decoding: PNG decodes itself when asked for its camera data, and would hide its damage here.
    """
    try:
        found = _found_exif(picture)
    except Exception:
        found = ["damaged camera data"]
    found += [words for words, keys in _INFO.items() if any(picture.info.get(key) for key in keys)]
    if getattr(picture, "n_frames", 1) > 1:
        found.append("further pictures in the same file")
    return list(dict.fromkeys(found))


def _found_exif(picture: Image.Image) -> list[str]:
    exif = picture.getexif()
    if not exif:
        return []
    places = {**exif, **exif.get_ifd(ExifTags.IFD.Exif)}
    named = {ExifTags.TAGS.get(tag, ""): value for tag, value in places.items()}
    found = ["GPS position"] if exif.get_ifd(ExifTags.IFD.GPSInfo) else []
    found += [words for words, tags in _TAGS.items() if any(named.get(tag) for tag in tags)]
    if exif.get_ifd(ExifTags.IFD.IFD1):
        found.append("embedded preview picture")
    return found or ["camera data"]


def save_jpeg(picture: Image.Image, path: Path, quality: int) -> None:
    picture.save(path, "JPEG", quality=quality, optimize=True, progressive=True)


def previews(picture: Image.Image, page: int, work: Work) -> None:
    """page-N.jpg and thumb-N.jpg; what is transparent becomes white."""
    if picture.mode in _ALPHA:
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture.convert("RGBA"))
        picture = paper
    shown = picture.convert("RGB")
    for size, edge in (("page", work.limits.page_edge), ("thumb", work.limits.thumb_edge)):
        shown.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
        shown.info.clear()
        name = f"{size}-{page}.jpg"
        save_jpeg(shown, work.folder / name, 82)
        work.previews.append((name, page, size, *shown.size))
