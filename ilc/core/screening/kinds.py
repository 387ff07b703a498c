"""What a file is, by its content; and what its name says it is.

Our own signatures decide about everything we accept or must name exactly; puremagic only finds a word for
the rest. A parser is chosen by content, never by name.
"""

import re
import zipfile
from pathlib import Path

import puremagic

from ilc.core.screening.outcome import Refusal

FAMILY = {
    "jpeg": "image",
    "png": "image",
    "webp": "image",
    "heif": "image",
    "pdf": "pdf",
    "docx": "docx",
    "pptx": "pptx",
    "odt": "odt",
    "mp4": "video",
    "mov": "video",
}
FINE = (
    "Documents can be PDF, Word (.docx), PowerPoint (.pptx) or OpenDocument text (.odt); pictures can be JPEG, HEIC, "
    "PNG or WebP; short films MP4 or MOV. Save or export it as one of these and add it again."
)
ENDINGS = {
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".jpe": "jpeg",
    ".jfif": "jpeg",
    ".png": "png",
    ".webp": "webp",
    ".heic": "heif",
    ".heif": "heif",
    ".hif": "heif",
    ".pdf": "pdf",
    ".docx": "docx",
    ".pptx": "pptx",
    ".odt": "odt",
    ".mp4": "mp4",
    ".m4v": "mp4",
    ".mov": "mov",
}
USUAL = {
    "jpeg": ".jpg",
    "png": ".png",
    "webp": ".webp",
    "heif": ".heic",
    "pdf": ".pdf",
    "docx": ".docx",
    "pptx": ".pptx",
    "odt": ".odt",
    "mp4": ".mp4",
    "mov": ".mov",
}
WORDS = {
    "jpeg": "a JPEG picture",
    "png": "a PNG picture",
    "webp": "a WebP picture",
    "heif": "a HEIC picture",
    "pdf": "a PDF",
    "docx": "a Word document",
    "docm": "a Word document with macros",
    "dotx": "a Word template",
    "mp4": "an MP4 film",
    "mov": "a QuickTime film",
    "3gp": "a 3GP film",
    "gif": "a GIF picture",
    "tiff": "a TIFF picture",
    "bmp": "a BMP picture",
    "avif": "an AVIF picture",
    "svg": "an SVG drawing",
    "odt": "an OpenDocument text",
    "ods": "an OpenDocument spreadsheet",
    "odp": "an OpenDocument presentation",
    "ott": "an OpenDocument template",
    "pptx": "a PowerPoint presentation",
    "pptm": "a PowerPoint presentation with macros",
    "ppsx": "a PowerPoint show",
    "potx": "a PowerPoint template",
    "ppt": "an old PowerPoint presentation",
    "xlsx": "an Excel workbook",
    "xls": "an old Excel workbook",
    "doc": "an old Word document (.doc)",
    "office": "an old Office file",
    "rtf": "a rich text file",
    "zip": "a ZIP archive",
    "tar": "a TAR archive",
    "gz": "a compressed archive",
    "rar": "a RAR archive",
    "7z": "a 7-Zip archive",
    "program": "a program",
    "script": "a script",
    "html": "a web page",
    "xml": "an XML file",
    "csv": "a table in text form (CSV)",
    "txt": "a plain text",
    "video": "a video",
    "audio": "a sound recording",
}
_MAGIC = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"BM", "bmp"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "gz"),
    (b"BZh", "gz"),
    (b"\xfd7zXZ\0", "gz"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "script"),
    (b"ID3", "audio"),
    (b"\x1aE\xdf\xa3", "video"),
)
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_OFFICE = (
    ("application/vnd.ms-word.document.macroEnabled", "docm"),
    ("application/vnd.ms-word.template.macroEnabled", "docm"),
    (_WORD + "document.main+xml", "docx"),
    (_WORD + "template.main+xml", "dotx"),
    ("application/vnd.ms-powerpoint.presentation.macroEnabled", "pptm"),
    ("application/vnd.ms-powerpoint.slideshow.macroEnabled", "pptm"),
    ("application/vnd.ms-powerpoint.template.macroEnabled", "pptm"),
    ("presentationml.presentation.main+xml", "pptx"),
    ("presentationml.slideshow.main+xml", "ppsx"),
    ("presentationml.template.main+xml", "potx"),
    ("spreadsheetml.sheet.main+xml", "xlsx"),
)
_OPEN_DOCUMENT = {"text": "odt", "spreadsheet": "ods", "presentation": "odp", "text-template": "ott"}
_FILM_ATOMS = {b"moov", b"mdat", b"wide", b"pnot"}
"""What the oldest QuickTime films begin with; newer ones say what they are (ftyp)."""
_PLAYED = (b"ID3", b"OggS", b"fLaC", b"MThd", b".snd", b"\x1aE\xdf\xa3", b"0&\xb2u\x8ef\xcf\x11")
_OLD_OFFICE = (("WordDocument", "doc"), ("PowerPoint Document", "ppt"), ("Workbook", "xls"))


