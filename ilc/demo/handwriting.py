"""A hand that writes with one line, for drawn student work: nobody's, and no two letters quite alike."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from PIL import ImageDraw

Point = tuple[float, float]
# Strokes of each letter, divided by "|"; a point is two characters, x and y, on a grid 6 wide: 0 the line, 5 small
# letters, 9 large ones, a to c one to three below the line. Corners are cut round. "*" is written as a cross.
STROKES = {
    "a": "4335150301103042|454150", "b": "0900|0315354341301001", "c": "4435150301103041",
    "d": "4335150301103042|4940", "e": "03434435150301103041", "f": "48392820|0545",
    "g": "4335150301103042|454b3c1c0b", "h": "0900|0315354340", "i": "1510|1718", "j": "252b1c0b|2728",
    "k": "0900|4502|1340", "l": "191120", "m": "0500|0315253330|3345556360", "n": "0500|0315354340",
    "o": "25040120414425", "p": "050c|0315354341301001", "q": "4335150301103042|454c5b", "r": "0500|031535",
    "s": "44351504133241301001", "t": "28213041|0545", "u": "0501103042|4540", "v": "052045",
    "w": "0510345065", "x": "0540|4500", "y": "0521|451c0c", "z": "05450040", "A": "002940|1434",
    "B": "0900|093948463505053544323000", "C": "4839190802103041", "D": "0900|092946423000",
    "E": "49090040|0535", "F": "490900|0535", "G": "48391908021030414424", "H": "0900|4940|0545",
    "I": "1910", "J": "39311001", "K": "0900|490440", "L": "090040", "M": "0009255950", "N": "00094049",
    "O": "2907021030424729", "P": "0900|093948463505", "Q": "2907021030424729|2250",
    "R": "0900|093948463505|2540", "S": "4839190806443241301001", "T": "0949|2920", "U": "090210304249",
    "V": "092049", "W": "0910265069", "X": "0940|4900", "Y": "092549|2520", "Z": "09490040",
    "0": "2907021030424729", "1": "071910", "2": "07183948460040", "3": "082947252545412001",
    "4": "390242|3830", "5": "490905254441301001", "6": "390602103042442503", "7": "094910",
    "8": "2507183947250311304325", "9": "4706182947|4740", ".": "1011", ",": "110b", "?": "0729472623|2021",
    "'": "1917", "+": "0444|2642", "-": "0444", "=": "0545|0343", "*": "0642|4602", "/": "0049",
    "(": "29060310", ")": "09262310", ":": "1112|1415", "!": "1913|1011", "<": "462442", ">": "062402",
    "%": "0049|0807|4142", "÷": "0444|2627|2221", "_": "0a6a", "→": "0464|466442", "…": "0001|2021|4041",
}  # fmt: skip
LOW = {"a": -1.0, "b": -2.0, "c": -3.0}
HEIGHT = 9.0
WIDE = {"m": 6.0, "w": 6.0, "M": 5.0, "W": 6.0, "Q": 5.0, "q": 5.0, "a": 5.0, "_": 6.0, "→": 6.0}
NARROW = {
    "i": 1.6,
    "l": 2.2,
    "I": 1.6,
    ".": 1.4,
    ",": 1.4,
    "'": 1.4,
    ":": 1.6,
    "!": 1.6,
    "j": 2.4,
    "1": 2.0,
    "r": 3.2,
}


def _points(told: str) -> list[list[Point]]:
    pairs = [[part[at : at + 2] for at in range(0, len(part), 2)] for part in told.split("|")]
    return [[(float(at[0]), LOW.get(at[1]) or float(at[1])) for at in stroke] for stroke in pairs]


LETTERS = {letter: _points(told) for letter, told in STROKES.items()}


def _round(points: list[Point]) -> list[Point]:
    """Corners cut twice: the ends stay."""
    for _ in range(2):
        cut = [points[0]]
        for (ax, ay), (bx, by) in pairwise(points):
            cut += [
                (ax * 0.75 + bx * 0.25, ay * 0.75 + by * 0.25),
                (ax * 0.25 + bx * 0.75, ay * 0.25 + by * 0.75),
            ]
        points = [*cut, points[-1]]
    return points


@dataclass
class Hand:
    """One child's writing: its size (pixels of a large letter), slant and unrest."""

    pen: ImageDraw.ImageDraw
    chance: random.Random
    size: float = 34
    slant: float = 0.12
    unrest: float = 0.35
    ink: str = "#34405e"
    width: int = 3

    def write(self, words: str, x: float, y: float, *, ink: str = "") -> float:
        """`words` on the line at `y`; answers where they end."""
        scale, drift = self.size / HEIGHT, 0.0
        for letter in words:
            if letter == " ":
                x += scale * (2.8 + self.chance.random())
                continue
            drift = drift * 0.7 + self.chance.uniform(-self.unrest, self.unrest) * 0.8
            for stroke in self._strokes(letter):
                line = [(x + (px + py * self.slant) * scale, y - (py + drift) * scale) for px, py in stroke]
                self.pen.line(line, fill=ink or self.ink, width=self.width, joint="curve")
            x += scale * (NARROW.get(letter, WIDE.get(letter, 4.0)) + 1.3 + self.chance.uniform(-0.2, 0.3))
        return x

    def _strokes(self, letter: str) -> Iterator[list[Point]]:
        grow = 1 + self.chance.uniform(-0.07, 0.07)
        for stroke in LETTERS[letter]:
            shaken = [
                (
                    px * grow + self.chance.gauss(0, self.unrest * 0.35),
                    py * grow + self.chance.gauss(0, self.unrest * 0.35),
                )
                for px, py in stroke
            ]
            yield _round(shaken)

    def line(self, *points: Point, ink: str = "", width: int = 0) -> None:
        """A line drawn without a ruler."""
        whole: list[Point] = []
        for (ax, ay), (bx, by) in pairwise(points):
            steps = max(2, int(max(abs(bx - ax), abs(by - ay)) / 24))
            whole += [
                (
                    ax + (bx - ax) * at / steps + self.chance.gauss(0, 0.9),
                    ay + (by - ay) * at / steps + self.chance.gauss(0, 0.9),
                )
                for at in range(steps + 1)
            ]
        self.pen.line(whole, fill=ink or self.ink, width=width or self.width, joint="curve")

    def ring(
        self, x: float, y: float, wide: float, high: float = 0, *, ink: str = "", fill: str = ""
    ) -> None:
        """Something round, around (x, y)."""
        high = high or wide
        box = [(x - wide, y - high), (x + wide, y + high)]
        self.pen.ellipse(box, outline=ink or self.ink, fill=fill or None, width=self.width)

    def arrow(self, start: Point, end: Point, *, ink: str = "") -> None:
        (ax, ay), (bx, by) = start, end
        self.line(start, end, ink=ink)
        long = max(1.0, ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5)
        ux, uy = (bx - ax) / long * 16, (by - ay) / long * 16
        self.line(
            (bx - ux - uy * 0.6, by - uy + ux * 0.6), end, (bx - ux + uy * 0.6, by - uy - ux * 0.6), ink=ink
        )
