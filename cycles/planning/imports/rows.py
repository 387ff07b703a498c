"""From lines of text to standards: every row understood, or told with its number why not."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cycles.planning.codes import compact
from cycles.planning.imports.manifest import Entry
from cycles.planning.imports.report import StandardsRefused
from ilc.core.problems import Problem
from participants.choices import Grade

# Title in a file -> what it is here. Two that say the same never stand in one file, but for `further`.
TITLES = {
    "code": "code",
    "short_code": "short_code",
    "guid": "identity",
    "type": "kind",
    "grade": "grades",
    "grades": "grades",
    "grade_span": "grades",
    "domain": "domain",
    "topic_title": "domain",
    "cluster": "domain",
    "category": "category",
    "part": "category",
    "statement": "statement",
    "short_title": "statement",
    "clarification": "further",
    "assessment_boundary": "further",
}
KNOWN = {*TITLES, "uri", "grade_label", "topic"}  # the rest says nothing new
NEEDED = ("code", "grades", "statement")
LONGEST = {"code": 60, "identity": 90, "kind": 40, "domain": 200, "category": 200}
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-/() ]*")
BANDS = {"KG": ("K",), "MS": ("6", "7", "8"), "HS": ("9", "10", "11", "12")}
LADDER = Grade.values
BREAK = re.compile(r"\s*(?:<(?:br|/p|/li)\b[^<>]*>\s*)+", re.IGNORECASE)
TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>")
LOST_BLANK = re.compile("\u00c2(?=\\s|$)")  # a no-break space that was decoded wrongly once


@dataclass(frozen=True)
class Row:
    """One standard as its list says it."""

    number: int
    code: str
    statement: str
    grades: str
    short_code: str = ""
    identity: str = ""
    kind: str = ""
    domain: str = ""
    category: str = ""
    further: str = ""


def parse(lines: Sequence[str], entry: Entry) -> list[Row]:
    """All rows, or StandardsRefused with every problem."""
    columns = _header(entry.path.name, lines[0])
    found: list[Row] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        row = _row(number, columns, line.split("\t"), entry)
        if isinstance(row, Problem):
            problems.append(row)
        else:
            found.append(row)
    found, doubled = _told_apart(found)
    problems += doubled
    if problems:
        noun = "row" if len(problems) == 1 else "rows"
        raise StandardsRefused(
            f"{entry.path.name}: {len(problems):,} {noun} rejected, so nothing was changed.", problems
        )
    if not found:
        raise StandardsRefused(f"{entry.path.name} has a header but no rows. Nothing was changed.")
    return found


def plain(text: str) -> str:
    """Plain text: entities and tags gone, a break is a new line, blanks are single."""
    flat = html.unescape(text) if "&" in text else text
    if "<" in flat:
        flat = TAG.sub("", BREAK.sub("\n", flat))
    flat = LOST_BLANK.sub("", flat).replace("\u00a0", " ")
    return re.sub(r"[ \t]+", " ", flat).strip()


def grades(text: str) -> str | None:
    """Grades between blanks; None when the text names something else. `9-12`, `KG;01`, `MS`, `K-2`."""
    found: set[str] = set()
    for part in re.split(r"[;,\s]+", text.strip().upper()):
        ends = [BANDS.get(one, (one.lstrip("0"),)) for one in part.split("-")]
        if len(ends) > 2 or any(mark not in LADDER for end in ends for mark in end):
            return None
        first, last = LADDER.index(ends[0][0]), LADDER.index(ends[-1][-1])
        found.update(LADDER[first : last + 1])
    return f" {' '.join(one for one in LADDER if one in found)} " if found else None


def _header(name: str, line: str) -> list[str]:
    titles = [title.strip() for title in line.split("\t")]
    meant = [TITLES[title] for title in titles if title in TITLES]
    lacking = [one for one in NEEDED if one not in meant]
    unknown = [title for title in titles if title not in KNOWN]
    doubled = sorted({one for one in meant if one != "further" and meant.count(one) > 1})
    said = [
        f"Missing: {', '.join(lacking)}." if lacking else "",
        f"Unknown columns: {', '.join(f'“{one[:40]}”' for one in unknown[:5])}." if unknown else "",
        f"Said twice: {', '.join(doubled)}." if doubled else "",
    ]
    if any(said):
        why = " ".join(one for one in said if one)
        raise StandardsRefused(
            f"{name}, row 1: not the header of a list of standards. {why} Nothing was changed."
        )
    return titles


def _row(number: int, columns: list[str], cells: list[str], entry: Entry) -> Row | Problem:
    if len(cells) != len(columns):
        return Problem(number, "", f"{len(cells)} cells", f"{len(columns)}, as in the header")
    values: dict[str, str] = {}
    for title, cell in zip(columns, cells, strict=True):
        name, text = TITLES.get(title), plain(cell)
        if name and text:
            values[name] = f"{values[name]}\n{text}" if name in values else text
    if not CODE.fullmatch(values.get("code", "")):
        return Problem(number, "code", values.get("code", ""), "a code: letters, digits, dots, hyphens")
    if not values.get("statement"):
        return Problem(number, "statement", "", "what students are to do")
    for name, most in LONGEST.items():
        if len(values.get(name, "")) > most:
            return Problem(number, name, values[name], f"at most {most} characters")
    marks = grades(values.get("grades", ""))
    if marks is None:
        return Problem(number, "grades", values.get("grades", ""), "grades such as K, 3, 9-12, MS")
    values["grades"] = marks
    if "domain" not in values:
        values["domain"] = _domain(values.get("short_code") or values["code"], entry.domains)
    return Row(number, **values)


def _domain(code: str, domains: dict[str, str]) -> str:
    """What the longest beginning of the code stands for."""
    fitting = [start for start in domains if code.startswith(f"{start}.")]
    return domains[max(fitting, key=len)] if fitting else ""


def _told_apart(found: list[Row]) -> tuple[list[Row], list[Problem]]:
    """Give each row an identity that stays when the list is loaded again: the list's own id, or the code.

    Two standards of one code or id are both kept; the same row twice is a mistake."""
    kept: list[Row] = []
    problems: list[Problem] = []
    seen: dict[str, list[Row]] = {}
    for row in found:
        own = compact(row.identity) or row.code
        before = seen.setdefault(own, [])
        same = next(
            (one for one in before if (one.statement, one.grades) == (row.statement, row.grades)), None
        )
        if same:
            expected = f"each standard once; this one stands in row {same.number}"
            problems.append(Problem(row.number, "code", row.code, expected))
            continue
        before.append(row)
        kept.append(replace(row, identity=f"{own}#{len(before)}" if len(before) > 1 else own))
    return kept, problems
