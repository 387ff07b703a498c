"""The permission matrix, written out a second time from domain.md 5: a change here is a change of the rules."""

import pytest

from districts.permissions import MATRIX, Hat, Permission

HATS = (
    "participant",
    "series-leader",
    "named-leader",
    "school-admin",
    "district-admin",
    "program",
    "partner",
    "owner",
)
# A column a hat, in the order above; "x" carries the right.
TABLE = """
series.see            x x . x x x x .
series.plan.read      x x . x x x . .
series.draft          . . x . . x . .
series.edit           . x . . . . . .
series.approve        . . . . x x . .
series.publish        . . . . . x . .
series.template       . . . . . x . .
support.read          . x . x x x . .
support.answer        . . . x x . . .
money.read            . x . . x x . .
history.read          . x . . x x . .
partners.add          . . . . . x . .
roster.read           . x . . . x . .
roster.own-people     . . . x x . . .
roster.edit           . x . . . . . .
try.names             . x . . . . . .
try.counts            . x . x x x . .
evidence.shared       x x . . . . . .
evidence.rules        . . . . . x . .
figures.series        . x . . x x . .
figures.scope         . . . x x x . .
figures.all           . . . . . x . .
figures.published     . . . . . x x .
event.keep            . . x . x x . .
event.figures         . . x x x x x .
claim.confirm         . x . . . x . .
series.kind           . . . . . x . .
leaders.name          . . . . x x . .
district.settings     . . . . x x . .
district.invite       . . . . . x . .
roles.grant           . . . . x x . .
imports.run           . . . . . x . .
people.merge          . . . . . x . .
library.edit          . . x . . x . .
"""
ROWS = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()}


def test_the_table_names_every_hat_and_every_right() -> None:
    assert set(HATS) == {str(hat) for hat in Hat}
    assert set(ROWS) == {str(permission) for permission in Permission}
    assert {len(marks) for marks in ROWS.values()} == {len(HATS)}


@pytest.mark.parametrize("hat", HATS)
def test_each_hat_carries_what_the_table_says(hat: str) -> None:
    marked = {right for right, marks in ROWS.items() if marks[HATS.index(hat)] == "x"}
    assert {str(permission) for permission in MATRIX[Hat(hat)]} == marked


def test_no_hat_but_participants_and_leaders_sees_evidence() -> None:
    """What an owner keeps private is in no hat's reach: owners see it because it is theirs."""
    assert [hat for hat in HATS if Permission.EVIDENCE_SHARED in MATRIX[Hat(hat)]] == [
        "participant",
        "series-leader",
    ]
