"""Standards are found by code, part of one, or words, in one query; every row of every list."""

import pytest
from django.core.management import call_command
from pytest_django.fixtures import DjangoAssertNumQueries

from cycles.planning.codes import words
from cycles.planning.models import Framework, Standard
from cycles.planning.queries.standards import search_standards

pytestmark = pytest.mark.django_db
SHIPPED = {"ca-eld": 209, "ccss-ela": 1_000, "ccss-math": 664, "ngss": 208}


@pytest.fixture
def lists(db: None) -> None:
    """The lists that come with the code."""
    call_command("import_standards", verbosity=0)


def codes(text: str, framework: str = "", grade: str = "") -> list[str]:
    found = search_standards(text, framework=framework, grade=grade)
    return [one.code.rpartition("CONTENT.")[2] for one in found]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("CCSS.MATH.CONTENT.3.NF.A.1", "3.NF.A.1"),
        ("ccss.math.content.3.nf.a.1", "3.NF.A.1"),
        ("CCSS.MATH.3.NF.A.1", "3.NF.A.1"),
        ("3.NF.1", "3.NF.A.1"),
        ("3nf1", "3.NF.A.1"),
        ("3 NF 1", "3.NF.A.1"),
        ("3nf", "3.NF.A"),
        ("7.NS.1c", "7.NS.A.1.C"),
        ("S-MD.7", "HSS.MD.B.7"),
        ("HSS-MD.B.7", "HSS.MD.B.7"),
        ("MP1", "CCSS.MATH.PRACTICE.MP1"),
        ("MS-PS1-2", "MS-PS1-2"),
        ("ms ps1 2", "MS-PS1-2"),
        ("W.4.5", "CCSS.ELA-Literacy.W.4.5"),
        ("sl.9-10.1", "CCSS.ELA-Literacy.SL.9-10.1"),
        ("RL.K.1", "CCSS.ELA-Literacy.RL.K.1"),
        ("ELD.PI.5.10", "ELD.PI.5.10"),
        ("PI.5.10", "ELD.PI.5.10"),
    ],
)
def test_a_code_is_found_however_it_is_typed(lists: None, text: str, first: str) -> None:
    assert codes(text)[0] == first


def test_exact_codes_come_before_longer_ones_before_words(lists: None) -> None:
    assert codes("3.NF.A.3")[:3] == ["3.NF.A.3", "3.NF.A.3.A", "3.NF.A.3.B"]
    assert codes("RL.1")[0] == "CCSS.ELA-Literacy.RL.1.1"
    assert "3.NF.A.2" in codes("fractions number line")
    assert codes("NUMBER lines, fraction!", grade="3")[0] == "3.NF.A.2"


def test_every_word_has_to_be_there(lists: None) -> None:
    assert codes("fractions zebra") == []
    assert codes("") == codes("  ?! ") == []
    assert {"HSF.TF.B.5", "MS-ESS3-2"} <= set(codes("phenomena"))


def test_lists_and_grades_narrow_it(lists: None) -> None:
    assert {one.framework.key for one in search_standards("ideas", framework="ca-eld")} == {"ca-eld"}
    assert all(" 4 " in one.grades for one in search_standards("ratio area", grade="4"))
    assert codes("MS-PS1-2", grade="3") == []
    assert codes("", framework="ngss", grade="K") == [
        one.code for one in Standard.objects.filter(framework__key="ngss", grades__contains=" K ")
    ]
    assert codes("ideas", framework="nonsense") == []


def test_a_code_that_stands_there_twice_is_offered_twice(lists: None) -> None:
    both = list(search_standards("CCRA.L.6"))[:2]
    assert [one.grade_words for one in both] == ["Grades K to 5", "Grades 6 to 12"]
    assert both[0].code == both[1].code


def test_what_is_retired_or_of_an_old_version_is_not_offered(lists: None) -> None:
    Standard.objects.filter(code="MS-PS1-2").update(is_retired=True)
    assert codes("MS-PS1-2") == []
    Framework.objects.filter(key="ca-eld").update(is_current=False)
    assert codes("ELD.PI.5.10") == []


@pytest.mark.parametrize("text", ["3.NF.1", "fractions number line", "ratio"])
def test_a_search_is_one_query(
    lists: None, text: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert [one.framework.attribution for one in search_standards(text)]


@pytest.mark.slow
@pytest.mark.parametrize("key", SHIPPED)
def test_every_row_is_found_by_its_code_and_by_its_words(lists: None, key: str) -> None:
    rows = list(Standard.objects.filter(framework__key=key))
    assert len(rows) == SHIPPED[key]
    lost = []
    for one in rows:
        by_code = search_standards(one.code)[: 2 if one.identity.endswith("#2") else 1]
        if one.code not in [found.code for found in by_code]:
            lost.append(("code", one.code))
        telling = " ".join(sorted(words(one.statement), key=len)[-8:])
        by_words = search_standards(telling, framework=key, grade=one.grades.split()[0], limit=40)
        if one.pk not in {found.pk for found in by_words}:
            lost.append(("words", one.code))
    assert lost == []


def test_statements_are_plain_text(lists: None) -> None:
    odd = [
        one.code
        for one in Standard.objects.all()
        if any(mark in one.statement + one.further for mark in ("&quot;", "&lt;", "<br", "\u00c2"))
    ]
    assert odd == []
    starred = Standard.objects.get(code="4-PS3-4")
    assert starred.statement.endswith("*")
    assert words(starred.statement)[-1] == "another"
