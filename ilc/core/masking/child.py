"""The child's side. Run with `python -m`, never imported by the application.

Pictures are decoded, filled and written anew. PDFs are built anew from pages: a page with a box is drawn, filled
and put in as a picture; so is every page that could still hold what was covered, because it shares a drawing with a
covered page or carries notes or form fields. The other pages keep their text.
"""

import hashlib
import json
import math
import sys
import traceback
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from ilc.core.screening.child import limit_myself
from ilc.core.screening.outcome import MB, Limits
from ilc.core.screening.run import NOT_THE_FILE

BLACK: dict[str, Any] = {"L": 0, "LA": (0, 255), "RGB": (0, 0, 0), "RGBA": (0, 0, 0, 255)}
PAGE_EDGE = 1600  # previews, in pixels; as screening makes them
THUMB_EDGE = 480
DRAWN_EDGE = 2200  # a page that becomes a picture in the file: readable when printed
QUALITY = 88
LIMITS = replace(Limits(), memory=1024 * MB, cpu_seconds=120, wall_seconds=140, max_output=200 * MB)
KEPT = {"/Type", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Resources", "/UserUnit", "/Group"}
Job = dict[str, Any]


def fill(picture: Image.Image, boxes: list[Job]) -> Image.Image:
    """Black, opaque rectangles, rounded outwards: what lies beneath is overwritten, not hidden."""
    if picture.mode not in BLACK:
        picture = picture.convert("RGBA" if "A" in picture.mode or picture.mode == "P" else "RGB")
    width, height = picture.size
    draw = ImageDraw.Draw(picture)
    for box in boxes:
        left, top = math.floor(box["x"] * width), math.floor(box["y"] * height)
        right = math.ceil((box["x"] + box["w"]) * width) - 1
        bottom = math.ceil((box["y"] + box["h"]) * height) - 1
        corners = (left, top, max(left, min(right, width - 1)), max(top, min(bottom, height - 1)))
        draw.rectangle(corners, fill=BLACK[picture.mode])
    return picture


def previews(picture: Image.Image, page: int, folder: Path) -> list[tuple[int, str]]:
    """page-N.jpg, of the first page also thumb.jpg; what is transparent becomes white."""
    if "A" in picture.mode:
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture.convert("RGBA"))
        picture = paper
    shown = picture.convert("RGB")
    made = []
    for number, edge in ((page, PAGE_EDGE), (0, THUMB_EDGE)):
        if number or page == 1:
            shown.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
            shown.info.clear()
            name = f"preview-{number}.jpg"
            shown.save(folder / name, "JPEG", quality=82, optimize=True, progressive=True)
            made.append((number, name))
    return made


