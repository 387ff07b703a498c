"""A Word file, slides and a short film, drawn from nothing: what teachers bring beside photos. All is invented."""

import io
import random
import zipfile
from collections.abc import Iterator, Sequence
from fractions import Fraction
from html import escape

import av
from PIL import Image, ImageDraw

from ilc.demo.handwriting import Hand

OPEN = "http://schemas.openxmlformats.org"
R, A = f"{OPEN}/officeDocument/2006/relationships", f"{OPEN}/drawingml/2006/main"
W, P = f"{OPEN}/wordprocessingml/2006/main", f"{OPEN}/presentationml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
WORD, SLIDES = (
    f"application/vnd.openxmlformats-officedocument.{one}" for one in ("wordprocessingml", "presentationml")
)
SPACES = f'xmlns:a="{A}" xmlns:p="{P}" xmlns:r="{R}"'
RATE, SECONDS, FRAME = 8, 5, (640, 480)


def _packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), HEAD + text)
    return out.getvalue()


def _types(parts: dict[str, str]) -> str:
    rows = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'<Types xmlns="{OPEN}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )


def _relations(*rows: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{R}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(rows, 1)
    )
    return f'<Relationships xmlns="{OPEN}/package/2006/relationships">{lines}</Relationships>'


def word(title: str, paragraphs: Sequence[tuple[str, str]]) -> bytes:
    """A .docx: a title, then paragraphs that each begin with a bold word or two ("" for none)."""

    def run(text: str, size: int, *, bold: bool) -> str:
        weight = "<w:b/>" if bold else ""
        style = f'<w:rPr>{weight}<w:sz w:val="{size}"/></w:rPr>'
        return f'<w:r>{style}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'

    lines = [f"<w:p>{run(title, 36, bold=True)}</w:p>"]
    for strong, rest in paragraphs:
        begun = run(f"{strong}: ", 24, bold=True) if strong else ""
        lines.append(f"<w:p>{begun}{run(rest, 24, bold=False)}</w:p>")
    page = '<w:sectPr><w:pgSz w:w="12240" w:h="15840"/></w:sectPr>'
    body = "".join(lines)
    return _packed(
        {
            "[Content_Types].xml": _types({"word/document.xml": f"{WORD}.document.main+xml"}),
            "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
            "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}{page}</w:body></w:document>',
        }
    )


def _box(number: int, words: Sequence[str], top: int, high: int, size: int) -> str:
    """A shape with lines of text; places are in English Metric Units, `size` in hundredths of a point."""
    lines = "".join(
        f'<a:p><a:r><a:rPr lang="en-US" sz="{size}"/><a:t>{escape(one)}</a:t></a:r></a:p>' for one in words
    )
    place = f'<a:xfrm><a:off x="685800" y="{top}"/><a:ext cx="7772400" cy="{high}"/></a:xfrm>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Text {number}"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr>{place}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f"<p:txBody><a:bodyPr/><a:lstStyle/>{lines}</p:txBody></p:sp>"
    )


def _tree(tag: str, shapes: str, rest: str = "") -> str:
    group = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
    inside = f"<p:cSld><p:spTree>{group}{shapes}</p:spTree></p:cSld>"
    return f"<p:{tag} {SPACES}>{inside}{rest}</p:{tag}>"


def _theme() -> str:
    names = ("dk1", "lt1", "dk2", "lt2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
    values = (
        "222222",
        "FFFFFF",
        "22494A",
        "FBF6EA",
        "1F6F6B",
        "D9741E",
        "B98A1B",
        "4F7A4A",
        "3F6FA8",
        "B4452F",
    )
    pairs = zip(names, (*values, "1F6F6B", "22494A"), strict=True)
    colors = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in pairs)
    face = '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    return (
        f'<a:theme xmlns:a="{A}" name="Paper"><a:themeElements><a:clrScheme name="Paper">{colors}</a:clrScheme>'
        f'<a:fontScheme name="Paper"><a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="Paper"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{f'<a:ln>{fill}</a:ln>' * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


