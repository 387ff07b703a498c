"""What a row changes against what is known. Keyed by CDS code only: names repeat."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from districts.choices import Change, Status
from districts.imports import fields
from districts.imports.rows import Row

NAMES = ("District", "School")
CODES = ("NCESDist", "NCESSchool")

Columns = Mapping[str, str]
Differences = dict[Change, tuple[dict[str, str], dict[str, str]]]
"""Kind of change -> columns before, columns after."""


@dataclass
class Compared:
    """`columns`: everything known after this row. `differences`: empty for an unchanged row."""

    row: Row
    columns: dict[str, str]
    new: bool
    differences: Differences = field(default_factory=dict)


def compare(row: Row, before: Columns | None) -> Compared:
    """Only columns the row has are looked at. A column never seen before counts when it says something."""
    if before is None:
        return Compared(row, dict(row.columns), new=True, differences={Change.ADDED: ({}, {})})
    differing = [name for name, value in row.columns.items() if before.get(name, "") != value]
    columns = {**before, **row.columns}
    if "StreetAbr" in differing and "Street" not in row.columns:
        columns.pop("Street", None)  # the long form of an address that no longer holds
    result = Compared(row, columns, new=False)
    for name in differing:
        old, new = result.differences.setdefault(_kind(name, row, before), ({}, {}))
        old[name], new[name] = before.get(name, ""), row.columns[name]
    return result


def _kind(name: str, row: Row, before: Columns) -> Change:
    if name == "StatusType":
        ended, was_ended = (
            fields.status(row.columns) in Status.ended(),
            fields.status(before) in Status.ended(),
        )
        if ended != was_ended:
            return Change.CLOSED if ended else Change.REOPENED
        return Change.STATUS
    if name in CODES:
        return Change.CODE
    return Change.RENAMED if name in NAMES else Change.OTHER


class FormerCodes:
    """Finds a new place's former code: by NCES id, else by the same name at the same address.

    Only told in the history; nothing is merged or closed because of it."""

    def __init__(self, known: Mapping[str, Columns]) -> None:
        self._by_nces: dict[str, list[str]] = {}
        self._by_address: dict[tuple[str, ...], list[str]] = {}
        for cds, columns in known.items():
            is_district = cds.endswith("0000000")
            if nces := _nces(is_district, columns):
                self._by_nces.setdefault(nces, []).append(cds)
            if address := _address(is_district, columns):
                self._by_address.setdefault(address, []).append(cds)

    def of(self, row: Row) -> tuple[str, str] | None:
        """(former CDS code, how it was found); None when nothing or more than one place fits."""
        by_nces = self._by_nces.get(_nces(row.is_district, row.columns), [])
        if len(by_nces) == 1:
            return by_nces[0], "same NCES id"
        by_address = self._by_address.get(_address(row.is_district, row.columns), [])
        if len(by_address) == 1:
            return by_address[0], "same name and address"
        return None


def _nces(is_district: bool, columns: Columns) -> str:
    district, school = columns.get("NCESDist", ""), columns.get("NCESSchool", "")
    if is_district:
        return district
    return district + school if district and school else ""


def _address(is_district: bool, columns: Columns) -> tuple[str, ...]:
    name = columns.get(NAMES[0] if is_district else NAMES[1], "")
    street, place = columns.get("Street", ""), columns.get("Zip", "")[:5]
    return (str(is_district), name.lower(), street.lower(), place) if name and street and place else ()
