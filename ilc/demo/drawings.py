"""Generated files that stand for what teachers bring: photos of student work, a lesson plan. All of it is invented.

A hand of our own (`handwriting`) writes and draws; nobody's handwriting is in it. The photos carry a place and a camera
on purpose, so that screening has something to take out.
"""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass

import typst
from PIL import Image, ImageDraw, ImageFilter

from ilc.demo.handwriting import Hand
from ilc.demo.words import LESSON_PLAN

PAPER, RULE, MARGIN, COVER = "#fffdf6", "#cfe0ee", "#efb8b8", "#22292b"
INKS = ("#34405e", "#3d3d42", "#2c4a7c", "#4a3f55")
RED, GREEN, BLUE, SUN = "#b4452f", "#4f7a4a", "#3f6fa8", "#d9a441"
DESKS = ("#b08d63", "#8d7a66", "#a9a49a")
SHEET = (1080, 1395)  # drawn larger than it is shown, so that lines come out smooth
PHOTO = (900, 1160)
LINE, LEFT = 63, 108
GPS_IFD = 0x8825
MODEL = 0x0110


@dataclass
class Sheet:
    """A sheet of paper and the hand that writes on it."""

    picture: Image.Image
    pen: ImageDraw.ImageDraw
    hand: Hand
    chance: random.Random

    @classmethod
    def blank(cls, seed: int) -> "Sheet":
        chance = random.Random(seed)  # noqa: S311
        picture = Image.new("RGB", SHEET, PAPER)
        pen = ImageDraw.Draw(picture)
        hand = Hand(pen, chance, size=chance.choice([40, 43, 46]), slant=chance.uniform(0, 0.2))
        hand.ink, hand.width, hand.unrest = chance.choice(INKS), 4, chance.uniform(0.25, 0.45)
        return cls(picture, pen, hand, chance)

    def rules(self, first: int = 190, last: int = SHEET[1] - 40) -> None:
        for y in range(first, last, LINE):
            self.pen.line([(0, y), (SHEET[0], y)], fill=RULE, width=3)
        self.pen.line([(86, 0), (86, SHEET[1])], fill=MARGIN, width=3)

    def squares(self) -> None:
        for at in range(0, max(SHEET), 45):
            self.pen.line([(at, 0), (at, SHEET[1])], fill="#dbe7ee", width=2)
            self.pen.line([(0, at), (SHEET[0], at)], fill="#dbe7ee", width=2)

    def named(self, name: str) -> None:
        """The line for the name: written on, or blackened as most teachers do."""
        self.hand.write("Name", 560, 96)
        self.pen.line([(690, 100), (1030, 100)], fill="#8a8f95", width=3)
        if name:
            self.hand.write(name, 706, 92)
            return
        for y in (58, 74, 90):
            self.hand.line((700, y), (1010, y + self.chance.randint(-6, 6)), ink=COVER, width=22)

    def text(self, lines: tuple[str, ...], first: int = 190 + LINE) -> None:
        """Line by line; what stands between stars is crossed out."""
        for number, words in enumerate(lines):
            x, y = LEFT + self.chance.uniform(0, 10), first + number * LINE - 6
            for at, part in enumerate(words.split("*")):
                start = x
                x = self.hand.write(part.strip(), x, y) + 14 if part.strip() else x
                if at % 2:
                    self.hand.line((start - 6, y - 14), (x - 10, y - 18))


WRITTEN = (
    (
        "I agree with my partner because",
        "the wolf *was* did not even try to",
        "talk first. It says on page 12",
        "“he did not knock”. And I want to",
        "add that the pig was not nice too.",
        "So both of them were wrong, not",
        "only the wolf.",
    ),
    (
        "I heard you say that the river is",
        "the border. I see it another way",
        "because on the map the town is on",
        "both sides. *Maybe* My evidence is the",
        "two bridges. A border with bridges",
        "is more like a street.",
    ),
    (
        "My claim: school should start later.",
        "My evidence is that teenagers need",
        "9 hours and most of us get 7.",
        "My partner said buses are a problem.",
        "I want to add: then the buses could",
        "start with the little kids, because",
        "they are up anyway.",
    ),
    (
        "I used to think that the poem is sad.",
        "Now I think it is *hapy* hopeful,",
        "because the last word is “door”.",
        "My partner noticed that. A door is",
        "a way out and also a way in.",
    ),
    (
        "I respectfully disagree with the",
        "text because it leaves out the",
        "farm workers. It says “the harvest",
        "was brought in”. By who? My group",
        "asked the same. We think they did",
        "not want to *rite* write the names.",
        "That is a choice.",
    ),
    (
        "First I did not know what to say.",
        "Then my partner asked me “why do",
        "you think so” and I said because",
        "the seeds in the dark were taller.",
        "They were looking for the light!",
        "I can say it better now than I can",
        "write it.",
    ),
)
FRAMES = ("I see it another way ...", "I used to think ...", "Why do you think so?")
AFTER = ("→ my partner said yes!", "→ bridges = 2", "", "→ read it again at home", "→ 3 in my group agree")


