"""What the import of the state's directory does with good files."""

import gzip
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from districts.choices import Change, Status
from districts.imports import directory
from districts.models import (
    County,
    DirectoryChange,
    DirectoryImport,
    DirectoryRow,
    District,
    School,
)
from ilc.core.models import DomainEvent
from tests.districts.conftest import Load
from tests.districts.directory_files import LINCOLN, MADERA, MONROE, ORPHAN, text


def test_a_file_fills_counties_districts_and_schools(load: Load) -> None:
    report = load([MADERA, LINCOLN])
    assert (report.rows, report.added, report.changed, report.unchanged) == (2, 2, 0, 0)
    madera = District.objects.get(cds="20-65243")
    assert (madera.name, madera.county.name, madera.nces) == ("Madera Unified", "Madera", "0623340")
    assert County.objects.count() == 58
    lincoln = School.objects.get(cds="20652436024111")
    assert lincoln.district == madera
    assert (lincoln.nces, lincoln.status, lincoln.opened) == ("062334003505", Status.ACTIVE, date(1980, 7, 1))
    assert (lincoln.latitude, lincoln.charter, lincoln.grades_served) == (Decimal("36.952847"), False, "K-6")


def test_the_same_file_again_changes_nothing(load: Load) -> None:
    load([MADERA, LINCOLN])
    ids = set(School.objects.values_list("id", flat=True))
    report = load([MADERA, LINCOLN])
    assert (report.added, report.changed, report.unchanged, report.absent) == (0, 0, 2, 0)
    assert set(School.objects.values_list("id", flat=True)) == ids


@pytest.mark.parametrize("column", ["LastUpDate", "MailCity", "AdmFName1", "GSserved"])
def test_any_column_that_differs_counts_as_changed(load: Load, column: str) -> None:
    load([MADERA, LINCOLN])
    value = "06/20/2018" if column == "LastUpDate" else "K-5"
    report = load([MADERA, {**LINCOLN, column: value}])
    assert (report.changed, report.unchanged) == (1, 1)


def test_rows_absent_from_the_file_stay_untouched(load: Load) -> None:
    load([MADERA, LINCOLN, MONROE])
    report = load([MADERA, LINCOLN])
    assert report.absent == 1
    assert School.objects.get(name="James Monroe").status == Status.ACTIVE


def test_only_the_status_column_closes(load: Load) -> None:
    load([MADERA, LINCOLN])
    assert load([MADERA, {**LINCOLN, "ClosedDate": "06/30/2018"}]).closed == 0
    assert School.objects.get().is_open
    report = load([MADERA, {**LINCOLN, "ClosedDate": "06/30/2018", "StatusType": "Merged"}])
    assert (report.changed, report.closed) == (1, 1)
    assert School.objects.get().status == Status.MERGED
    assert load([MADERA, LINCOLN]).reopened == 1


def test_history_tells_closure_renaming_and_new_nces_id(load: Load) -> None:
    load([MADERA, LINCOLN])
    load([MADERA, {**LINCOLN, "StatusType": "Closed", "School": "Lincoln STEM", "NCESSchool": "14091"}])
    told = {
        one.what: (one.before, one.after) for one in DirectoryChange.objects.filter(cds=LINCOLN["CDSCode"])
    }
    assert told == {
        Change.ADDED: ({}, {}),
        Change.CLOSED: ({"StatusType": "Active"}, {"StatusType": "Closed"}),
        Change.RENAMED: ({"School": "Lincoln Elementary"}, {"School": "Lincoln STEM"}),
        Change.CODE: ({"NCESSchool": "03505"}, {"NCESSchool": "14091"}),
    }


@pytest.mark.parametrize(
    ("also", "basis"), [({}, "same NCES id"), ({"NCESSchool": "", "NCESDist": ""}, "same name and address")]
)
def test_a_new_code_for_a_known_place_is_told_and_nothing_is_merged(
    load: Load, also: dict[str, str], basis: str
) -> None:
    load([MADERA, LINCOLN])
    report = load([MADERA, {**LINCOLN, "CDSCode": "20652430199999", **also}])
    assert (report.added, report.absent, School.objects.count()) == (1, 1, 2)
    change = DirectoryChange.objects.get(what=Change.CODE)
    assert change.before == {"CDSCode": LINCOLN["CDSCode"]}
    assert change.after == {"CDSCode": "20652430199999", "found by": basis}


def test_two_schools_of_one_name_are_two_schools(load: Load) -> None:
    load([MADERA, LINCOLN])
    report = load([MADERA, LINCOLN, {**MONROE, "School": "Lincoln Elementary", "Street": "2 Elm Street"}])
    assert report.added == 1
    assert School.objects.filter(name="Lincoln Elementary").count() == 2
    assert not DirectoryChange.objects.filter(what=Change.CODE).exists()


