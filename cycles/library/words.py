"""How texts and questions of the library are folded: the same words on every database."""

import re
from dataclasses import dataclass

from cycles.planning.codes import SEGMENT, compact, plain
from cycles.planning.words import GRADES

LONGEST = 200  # characters of a question; more is pasted by accident
MOST = 12  # words of it
QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')
SPAN = re.compile(r"\b(TK|K|\d{1,2})\s*(?:-|\u2013|to)\s*(K|\d{1,2})\b|\b(TK|K|\d{1,2})\b", re.IGNORECASE)
STOP = frozenset(
    """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself
    it its itself they them their theirs themselves what which who whom this that these those am is are was were be
    been being have has had having do does did doing a an the and but if or because as until while of at by for with
    about against between into through during before after above below to from up down in out on off over under again
    further then once here there when where why how all any both each few more most other some such no nor not only
    own same so than too very s t can will just don should now
    el la los las un una unos unas de del al y o en con por para que es se su lo
    """.split()
)
"""Words nobody looks for: PostgreSQL's English ones, and the small words of Spanish."""


def folded(*texts: str) -> str:
    """Lower case without accents and punctuation, words between single blanks; nothing is left out."""
    return " ".join(SEGMENT.findall(plain(" ".join(filter(None, texts)))))


@dataclass(frozen=True)
class Terms:
    """A question as both databases get it: letters and digits only, so that nothing in it is an operator.

    Everything has to be found. The last word may be the beginning of one: people search as they type.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    beginning: bool = False  # the last of `words` may go on

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases)


def terms(text: str) -> Terms:
    """Understand what somebody typed. Quotation marks hold words together; every other sign only parts them."""
    text = text[:LONGEST]
    phrases = [tuple(folded(one).split()[:MOST]) for one in QUOTED.findall(text)]
    rest = QUOTED.sub(" ", text)
    typed = list(dict.fromkeys(folded(rest).split()))[:MOST]
    told = [word for word in typed if word not in STOP]
    kept = tuple(told or ([] if any(phrases) else typed))
    return Terms(kept, tuple(one for one in phrases if one), bool(kept) and rest.rstrip()[-1:].isalnum())


def is_too_much(text: str) -> bool:
    """Whether somebody typed more than is looked for: `terms` takes the beginning."""
    return len(text) > LONGEST or len(set(folded(text).split())) > MOST


def as_code(text: str) -> str:
    """A standard's code as it is kept for searching: 3.NF.A.1 is 3nfa1."""
    return compact(text)


def grades_of(text: str) -> list[str]:
    """The grades in what people write: "TK-2, 5" are TK, K, 1, 2 and 5. What is no grade is left out."""
    found: set[str] = set()
    for first, last, alone in SPAN.findall(text):
        if alone:
            found.add(alone.upper())
        elif (low := first.upper()) in GRADES and (high := last.upper()) in GRADES:
            found |= set(GRADES[GRADES.index(low) : GRADES.index(high) + 1])
    return [one for one in GRADES if one in found]


def padded(parts: list[str]) -> str:
    """Between blanks, so that ` 4 ` is found in it; nothing for nothing."""
    return f" {' '.join(parts)} " if parts else ""
