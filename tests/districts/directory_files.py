"""Small directory files in every layout, made by the tests: no file from elsewhere is needed."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from districts.imports.layouts import LAYOUTS

FULL, NEWER, DISTRICTS, EXPORT = LAYOUTS
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "directory"

MADERA = {
    "CDSCode": "20652430000000",
    "NCESDist": "0623340",
    "StatusType": "Active",
    "County": "Madera",
    "District": "Madera Unified",
    "Street": "1902 Howard Road",
    "StreetAbr": "1902 Howard Rd.",
    "City": "Madera",
    "Zip": "93637-5123",
    "State": "CA",
    "DOC": "54",
    "DOCType": "Unified School District",
    "Latitude": "36.952847",
    "Longitude": "-120.08218",
    "LastUpDate": "06/05/2017",
}
LINCOLN = {
    **MADERA,
    "CDSCode": "20652436024111",
    "NCESSchool": "03505",
    "School": "Lincoln Elementary",
    "OpenDate": "07/01/1980",
    "Charter": "N",
    "SOC": "60",
    "SOCType": "Elementary Schools (Public)",
    "GSoffered": "K-6",
    "GSserved": "K-6",
    "Virtual": "N",
    "Magnet": "N",
    "AdmFName1": "Nora",
    "AdmLName1": "Invented",
}
MONROE = {**LINCOLN, "CDSCode": "20652436024129", "NCESSchool": "03506", "School": "James Monroe"}
ORPHAN = {
    **LINCOLN,
    "CDSCode": "30741123030012",
    "County": "Orange",
    "District": "College and Career Advantage",
    "School": "Capo Center",
    "NCESDist": "",
    "NCESSchool": "",
}


def text(rows: Sequence[Mapping[str, str]], layout: object = FULL, empty: str = "") -> str:
    """The rows, given by the titles of `layout`, as a file of that layout. Unknown titles are left out."""
    titles = list(layout.columns)  # type: ignore[attr-defined]
    lines = [titles, *([row.get(title) or empty for title in titles] for row in rows)]
    return "".join("\t".join(cells) + "\n" for cells in lines)


def export_row(
    cds: str, school: str, street: str = "1 Main St.", district: str = "Madera Unified"
) -> dict[str, str]:
    """A row of the export with 8 columns."""
    return {
        "Record Type": "School",
        "CDS Code": cds,
        "District": district,
        "School": school,
        "Street Address": street,
        "Street City": "Madera",
        "Street State": "CA",
        "Street Zip": "93637-5123",
    }