def test_a_school_without_district_is_attached_when_the_district_appears(load: Load) -> None:
    report = load([ORPHAN])
    assert report.orphans == 1
    school = School.objects.get()
    assert (school.district, school.lea_code, school.lea_name) == (
        None,
        "30-74112",
        "College and Career Advantage",
    )
    district = {**ORPHAN, "CDSCode": "30741120000000", "School": "", "OpenDate": "", "SOC": "", "SOCType": ""}
    report = load([district])
    assert (report.added, report.attached, report.absent) == (1, 1, 1)
    school.refresh_from_db()
    assert school.district is not None
    assert school.district.cds == "30-74112"


def test_closed_before_opened_is_kept_and_told(load: Load) -> None:
    report = load([MADERA, {**LINCOLN, "OpenDate": "08/28/2003", "ClosedDate": "05/08/2003"}])
    assert report.warnings == [
        "row 3, 20652436024111: closed 05/08/2003, before it opened 08/28/2003; kept so"
    ]
    assert School.objects.get().closed == date(2003, 5, 8)


def test_what_people_set_by_hand_survives(load: Load) -> None:
    load([MADERA])
    District.objects.update(requires_approval=True)
    load([{**MADERA, "Phone": "(559) 675-4500"}])
    madera = District.objects.get()
    assert (madera.requires_approval, madera.phone) == (True, "(559) 675-4500")


def test_names_and_mails_of_administrators_are_not_kept(load: Load) -> None:
    load([MADERA, {**LINCOLN, "AdmEmail1": "nora@madera.example"}])
    kept = str(list(DirectoryRow.objects.values_list("columns", flat=True)))
    assert "Nora" not in kept
    assert "nora@" not in kept


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings_and_line_ends(load: Load, encoding: str) -> None:
    content = text([MADERA, {**LINCOLN, "School": "Para Los Niños"}]).replace("\n", "\r\n").encode(encoding)
    assert load(content).added == 2
    assert School.objects.get().name == "Para Los Niños"
    assert School.objects.get().last_update == date(2017, 6, 5)


def test_quotes_are_just_characters(load: Load) -> None:
    load([MADERA, {**LINCOLN, "School": 'Calvin "Cal" Rodgers', "Street": '"1 Main'}, MONROE])
    assert School.objects.get(cds=LINCOLN["CDSCode"]).name == 'Calvin "Cal" Rodgers'
    assert School.objects.count() == 2


def test_no_data_padded_titles_blank_lines_and_columns_in_another_order(load: Load) -> None:
    load([MADERA, LINCOLN])
    lines = text([MADERA, LINCOLN], empty="No Data").splitlines()
    turned = ["\t".join(reversed(line.split("\t"))) for line in lines]
    turned[0] = turned[0].replace("\tExt\t", "\tExt  \t")
    assert load("\n\n".join(turned) + "\n\n").unchanged == 2


def test_packed_with_gzip(load: Load) -> None:
    assert load(gzip.compress(text([MADERA]).encode())).added == 1


def test_a_dry_run_tells_the_same_and_changes_nothing(load: Load) -> None:
    report = load([MADERA, LINCOLN], dry_run=True)
    assert report.added == 2
    assert not District.objects.exists()
    assert not DirectoryImport.objects.exists()


def test_the_import_and_its_event_are_kept(load: Load) -> None:
    load([MADERA, LINCOLN])
    kept = DirectoryImport.objects.get()
    assert (kept.file_name, kept.rows, kept.added, kept.by) == ("directory.tsv", 2, 2, None)
    event = DomainEvent.objects.get(verb="directory.imported")
    assert (event.object_id, event.data["added"]) == (kept.id, 2)


def test_the_command_reports_and_shows_progress(db: None, tmp_path: Path) -> None:
    path = tmp_path / "directory.tsv"
    path.write_text(text([MADERA, LINCOLN]))
    out = StringIO()
    call_command("import_directory", path, stdout=out)
    words = out.getvalue()
    assert "directory.tsv: public schools and districts, 2018 (49 columns), UTF-8" in words
    assert "added                    2" in words
    assert "rows/s" in words


def test_progress_is_told(db: None, tmp_path: Path) -> None:
    path = tmp_path / "directory.tsv"
    path.write_text(text([MADERA, LINCOLN]))
    told: list[tuple[str, int, int]] = []
    directory.run(path, progress=lambda what, done, total: told.append((what, done, total)))
    assert [one[0] for one in told if one[1] == one[2]] == ["Reading", "Comparing", "Writing"]