def _written(sheet: Sheet, number: int, name: str) -> None:
    """A paragraph that grew out of a frame; on some sheets the pasted strip, an underlined word, an arrow."""
    sheet.rules()
    sheet.named(name)
    lines = tuple(line.replace("“", "'").replace("”", "'") for line in WRITTEN[number])
    first = 190 + LINE * (3 if number % 2 else 1)
    if number % 2:
        sheet.pen.rectangle([(LEFT, 170), (LEFT + 640, 268)], fill="#fdf3cf", outline="#cdbf8c", width=3)
        strip = Hand(sheet.pen, sheet.chance, size=38, slant=0, unrest=0.12, ink="#3a3f45", width=4)
        strip.write(FRAMES[number // 2], LEFT + 24, 234)
    sheet.text(lines, first)
    last = first + len(lines) * LINE
    if number % 3 == 0:
        sheet.hand.line((LEFT + 4, first + 8), (LEFT + 210, first + 5), ink=RED, width=5)
    if number in (2, 5):
        _plant(sheet, last + 70) if number == 5 else _scale(sheet, last + 60)
    else:
        sheet.hand.write(AFTER[number], LEFT + 30, last + 2 * LINE - 6, ink=GREEN)


def _plant(sheet: Sheet, top: int) -> None:
    hand = sheet.hand
    for x, high, label in ((300, 90, "light"), (690, 210, "dark")):
        ground = top + 330
        hand.line((x - 110, ground), (x + 110, ground), ink="#6b5138", width=6)
        hand.line((x, ground), (x + 8, ground - high // 2), (x - 4, ground - high), ink=GREEN, width=6)
        for side in (-1, 1):
            hand.line((x, ground - high * 0.7), (x + side * 46, ground - high * 0.7 - 24), ink=GREEN, width=5)
        hand.write(label, x - 50, ground + 66)
        hand.write(f"{high // 15} cm", x + 60, ground - high // 2)


def _scale(sheet: Sheet, top: int) -> None:
    hand, base = sheet.hand, top + 250
    for x, hours, label in ((330, 7, "we get 7"), (640, 9, "we need 9")):
        for at in range(hours):
            y = base - at * 25
            sheet.pen.rectangle([(x, y - 22), (x + 130, y)], fill="#dfe8f5", outline=BLUE, width=3)
        hand.write(label, x - 30, base + 62)


def _modelled(sheet: Sheet, number: int, name: str) -> None:
    """A model before and after, with arrows, labels and a sentence."""
    sheet.named(name)
    hand, top = sheet.hand, 190
    hand.write(("My model: can", "My model: balloon", "My model: shadow")[number], 80, top)
    for x, when in ((60, "before"), (560, "after")):
        hand.line((x, 250), (x + 460, 250), (x + 460, 860), (x, 860), (x, 250), ink="#7d838a")
        hand.write(when, x + 20, 310)
    (_can, _balloon, _shadow)[number](sheet)
    words = (
        (
            "I think the hot air pushed out and",
            "when it got cold the air outside",
            "pushed the can in. *It got sucked.*",
        ),
        (
            "The air did not come from the sun.",
            "It was in the bottle and it got",
            "bigger because the dots move more.",
        ),
        (
            "The sun went up so the shadow got",
            "short. *It was tired.* At 3 it was",
            "long again on the other side.",
        ),
    )[number]
    sheet.text(words, 980)
    hand.write(
        "My question: " + ("why so fast?", "can it go back?", "what about winter?")[number],
        LEFT,
        1230,
        ink=RED,
    )


def _dots(sheet: Sheet, left: int, top: int, wide: int, high: int, how_many: int) -> None:
    for _ in range(how_many):
        x, y = left + sheet.chance.random() * wide, top + sheet.chance.random() * high
        sheet.pen.ellipse([(x - 5, y - 5), (x + 5, y + 5)], fill=BLUE)


def _can(sheet: Sheet) -> None:
    hand = sheet.hand
    hand.line((190, 430), (190, 740), (380, 740), (380, 430), (190, 430), width=6)
    hand.ring(285, 430, 95, 20)
    _dots(sheet, 205, 460, 160, 260, 26)
    for x in (230, 285, 340):
        hand.line((x, 830), (x + 14, 800), (x - 6, 785), (x + 8, 762), ink=RED, width=5)
    hand.write("hot", 395, 820, ink=RED)
    hand.line(
        (700, 440),
        (745, 540),
        (705, 620),
        (742, 735),
        (860, 742),
        (835, 640),
        (872, 560),
        (838, 450),
        (700, 440),
        width=6,
    )
    _dots(sheet, 755, 500, 70, 200, 6)
    for start, end in (((580, 590), (690, 590)), ((1000, 600), (880, 600)), ((790, 345), (790, 425))):
        hand.arrow(start, end, ink=BLUE)
    hand.write("air pushes", 770, 330, ink=BLUE)


def _balloon(sheet: Sheet) -> None:
    hand = sheet.hand
    for x, big in ((290, False), (790, True)):
        hand.line(
            (x - 30, 560),
            (x - 30, 610),
            (x - 85, 680),
            (x - 85, 830),
            (x + 85, 830),
            (x + 85, 680),
            (x + 30, 610),
            (x + 30, 560),
            width=6,
        )
        if big:
            hand.ring(x, 455, 88, 104, ink=RED, fill="#f6dcd4")
            _dots(sheet, x - 50, 390, 100, 130, 12)
            hand.arrow((x, 600), (x, 520), ink=RED)
        else:
            hand.line((x - 30, 560), (x - 44, 500), (x - 62, 520), (x - 58, 600), ink=RED, width=6)
        _dots(sheet, x - 70, 690, 140, 120, 24 if not big else 14)
    hand.write("cold", 80, 640)
    hand.write("in hot", 580, 600, ink=RED)
    hand.write("water", 580, 650, ink=RED)


def _shadow(sheet: Sheet) -> None:
    hand = sheet.hand
    for x, sun, end in ((290, (130, 420), 480), (790, (800, 345), 840)):
        hand.ring(*sun, 34, ink=SUN, fill="#f7e3ae")
        for dx, dy in ((60, 0), (-60, 0), (0, 60), (0, -55), (44, 44), (-44, 44)):
            hand.line((sun[0] + dx * 0.7, sun[1] + dy * 0.7), (sun[0] + dx, sun[1] + dy), ink=SUN, width=5)
        hand.line((x, 770), (x, 520), width=8)
        hand.line((x, 774), (end, 786), ink="#6c7178", width=14)
        hand.line((x - 200, 772), (x + 230, 776), ink=GREEN)
    hand.write("9:00", 380, 420)
    hand.write("12:00", 900, 420)
    hand.write("61 cm", 360, 836)
    hand.write("14 cm", 850, 836)


def _reckoned(sheet: Sheet, number: int, name: str) -> None:
    """More than one way to the same answer."""
    sheet.squares()
    sheet.named(name)
    (_ways, _ratio, _compared)[number](sheet)


def _ways(sheet: Sheet) -> None:
    hand = sheet.hand
    hand.write("18 * 5", 90, 220)
    hand.write("Way 1", 90, 330, ink=RED)
    hand.write("10 * 5 = 50", 150, 400)
    hand.write("8 * 5 = 40", 150, 470)
    hand.write("50 + 40 = 90", 150, 540)
    hand.write("Way 2", 590, 330, ink=RED)
    hand.write("18 * 10 = 180", 640, 400)
    hand.write("half: 90", 640, 470)
    hand.write("Way 3 (area)", 90, 680, ink=RED)
    hand.line((120, 740), (120, 960), (920, 960), (920, 740), (120, 740), width=6)
    hand.line((560, 740), (560, 960))
    for words, x, y in (
        ("10", 320, 725),
        ("8", 730, 725),
        ("5", 70, 870),
        ("50", 310, 870),
        ("40", 710, 870),
    ):
        hand.write(words, x, y)
    hand.write("I like way 2 because you only", 90, 1080)
    hand.write("need to cut in half. It works for", 90, 1150)
    hand.write("every * 5!  24 * 5 = 240 ÷ 2 = 120", 90, 1220)


def _ratio(sheet: Sheet) -> None:
    hand = sheet.hand
    hand.write("2 cups of juice for 3 cups of water", 60, 210)
    hand.write("How much juice for 12 water?", 60, 280)
    for row in range(4):
        y = 370 + row * 92
        for at in range(5):
            hand.ring(140 + at * 84, y, 30, fill="#f3cfa2" if at < 2 else "#d5e4f2")
        hand.write(f"{2 * (row + 1)} : {3 * (row + 1)}", 620, y + 16)
    for y, step, label in ((830, 2, "juice"), (980, 3, "water")):
        hand.arrow((120, y), (940, y))
        hand.write(label, 130, y - 40, ink=RED if step == 2 else BLUE)
        for at in range(5):
            x = 190 + at * 160
            hand.line((x, y - 16), (x, y + 16))
            hand.write(str(at * step), x - 10, y + 66)
    hand.write("8 cups. I saw it two ways: rows", 60, 1160)
    hand.write("and the two lines. Same answer.", 60, 1230)


def _compared(sheet: Sheet) -> None:
    hand = sheet.hand
    hand.write("Is 3/7 more or less than 0.4 ?", 70, 220)
    hand.write("I guess: more", 70, 300, ink=GREEN)
    hand.line((110, 380), (950, 380), (950, 480), (110, 480), (110, 380), width=5)
    for at in range(7):
        x = 110 + at * 120
        if at < 3:
            sheet.pen.rectangle([(x + 5, 386), (x + 115, 474)], fill="#dfe8f5")
        hand.line((x, 380), (x, 480))
    hand.line((110, 560), (950, 560), (950, 660), (110, 660), (110, 560), width=5)
    for at in range(10):
        x = 110 + at * 84
        if at < 4:
            sheet.pen.rectangle([(x + 5, 566), (x + 79, 654)], fill="#f6e2c4")
        hand.line((x, 560), (x, 660))
    hand.line((470, 350), (470, 690), ink=RED)
    hand.write("3 ÷ 7 = 0.428…", 90, 800)
    hand.write("0.428 > 0.400  so 3/7 is more", 90, 880)
    hand.write("Or: 0.4 = 2/5 = 6/15. And", 90, 990)
    hand.write("3/7 = 6/14. 14ths are bigger than", 90, 1060)
    hand.write("15ths. This way needs no ÷ !", 90, 1130)


PAGES: dict[str, tuple[Callable[[Sheet, int, str], None], int]] = {
    "talk": (_written, len(WRITTEN)),
    "science": (_modelled, 3),
    "numbers": (_reckoned, 3),
}
"""What a class's work looks like, by what its series is about, and how many sheets there are."""
NAME_AT = (0.6, 0.03, 0.37, 0.085)
"""Where the name stands on a photo with one: left, top, width, height as shares of it."""


def student_work(about: str, number: int, name: str = "") -> bytes:
    """A photo (JPEG) of a sheet on a desk; the same number gives the same picture. `name` is legible on it."""
    draw, _ = PAGES[about]
    sheet = Sheet.blank(sum(map(ord, about)) * 31 + number)
    draw(sheet, number, name)
    exif = Image.Exif()
    exif[MODEL] = "Phone"
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (36.0, 57.0, 41.0), 3: "W", 4: (120.0, 3.0, 38.0)})
    out = io.BytesIO()
    _photo(sheet).save(out, "JPEG", quality=74, exif=exif)
    return out.getvalue()


def _photo(sheet: Sheet) -> Image.Image:
    """The sheet as it lies on a desk, a little askew, lighter where the window is."""
    chance = sheet.chance
    wide, high = int(PHOTO[0] * 0.95), int(PHOTO[1] * 0.95)
    paper = sheet.picture.resize((wide, high), Image.Resampling.LANCZOS).convert("RGBA")
    angle = chance.uniform(-1.6, 1.6)
    paper = paper.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    desk = Image.new("RGB", PHOTO, chance.choice(DESKS))
    at = ((PHOTO[0] - paper.width) // 2, (PHOTO[1] - paper.height) // 2)
    shade = Image.new("L", PHOTO, 0)
    shade.paste(paper.getchannel("A").point(lambda a: a * 0.45), (at[0] + 8, at[1] + 10))
    desk.paste("#2b2118", mask=shade.filter(ImageFilter.GaussianBlur(9)))
    desk.paste(paper, at, paper)
    light = Image.linear_gradient("L").rotate(chance.choice([0, 90, 180]), expand=True).resize(PHOTO)
    dark = Image.new("RGB", PHOTO, "#4a4236")
    return Image.composite(dark, desk, light.point(lambda v: v * 0.16))


def lesson_plan(title: str, grade: str, goal: str) -> bytes:
    """A PDF of two pages."""
    words = {"title": title, "grade": grade or "all", "goal": goal}
    safe = {key: value.replace("\\", "").replace('"', "").replace("#", "") for key, value in words.items()}
    return bytes(typst.compile(LESSON_PLAN.format(**safe).encode()))
