"""From canonical columns to the fields of District and School. A column never seen leaves the field empty."""

import datetime
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from districts.choices import Status
from districts.imports.rows import STATUSES, Row, date
from districts.models import District, School

Columns = Mapping[str, str]
Reader = Callable[[Columns], Any]


def _text(name: str) -> Reader:
    return lambda columns: columns.get(name, "")


def _date(name: str) -> Callable[[Columns], datetime.date | None]:
    return lambda columns: date(columns.get(name, ""))


def _degrees(name: str) -> Callable[[Columns], Decimal | None]:
    def read(columns: Columns) -> Decimal | None:
        value = columns.get(name)
        return round(Decimal(value), 6) if value else None

    return read


def _yes_no(name: str) -> Callable[[Columns], bool | None]:
    return lambda columns: {"Y": True, "N": False}.get(columns.get(name, ""))


def _status(columns: Columns) -> str:
    return STATUSES.get(columns.get("StatusType", "").lower(), Status.UNKNOWN)


def _school_nces(columns: Columns) -> str:
    district, school = columns.get("NCESDist", ""), columns.get("NCESSchool", "")
    return district + school if district and school else ""


_PLACE: dict[str, Reader] = {
    "status": _status,
    "street": lambda columns: columns.get("Street") or columns.get("StreetAbr", ""),
    "city": _text("City"),
    "zip_code": _text("Zip"),
    "region": _text("State"),
    "phone": _text("Phone"),
    "website": _text("WebSite"),
    "latitude": _degrees("Latitude"),
    "longitude": _degrees("Longitude"),
    "opened": _date("OpenDate"),
    "closed": _date("ClosedDate"),
    "last_update": _date("LastUpDate"),
}
DISTRICT: dict[str, Reader] = _PLACE | {
    "name": _text("District"),
    "nces": _text("NCESDist"),
    "kind_code": _text("DOC"),
    "kind": _text("DOCType"),
}
SCHOOL: dict[str, Reader] = _PLACE | {
    "name": _text("School"),
    "nces": _school_nces,
    "lea_name": _text("District"),
    "kind_code": _text("SOC"),
    "kind": _text("SOCType"),
    "level_code": _text("EILCode"),
    "level": _text("EILName"),
    "program_code": _text("EdOpsCode"),
    "program": _text("EdOpsName"),
    "grades_offered": _text("GSoffered"),
    "grades_served": _text("GSserved"),
    "charter": _yes_no("Charter"),
    "charter_number": _text("CharterNum"),
    "magnet": _yes_no("Magnet"),
    "virtual": _text("Virtual"),
}


def district(row: Row, columns: Columns, county_id: uuid.UUID) -> District:
    """Unsaved; what people set by hand (approval, time zone, onboarding) keeps the model's default."""
    return District(
        cds=row.lea, county_id=county_id, **{name: read(columns) for name, read in DISTRICT.items()}
    )


def school(row: Row, columns: Columns, district_id: uuid.UUID | None) -> School:
    """Unsaved; `district_id` None makes it an orphan until its district appears."""
    values = {name: read(columns) for name, read in SCHOOL.items()}
    return School(cds=row.cds, lea_code=row.lea, district_id=district_id, **values)


def status(columns: Columns) -> str:
    """The status these columns say, as `District.status` and `School.status` hold it."""
    return _status(columns)
