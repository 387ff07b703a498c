"""Places on a picture in words; pin-picture.js says the same. And long reasons in short."""

import re

THIRDS = (1 / 3, 2 / 3)
# value in forms: fractions of width and height, the words
SPOTS: dict[str, tuple[float, float, str]] = {
    "upper-left": (0.167, 0.167, "Upper left"),
    "upper-middle": (0.5, 0.167, "Upper middle"),
    "upper-right": (0.833, 0.167, "Upper right"),
    "left": (0.167, 0.5, "Left side"),
    "middle": (0.5, 0.5, "Middle"),
    "right": (0.833, 0.5, "Right side"),
    "lower-left": (0.167, 0.833, "Lower left"),
    "lower-middle": (0.5, 0.833, "Lower middle"),
    "lower-right": (0.833, 0.833, "Lower right"),
}


def place_in_words(x: float, y: float) -> str:
    """`upper left`, `left side`, `middle`."""
    down = "upper" if y < THIRDS[0] else "lower" if y > THIRDS[1] else "middle"
    across = "left" if x < THIRDS[0] else "right" if x > THIRDS[1] else "middle"
    if down == "middle":
        return "middle" if across == "middle" else f"{across} side"
    return f"{down} {across}"


BRIEF = 80  # characters that need no folding
END = re.compile(r"[.!?]”? (?=[A-Z“])")


def in_short(reason: str, name: str = "") -> tuple[str, str]:
    """The first sentence of why a file was not taken, and the rest: what to do. `name` may have dots of its own."""
    found = END.search(reason, len(name) if reason.startswith(name) else 0)
    if found is None or len(reason) <= BRIEF:
        return reason, ""
    return reason[: found.end() - 1], reason[found.end() :]
