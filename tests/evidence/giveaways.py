"""Looks for what gives a person away in the bytes of a file, with other tools than the ones that cleaned it:
exifread, a plain search of the bytes (unpacked), pikepdf's reading of the saved file, exiftool if installed.
"""

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import exifread
import pikepdf

from ilc.core.screening import Outcome
from tests.evidence import film_boxes
from tests.evidence.files import SECRETS

EXIFTOOL = shutil.which("exiftool")
MARKS = (
    b"Exif\0\0", b"http://ns.adobe.com/", b"<x:xmpmeta", b"Photoshop 3.0", b"8BIM\x04\x04", b"ICC_PROFILE",
    b"/Author", b"/PieceInfo", b"/Metadata", b"lastModifiedBy", b"dc:creator",
    # real cameras and makers of the files in ../shared
    b"NIKON", b"COOLPIX", b"Jolla", b"HMD Global", b"Nokia", b"python-docx", b"Steve Canny",
    b"Microsoft Office Word",
)  # fmt: skip
OFFICE = (".docx", ".pptx", ".odt")
_FINE_GROUPS = {"SourceFile", "ExifTool", "System", "File", "JFIF", "Composite"}
_FINE_PNG = {
    "ImageWidth", "ImageHeight", "BitDepth", "ColorType", "Compression", "Filter", "Interlace", "Palette",
    "Transparency",
}  # fmt: skip
_FINE_PDF = {
    "PDFVersion",
    "Linearized",
    "PageCount",
    "PageMode",
    "PageLayout",
    "HasXFA",
    "Language",
    "TaggedPDF",
}


_FINE_FILM = {
    "MajorBrand", "MinorVersion", "CompatibleBrands", "MovieHeaderVersion", "TimeScale", "Duration", "PreferredRate",
    "PreferredVolume", "PreviewTime", "PreviewDuration", "PosterTime", "SelectionTime", "SelectionDuration",
    "CurrentTime", "NextTrackID", "HandlerType", "HandlerVendorID", "MediaDataSize", "MediaDataOffset",
    "MatrixStructure", "TrackHeaderVersion", "TrackID", "TrackDuration", "TrackLayer", "TrackVolume", "ImageWidth",
    "ImageHeight", "MediaHeaderVersion", "MediaTimeScale", "MediaDuration", "MediaLanguageCode", "HandlerDescription",
    "GraphicsMode", "OpColor", "CompressorID", "SourceImageWidth", "SourceImageHeight", "XResolution", "YResolution",
    "BitDepth", "BufferSize", "MaxBitrate", "AverageBitrate", "VideoFrameRate", "Balance", "AudioFormat",
    "AudioChannels", "AudioBitsPerSample", "AudioSampleRate", "PixelAspectRatio", "ColorProfiles", "ColorPrimaries",
    "TransferCharacteristics", "MatrixCoefficients", "VideoFullRangeFlag",
}  # fmt: skip
_NO_DATE = "0000:00:00 00:00:00"


def in_outcome(found: Outcome) -> list[str]:
    """Everything suspicious in all files of an outcome; each file the caller would serve is looked at."""
    assert found.folder is not None
    assert found.cleaned is not None
    kept = {found.cleaned.path, *(view.path for view in found.previews)}
    assert set(found.folder.iterdir()) == kept
    return [f"{path.name}: {what}" for path in sorted(kept) for what in in_file(path)]


def in_file(path: Path) -> list[str]:
    data = path.read_bytes()
    found = [
        mark.decode() for mark in (*SECRETS, *MARKS) if any(mark in piece for piece in _pieces(path, data))
    ]
    if path.suffix in (".jpg", ".jpeg", ".png", ".webp"):
        found += [f"exifread {tag}" for tag in exifread.process_file(io.BytesIO(data), details=False)]
    if path.suffix == ".mp4":
        found += film_boxes.beside_the_film(data)
    found += _by_exiftool(path)
    return found


def _pieces(path: Path, data: bytes) -> list[bytes]:
    """The file as it is, and everything packed inside it; text of PDF objects as qpdf writes it out."""
    if path.suffix in OFFICE:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            words = [data, *(archive.read(name) for name in archive.namelist())]
            fine = (b"python-docx was here", b"<dc:creator>Author</dc:creator>")
            return [word.replace(fine[0], b"").replace(fine[1], b"") for word in words]
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            assert "/Info" not in pdf.trailer or path.name != "clean.pdf"
            streams = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
            out = io.BytesIO()
            pdf.save(
                out, object_stream_mode=pikepdf.ObjectStreamMode.disable, qdf=True, fix_metadata_version=False
            )
            return [data, out.getvalue(), *(stream.read_raw_bytes() for stream in streams)]
    return [data]


def _by_exiftool(path: Path) -> list[str]:
    if EXIFTOOL is None or path.suffix in OFFICE:
        return []
    said = subprocess.run(
        [EXIFTOOL, "-json", "-G1", "-a", str(path)], capture_output=True, check=True, timeout=60
    ).stdout
    return [f"exiftool {key}" for key, value in json.loads(said)[0].items() if not _is_fine(key, value)]


def _is_fine(key: str, value: object) -> bool:
    group, _, tag = key.rpartition(":")
    if (group or key) in _FINE_GROUPS or (group == "PNG" and tag in _FINE_PNG):
        return True
    if group == "QuickTime" or group.startswith("Track"):
        return tag in _FINE_FILM or (tag.endswith("Date") and value == _NO_DATE)
    return group == "PDF" and tag in _FINE_PDF
