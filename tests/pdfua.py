"""What a PDF for everybody has to have (PDF/UA-1, ISO 14289-1), as far as it can be looked at from outside.

`check` asserts it for any PDF of ours and gives back what its readers hear: tags, texts of pictures, words in
order. It looks at the file with pikepdf, which did not make it."""

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2
import zxingcpp

PAINTING = {
    *("S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh"),
    *("Tj", "TJ", "'", '"', "Do", "INLINE IMAGE"),
}
PART = "{http://www.aiim.org/pdfua/ns/id/}part"
SENSIBLE = {
    *("Document", "Part", "Sect", "Div", "P", "H1", "H2", "H3", "Span", "Strong", "Em", "Title"),
    *("Table", "THead", "TBody", "TFoot", "TR", "TH", "TD", "Caption"),
    *("L", "LI", "Lbl", "LBody", "Figure", "Link", "Reference", "Quote", "Aside", "NonStruct"),
}


@dataclass(frozen=True)
class Heard:
    """What a screen reader gets."""

    title: str
    tags: Counter[str]
    alts: list[str]
    text: str
    pages: int


def check(content: bytes) -> Heard:
    """Everything that must hold; the failing assertion says what does not."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        title = _says_what_it_is(pdf)
        elements = list(_elements(pdf.Root.StructTreeRoot.K))
        tags = Counter(_role(pdf, one) for one in elements)
        assert not set(tags) - SENSIBLE, f"tags nobody knows: {set(tags) - SENSIBLE}"
        assert tags["H1"], "no main heading"
        alts = _pictures(pdf, elements)
        _tables(pdf, elements)
        for number, page in enumerate(pdf.pages, 1):
            _fonts(page.obj.get("/Resources", {}), number)
            _marked(page, number)
            assert page.obj.get("/Tabs") == "/S" or "/Annots" not in page.obj, (
                f"page {number}: order of links"
            )
        pages = len(pdf.pages)
    return Heard(title, tags, alts, text_of(content), pages)


def _says_what_it_is(pdf: pikepdf.Pdf) -> str:
    root = pdf.Root
    assert bool(root.MarkInfo.Marked), "not marked"
    assert str(root.Lang).startswith("en"), "no language"
    assert bool(root.ViewerPreferences.DisplayDocTitle), "the window would show the file's name"
    with pdf.open_metadata() as told:
        assert str(told.get(PART)) == "1", "does not say that it is PDF/UA-1"
        title = str(told.get("dc:title", ""))
    assert title, "no title"
    return title


def _elements(node: Any) -> Iterator[Any]:
    """Every structure element, in reading order."""
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from _elements(one)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        if "/K" in node:
            yield from _elements(node.K)


def _role(pdf: pikepdf.Pdf, element: Any) -> str:
    """The tag, by the role map if the file has words of its own."""
    known: Any = pdf.Root.StructTreeRoot.get("/RoleMap", {})
    name = str(element.S)
    return str(known.get(name, name)).lstrip("/")


def _children(element: Any) -> list[Any]:
    kids = element.get("/K", pikepdf.Array())
    rows = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [one for one in rows if isinstance(one, pikepdf.Dictionary) and "/S" in one]


def _pictures(pdf: pikepdf.Pdf, elements: list[Any]) -> list[str]:
    figures = [one for one in elements if _role(pdf, one) == "Figure"]
    alts = [str(one.get("/Alt", "")) for one in figures]
    assert all(alts), "a picture without words"
    return alts


def _tables(pdf: pikepdf.Pdf, elements: list[Any]) -> None:
    """Each has a header row, and as many cells in each row."""
    for table in (one for one in elements if _role(pdf, one) == "Table"):
        rows = [one for one in _elements(table) if _role(pdf, one) == "TR"]
        kinds = [[_role(pdf, cell) for cell in _children(row)] for row in rows]
        assert kinds, "a table without rows"
        assert set(kinds[0]) == {"TH"}, "a table without headers"
        assert {len(cells) for cells in kinds} == {len(kinds[0])}, "rows of different length"


def _fonts(resources: Any, page: int) -> None:
    for font in dict(resources.get("/Font", {})).values():
        inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        described = inner.get("/FontDescriptor")
        embedded = inner.get("/Subtype") == "/Type3" or (
            described is not None and {"/FontFile", "/FontFile2", "/FontFile3"} & set(described.keys())
        )
        assert embedded, f"page {page}: {font.get('/BaseFont')} is not embedded"
        assert "/ToUnicode" in font, f"page {page}: {font.get('/BaseFont')} cannot be read aloud"
    for inner in dict(resources.get("/XObject", {})).values():
        if inner.get("/Subtype") == "/Form":
            _fonts(inner.get("/Resources", {}), page)


def _marked(page: Any, number: int) -> None:
    """Whatever is painted is either tagged or said to be decoration."""
    depth = 0
    for one in pikepdf.parse_content_stream(page):
        name = str(one.operator)
        if name in ("BMC", "BDC"):
            depth += 1
        elif name == "EMC":
            depth -= 1
        elif name in PAINTING:
            assert depth > 0, f"page {number}: {name} is neither tagged nor decoration"
    assert depth == 0, f"page {number}: marks are not closed"


def text_of(content: bytes) -> str:
    """All words in their order."""
    pdf = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in pdf).replace("\r\n", "\n")


def codes(content: bytes) -> list[str]:
    """What a phone reads off the QR codes, page by page."""
    found: list[str] = []
    for page in pypdfium2.PdfDocument(content):
        picture = page.render(scale=2).to_pil()
        found += [one.text for one in zxingcpp.read_barcodes(picture)]
    return found
