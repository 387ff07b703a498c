"""Reading a list of names as people write it: pasted from a table or a mail, one person a line."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from participants.choices import AppointmentRole

Role = AppointmentRole
LONGEST = 80  # letters in a name
LINE = 500
COLUMNS = {
    "given": {"first", "first name", "given name", "firstname", "given"},
    "family": {"last", "last name", "family name", "lastname", "surname", "family"},
    "name": {"name", "full name", "participant", "attendee"},
    "email": {"email", "e-mail", "mail", "email address", "e-mail address"},
    "place": {"school", "site", "school name", "place", "school or district", "works at"},
    "district": {"district", "district name", "lea"},
    "role": {"role", "position", "job", "title", "comes as"},
}
ROLES = {
    **dict.fromkeys(("teacher", "classroom teacher", "mentor teacher"), Role.TEACHER),
    **dict.fromkeys(("coach", "instructional coach", "teacher on special assignment", "tosa"), Role.COACH),
    **dict.fromkeys(("administrator", "admin", "principal"), Role.ADMINISTRATOR),
    **dict.fromkeys(("assistant principal", "vice principal"), Role.ADMINISTRATOR),
    **dict.fromkeys(
        ("paraprofessional", "para", "paraeducator", "aide", "instructional aide"), Role.PARAPROFESSIONAL
    ),
    **dict.fromkeys(("classified", "classified staff"), Role.CLASSIFIED),
    **dict.fromkeys(("aspiring", "aspiring teacher", "student teacher", "future teacher"), Role.ASPIRING),
    **dict.fromkeys(("other", "guest"), Role.OTHER),
}
NOWHERE = {"", "-", "none", "no district", "no school", "n/a", "na", "no school or district"}


@dataclass(frozen=True)
class Read:
    """One line, understood as far as words go; `problem` says why not."""

    number: int
    text: str
    given: str = ""
    family: str = ""
    email: str = ""
    role: str = Role.TEACHER.value
    place: str = ""
    district: str = ""
    problem: str = ""


def read(text: str) -> tuple[str, list[Read]]:
    """The line that names the columns, if the first one does, and all others that are not empty."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        return "", []
    head = lines[0][1] if columns_of(lines[0][1]) else ""
    return head, [read_line(number, line, head) for number, line in (lines[1:] if head else lines)]


def _cells(line: str) -> list[str]:
    mark = next((one for one in "\t;" if one in line), ",")
    return [" ".join(cell.split()) for cell in next(csv.reader([line.strip()], delimiter=mark), [])]


def columns_of(line: str) -> list[str]:
    """What each column holds ("" for one that is not read); empty when this line names no columns."""
    found = [
        next((key for key, words in COLUMNS.items() if cell.lower() in words), "") for cell in _cells(line)
    ]
    named = "name" in found or {"given", "family"} <= set(found)
    return found if named and 2 * len(list(filter(None, found))) >= len(found) else []


def read_line(number: int, line: str, head: str) -> Read:
    """One line, by the columns of `head` or by what its parts look like."""
    columns, cells = columns_of(head) if head else [], _cells(line)
    parts = _by_column(columns, cells) if columns else _by_look(cells)
    given, family = parts.get("given", ""), parts.get("family", "")
    if name := parts.get("name", ""):
        given, family = _split(name)
    role = ROLES.get(parts.get("role", "").lower(), Role.TEACHER)
    place, district = parts.get("place", ""), parts.get("district", "")
    email = parts.get("email", "").lower()
    return Read(
        number,
        line[:LINE],
        given[:LONGEST],
        family[:LONGEST],
        email if _is_email(email) else "",
        role.value,
        "" if place.lower() in NOWHERE else place,
        "" if district.lower() in NOWHERE else district,
        next(_problems(line, given, family, email), ""),
    )


def _by_column(columns: list[str], cells: list[str]) -> dict[str, str]:
    return {key: cell for key, cell in zip(columns, cells, strict=False) if key and cell}


def _by_look(cells: list[str]) -> dict[str, str]:
    """An address has an @, a role is one of our words; then a name in one part or in two, then the place."""
    parts: dict[str, str] = {}
    rest: list[str] = []
    for cell in filter(None, cells):
        if "@" in cell and "email" not in parts:
            name, address = parseaddr(cell)
            parts["email"] = address or cell
            rest += [name] if name and not rest else []
        elif rest and "role" not in parts and cell.lower() in ROLES:
            parts["role"] = cell
        else:
            rest.append(cell)
    if rest and " " not in rest[0] and len(rest) > 1:
        parts |= {"given": rest[0], "family": rest[1]}
        rest = rest[2:]
    elif rest:
        parts["name"] = rest.pop(0)
    parts |= dict(zip(("place", "district"), rest, strict=False))
    return parts


def _split(name: str) -> tuple[str, str]:
    """First name and the rest; "Lee, Ann" the other way round."""
    last, comma, first = name.partition(",")
    if comma:
        return first.strip(), last.strip()
    given, _, family = name.partition(" ")
    return given, family.strip()


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _problems(line: str, given: str, family: str, email: str) -> Iterator[str]:
    """Why a line cannot be taken as it stands, the first reason first."""
    if len(line) > LINE:
        yield f"Longer than {LINE} letters: is it several lines in one?"
    if not any(letter.isalpha() for letter in given + family):
        yield "There is no name in it."
    if not given or not family:
        yield "Only one name: write the first and the last name."
    if any(len(name) > LONGEST for name in (given, family)):
        yield f"A name longer than {LONGEST} letters: are two parts run together?"
    if any(letter.isdigit() for letter in given + family):
        yield "A number in the name: is a comma missing?"
    if email and not _is_email(email):
        yield f"“{email[:60]}” is not an e-mail address."
