"""The layouts of 2025-26, 2021 and 2022, after and before the full one of 2018."""

from districts.choices import Status
from districts.models import District, School
from tests.districts.conftest import Load
from tests.districts.directory_files import (
    DISTRICTS,
    EXPORT,
    LINCOLN,
    MADERA,
    NEWER,
    export_row,
    text,
)

OFFICE = {**MADERA, "CD Code": "2065243"}
KNOWN_IN_EXPORT = export_row(LINCOLN["CDSCode"], "Lincoln Elementary", "1902 Howard Rd.")


def test_the_newer_layout_with_nothing_new_changes_nothing(load: Load) -> None:
    load([MADERA, LINCOLN])
    again = {**LINCOLN, "AdmFName": LINCOLN["AdmFName1"], "AdmLName": LINCOLN["AdmLName1"]}
    madera = {**MADERA}
    report = load([madera, again], NEWER, empty="No Data")
    assert (report.layout, report.unchanged) == (NEWER.name, 2)
    assert load([madera, {**again, "FaxNumber": "(559) 675-0000"}], NEWER).changed == 1


def test_the_district_file_leaves_what_it_lacks(load: Load) -> None:
    load([MADERA, LINCOLN])
    report = load([OFFICE], DISTRICTS, empty="No Data")
    assert (report.unchanged, report.changed, report.absent) == (1, 0, 0)
    assert load([{**OFFICE, "Phone": "(559) 675-4500"}], DISTRICTS).changed == 1
    madera = District.objects.get()
    assert (madera.nces, madera.phone) == ("0623340", "(559) 675-4500")


def test_the_district_file_alone(load: Load) -> None:
    assert load([OFFICE], DISTRICTS, empty="No Data").added == 1
    assert District.objects.get().status == Status.ACTIVE


def test_the_export_leaves_what_it_lacks(load: Load) -> None:
    load([MADERA, LINCOLN])
    report = load([KNOWN_IN_EXPORT], EXPORT)
    assert (report.unchanged, report.changed, report.absent) == (1, 0, 0)
    assert School.objects.get().street == "1902 Howard Road"


def test_a_new_short_address_replaces_the_long_one(load: Load) -> None:
    load([MADERA, LINCOLN])
    assert load([{**KNOWN_IN_EXPORT, "Street Address": "5 New Rd."}], EXPORT).changed == 1
    school = School.objects.get()
    assert (school.street, school.grades_served) == ("5 New Rd.", "K-6")
    assert load([MADERA, LINCOLN]).changed == 1
    assert School.objects.get().street == "1902 Howard Road"


def test_a_hidden_address_neither_closes_nor_blanks(load: Load) -> None:
    load([MADERA, LINCOLN])
    report = load([{**KNOWN_IN_EXPORT, "Street Address": "Information Redacted Due to Closure"}], EXPORT)
    assert (report.unchanged, report.closed) == (1, 0)
    assert "1 rows hide their address" in report.warnings[0]
    assert School.objects.get().street == "1902 Howard Road"


def test_the_export_skips_and_counts_private_and_foreign_schools(load: Load) -> None:
    rows = [
        export_row("20652430131111", "New Public"),
        export_row("20652436979999", "St. Somebody"),
        export_row("20652437012345", "Non-Public Agency"),
        export_row(
            "77764226131262", "Pine Ridge Academy", district="Out-of-State, Non-Public, Non-Sectarian"
        ),
    ]
    report = load(text(rows, EXPORT) + "Total Records = \t=COUNTA(A2:A24678)\t\t\t\t\t\t\n", EXPORT)
    assert (report.rows, report.added) == (4, 1)
    assert report.skipped == {"private or non-public school": 2, "outside California": 1}
    school = School.objects.get()
    assert (school.name, school.status, school.district) == ("New Public", Status.UNKNOWN, None)


def test_a_known_public_school_with_a_private_looking_number_is_taken(load: Load) -> None:
    old = {**LINCOLN, "CDSCode": "20652436998280"}
    load([MADERA, old])
    report = load([export_row(old["CDSCode"], "Lincoln Elementary", "1902 Howard Rd.")], EXPORT)
    assert (report.unchanged, report.skipped) == (1, {})
