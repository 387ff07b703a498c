"""Loading lists of standards: all or nothing, repeatable, and wrong files refused by name and row."""

import gzip
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import DjangoAssertNumQueries

from cycles.planning.actions import aims
from cycles.planning.imports import rows, standards
from cycles.planning.imports.report import StandardsRefused
from cycles.planning.models import Framework, Standard
from ilc.core.models import DomainEvent
from tests.cast import Cast
from tests.planning.standards_files import HEADER, ROWS, table, write
from tests.planning.test_lifecycle import account

pytestmark = pytest.mark.django_db


def load(folder: Path, *lines: str, **about: str) -> str:
    [report] = standards.run([write(folder, table(*lines), **about)])
    return report.words.partition(" rows: ")[2]


def test_a_list_is_loaded_and_again_without_a_change(tmp_path: Path) -> None:
    assert load(tmp_path, *ROWS) == "3 added, 0 changed, 0 gone, 0 unchanged, 0 rejected"
    assert load(tmp_path, *ROWS) == "0 added, 0 changed, 0 gone, 3 unchanged, 0 rejected"
    assert DomainEvent.objects.filter(verb="standards.imported").count() == 1
    one = Standard.objects.get(code="CCSS.MATH.CONTENT.3.NF.A.2")
    assert one.statement == "Represent fractions on a number line; use < and >.\nSay why."
    assert Standard.objects.get(code="MS-PS1-2").grade_words == "Grades 6 to 8"


def test_what_left_its_list_is_retired_and_stays_where_it_was_chosen(cast: Cast, tmp_path: Path) -> None:
    load(tmp_path, *ROWS)
    old = Standard.objects.get(code="MS-PS1-2")
    aims.choose_standard(series=cast.series, standard=old, by=account(cast.alice))
    changed = ROWS[0].replace("one part", "1 part")
    assert load(tmp_path, changed, ROWS[1]) == "0 added, 1 changed, 1 gone, 1 unchanged, 0 rejected"
    old.refresh_from_db()
    assert old.is_retired
    assert list(cast.series.standards.all()) == [old]
    assert load(tmp_path, *ROWS).startswith("0 added, 2 changed, 0 gone")
    old.refresh_from_db()
    assert not old.is_retired


def test_a_new_version_stands_beside_the_old_one(cast: Cast, tmp_path: Path) -> None:
    load(tmp_path, *ROWS)
    old = Standard.objects.get(code="MS-PS1-2")
    aims.choose_standard(series=cast.series, standard=old, by=account(cast.alice))
    load(tmp_path, *ROWS, version="2")
    assert [(one.version, one.is_current) for one in Framework.objects.order_by("version")] == [
        ("1", False),
        ("2", True),
    ]
    assert Standard.objects.filter(code="MS-PS1-2").count() == 2
    assert list(cast.series.standards.all()) == [old]
    load(tmp_path, *ROWS[:2], version="1")
    assert Framework.objects.get(version="2").is_current, "correcting an old version doesn't bring it back"


def test_two_standards_of_one_code_are_both_kept(tmp_path: Path) -> None:
    twin = "MS-PS1-2\tHS\tThe same code, for older students.\tMatter"
    assert load(tmp_path, *ROWS, twin).startswith("4 added")
    assert load(tmp_path, *ROWS, twin).startswith("0 added, 0 changed")
    with pytest.raises(StandardsRefused, match=r"row 5, column code: found “MS-PS1-2”.*stands in row 4"):
        load(tmp_path, *ROWS, ROWS[2])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "mini.tsv is a JPEG picture"),
        (gzip.compress(table(*ROWS).encode())[:-9], "mini.tsv is a broken or cut-off gzip"),
        (
            b"<!DOCTYPE html>\n<p>Sign in</p>\n",
            "mini.tsv, row 1: not the header.*Missing: code, grades, statement",
        ),
        (b"", "mini.tsv is empty"),
        (table(header=HEADER), "mini.tsv has a header but no rows"),
        (table(*ROWS, header=HEADER.replace("code", "cod")), "Missing: code. Unknown columns: “cod”"),
        (table(*ROWS, header=HEADER.replace("domain", "grades")), "Said twice: grades"),
        (table(*ROWS, "X.1\t3\tToo short a row"), "1 row rejected.*row 5: found “3 cells”, expected 4"),
        (table(*ROWS, "X.1\t13\tNo such grade\t"), "row 5, column grades: found “13”"),
        (table(*ROWS, "X.1\t3\t \t"), "row 5, column statement: found nothing"),
        (table(*ROWS, "\t3\tNo code\t"), "row 5, column code: found nothing"),
        (table(*ROWS, f"X.1\t3\tWhat\t{'x' * 201}"), "row 5, column domain: .*at most 200 characters"),
    ],
)
def test_wrong_files_are_refused_by_name_and_row(tmp_path: Path, content: str | bytes, said: str) -> None:
    load(tmp_path, *ROWS)
    with pytest.raises(StandardsRefused, match=f"(?s){said}") as refused:
        standards.run([write(tmp_path, content)])
    assert "nothing was changed" in refused.value.message.lower()
    assert Standard.objects.filter(is_retired=False).count() == 3


def test_several_files_are_loaded_together_or_not_at_all(tmp_path: Path) -> None:
    (good := tmp_path / "good").mkdir()
    (bad := tmp_path / "bad").mkdir()
    files = [write(good, table(*ROWS), key="good"), write(bad, table("?"), key="bad")]
    with pytest.raises(CommandError, match=r"bad\.tsv: 1 row rejected"):
        call_command("import_standards", *files)
    assert not Framework.objects.exists()


def test_a_file_nobody_described_or_another_than_described_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, table(*ROWS), sha256="0" * 64)
    with pytest.raises(StandardsRefused, match=r"mini\.tsv is not the file its manifest describes"):
        standards.run([path])
    with pytest.raises(StandardsRefused, match=r"other\.tsv is not described"):
        standards.run([tmp_path / "other.tsv"])
    (tmp_path / "manifest.tsv").write_text("key\tfile\n")
    with pytest.raises(StandardsRefused, match="row 1: not the header of a list of lists"):
        standards.run([path])


def test_a_start_loads_what_was_never_loaded_and_asks_once(
    capsys: pytest.CaptureFixture[str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    call_command("import_standards", missing=True)
    assert capsys.readouterr().out.count(" added, ") == 4
    with django_assert_num_queries(1):
        call_command("import_standards", missing=True)
    assert "Every list is loaded" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("KG;01;02", " K 1 2 "),
        ("9-12", " 9 10 11 12 "),
        ("K-2", " K 1 2 "),
        ("HS", " 9 10 11 12 "),
        ("MS", " 6 7 8 "),
        ("03", " 3 "),
        ("TK", " TK "),
        ("13", None),
        ("", None),
        ("3rd", None),
        ("5-3", None),
    ],
)
def test_grades_are_read_the_way_lists_write_them(text: str, found: str | None) -> None:
    assert rows.grades(text) == found


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("what they &quot;see&quot;", 'what they "see"'),
        ("one.&lt;br/&gt;&lt;br/&gt;two", "one.\ntwo"),
        ("symbols >, =, and < to record", "symbols >, =, and < to record"),
        ("x<sup>2</sup> <i>is</i>  it", "x2 is it"),
        ("Fractions\u00c2\u00a0", "Fractions"),
        ("Musée, Â", "Musée,"),
        ("<script>alert(1)</script>", "alert(1)"),
    ],
)
def test_marked_up_text_becomes_plain(text: str, plain: str) -> None:
    assert rows.plain(text) == plain