def cover_picture(job: Job) -> Job:
    folder = Path(job["folder"])
    png = job["media_type"] == "image/png"
    with Image.open(job["source"], formats=["PNG" if png else "JPEG"]) as picture:
        picture.load()
        filled = fill(picture.copy(), [box for box in job["boxes"] if box["page"] == 1])
    filled.info.clear()
    name = "covered.png" if png else "covered.jpg"
    if png:
        filled.save(folder / name, "PNG")
    else:
        filled.save(folder / name, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return {"name": name, "previews": previews(filled, 1, folder), "text": "", "redrawn": 1}


def cover_pdf(job: Job) -> Job:
    """A new document of old and drawn pages; nothing else of the old file comes along."""
    import pikepdf  # noqa: PLC0415 - pictures need none of these
    import pypdfium2  # noqa: PLC0415

    folder = Path(job["folder"])
    boxes: dict[int, list[Job]] = {}
    for box in job["boxes"]:
        boxes.setdefault(box["page"], []).append(box)
    drawing = pypdfium2.PdfDocument(job["source"])
    drawing.init_forms()
    with pikepdf.open(job["source"], suppress_warnings=True) as old, pikepdf.Pdf.new() as new:
        old.remove_unreferenced_resources()  # first: many programs give all pages one list of drawings
        redrawn = to_draw(old, set(boxes))
        for number, page in enumerate(old.pages, 1):
            if number in redrawn:
                picture, size = draw(drawing, number, DRAWN_EDGE)
                add_picture(new, fill(picture, boxes.get(number, [])), size)
            else:
                for key in [str(key) for key in page.obj if str(key) not in KEPT]:
                    del page.obj[key]
                new.pages.append(page)
        new.remove_unreferenced_resources()
        new.save(folder / "covered.pdf", deterministic_id=True)
    drawing.close()
    return {"name": "covered.pdf", "redrawn": len(redrawn), **look_at(folder, job)}


def to_draw(pdf: Any, covered: set[int]) -> set[int]:
    """Covered pages, pages with notes, fields or layers, and pages that share a drawing with a covered one."""
    import pikepdf  # noqa: PLC0415

    drawings = {number: streams(page.obj, pikepdf) for number, page in enumerate(pdf.pages, 1)}
    taken = set().union(*(drawings[number] for number in covered if number in drawings))
    found = {number for number in drawings if number in covered or drawings[number] & taken}
    return found | {number for number, page in enumerate(pdf.pages, 1) if annotated(page.obj)}


def annotated(page: Any) -> bool:
    """Notes, filled-in fields and layers hold words of their own; plain links are just left out."""
    notes = any(str(one.get("/Subtype", "")) != "/Link" for one in page.get("/Annots", []))
    return notes or "/Properties" in page.get("/Resources", {})


def streams(page: Any, pikepdf: Any) -> set[str]:
    """Fingerprints of everything a page draws, forms within forms included; fonts and colours are left aside."""
    contents = page.get("/Contents", [])
    waiting = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    waiting += drawn_by(page)
    found: set[str] = set()
    seen: set[tuple[int, int]] = set()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, pikepdf.Stream) or one.objgen in seen:
            continue
        seen.add(one.objgen)
        found.add(hashlib.sha256(one.read_raw_bytes()).hexdigest())
        waiting += drawn_by(one)
        waiting += [one[key] for key in ("/SMask", "/Mask") if key in one]
    return found


def drawn_by(holder: Any) -> list[Any]:
    """Pictures, forms and patterns that the resources of a page or form name."""
    resources = holder.get("/Resources", {})
    return [one for kind in ("/XObject", "/Pattern") for one in dict(resources.get(kind, {})).values()]


def draw(document: Any, number: int, edge: int) -> tuple[Image.Image, tuple[float, float]]:
    """One page as a picture, and its size in points, upright."""
    page = document[number - 1]
    width, height = page.get_size()
    bitmap = page.render(scale=edge / max(width, height))
    picture = bitmap.to_pil().convert("RGB")
    bitmap.close()
    page.close()
    return picture, (width, height)


def add_picture(pdf: Any, picture: Image.Image, size: tuple[float, float]) -> None:
    """A page that is nothing but this picture."""
    import io  # noqa: PLC0415

    import pikepdf  # noqa: PLC0415

    data = io.BytesIO()
    picture.save(data, "JPEG", quality=QUALITY, optimize=True)
    image = pikepdf.Stream(pdf, data.getvalue())
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height = picture.size
    image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    image.Filter = pikepdf.Name.DCTDecode
    page = pdf.add_blank_page(page_size=size)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=pdf.make_indirect(image)))
    page.Contents = pikepdf.Stream(pdf, f"q {size[0]:.4f} 0 0 {size[1]:.4f} 0 0 cm /Im0 Do Q".encode())


def look_at(folder: Path, job: Job) -> Job:
    """Previews and words, from the new file alone."""
    import pypdfium2  # noqa: PLC0415

    document = pypdfium2.PdfDocument(folder / "covered.pdf")
    made: list[tuple[int, str]] = []
    words: list[str] = []
    for number in range(1, len(document) + 1):
        if number <= job["previews"]:
            made += previews(draw(document, number, PAGE_EDGE)[0], number, folder)
        if sum(map(len, words)) < job["text_characters"]:
            words.append(document[number - 1].get_textpage().get_text_range())
    document.close()
    text = "\n".join(one.strip() for one in words if one.strip())
    return {"previews": made, "text": text[: job["text_characters"]].replace("\0", "")}


def main() -> None:
    job = json.load(sys.stdin)
    limit_myself(LIMITS, int(sys.argv[1]))
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None
    found = cover_pdf(job) if job["media_type"] == "application/pdf" else cover_picture(job)
    (Path(job["folder"]) / "result.json").write_text(json.dumps(found))


if __name__ == "__main__":
    try:
        main()
    except Exception:
        traceback.print_exc()
        sys.exit(NOT_THE_FILE)
