"""A lesson plan and a photo as a phone sends them: drawn here, with a position and an author inside."""

from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw

GPS = 0x8825


def photo(folder: Path, name: str = "student-work.jpg") -> Path:
    """A page of handwriting-like lines with EXIF: camera, and a position in Madera."""
    image = Image.new("RGB", (1200, 900), "#fffdf6")
    draw = ImageDraw.Draw(image)
    for y in range(120, 860, 60):
        draw.line([(60, y), (1140, y)], fill="#cfe0ee", width=2)
        draw.line([(80 + x, y - 20 + (x * y) % 14) for x in range(0, 700, 9)], fill="#3b4a6b", width=3)
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(GPS).update({1: "N", 2: (36.0, 57.0, 41.0), 3: "W", 4: (120.0, 3.0, 26.0)})
    path = folder / name
    image.save(path, "JPEG", exif=exif)
    return path


def lesson_plan(folder: Path, name: str = "lesson-plan.pdf") -> Path:
    """One page; its author stands in the document's information."""
    path = folder / name
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(612, 792))
        page.Contents = pdf.make_stream(b"0 0 1 rg 72 600 200 40 re f")
        pdf.docinfo["/Author"] = "Rosa Medina"
        pdf.save(path)
    return path