def slides(pages: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """A .pptx: each page a heading and lines below it."""
    numbers = range(1, len(pages) + 1)
    ids = "".join(f'<p:sldId id="{255 + number}" r:id="rId{number + 1}"/>' for number in numbers)
    mapped = " ".join(
        f'{name}="{name}"' for name in ("accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
    )
    master = (
        f'<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" {mapped} hlink="hlink" folHlink="folHlink"/>'
        '<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst>'
    )
    kinds = {
        "ppt/presentation.xml": f"{SLIDES}.presentation.main+xml",
        "ppt/slideMasters/slideMaster1.xml": f"{SLIDES}.slideMaster+xml",
        "ppt/slideLayouts/slideLayout1.xml": f"{SLIDES}.slideLayout+xml",
        "ppt/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        **{f"ppt/slides/slide{number}.xml": f"{SLIDES}.slide+xml" for number in numbers},
    }
    parts = {
        "[Content_Types].xml": _types(kinds),
        "_rels/.rels": _relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f'<p:presentation {SPACES}><p:sldMasterIdLst><p:sldMasterId id="2147483648" '
        f'r:id="rId1"/></p:sldMasterIdLst><p:sldIdLst>{ids}</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/>'
        '<p:notesSz cx="6858000" cy="9144000"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": _relations(
            ("slideMaster", "slideMasters/slideMaster1.xml"),
            *(("slide", f"slides/slide{number}.xml") for number in numbers),
        ),
        "ppt/slideMasters/slideMaster1.xml": _tree("sldMaster", "", master),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": _relations(
            ("slideLayout", "../slideLayouts/slideLayout1.xml"), ("theme", "../theme/theme1.xml")
        ),
        "ppt/slideLayouts/slideLayout1.xml": _tree("sldLayout", ""),
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": _relations(
            ("slideMaster", "../slideMasters/slideMaster1.xml")
        ),
        "ppt/theme/theme1.xml": _theme(),
    }
    for number, (heading, lines) in enumerate(pages, 1):
        shapes = _box(2, [heading], 500_000, 1_000_000, 4000) + _box(3, lines, 1_800_000, 4_000_000, 2400)
        parts[f"ppt/slides/slide{number}.xml"] = _tree("sld", shapes)
        parts[f"ppt/slides/_rels/slide{number}.xml.rels"] = _relations(
            ("slideLayout", "../slideLayouts/slideLayout1.xml")
        )
    return _packed(parts)


def film() -> bytes:
    """A balloon on a bottle that stands in hot water, drawn picture by picture: MP4, H.264, no sound, nobody in it."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as made:
        shown = made.add_stream("libx264", rate=RATE, options={"preset": "veryfast", "crf": "30"})
        shown.width, shown.height = FRAME
        shown.pix_fmt, shown.time_base = "yuv420p", Fraction(1, RATE)
        for number, picture in enumerate(_pictures()):
            frame = av.VideoFrame.from_image(picture)
            frame.pts = number
            made.mux(shown.encode(frame))
        made.mux(shown.encode(None))
    return out.getvalue()


def _pictures() -> Iterator[Image.Image]:
    """The paper balloon grows; two drawings of each take turns, so that the line lives."""
    last = RATE * SECONDS
    for number in range(last):
        grown = min(1.0, max(0.0, (number - RATE) / (last - 2 * RATE)))
        picture = Image.new("RGB", FRAME, "#f4efe2")
        hand = Hand(ImageDraw.Draw(picture), random.Random(number // 2 % 2), size=30, width=4)  # noqa: S311
        hand.pen.rectangle([(150, 350), (490, 440)], fill="#cfe1ef")
        hand.line((140, 320), (150, 440), (490, 440), (500, 320), width=5)
        hand.line(
            (300, 230), (300, 262), (262, 310), (262, 425), (378, 425), (378, 310), (340, 262), (340, 230)
        )
        wide = 18 + 52 * grown
        hand.ring(320, 226 - wide * 1.1, wide, wide * 1.15, ink="#b4452f", fill="#f1cfc4")
        for at in range(3 if number >= RATE // 2 else 0):
            x, rise = 200 + at * 110, number * 3 % 30
            hand.line((x, 345 - rise), (x + 8, 330 - rise), (x - 4, 318 - rise), ink="#9a8f82", width=3)
        words = "cold" if number < RATE // 2 else f"hot water: {number // RATE} min"
        hand.write(words, 30, 60)
        yield picture
