"""Addresses as people paste them: from a mail program, a spreadsheet, a list typed by hand.

Pure text: whether an address is known, or was invited before, is asked where the list is kept (`actions.lists`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cycles.roster.choices import LineProblem

LONGEST = 400  # letters in a line; a longer one is not a line of a list
LONGEST_ADDRESS = 254  # letters, as mail servers take them
# What stands between addresses, and around them. A quoted name may hold a comma.
ADDRESS = re.compile(r"[^\s<>,;|\"'()\[\]]+@[^\s<>,;|\"'()\[\]]*")
QUOTED = re.compile(r"\"([^\"]*)\"")
BETWEEN = re.compile(r"[<>,;|\t()\[\]\"]+")
HEADINGS = frozenset("mail email e-mail name first last firstname lastname address school".split())
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), None)
SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f"), " ")
QUOTES = dict.fromkeys(map(ord, "\u201c\u201d\u201e"), '"')
FOLDED = {**INVISIBLE, **SPACES, **QUOTES, ord("\uff20"): "@", ord("\u2019"): "'"}


@dataclass(frozen=True)
class Entry:
    """One address, or what stood where one should be."""

    number: int  # of the line, from 1
    typed: str
    email: str = ""
    given_name: str = ""
    family_name: str = ""
    problem: str = ""  # a LineProblem, when this is no address


def entries(text: str) -> list[Entry]:
    """Everything in a pasted text, line by line; empty lines and a spreadsheet's heading are passed over."""
    found: list[Entry] = []
    for number, line in enumerate(text.splitlines(), 1):
        clean = " ".join(line.translate(FOLDED).replace("\t", ";").split())
        if clean.strip(" ;,") and not (not found and _is_heading(clean)):
            found += _of_line(number, clean)
    return found


def _is_heading(line: str) -> bool:
    words = re.findall(r"[a-z-]+", line.lower())
    return "@" not in line and bool(words) and HEADINGS.issuperset(words)


def _of_line(number: int, line: str) -> Iterator[Entry]:
    if len(line) > LONGEST:
        yield Entry(number, f"{line[:80]}…", problem=LineProblem.TOO_LONG)
        return
    if "@" not in line:
        yield Entry(number, line, problem=LineProblem.NO_AT)
        return
    hits = list(ADDRESS.finditer(line))
    if not hits:
        yield Entry(number, line, problem=LineProblem.NOT_AN_ADDRESS)
    start = 0
    for place, hit in enumerate(hits):
        last = place == len(hits) - 1
        end = len(line) if last else _end(line, hit.end())
        around = f"{line[start : hit.start()]};{line[hit.end() : end]}"
        yield _entry(number, line[start:end].strip(" ;,") if len(hits) > 1 else line, hit.group(), around)
        start = end


def _end(line: str, after: int) -> int:
    """Behind an address: its bracket and the divider belong to it."""
    end = after
    while end < len(line) and line[end] in ">,;|\"')] ":
        end += 1
    return end


def _entry(number: int, typed: str, raw: str, around: str) -> Entry:
    email = raw.removeprefix("mailto:").strip(".:").lower()
    if email.count("@") > 1:
        return Entry(number, typed, problem=LineProblem.TWO)
    try:
        validate_email(email)
        good = len(email) <= LONGEST_ADDRESS
    except ValidationError:
        good = False
    if not good:
        return Entry(number, typed, problem=LineProblem.NOT_AN_ADDRESS)
    given, family = _name(around)
    return Entry(number, typed, email, given[:80], family[:80])


def _name(around: str) -> tuple[str, str]:
    """Given and family name from what stands beside an address: Ann Lee; Lee, Ann in quotes; two columns."""
    if (quoted := QUOTED.search(around)) and "," in quoted.group(1):
        family, _, given = quoted.group(1).partition(",")
        return given.strip(), family.strip()
    parts = [part.strip(" '.:") for part in BETWEEN.split(around.replace("mailto:", ""))]
    parts = [part for part in parts if part and any(letter.isalpha() for letter in part)]
    if not parts:
        return "", ""
    if len(parts) > 1 and " " not in parts[0]:
        return parts[0], parts[1]
    given, _, family = parts[0].partition(" ")
    return given, family.strip()
