"""Wrong files: which row, which column, what was expected; nothing changed."""

import gzip
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from districts.imports import directory, source
from districts.imports.report import DirectoryRefused
from districts.models import County, District, School
from tests.districts.conftest import Load
from tests.districts.directory_files import EXPORT, LINCOLN, MADERA, export_row, text

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x80" * 200


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (JPEG, "is a JPEG picture"),
        (gzip.compress(JPEG, mtime=0), "is a JPEG picture"),
        (b"PK\x03\x04 workbook", "an Excel workbook"),
        (b"abc\0def", "is not a text file"),
        (b"", "is empty"),
        (b"abc\n\x81\x8d\n", "row 2: neither UTF-8 nor Windows-1252"),
        (gzip.compress(text([MADERA]).encode(), mtime=0)[:-20], "broken or cut-off gzip"),
        (b"\x1f\x8b nonsense", "broken or cut-off gzip"),
        (b"name,email\nRosa,rosa@x.example\n", "not the header of a school directory: found “name,email”"),
        (text([]).encode(), "a header but no rows"),
        (text([MADERA]).replace("StatusType", "Status").encode(), "Missing columns: StatusType"),
        (text([MADERA]).replace("StatusType", "Status").encode(), "Unknown columns: “Status”"),
    ],
)
def test_files_that_are_not_the_directory(load: Load, content: bytes, said: str) -> None:
    with pytest.raises(DirectoryRefused, match=said) as refused:
        load(content)
    assert "Nothing was changed." in refused.value.message
    assert not County.objects.exists()


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("CDSCode", "2065243602411", "14 digits"),
        ("CDSCode", "99652436024111", "a county from 01 to 58"),
        ("County", "Fresno", "Madera, for code 20"),
        ("StatusType", "Open", "Active, Closed, Merged or Pending"),
        ("StatusType", "No Data", "Active, Closed, Merged or Pending"),
        ("School", "", "a name"),
        ("School", "x" * 201, "at most 200 characters"),
        ("NCESDist", "62334", "7 digits"),
        ("OpenDate", "2018-07-01", "a date as MM/DD/YYYY"),
        ("ClosedDate", "02/30/2018", "a date as MM/DD/YYYY"),
        ("Latitude", "north", "degrees from -90 to 90"),
        ("Longitude", "-1200.5", "degrees from -180 to 180"),
        ("Charter", "maybe", "Y, N or nothing"),
    ],
)
def test_a_wrong_value_names_row_column_and_what_was_expected(
    load: Load, column: str, value: str, expected: str
) -> None:
    load([MADERA])
    with pytest.raises(DirectoryRefused) as refused:
        load([{**MADERA, "Phone": "new"}, {**LINCOLN, column: value}])
    problem = refused.value.problems[0]
    assert (problem.row, problem.column) == (3, column)
    assert expected in problem.expected
    assert "1 row rejected, so nothing was changed." in refused.value.message
    assert District.objects.get().phone == ""
    assert not School.objects.exists()


def test_a_broken_row_names_its_cells(load: Load) -> None:
    with pytest.raises(DirectoryRefused, match="row 2: found “3 cells”, expected 49 cells, as in the header"):
        load(text([]) + "a\tb\tc\n")


def test_a_code_twice(load: Load) -> None:
    with pytest.raises(
        DirectoryRefused, match=r"row 4, column CDSCode: .* each code once; this one stands in row 3"
    ):
        load([MADERA, LINCOLN, LINCOLN])


def test_a_cut_off_export(load: Load) -> None:
    content = text([export_row(LINCOLN["CDSCode"], "Lincoln")], EXPORT)
    with pytest.raises(DirectoryRefused, match="row 3, column Total Records: found “24,677”, expected 1"):
        load(content + "Total Records = 24,677\t\t\t\t\t\t\t\n")
    assert load(content + "Total Records = 1\t\t\t\t\t\t\t\n").added == 1


def test_many_problems_are_counted_and_the_first_shown(load: Load) -> None:
    rows = [{**LINCOLN, "CDSCode": f"2065243{number:07}", "Charter": "?"} for number in range(1, 31)]
    with pytest.raises(DirectoryRefused) as refused:
        load(rows)
    assert len(refused.value.problems) == 30
    assert "30 rows rejected" in refused.value.message
    assert "... and 10 more" in refused.value.message


def test_a_gzip_bomb_is_stopped_while_reading(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 3 * 1024 * 1024)
    with pytest.raises(DirectoryRefused, match="more than 3 MB"):
        load(gzip.compress(b"\t" * 20_000_000))


def test_too_many_rows(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "MAX_ROWS", 2)
    with pytest.raises(DirectoryRefused, match="more than 2 rows"):
        load([MADERA, LINCOLN])


def test_a_failure_in_the_middle_of_writing_leaves_nothing(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("districts.imports.store._history", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load([MADERA, LINCOLN])
    assert not County.objects.exists()
    assert not School.objects.exists()


@pytest.mark.parametrize("name", ["nowhere.tsv", "."])
def test_the_command_says_why_and_fails(db: None, tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("import_directory", tmp_path / name, verbosity=0)
