"""Makers of files, good and hostile, so that no real person's photo and no ready weapon lies in the project.

Each maker returns the bytes of one file. What a good file gives away is always the same: SECRETS.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pillow_heif
import pyzipper
from pikepdf import Array, Dictionary, Name
from PIL import ExifTags, Image, PngImagePlugin

SECRETS = (
    b"Invented Author",
    b"Pocketphone 9",
    b"Made-up Works",
    b"SN-4711-0815",
    b"Room 12 at Secret School",
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def exif(orientation: int = 1) -> Image.Exif:
    """Camera data with a place (Fresno, roughly), names, numbers and a comment."""
    found = Image.Exif()
    found[ExifTags.Base.Make], found[ExifTags.Base.Model] = "Made-up Works", "Pocketphone 9"
    found[ExifTags.Base.Artist] = "Invented Author"
    found[ExifTags.Base.ImageDescription] = "Room 12 at Secret School"
    found[ExifTags.Base.DateTime] = "2024:03:05 10:11:12"
    found[ExifTags.Base.Orientation] = orientation
    found.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = "SN-4711-0815"
    place = found.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (36.0, 44.0, 52.0)
    place[ExifTags.GPS.GPSLongitudeRef], place[ExifTags.GPS.GPSLongitude] = "W", (119.0, 46.0, 21.0)
    return found


XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="Invented Author"/>'
    b"</rdf:RDF></x:xmpmeta>"
)


def picture(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Left half dark, right half light, so that turning shows."""
    drawn = Image.new(mode, (width, height), "white")
    drawn.paste(Image.new(mode, (width // 2, height), "black"), (0, 0))
    return drawn


def _saved(drawn: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    drawn.save(out, form, **options)
    return out.getvalue()


def photo(orientation: int = 1, width: int = 60, height: int = 40) -> bytes:
    """A JPEG that gives everything away: Exif with GPS, XMP, IPTC, a comment, and bytes behind its end."""
    plain = _saved(
        picture(width, height), "JPEG", exif=exif(orientation), comment=b"Invented Author", xmp=XMP
    )
    caption = (
        b"Photoshop 3.0\08BIM\x04\x04\0\0" + struct.pack(">I", 20) + b"\x1c\x02\x50\0\x0fInvented Author"
    )
    return (
        plain[:2] + b"\xff\xed" + struct.pack(">H", len(caption) + 2) + caption + plain[2:] + b"Pocketphone 9"
    )


def png() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Invented Author")
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return _saved(picture(), "PNG", exif=exif(), pnginfo=words)


def webp() -> bytes:
    return _saved(picture(), "WEBP", exif=exif(), xmp=XMP)


def heic() -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(picture(64, 48)).save(out, exif=exif().tobytes(), xmp=XMP, quality=50)
    return out.getvalue()


def big_jpeg(width: int = 9000, height: int = 7000) -> bytes:
    """63 million pixels: what a phone's best mode takes, small only because it shows nothing."""
    return _saved(Image.new("L", (width, height), 200), "JPEG", quality=30)


def big_png(width: int = 35_000, height: int = 35_000) -> bytes:
    """A few hundred bytes that announce 1,225 million pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(5000))), (b"IEND", b""))
    )


def text_bomb_png() -> bytes:
    """A picture of 60 x 40 with a compressed comment of 300 MB."""
    packed = zlib.compressobj(9)
    body = b"Comment\0\0" + b"".join(packed.compress(bytes(10**7)) for _ in range(30)) + packed.flush()
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    plain = _saved(picture(), "PNG")
    return plain[:33] + chunk + plain[33:]


def eicar() -> bytes:
    """The string by which virus scanners are tested, put together here so that they leave this file alone."""
    return b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS" + b"-TEST-FILE!$H+H*"


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return out.getvalue()


def jpeg_and_zip() -> bytes:
    return photo() + archive({"evil.class": b"\xca\xfe\xba\xbe"})


def jpeg_and_pdf() -> bytes:
    plain = _saved(picture(), "JPEG")
    body = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"
    return plain[:2] + b"\xff\xfe" + struct.pack(">H", len(body) + 2) + body + plain[2:]


def pdf_and_zip() -> bytes:
    return pdf() + archive({"evil.class": b"\xca\xfe\xba\xbe"})


def pdf(
    change: Callable[[pikepdf.Pdf], None] | None = None,
    pages: int = 1,
    encryption: pikepdf.Encryption | None = None,
) -> bytes:
    """A PDF with an author in its properties and a photo full of camera data on every page."""
    with pikepdf.new() as made:
        shown = made.make_stream(photo(), Type=Name.XObject, Subtype=Name.Image, Width=60, Height=40)
        shown.ColorSpace, shown.BitsPerComponent, shown.Filter = Name.DeviceRGB, 8, Name.DCTDecode
        for _ in range(pages):
            page = made.add_blank_page(page_size=(300, 200))
            page.Resources = Dictionary(XObject=Dictionary(Photo=shown))
            page.Contents = made.make_stream(b"q 300 0 0 200 0 0 cm /Photo Do Q")
            page.PieceInfo = Dictionary(Maker=Dictionary(Private=pikepdf.String("Invented Author")))
        made.docinfo["/Author"] = "Invented Author"
        with made.open_metadata() as properties:
            properties["dc:creator"] = ["Invented Author"]
        if change:
            change(made)
        out = io.BytesIO()
        made.save(out, encryption=encryption)
    return out.getvalue()


def on_page(**annotation: Any) -> Callable[[pikepdf.Pdf], None]:
    """Puts one annotation on the first page."""

    def change(made: pikepdf.Pdf) -> None:
        box = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 90, 90]), **annotation)
        made.pages[0].Annots = Array([made.make_indirect(box)])

    return change


def in_root(**entries: object) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            made.Root["/" + key] = value

    return change


def action(kind: str, **rest: Any) -> Dictionary:
    return Dictionary(S=Name("/" + kind), **rest)


def attach(made: pikepdf.Pdf) -> None:
    made.attachments["plan.exe"] = b"MZ"


def endless(made: pikepdf.Pdf) -> None:
    """60 million drawing commands in 400 KB: hours for whoever draws them all."""
    packed = zlib.compressobj(9)
    line = b"0 0 300 200 re 0 0 m 300 200 l S f\n" * 100_000
    body = b"".join(packed.compress(line) for _ in range(100)) + packed.flush()
    made.pages[0].Contents = made.make_stream(body, Filter=Name.FlateDecode)


def huge_page(made: pikepdf.Pdf) -> None:
    made.pages[0].MediaBox = Array([0, 0, 2_000_000, 1_000_000])


def signed(made: pikepdf.Pdf) -> None:
    value = made.make_indirect(Dictionary(Type=Name.Sig, Name=pikepdf.String("Invented Author")))
    field = made.make_indirect(Dictionary(FT=Name.Sig, T=pikepdf.String("Signature1"), V=value))
    made.Root.AcroForm = Dictionary(Fields=Array([field]))


def docx(
    body: str = "",
    *,
    parts: dict[str, bytes] | None = None,
    links: str = "",
    settings: str = "",
    kind: str = "document",
) -> bytes:
    """A Word document by an author, with a comment, a tracked change and a photo. `links`: more relations."""
    main = f"{_WORD}.{kind}.main+xml" if "/" not in kind else kind
    return archive(_parts(main, body, links, settings) | (parts or {}))


def _parts(main: str, body: str, links: str, settings: str) -> dict[str, bytes]:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    by = 'w:id="1" w:author="Invented Author" w:date="2024-03-05T10:00:00Z"'
    document = (
        f'<w:document xmlns:w="{_W}" xmlns:r="{_R}" xmlns:mc="urn:x" xmlns:w14="urn:y" mc:Ignorable="w14">'
        f"<w:body><w:p><w:r><w:t>Number talk, grade 3</w:t></w:r><w:ins {by}>"
        f"<w:r><w:t xml:space='preserve'> &amp; 4</w:t></w:r></w:ins></w:p>{body}</w:body></w:document>"
    )
    relation = f'<Relationship Id="rId%d" Type="{_R}/%s" Target="%s"/>'
    return {"word/media/image1.jpeg": photo()} | {
        name: (head + text).encode()
        for name, text in {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="jpeg" ContentType="image/jpeg"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/>'
            '<Override PartName="/docProps/core.xml" ContentType="application/x"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
            + relation % (1, "officeDocument", "word/document.xml")
            + relation % (2, "core-properties", "docProps/core.xml")
            + "</Relationships>",
            "word/document.xml": document,
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
            + relation % (1, "comments", "comments.xml")
            + relation % (2, "image", "media/image1.jpeg")
            + relation % (3, "settings", "settings.xml")
            + links
            + "</Relationships>",
            "word/comments.xml": f'<w:comments xmlns:w="{_W}"><w:comment {by} w:initials="IA"><w:p><w:r><w:t>'
            "More time here</w:t></w:r></w:p></w:comment></w:comments>",
            "word/settings.xml": f'<w:settings xmlns:w="{_W}" xmlns:r="{_R}">{settings}</w:settings>',
            "word/people.xml": "<people>Invented Author</people>",
            "docProps/core.xml": "<core>Invented Author, Room 12 at Secret School</core>",
        }.items()
    }


def outside(kind: str, target: str) -> str:
    """A relation to something outside the document."""
    return f'<Relationship Id="rId9" Type="{_R}/{kind}" Target="{target}" TargetMode="External"/>'


def field(*runs: str) -> str:
    """A field whose instruction is spread over several runs, as Word (and who hides something) does."""
    mark = '<w:r><w:fldChar w:fldCharType="%s"/></w:r>'
    words = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    return f"<w:p>{mark % 'begin'}{words}{mark % 'separate'}<w:r><w:t>x</w:t></w:r>{mark % 'end'}</w:p>"


def zip_bomb() -> bytes:
    """A Word document of 300 KB that unpacks to 300 MB."""
    out = io.BytesIO(docx())
    packed = zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=9)
    with packed, packed.open("word/footnotes.xml", "w") as part:
        for _ in range(300):
            part.write(b" " * 10**6)
    return out.getvalue()


def overlapping_bomb() -> bytes:
    """Two hundred table lines that all point at the same data (as in "a better zip bomb", D. Fifield)."""
    plain = docx(parts={"word/footnotes.xml": b"<a>" + bytes(range(32, 127)) * 9000 + b"</a>"})
    with zipfile.ZipFile(io.BytesIO(plain)) as read:
        found = read.getinfo("word/footnotes.xml")
    start = plain.index(b"PK\x01\x02")
    end = plain.index(b"PK\x05\x06")
    line = struct.pack(
        "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, found.CRC, found.compress_size,
        found.file_size, 17, 0, 0, 0, 0, 0, found.header_offset,
    )  # fmt: skip
    lines = plain[start:end] + b"".join(line + b"word/foot%04d.xml" % n for n in range(200))
    count = 200 + int.from_bytes(plain[end + 10 : end + 12], "little")
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(lines), start, 0)
    return plain[:start] + lines + tail


def locked_docx() -> bytes:
    """Encrypted the ZIP way (Word's own way makes an OLE container)."""
    parts = _parts(f"{_WORD}.document.main+xml", "", "", "")
    table = "[Content_Types].xml"
    out = io.BytesIO(archive({table: parts.pop(table)}))
    with pyzipper.AESZipFile(out, "a", encryption=pyzipper.WZ_AES) as packed:
        packed.setpassword(b"secret")
        for name, data in parts.items():
            packed.writestr(name, data)
    return out.getvalue()


def old_office(stream: str) -> bytes:
    """The beginning of an OLE container with one stream's name in its directory."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + stream.encode("utf-16-le") + bytes(512)