def in_words(kind: str) -> str:
    """A kind as it stands in a sentence; "a file of a kind we do not know" for the unknown."""
    if kind in WORDS:
        return WORDS[kind]
    return f"a file of the kind “{kind}”" if kind else "a file of a kind we do not know"


def recognise(path: Path) -> str:
    """The kind by content, "" when unknown."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _archive(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _old_office(path)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return "pdf"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head and not head.strip(b"\0"):
        return "blank"
    return _boxed(head) or _text(head) or _other(path)


def plays(head: bytes) -> bool:
    """Whether these first bytes are a sound's or a film's, whatever a part of a document is called."""
    if head.startswith(_PLAYED) or (head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC")):
        return True
    return _boxed(head) in {"audio", "video", "mp4", "mov", "3gp"}


def _boxed(head: bytes) -> str:
    """RIFF, ISO media and TAR, whose marks do not stand at the very beginning."""
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"AVI ": "video", b"WAVE": "audio"}.get(head[8:12], "")
    if head[257:262] == b"ustar":
        return "tar"
    if head[4:8] in _FILM_ATOMS:
        return "mov"
    if head[4:8] != b"ftyp":
        return ""
    length = int.from_bytes(head[:4], "big")
    brands = {head[i : i + 4] for i in (8, *range(16, min(length, len(head)), 4))}
    if brands & {b"avif", b"avis"}:
        return "avif"
    return "heif" if brands & _HEIF_BRANDS else _film(head[8:12], brands)


def _film(major: bytes, brands: set[bytes]) -> str:
    """Which sort of ISO media; "video" for those that browsers do not play."""
    if major in (b"M4A ", b"M4B ", b"M4P "):
        return "audio"
    if major == b"qt  ":
        return "mov"
    if major[:2] in (b"3g", b"3G"):
        return "3gp"
    return (
        "mp4"
        if any(brand[:3] in (b"iso", b"mp4", b"avc", b"M4V", b"MSN", b"das", b"f4v") for brand in brands)
        else "video"
    )


def _archive(path: Path) -> str:
    """Tells an Office file from a plain archive by its own table of contents, without unpacking more.

    Raises what zipfile raises for a damaged one.
    """
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if "mimetype" in names:
            return _open_document(_peek(archive, "mimetype"))
        types = _peek(archive, "[Content_Types].xml") if "[Content_Types].xml" in names else ""
    return next((kind for mark, kind in _OFFICE if mark in types), "zip")


def _peek(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as member:
        return member.read(200_000).decode("utf-8", "replace").replace("\0", "")


def _open_document(mimetype: str) -> str:
    found = re.fullmatch(r"application/vnd\.oasis\.opendocument\.([\w-]+)", mimetype.strip())
    return _OPEN_DOCUMENT.get(found[1], "zip") if found else "zip"


def _old_office(path: Path) -> str:
    """An OLE2 container: its directory names the streams in UTF-16."""
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "encrypted"
    return next((kind for name, kind in _OLD_OFFICE if name.encode("utf-16-le") in data), "office")


def _text(head: bytes) -> str:
    """The sort of text, "" when it is none. Control characters other than white space are not text."""
    if not head or re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", head):
        return ""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        return "svg"
    if re.match(rb"<!doctype html|<html|<script|<body|<iframe", start):
        return "html"
    if start.startswith((b"<?php", b"<%")):
        return "script"
    if start.startswith((b"<?xml", b"<!doctype", b"<!--")):
        return "xml"
    first = start.splitlines()[0] if start else b""
    return "csv" if first.count(b",") or first.count(b";") > 1 or b"\t" in first else "txt"


def _other(path: Path) -> str:
    try:
        found = puremagic.from_file(path).lstrip(".")[:12]
    except (puremagic.PureError, ValueError, OSError):
        return ""
    return "" if found == "xxx" else found  # sixteen zeros, which puremagic takes for embroidery


def check_name(kind: str, name: str) -> None:
    """Refuses a kind we do not take, and a name that says something else than the content.

    A name without an ending claims nothing: some phones send just "image".
    """
    ending = Path(name).suffix.lower()
    claimed = ENDINGS.get(ending, "")
    if kind == "encrypted":
        raise Refusal(
            "encrypted",
            "This Office file is protected with a password. Open it, take the password off "
            "(File, Info, Protect Document), save it and add it again.",
        )
    if kind == "blank":
        raise Refusal(
            "empty",
            "This file has a size, but there is nothing in it: only zeros, as an unfinished copy leaves them. Look "
            "whether it opens where it comes from. Save or copy it anew from there and add that one.",
        )
    if kind in ("docm", "pptm"):
        raise Refusal("macro", macro_message(kind))
    if claimed and claimed != kind and {claimed, kind} != {"mp4", "mov"}:  # phones mix these two up
        raise Refusal("not-its-name", _mismatch(kind, ending, claimed))
    if kind not in FAMILY:
        raise Refusal("not-allowed", f"This is {in_words(kind)}, which cannot be added here. {FINE}")
    if (ending and not claimed) or (not ending and FAMILY[kind] == "video"):  # films are asked about by name
        raise Refusal("not-its-name", _mismatch(kind, ending, ""))


def _mismatch(kind: str, ending: str, claimed: str) -> str:
    shown = "".join(c for c in ending if c.isalnum() or c == ".")[:12]
    said = f", which means {in_words(claimed)}" if claimed else ""
    if not shown:
        return f"This is {in_words(kind)}, but its name does not say so. Let it end in {USUAL[kind]} and add it again."
    inside = f"inside it is {in_words(kind)}" if kind else f"inside it is not {in_words(claimed)}"
    right = f"If that is right, change the ending to {USUAL.get(kind)} and add it again."
    todo = right if kind in USUAL else FINE
    return f"The name ends in {shown}{said}, but {inside}. {todo}"


def macro_message(kind: str) -> str:
    noun, form = {
        "pptm": ("PowerPoint presentation", "PowerPoint presentation (.pptx)"),
        "pptx": ("PowerPoint presentation", "PowerPoint presentation (.pptx)"),
        "odt": ("OpenDocument text", "PDF"),
    }.get(kind, ("Word document", "Word document (.docx)"))
    return (
        f"This {noun} contains macros (small programs). Save it as “{form}” without macros and add that one."
    )


def check_single(path: Path, kind: str) -> None:
    """Refuses a file that is two kinds at once: one program would show a picture, another run an archive."""
    if kind in ("docx", "pptx", "odt"):
        return
    with path.open("rb") as file:
        head = file.read(1024)
    second = "pdf" if kind != "pdf" and b"%PDF-" in head else ""
    if not second and zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                second = "zip" if archive.namelist() else ""
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            second = ""
    if second:
        raise Refusal(
            "polyglot",
            f"This file is {in_words(kind)} and {in_words(second)} at the same time, which normal programs "
            "never make. Export it again from the program it was made with and add that one.",
        )
