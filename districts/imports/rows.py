"""From the cells of one line to a checked row in canonical columns."""

import datetime
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from districts.choices import Status
from districts.imports.counties import COUNTIES
from districts.imports.layouts import Layout
from ilc.core.problems import Problem

NOTHING = "No Data"
REDACTED = "Information Redacted"
"""The export of 2022 hides addresses of closed schools so: it says nothing about the address."""
DISTRICT_TAIL = "0000000"
PRIVATE_NUMBERS = range(6130000, 7200000)
"""School numbers of private and non-public schools; seventeen old public ones stand among them."""
STATUSES = {
    "active": Status.ACTIVE,
    "closed": Status.CLOSED,
    "merged": Status.MERGED,
    "pending": Status.PENDING,
}
PERSONAL = re.compile(r"^(Adm|Email$)")

OUTSIDE = "outside California"
PRIVATE = "private or non-public school"


@dataclass(frozen=True)
class Row:
    """One place. `cds`: 14 digits; `columns`: canonical name -> text, RecordType and CDSCode left out."""

    number: int
    cds: str
    columns: dict[str, str]
    redacted: bool = False

    @property
    def is_district(self) -> bool:
        return self.cds.endswith(DISTRICT_TAIL)

    @property
    def lea(self) -> str:
        """The key of its district, CC-DDDDD."""
        return f"{self.cds[:2]}-{self.cds[2:7]}"


def parse(number: int, names: list[str], cells: list[str]) -> Row | Problem:
    """A row in canonical columns; a Problem where it has no place in the table at all."""
    if len(cells) != len(names):
        return Problem(number, "", f"{len(cells)} cells", f"{len(names)} cells, as in the header")
    columns: dict[str, str] = {}
    redacted = False
    for name, cell in zip(names, cells, strict=True):
        value = cell.strip()
        if value.startswith(REDACTED):
            redacted = True
            continue
        columns[name] = "" if value == NOTHING else value
    code = columns.pop("CDSCode", "")
    cds = code + DISTRICT_TAIL if len(code) == 7 else code
    if not re.fullmatch(r"[0-9]{14}", cds):
        return Problem(number, "CDSCode", code, "14 digits (7 in the district file), leading zeros kept")
    record_type = columns.pop("RecordType", "School")
    if record_type != "School":
        return Problem(number, "Record Type", record_type, "“School”")
    for name in columns:
        if columns[name] and PERSONAL.match(name):
            columns[name] = digest(cds, columns[name])
    return Row(number, cds, columns, redacted)


def skip_reason(row: Row, layout: Layout, known: Callable[[str], bool]) -> str:
    """Why this row is no public school of California, or "". Only the mixed layout asks this at all."""
    if not layout.mixes_private or known(row.cds):
        return ""
    if row.cds[:2] not in COUNTIES:
        return OUTSIDE
    return PRIVATE if int(row.cds[7:]) in PRIVATE_NUMBERS else ""


def check(row: Row, layout: Layout) -> list[Problem]:
    """Every value of the row that cannot be right."""
    problems = []
    for name, (right, expected) in CHECKS.items():
        if name in row.columns and not right(row.columns[name]):
            problems.append(Problem(row.number, name, row.columns[name], expected))
    county = COUNTIES.get(row.cds[:2])
    if county is None:
        problems.append(
            Problem(row.number, "CDSCode", row.cds, "a county from 01 to 58 in the first two digits")
        )
    elif row.columns.get("County", county) != county:
        problems.append(
            Problem(row.number, "County", row.columns["County"], f"{county}, for code {row.cds[:2]}")
        )
    name = "District" if row.is_district else "School"
    if not row.columns.get(name):
        problems.append(Problem(row.number, name, "", "a name"))
    if row.is_district and not layout.districts:
        problems.append(Problem(row.number, "CDSCode", row.cds, "a school: this layout lists no districts"))
    if not row.is_district and not layout.schools:
        problems.append(Problem(row.number, "CDSCode", row.cds, "a district: this layout lists no schools"))
    return problems


def closed_before_opened(row: Row) -> bool:
    """30 rows of June 2018 are so: kept as the state says, and told."""
    opened, closed = date(row.columns.get("OpenDate", "")), date(row.columns.get("ClosedDate", ""))
    return opened is not None and closed is not None and closed < opened


def digest(cds: str, value: str) -> str:
    """Stands for a name or e-mail of an administrator: enough to notice a change, nothing to read."""
    return hashlib.sha256(f"{cds}:{value}".encode()).hexdigest()[:12]


def date(value: str) -> datetime.date | None:
    """MM/DD/YYYY as the state writes it."""
    if not value:
        return None
    month, day, year = value.split("/")
    return datetime.date(int(year), int(month), int(day))


def _is_date(value: str) -> bool:
    if not re.fullmatch(r"([0-9]{1,2}/[0-9]{1,2}/[0-9]{4})?", value):
        return False
    try:
        date(value)
    except ValueError:
        return False
    return True


def _digits(count: int) -> Callable[[str], bool]:
    return lambda value: bool(re.fullmatch(rf"([0-9]{{{count}}})?", value))


def _within(limit: int) -> Callable[[str], bool]:
    def right(value: str) -> bool:
        return not value or (
            bool(re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,12})?", value)) and abs(Decimal(value)) <= limit
        )

    return right


def _at_most(length: int) -> Callable[[str], bool]:
    return lambda value: len(value) <= length


_LENGTHS = {
    200: "District School WebSite",
    120: "Street StreetAbr MailStreet MailStrAbr",
    80: "DOCType SOCType EdOpsName",
    60: "City EILName",
    30: "Phone FaxNumber Ext",
    20: "GSoffered GSserved",
    10: "Zip MailZip EILCode EdOpsCode",
    8: "CharterNum",
    2: "State DOC SOC",
    1: "Virtual",
}
CHECKS: dict[str, tuple[Callable[[str], bool], str]] = {
    "StatusType": (lambda value: value.lower() in STATUSES, "Active, Closed, Merged or Pending"),
    "NCESDist": (_digits(7), "7 digits or nothing"),
    "NCESSchool": (_digits(5), "5 digits or nothing"),
    "OpenDate": (_is_date, "a date as MM/DD/YYYY or nothing"),
    "ClosedDate": (_is_date, "a date as MM/DD/YYYY or nothing"),
    "LastUpDate": (_is_date, "a date as MM/DD/YYYY or nothing"),
    "Latitude": (_within(90), "degrees from -90 to 90 or nothing"),
    "Longitude": (_within(180), "degrees from -180 to 180 or nothing"),
    "Charter": (lambda value: value in {"Y", "N", ""}, "Y, N or nothing"),
    "Magnet": (lambda value: value in {"Y", "N", ""}, "Y, N or nothing"),
} | {
    name: (_at_most(length), f"at most {length} characters")
    for length, names in _LENGTHS.items()
    for name in names.split()
}
