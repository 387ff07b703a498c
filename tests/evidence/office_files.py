"""Makers of presentations and OpenDocument texts, good and hostile. What a good one gives away: files.SECRETS."""

import io
import zipfile

from tests.evidence.files import archive, photo

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMESPACES = f'xmlns:a="{_A}" xmlns:p="{_P}" xmlns:r="{_R}"'


def _relations(*rows: tuple[str, str], more: str = "") -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{_R}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(rows, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}{more}</Relationships>'


def said(words: str, click: str = "") -> str:
    """A shape with words in it."""
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Picture 1" descr="C:\\Users\\Invented Author\\work.jpg">'
        f"{click}</p:cNvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def _slide(inside: str, tag: str = "sld", **attributes: str) -> str:
    more = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<p:{tag} {_NAMESPACES}{more}><p:cSld><p:spTree>{inside}</p:spTree></p:cSld></p:{tag}>"


def pptx(
    shapes: str = "",
    *,
    parts: dict[str, bytes] | None = None,
    links: str = "",
    kind: str = _MAIN,
    presentation: str = "",
) -> bytes:
    """Two slides by an author, the second shown first, with notes, a comment and a photo. `links`: more
    relations of the slide with `shapes`."""
    number = '<a:fld type="slidenum"><a:t>2</a:t></a:fld>'
    texts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="jpeg" ContentType="image/jpeg"/>'
        f'<Override PartName="/ppt/presentation.xml" ContentType="{kind}"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/x"/></Types>',
        "_rels/.rels": _relations(("officeDocument", "ppt/presentation.xml"), ("core", "docProps/core.xml")),
        "ppt/presentation.xml": f"<p:presentation {_NAMESPACES}><p:sldIdLst>"
        '<p:sldId id="256" r:id="rId2"/><p:sldId id="257" r:id="rId1"/></p:sldIdLst>'
        f"{presentation}</p:presentation>",
        "ppt/_rels/presentation.xml.rels": _relations(
            ("slide", "slides/slide1.xml"),
            ("slide", "slides/slide2.xml"),
            ("commentAuthors", "commentAuthors.xml"),
            ("tags", "tags/tag1.xml"),
        ),
        "ppt/slides/slide1.xml": _slide(
            said("Which one doesn&#8217;t belong?")
            + f"<p:sp><p:txBody><a:p>{number}</a:p></p:txBody></p:sp>"
            + shapes,
            show="0",
        ),
        "ppt/slides/_rels/slide1.xml.rels": _relations(("image", "../media/image1.jpeg"), more=links),
        "ppt/slides/slide2.xml": _slide(said("Number talk, grade 3 &amp; 4")),
        "ppt/slides/_rels/slide2.xml.rels": _relations(
            ("notesSlide", "../notesSlides/notesSlide1.xml"), ("comments", "../comments/comment1.xml")
        ),
        "ppt/notesSlides/notesSlide1.xml": _slide(said("Wait ten seconds"), "notes"),
        "ppt/comments/comment1.xml": f'<p:cmLst {_NAMESPACES}><p:cm authorId="0"><p:text>More time here</p:text>'
        "</p:cm></p:cmLst>",
        "ppt/commentAuthors.xml": f'<p:cmAuthorLst {_NAMESPACES}><p:cmAuthor id="0" name="Invented Author" '
        'initials="IA" lastIdx="1" clrIdx="0"/></p:cmAuthorLst>',
        "ppt/authors.xml": '<a:authorLst xmlns:a="urn:x"><a:author id="{1}" name="Invented Author" initials="IA" '
        'userId="Invented Author" providerId="AD"/></a:authorLst>',
        "ppt/tags/tag1.xml": f'<p:tagLst {_NAMESPACES}><p:tag name="BY" val="Invented Author"/></p:tagLst>',
        "ppt/changesInfos/changesInfo1.xml": "<x>Invented Author</x>",
        "docProps/core.xml": "<core>Invented Author, Room 12 at Secret School</core>",
    }
    made = {name: (_HEAD + text).encode() for name, text in texts.items()}
    return archive({**made, "ppt/media/image1.jpeg": photo(), **(parts or {})})


def click(action: str, relation: str = "") -> str:
    return f'<a:hlinkClick r:id="{relation}" action="{action}"/>'


def inside(kind: str, target: str) -> str:
    """One more relation of a slide, to a part of the file."""
    return f'<Relationship Id="rId9" Type="{_R}/{kind}" Target="{target}"/>'


def sounding(what: str) -> str:
    """A picture that plays a sound when the slide is shown."""
    return f'<p:pic><p:nvPicPr><p:cNvPr id="9" name="Sound"/><p:cNvPicPr/><p:nvPr>{what}</p:nvPr></p:nvPicPr></p:pic>'


