"""How codes and words of standards are folded, so that people find them the way they type them."""

import re
import unicodedata

CLUSTER = re.compile(r"(?<=[A-Z]{2})\.[A-J](?=\.\d)")
"""The letter of a cluster, which teachers leave out: 3.NF.1 for 3.NF.A.1. K is a grade."""
HIGH = re.compile(r"\bHS(?=[A-Z]\b)")
"""The mark of high school, left out as well: S-MD.7 for HSS.MD.B.7."""
SEGMENT = re.compile(r"[^\W_]+")
LONG = 5  # letters; a segment of so many says what the list is about and is left out, too: CONTENT, PRACTICE
START = 3  # letters; a shorter way to write a code begins with no longer word
LEAST = 3  # characters of a shorter way: less would be found everywhere
WORDS = 24  # of a question: more narrow nothing down


def plain(text: str) -> str:
    """Lower case, without accents."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The words and numbers of a text, folded, each once, in order."""
    return list(dict.fromkeys(SEGMENT.findall(plain(text))))


def compact(code: str) -> str:
    """A code without its punctuation: CCSS.MATH.CONTENT.3.NF.A.1 is ccssmathcontent3nfa1."""
    return "".join(SEGMENT.findall(plain(code)))


def ways(*codes: str) -> list[str]:
    """Every way a code is typed, compact: whole, without what its list is called, without the letters left out."""
    found: dict[str, None] = {}
    for code in codes:
        brief = CLUSTER.sub("", code)
        for form in dict.fromkeys((code, brief, HIGH.sub("", code), HIGH.sub("", brief))):
            segments = SEGMENT.findall(form)
            short = [one for one in segments if not (one.isalpha() and len(one) >= LONG)]
            found |= dict.fromkeys((compact(form), compact("".join(short))))
            for start, first in enumerate(short):
                way = compact("".join(short[start:]))
                if len(way) >= LEAST and not way.isdigit() and not (first.isalpha() and len(first) > START):
                    found[way] = None
    return [way for way in found if way]


def asked(text: str) -> tuple[str, list[str]]:
    """What somebody looks for: as a code, and as words without the ending of a plural."""
    return compact(text), [_stem(word) for word in words(text)[:WORDS]]


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.isalpha() and word[-1] == "s" != word[-2] else word


def padded(parts: list[str]) -> str:
    """Parts between blanks, so that ` part` finds a beginning and ` part ` the whole."""
    return f" {' '.join(parts)} "
