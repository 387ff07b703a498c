"""Run as a process: JSON in, PDF out. Knows nothing of Django; the only place that imports typst.

Arguments: the template, and folders with further fonts. The fonts in typst's own wheel cover Latin with all its
accents, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic and Devanagari; PDF/UA allows no sign without one.
So what none covers is found by setting the page, and written in another way (`stand_in`); a document with a place
for it (`lost`) says so in words.
"""

import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

import typst

UNPRINTABLE = 3  # exit: a text that must stand there as it is has a sign that no font covers
ROUNDS = 4
_NAMED = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_SYLLABLE = re.compile(r"(?:HANGUL SYLLABLE|(?:HIRAGANA|KATAKANA) LETTER(?: SMALL)?) ([A-Z]+)$")


BOX = "□"  # where a letter is missing, in a document that says so
SIGNS = "emoji and signs"
_OF_A_SCRIPT = "LMN"  # letters, marks, numbers: the first letters of their categories
_SCRIPTS = (
    ("CJK", "Chinese"), ("HANGUL", "Korean"), ("HIRAGANA", "Japanese"), ("KATAKANA", "Japanese"), ("HMONG", "Hmong"),
    ("GURMUKHI", "Punjabi"), ("ETHIOPIC", "Amharic"), ("MYANMAR", "Burmese"), ("LATIN", "rare Latin letters"),
)  # fmt: skip


class Unprintable(ValueError):
    """These signs have no font and no way to be written otherwise."""


def stand_in(sign: str) -> str:
    """How a sign is written that no font covers: without its accent, by its sound (Korean, Japanese syllables),
    left out (emoji, marks), or as a question mark."""
    base = unicodedata.normalize("NFKD", sign)[0]
    if base != sign and base.isascii():
        return base
    if unicodedata.category(sign) in {"So", "Sk", "Mn", "Mc", "Me", "Cf", "Cc", "Co", "Cn"}:
        return ""
    if heard := _SYLLABLE.match(unicodedata.name(sign, "")):
        return heard[1].capitalize()
    return "?"


def without(text: str, lacking: set[str], missing: str = "?") -> str:
    """The text with its uncovered signs written otherwise; `missing` where there is no other way."""
    return "".join(stand_in(one).replace("?", missing) if one in lacking else one for one in text)


def _replaced(value: Any, lacking: set[str], missing: str) -> Any:
    if isinstance(value, str):
        return without(value, lacking, missing)
    if isinstance(value, list):
        return [_replaced(one, lacking, missing) for one in value]
    if isinstance(value, dict):
        return {key: _replaced(one, lacking, missing) for key, one in value.items()}
    return value


def _written(document: dict[str, Any], lacking: set[str]) -> dict[str, Any]:
    """What is set: without these signs, and where it has a place for it, with words for what happened to them."""
    if "lost" not in document:
        return dict(_replaced(document, lacking, "?"))
    return {**_replaced(document, lacking, BOX), "lost": lost(lacking)}


def _script(sign: str) -> str:
    """Whose letter it is, in a word; "" for signs that nobody misses."""
    name = unicodedata.name(sign, "")
    if unicodedata.category(sign) == "Cf" or name.startswith("VARIATION SELECTOR"):
        return ""
    if unicodedata.category(sign)[0] not in _OF_A_SCRIPT:
        return SIGNS
    known = (words for part, words in _SCRIPTS if part in name)
    return next(known, name.partition(" ")[0].capitalize() or "unknown letters")


def _listed(scripts: set[str]) -> str:
    *most, last = sorted(scripts, key=lambda one: (one[0].islower(), one))
    return f"{', '.join(most)} and {last}" if most else last


def _way(sign: str, script: str) -> str:
    """What became of it, in words; "" where it is the same letter in another form."""
    shown = stand_in(sign)
    if script == SIGNS:
        return "not at all"
    if shown in {"", "?"}:
        return f"as {BOX}"
    if unicodedata.normalize("NFKD", sign)[0] != shown:
        return "by sound"
    return "" if unicodedata.decomposition(sign).startswith("<") else "without accents"


def lost(lacking: set[str]) -> str:
    """In words, what is not written as it was typed; "" when everything is."""
    ways: dict[str, set[str]] = {}
    for sign in lacking:
        script = _script(sign)
        if script and (way := _way(sign, script)):
            ways.setdefault(way, set()).add(script)
    told = "; ".join(f"{_listed(ways[way])} {way}" for way in sorted(ways))
    return f"Not all that was typed could be printed. Written here: {told}." if told else ""


def _lacking(error: typst.TypstError) -> set[str]:
    """Every sign that the compiler names as not displayable."""
    found: set[str] = set()
    for text in _NAMED.findall(getattr(error, "diagnostic", "") or str(error)):
        found |= set(_ESCAPED.sub(lambda one: chr(int(one[1], 16)), text))
    return found


def _compile(template: Path, document: dict[str, Any], fonts: list[str]) -> bytes:
    made = typst.compile(
        str(template),
        root=str(template.parent),
        sys_inputs={"data": json.dumps(document, ensure_ascii=False)},
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        font_paths=fonts,
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no PDF")
    return made


def compile_pdf(template: Path, document: dict[str, Any], fonts: list[str] | None = None) -> bytes:
    """The tagged PDF. `document["must_show"]` are texts that may not lose a sign: else `Unprintable`."""
    lacking: set[str] = set()
    for _ in range(ROUNDS):
        try:
            return _compile(template, _written(document, lacking), fonts or [])
        except typst.TypstError as error:
            more = _lacking(error) - lacking
            if not more:
                raise
            lacking |= more
            _check(document.get("must_show", []), lacking)
    return _compile(template, _written(document, lacking), fonts or [])


def _check(texts: list[str], lacking: set[str]) -> None:
    lost = {one for text in texts for one in text if one in lacking and stand_in(one) in {"", "?"}}
    if lost:
        raise Unprintable("".join(sorted(lost)))


def main() -> None:
    document = json.load(sys.stdin.buffer)
    try:
        made = compile_pdf(Path(sys.argv[1]), document, sys.argv[2:])
    except Unprintable as lost:
        sys.stderr.buffer.write(str(lost).encode())
        sys.exit(UNPRINTABLE)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
