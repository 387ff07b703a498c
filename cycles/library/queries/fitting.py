"""How well an entry fits a question: the same on every database.

Every entry that was found has all the words, so how rare a word is tells nothing. What counts is where the words stand:
in the title, among the tags, in the text; as they were asked for or in another form; and among how many others.
The engines' own ranks (bm25, ts_rank) differ from each other, and bm25 reads every row that has a word.
"""

import re
from collections.abc import Callable
from math import log

from cycles.library.words import Terms

WEIGHTS = (8.0, 4.0, 1.0)  # title, tags, text
AS_ASKED = 0.5  # more for the word itself than for another form of it
ENDING = re.compile(r"(?:ations?|ings?|ed|es|s|e|y)$")
LEAST = 3  # letters that stay of a word


def stem(word: str) -> str:
    """The beginning that its forms share; roughly, since it only puts in order what was found."""
    cut = ENDING.sub("", word)
    return cut if len(cut) >= LEAST else word


def fitting(asked: Terms) -> Callable[[tuple[str, ...]], float]:
    """How well columns (folded title, tags, text) fit the question: the better the higher."""
    parts = [(f" {stem(word)}", f" {word} ") for word in asked.words]
    parts += [(f" {words} ", f" {words} ") for words in map(" ".join, asked.phrases)]

    def fit(columns: tuple[str, ...]) -> float:
        found = 0.0
        for weight, column in zip(WEIGHTS, columns, strict=True):
            text = f" {column} "
            if points := sum(_points(text, beginning, whole) for beginning, whole in parts):
                found += weight * points / (1 + log(text.count(" ")))
        return found

    return fit


def _points(text: str, beginning: str, whole: str) -> float:
    """The second time counts less than the first."""
    number = text.count(beginning)
    return number / (number + 1) * (1 + AS_ASKED * (whole in text)) if number else 0.0