def transition(sound: str) -> str:
    """A slide that comes with a sound."""
    return f"<p:transition><p:sndAc><p:stSnd>{sound}</p:stSnd></p:sndAc></p:transition>"


def chart() -> dict[str, bytes]:
    """A chart and the workbook it was made from."""
    part = f'<c:chartSpace xmlns:c="urn:c" xmlns:r="{_R}"><c:v>12</c:v><c:externalData r:id="rId1"/></c:chartSpace>'
    return {
        "ppt/charts/chart1.xml": part.encode(),
        "ppt/charts/_rels/chart1.xml.rels": _relations(("package", "../embeddings/book.xlsx")).encode(),
        "ppt/embeddings/book.xlsx": archive({"xl/workbook.xml": b"Invented Author"}),
    }


# -- OpenDocument ---------------------------------------------------------------------------------------

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODT = "application/vnd.oasis.opendocument.text"
_SPACES = " ".join(
    [f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in
     ("office", "text", "meta", "config", "manifest", "script", "form", "presentation", "table")]
    + [f'xmlns:draw="{_ODF}:drawing:1.0"', 'xmlns:xlink="http://www.w3.org/1999/xlink"',
       'xmlns:dc="http://purl.org/dc/elements/1.1/"', 'xmlns:loext="urn:org:documentfoundation:loext"']
)  # fmt: skip


def odt(
    body: str = "",
    *,
    parts: dict[str, bytes] | None = None,
    entries: str = "",
    scripts: str = "",
    mimetype: str = _ODT,
) -> bytes:
    """A text by an author, with a comment, a tracked change and a photo. `entries`: more of the manifest."""
    texts = {
        "content.xml": f"<office:document-content {_SPACES}>{scripts}<office:body><office:text>"
        "<text:tracked-changes><text:changed-region><text:insertion><office:change-info><dc:creator>Invented "
        "Author</dc:creator><dc:date>2024-03-05T10:00:00</dc:date></office:change-info></text:insertion>"
        "</text:changed-region></text:tracked-changes><text:h>Number talk</text:h>"
        "<text:p>grade<text:s/>3 &amp; 4<office:annotation loext:resolved='false'><dc:creator>Invented Author"
        "</dc:creator><dc:date>2024-03-05T10:00:00</dc:date><meta:creator-initials>IA</meta:creator-initials>"
        "<text:p>More time here</text:p></office:annotation></text:p>"
        '<text:p><draw:frame><draw:image xlink:href="Pictures/one.jpg"/></draw:frame></text:p>'
        f"{body}</office:text></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {_SPACES}><text:p>Unit 4</text:p></office:document-styles>",
        "settings.xml": f"<office:document-settings {_SPACES}><config:config-item-set>"
        '<config:config-item config:name="PrinterName">Room 12 at Secret School</config:config-item>'
        '<config:config-item config:name="ZoomFactor">100</config:config-item>'
        "</config:config-item-set></office:document-settings>",
        "meta.xml": f"<office:document-meta {_SPACES}><dc:creator>Invented Author</dc:creator></office:document-meta>",
        "META-INF/manifest.xml": f'<manifest:manifest {_SPACES}><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{_ODT}"/><manifest:file-entry manifest:full-path="meta.xml" '
        f'manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="content.xml" '
        f'manifest:media-type="text/xml"/>{entries}</manifest:manifest>',
        "manifest.rdf": "<rdf>Invented Author</rdf>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        for name, text in texts.items():
            packed.writestr(name, _HEAD + text)
        packed.writestr("Pictures/one.jpg", photo())
        packed.writestr("Thumbnails/thumbnail.png", b"")
        for name, data in (parts or {}).items():
            packed.writestr(name, data)
    return out.getvalue()


def odt_object(media_type: str) -> dict[str, object]:
    """A formula or another document inside the text."""
    inside = f"<math xmlns='http://www.w3.org/1998/Math/MathML' {_SPACES}><mi>x</mi></math>"
    return {
        "body": '<text:p><draw:frame><draw:object xlink:href="./Object 1"/></draw:frame></text:p>',
        "parts": {"Object 1/content.xml": inside.encode(), "ObjectReplacements/Object 1": b"x"},
        "entries": '<manifest:file-entry manifest:full-path="Object 1/" '
        f'manifest:media-type="application/vnd.oasis.opendocument.{media_type}"/>',
    }


def odt_bomb() -> bytes:
    """An OpenDocument text of 300 KB that unpacks to 300 MB."""
    out = io.BytesIO(odt())
    packed = zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=9)
    with packed, packed.open("Pictures/two.png", "w") as part:
        for _ in range(300):
            part.write(b" " * 10**6)
    return out.getvalue()


def pptx_bomb() -> bytes:
    """A presentation whose every slide stays below each limit, and all together do not."""
    slide = _slide(said("x" * 900_000)).encode()
    return pptx(parts={f"ppt/slides/slide{number}.xml": slide for number in range(3, 260)})
