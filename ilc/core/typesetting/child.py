"""Run as a process: JSON in, PDF out. Knows nothing of Django; the only place that imports typst.

Arguments: the template, and folders with further fonts. The fonts in typst's own wheel cover Latin with all its
accents, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic and Devanagari; PDF/UA allows no sign without one.
So what none covers is found by setting the page, and written in another way (`stand_in`).
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


def without(text: str, lacking: set[str]) -> str:
    """The text with its uncovered signs written otherwise."""
    return "".join(stand_in(one) if one in lacking else one for one in text)


def _replaced(value: Any, lacking: set[str]) -> Any:
    if isinstance(value, str):
        return without(value, lacking)
    if isinstance(value, list):
        return [_replaced(one, lacking) for one in value]
    if isinstance(value, dict):
        return {key: _replaced(one, lacking) for key, one in value.items()}
    return value


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
            return _compile(template, _replaced(document, lacking), fonts or [])
        except typst.TypstError as error:
            more = _lacking(error) - lacking
            if not more:
                raise
            lacking |= more
            _check(document.get("must_show", []), lacking)
    return _compile(template, _replaced(document, lacking), fonts or [])


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
