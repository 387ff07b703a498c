"""The layouts the state has published, told apart by their header (docs/decisions: directory layouts).

A layout maps its column titles to the canonical names of 2018. What a layout lacks it says nothing about:
such columns are neither emptied nor counted as changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from districts.imports.report import DirectoryRefused
from ilc.core.problems import shorten


@dataclass(frozen=True)
class Layout:
    """`columns`: title in the file -> canonical name. `lists`: which places its rows are."""

    name: str
    columns: dict[str, str]
    districts: bool = True
    schools: bool = True
    mixes_private: bool = False
    """Private and non-public schools stand among the public ones, without a mark."""


def _same(titles: str) -> dict[str, str]:
    return {title: title for title in titles.split()}


_PLACE = """CDSCode NCESDist NCESSchool StatusType County District School Street StreetAbr City Zip State
    MailStreet MailStrAbr MailCity MailZip MailState Phone Ext"""
_KIND = """OpenDate ClosedDate Charter CharterNum FundingType DOC DOCType SOC SOCType EdOpsCode EdOpsName
    EILCode EILName GSoffered GSserved Virtual Magnet"""
_ADMIN = "AdmFName1 AdmLName1 AdmEmail1 AdmFName2 AdmLName2 AdmEmail2 AdmFName3 AdmLName3 AdmEmail3"
_OFFICE = """County District Street City Zip State MailStreet MailCity MailZip MailState Phone Ext FaxNumber
    Email"""

LAYOUTS = (
    Layout(
        "public schools and districts, 2018 (49 columns)",
        _same(f"{_PLACE} WebSite {_KIND} Latitude Longitude {_ADMIN} LastUpDate"),
    ),
    Layout(
        "public schools and districts, 2025-26 (46 columns)",
        _same(f"{_PLACE} FaxNumber WebSite {_KIND} YearRoundYN FederalDFCDistrictID Latitude Longitude")
        | {
            "AdmFName": "AdmFName1",
            "AdmLName": "AdmLName1",
            "LastUpDate": "LastUpDate",
            "Multilingual": "Multilingual",
        },
    ),
    Layout(
        "districts, 2021 (24 columns)",
        {"CD Code": "CDSCode"}
        | _same(_OFFICE)
        | {"AdmFName": "AdmFName1", "AdmLName": "AdmLName1", "AdmEmail": "AdmEmail1"}
        | _same("Latitude Longitude DOC DOCType StatusType LastUpDate"),
        schools=False,
    ),
    Layout(
        "directory export, 2022 (8 columns)",
        {
            "Record Type": "RecordType",
            "CDS Code": "CDSCode",
            "District": "District",
            "School": "School",
            "Street Address": "StreetAbr",
            "Street City": "City",
            "Street State": "State",
            "Street Zip": "Zip",
        },
        districts=False,
        mixes_private=True,
    ),
)


def detect(header: Sequence[str]) -> tuple[Layout, list[str]]:
    """The layout with exactly these titles, in any order, and its canonical names in file order."""
    titles = [title.strip() for title in header]
    for layout in LAYOUTS:
        if len(titles) == len(layout.columns) and set(titles) == layout.columns.keys():
            return layout, [layout.columns[title] for title in titles]
    raise DirectoryRefused(_unknown(titles))


def _unknown(titles: list[str]) -> str:
    nearest = max(LAYOUTS, key=lambda layout: len(layout.columns.keys() & set(titles)) / len(layout.columns))
    lacking = [title for title in nearest.columns if title not in titles]
    extra = [title for title in titles if title not in nearest.columns]
    twice = sorted({title for title in titles if titles.count(title) > 1})
    if len(lacking) > len(nearest.columns) / 2:
        known = "; ".join(layout.name for layout in LAYOUTS)
        return (
            f"Row 1 is not the header of a school directory: found {shorten(' | '.join(titles))}.\n"
            f"Expected tab-separated columns in one of these layouts: {known}.\nNothing was changed."
        )
    parts = [f"Row 1, the header, is nearly the layout “{nearest.name}”, but not quite."]
    if lacking:
        parts.append("Missing columns: " + ", ".join(lacking) + ".")
    if extra:
        parts.append("Unknown columns: " + ", ".join(shorten(title) for title in extra) + ".")
    if twice:
        parts.append("Twice: " + ", ".join(twice) + ".")
    return "\n".join([*parts, "Nothing was changed."])
