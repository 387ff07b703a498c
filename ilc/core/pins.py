"""Numbers of places on a picture, apart where the places are not: the same on every screen, and on paper.

static/js/pin-picture.js does the same in the browser; tests/look/test_pins.py holds the two together.
"""

from collections.abc import Sequence
from functools import cache
from math import cos, hypot, pi, sin

RINGS = 4
# In units: one is a number with the room a finger needs.
CLEAR = 0.75  # between the middles of two numbers
WIDTHS = (6, 9, 14, 22, 36)  # of pictures: from a phone to a wall
EDGE = 0.5  # from the edge of the picture
HEIGHT = 0.75  # of a picture as we assume it, in widths: nobody waits for the real one

Place = tuple[float, float]


@cache
def rings() -> tuple[Place, ...]:
    """Where a number may stand, in units from its place: on it, or around it, beginning above."""
    found: list[Place] = [(0.0, 0.0)]
    for ring in range(1, RINGS + 1):
        for step in range(6 * ring):
            turn = 2 * pi * step / (6 * ring)
            found.append((round(ring * sin(turn), 3), round(-ring * cos(turn), 3)))
    return tuple(found)


def spread(places: Sequence[Place]) -> list[Place]:
    """How far each number stands from its place (a fraction of width and height), in units. Whoever comes first stays
    where it is; the next stands inside of the picture where it covers nobody, however wide that is. Where so many are
    at one place that a phone has no room left, wider screens still have."""
    stand: list[tuple[Place, Place]] = []
    for place in places:
        fits = (
            off for least in range(len(WIDTHS)) for off in rings() if _fits(place, off, stand, WIDTHS[least:])
        )
        stand.append((place, next(fits, (0.0, 0.0))))
    return [off for _, off in stand]


def _fits(place: Place, off: Place, stand: list[tuple[Place, Place]], widths: Sequence[int]) -> bool:
    wide, high = widths[0], widths[0] * HEIGHT
    left, top = place[0] * wide + off[0], place[1] * high + off[1]
    if off != (0.0, 0.0) and min(left, top, wide - left, high - top) < EDGE:
        return False
    return all(
        hypot((place[0] - a[0]) * w + off[0] - b[0], (place[1] - a[1]) * w * HEIGHT + off[1] - b[1]) >= CLEAR
        for a, b in stand
        for w in widths
    )
