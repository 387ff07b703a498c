"""Addresses in every form people paste them."""

import time

import pytest

from cycles.roster.choices import LineProblem as P
from cycles.roster.imports.pasted import entries


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ann@x.org", [("ann@x.org", "", "")]),
        ("Ann Lee <ann@x.org>", [("ann@x.org", "Ann", "Lee")]),
        ('"Lee, Ann" <Ann@X.org>', [("ann@x.org", "Ann", "Lee")]),
        ("Ann,Lee,ann@x.org", [("ann@x.org", "Ann", "Lee")]),
        ("Ann Lee\tann@x.org\tSierra Vista", [("ann@x.org", "Ann", "Lee")]),
        ("ann@x.org;Ann;van der Lee", [("ann@x.org", "Ann", "van der Lee")]),
        ("ann@x.org, Ann Lee", [("ann@x.org", "Ann", "Lee")]),
        (
            "Ann <ann@x.org>, Bo Ek <bo@y.org>; c@z.org",
            [("ann@x.org", "Ann", ""), ("bo@y.org", "Bo", "Ek"), ("c@z.org", "", "")],
        ),
        ("ann@x.org bo@y.org", [("ann@x.org", "", ""), ("bo@y.org", "", "")]),
        ("mailto:ann@x.org.", [("ann@x.org", "", "")]),
        ("Zoë Núñez <zoe@x.org>", [("zoe@x.org", "Zoë", "Núñez")]),
        ("“Ann Lee” <ann\uff20x.org>\u200b", [("ann@x.org", "Ann", "Lee")]),
    ],
)
def test_usual_forms(typed: str, expected: list[tuple[str, str, str]]) -> None:
    found = entries(typed)
    assert [(one.email, one.given_name, one.family_name) for one in found] == expected


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("Ann Lee", P.NO_AT),
        ("ann@x.orgbo@y.org", P.TWO),
        ("ann@", P.NOT_AN_ADDRESS),
        ("@x.org", P.NOT_AN_ADDRESS),
        ("ann@x", P.NOT_AN_ADDRESS),
        ("a" * 500, P.TOO_LONG),
    ],
)
def test_what_is_no_address_says_why(typed: str, problem: str) -> None:
    assert [one.problem for one in entries(typed)] == [problem]


def test_lines_keep_their_numbers_through_headings_and_gaps() -> None:
    found = entries("First name,Last name,E-mail\r\n\r\nAnn,Lee,ann@x.org\n\nnobody\n")
    assert [(one.number, one.problem) for one in found] == [(3, ""), (5, P.NO_AT)]


def test_ten_thousand_lines_and_hostile_ones_are_read_at_once() -> None:
    text = "\n".join([*(f"Person {n} <p{n}@x.org>" for n in range(10_000)), "@" * 399, "a" * 399, "<" * 399])
    began = time.process_time()
    assert len(entries(text)) >= 10_003
    print(f"10,000 lines read in {time.process_time() - began:.2f} s")
