"""Search in a library of fifty thousand entries, through a running product, as ratios to a floor page of our own stack
measured in the same run. Times are printed; what is wrong is an answer that is no page, or does not hold what it must.
"""

import re
import statistics
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.bench.room import FLOOR, Phone, Result
from tests.journeys.harness import Product

ENTRIES = 50_000
FACTOR = 3.0
TYPED = "typed: "
PREPARE = """
from django.conf import settings
from django.test import Client
from tests.bench.shelf import fill
made = fill({entries})
client = Client()
client.force_login(made["leader"].user)
answer = {{"cookie": settings.SESSION_COOKIE_NAME, "word": made["word"], "once": made["once"],
          "strategy": made["strategy"],
          "key": client.cookies[settings.SESSION_COOKIE_NAME].value}}
"""


@dataclass
class Search:
    """What was asked and what it took."""

    floor: float = 0.0  # seconds, median
    times: dict[str, list[float]] = field(default_factory=dict)  # of whole pages, by question
    parts: dict[str, list[float]] = field(default_factory=dict)  # of what was found alone: as one types
    wrong: list[str] = field(default_factory=list)
    entries: int = 0

    def report(self) -> str:
        lines = [
            (
                f"{self.entries} entries; floor page {self.floor * 1000:.1f} ms (median). "
                "Times the floor: as one types (median, 95th percentile); the whole page"
            )
        ]
        for what, typed in self.parts.items():
            told = [self._ratios(times) for times in (typed, self.times[what])]
            mark = "" if all(middle <= FACTOR for middle, _ in told) else f"  MORE THAN {FACTOR:g}"
            shown = "; ".join(f"{middle:4.2f}, {high:4.2f}" for middle, high in told)
            lines.append(f"  {what:<38} {shown}{mark}")
        return "\n".join([*lines, *(f"  WRONG {one}" for one in self.wrong)])

    def _ratios(self, times: list[float]) -> tuple[float, float]:
        found = sorted(times)
        high = found[max(0, round(len(found) * 0.95) - 1)]
        return statistics.median(found) / self.floor, high / self.floor


def asked(word: str, once: str, strategy: str) -> dict[str, dict[str, str]]:
    """What people look for: rare and common words, beginnings, phrases, filters, nothing."""
    return {
        "a word that stands once": {"q": once},
        "a word of one entry in a hundred": {"q": word},
        "a common word (in nearly all)": {"q": "students"},
        "two words, one of them rare": {"q": f"students {word}"},
        "three common words": {"q": "sentence frames pairs"},
        "a phrase": {"q": '"sentence frames"'},
        "a beginning": {"q": "stu"},
        "a word, a grade and a subject": {"q": "frames", "grade": "4", "subject": "Science"},
        "a word and a strategy": {"q": "students", "strategy": strategy},
        "a word and a kind": {"q": "students", "kind": "example"},
        "a grade and a kind, no word": {"grade": "4", "kind": "example"},
        "no word at all": {},
        "a word that is nowhere": {"q": "xyzzy"},
    }


def run(product: Product, entries: int = ENTRIES, times: int = 20) -> Search:
    """Fill it, then ask in turns, so that whatever slows the machine slows the floor as well."""
    made = product.shell(PREPARE.format(entries=entries))
    notes = Result(1)
    reader = Phone(product.url, made["cookie"], made["key"], notes)
    questions = asked(made["word"], made["once"], made["strategy"])
    for what in ("a common word (in nearly all)", "no word at all"):
        first, _ = reader.ask(what, "GET", f"/library/?{urlencode(questions[what])}")
        after = re.search(r"after=(\d+)", first)
        questions[f"{what}, page 2"] = {**questions[what], "after": after[1] if after else ""}
    search = Search(entries=entries)
    for turn in range(times + 2):
        if turn == 2:  # the first two only warm it up
            notes.times.clear()
        reader.ask("floor", "GET", FLOOR)
        for what, fields in questions.items():
            body, _ = reader.ask(what, "GET", f"/library/?{urlencode(fields)}")
            reader.ask(f"{TYPED}{what}", "GET", f"/library/?{urlencode(fields)}", part=True)
            if turn == 0 and ('class="find"' in body) != (what != "a word that is nowhere"):
                search.wrong.append(f"{what}: an odd answer")
    search.floor = statistics.median(notes.times.pop("floor"))
    search.parts = {
        what.removeprefix(TYPED): notes.times.pop(what) for what in [*notes.times] if what.startswith(TYPED)
    }
    search.times = notes.times
    search.wrong += [f"{what} ({number} times)" for what, number in Counter(notes.errors).items()]
    return search
