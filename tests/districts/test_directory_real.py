"""The state's own files: the copy in data/ always, the others where they lie beside the checkout."""

from pathlib import Path

import pytest
from django.db import connection

from districts.choices import Change, Status
from districts.imports import directory
from districts.imports.report import DirectoryRefused, ImportReport
from districts.models import DirectoryChange, DirectoryRow, District, School
from tests.districts.directory_files import SHARED

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
JUNE = Path(__file__).resolve().parents[2] / "data" / "pubschls_2018-06.tsv.gz"
shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the state's other files are not beside the checkout")


def _load(name: str | Path) -> ImportReport:
    report = directory.run(SHARED / name)
    speed = f"{report.rows:,} rows in {report.seconds:.1f} s, {report.rows_per_second:,.0f} rows/s"
    print(f"\n{report.file_name}: {speed} ({connection.vendor})")
    return report


def test_the_whole_directory_of_june_2018(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        report = _load(JUNE)
    assert (report.rows, report.added, report.orphans) == (17_892, 17_892, 69)
    assert (District.objects.count(), School.objects.count()) == (1_380, 16_512)
    assert School.objects.filter(district=None).count() == 69
    assert len(report.warnings) == 30
    assert School.objects.filter(name="Lincoln Elementary").count() == 48
    assert School.objects.get(cds="33671730119297").name.count('"') == 2
    again = _load(JUNE)
    assert (again.unchanged, again.absent) == (17_892, 0)


@shared
def test_february_then_june() -> None:
    assert _load("pubschls_2018-02.tsv.gz").added == 17_820
    june = _load("pubschls_2018-06.tsv.gz")
    assert (june.added, june.absent, june.changed, june.unchanged, june.closed) == (72, 0, 1_582, 16_238, 5)
    assert DirectoryChange.objects.filter(what=Change.CLOSED).count() == 5


@shared
def test_the_other_layouts_after_june() -> None:
    _load(JUNE)
    twin = _load("ilc_scope_2018-06.tsv")
    assert (twin.unchanged, twin.absent) == (697, 17_195)
    assert _load("ilc_scope_2018-06_cp1252_crlf.tsv").unchanged == 697
    nonascii = _load("nonascii_rows_cp1252.tsv")
    assert (nonascii.encoding, nonascii.unchanged) == ("Windows-1252", 4)
    districts = _load("pubdistricts_2021-12.tsv.gz")
    assert (districts.rows, districts.added, districts.attached) == (1_088, 13, 1)
    lowell = DirectoryChange.objects.get(what=Change.CODE, cds="30647660000000")
    assert lowell.before == {"CDSCode": "19647660000000"}
    export = _load("directory_export_2022-08.tsv.gz")
    assert (export.rows, export.closed, export.absent) == (24_677, 0, 24)
    assert export.skipped == {"private or non-public school": 7_616, "outside California": 105}
    assert _load("pubschls_2025-26_layout_sample.tsv").rows == 10


@shared
@pytest.mark.parametrize(
    ("name", "added"),
    [
        ("nonascii_rows_cp1252.tsv", 4),
        ("ilc_scope_2018-06_cp1252_crlf.tsv", 697),
        ("pubdistricts_2021-12.tsv.gz", 1_088),
        ("pubschls_2025-26_layout_sample.tsv", 10),
    ],
)
def test_each_layout_alone(name: str, added: int) -> None:
    assert _load(name).added == added
    assert not School.objects.filter(status=Status.UNKNOWN).exists()


@shared
def test_a_photo_is_refused() -> None:
    with pytest.raises(DirectoryRefused, match="JPEG"):
        _load(SHARED.parent / "uploads" / "good" / "orientation_6.jpg")
    assert not DirectoryRow.objects.exists()
