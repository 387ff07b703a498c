"""QR codes: for a page's picture, and for paper."""

import io

import segno
from django.http import HttpResponse


def picture(address: str) -> HttpResponse:
    """The address as an SVG picture that fits its frame; the page around it keeps the quiet zone."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", border=0, omitsize=True)
    kept = {"Cache-Control": "private, max-age=300"}
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml", headers=kept)


def drawing(text: str) -> str:
    """The same for paper: SVG text in black and white, one unit a module, with its quiet zone."""
    return str(segno.make(text, error="m").svg_inline(border=4, omitsize=True, dark="#000", light="#fff"))
