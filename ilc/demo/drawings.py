"""Small generated files that stand for lesson plans and student work: scribbled lines, nobody's handwriting.

The photos carry a place and a camera on purpose, so that screening has something to take out.
"""

import io
import random

import typst
from PIL import Image, ImageDraw

from ilc.demo.words import LESSON_PLAN

PAPER, RULE, MARGIN, INK, COVER = "#fffdf6", "#cfe0ee", "#efb8b8", "#3b4a6b", "#22292b"
SIZE = (720, 930)
LINE = 42
GPS_IFD = 0x8825
MODEL = 0x0110


def student_work(number: int) -> bytes:
    """A photo (JPEG) of a lined sheet with a covered name; the same number gives the same picture."""
    chance = random.Random(number)  # noqa: S311
    sheet = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(sheet)
    for y in range(120, SIZE[1] - 30, LINE):
        pen.line([(0, y), (SIZE[0], y)], fill=RULE, width=2)
    pen.line([(56, 0), (56, SIZE[1])], fill=MARGIN, width=2)
    pen.rectangle([(420, 34), (680, 80)], fill=COVER)  # where the name stood
    for y in range(120, 120 + LINE * chance.randint(9, 15), LINE):
        _scribble(pen, chance, y)
    if number % 3 == 0:
        _sketch(pen, chance)
    exif = Image.Exif()
    exif[MODEL] = "Phone"
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (36.0, 57.0, 41.0), 3: "W", 4: (120.0, 3.0, 38.0)})
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=68, exif=exif)
    return out.getvalue()


def _scribble(pen: ImageDraw.ImageDraw, chance: random.Random, y: int) -> None:
    """One line of what looks like words from afar."""
    x, end = 72, chance.randint(450, 670)
    while x < end:
        letters = chance.randint(3, 9)
        points = [(x + i * 7, y - 7 - chance.random() * 16) for i in range(letters * 2)]
        pen.line(points, fill=INK, width=3, joint="curve")
        x += letters * 14 + 18


def _sketch(pen: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """A drawn model at the foot of the sheet."""
    for _ in range(3):
        x, y, size = chance.randint(90, 560), chance.randint(760, 820), chance.randint(30, 70)
        pen.ellipse([(x, y), (x + size, y + size)], outline=INK, width=3)
        pen.line([(x + size, y + size // 2), (x + size + 50, y + size // 2 - 16)], fill=INK, width=3)


def lesson_plan(title: str, grade: str, goal: str) -> bytes:
    """A one-page PDF."""
    words = {"title": title, "grade": grade or "all", "goal": goal}
    safe = {key: value.replace("\\", "").replace('"', "").replace("#", "") for key, value in words.items()}
    return bytes(typst.compile(LESSON_PLAN.format(**safe).encode()))
