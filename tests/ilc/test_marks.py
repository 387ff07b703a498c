"""What becomes of one field that two devices may have changed: a table."""

from datetime import date
from typing import Any

import pytest

from ilc.core.marks import Merge, marks_of, moved, read, renewed, settle

FIELD = "field"
MINE, THEIRS, SAME, CLASH = "mine", "theirs", "same", "clash"

CASES = [
    # what the page knew, what it sends, what is stored now, what comes of it
    ("", "", "", SAME),
    ("", "mine", "", MINE),
    ("", "", "theirs", THEIRS),
    ("", "mine", "theirs", CLASH),
    ("base", "base", "base", SAME),
    ("base", "mine", "base", MINE),
    ("base", "base", "theirs", THEIRS),
    ("base", "mine", "mine", SAME),  # the same words on both
    ("base", "mine", "theirs", CLASH),
    # cleared fields
    ("base", "", "base", MINE),
    ("base", "base", "", THEIRS),
    ("base", "", "", SAME),
    ("base", "", "theirs", CLASH),
    ("base", "mine", "", CLASH),
    # numbers, days, nothing chosen: as they are stored, and as browsers send them
    (None, "3", None, MINE),
    (None, "", 3, THEIRS),
    (3, "3", 1, THEIRS),
    (3, "2", 1, CLASH),
    (3, "2", 2, SAME),
    (date(2026, 3, 2), "2026-03-02", date(2026, 3, 3), THEIRS),
    (date(2026, 3, 2), "2026-03-04", None, CLASH),
    # spaces and line ends are no words
    ("One\nTwo", "One\r\nTwo ", "theirs", THEIRS),
    ("base", "One\r\nTwo", "One\nTwo", SAME),
]


def outcome(merge: Merge) -> str:
    if merge.clash:
        return CLASH
    return MINE if merge.mine else THEIRS if merge.theirs else SAME


@pytest.mark.parametrize(("base", "mine", "theirs", "comes"), CASES)
def test_one_field_on_two_devices(base: Any, mine: str, theirs: Any, comes: str) -> None:
    rev = marks_of({FIELD: base})
    assert outcome(settle({FIELD: theirs}, {FIELD: mine}, rev)) == comes


@pytest.mark.parametrize(
    ("shown", "mine", "theirs", "comes"),
    [
        ("Period 3", "Period 3", "", MINE),  # what the page offered is sent, and nobody said otherwise
        ("Period 3", "Period 3", "Period 4", THEIRS),
        ("Period 3", "Period 5", "Period 4", CLASH),
        ("Period 3", "", "", SAME),
        ("Period 3", "", "Period 4", CLASH),  # the offer was cleared here
    ],
)
def test_what_the_page_offered_is_nobodys_word_yet(shown: str, mine: str, theirs: str, comes: str) -> None:
    rev = marks_of({FIELD: ""}, {FIELD: shown})
    assert outcome(settle({FIELD: theirs}, {FIELD: mine}, rev)) == comes


def test_a_pressed_button_means_what_it_sends() -> None:
    rev = marks_of({FIELD: ""}, {FIELD: "tried"})
    assert outcome(settle({FIELD: "wont"}, {FIELD: "tried"}, rev)) == THEIRS
    assert outcome(settle({FIELD: "wont"}, {FIELD: "tried"}, rev, pressed=[FIELD])) == CLASH


def test_ones_own_words_that_arrived_unheard_are_nobody_elses() -> None:
    rev = marks_of({FIELD: ""})
    assert outcome(settle({FIELD: "They"}, {FIELD: "They talked"}, rev, own=[FIELD])) == MINE


@pytest.mark.parametrize(
    ("theirs", "moved_", "comes"),
    [("", True, MINE), ("theirs", True, CLASH), ("theirs", False, MINE), ("mine", True, SAME)],
)
def test_a_field_without_a_mark(theirs: str, moved_: bool, comes: str) -> None:
    for rev in ("", "0-1a2b3c4d.1-5e6f7a8b", "other.0123456789ab"):
        merge = settle({FIELD: theirs}, {FIELD: "mine"}, rev, unmarked_moved=moved_)
        assert outcome(merge) == comes


def test_different_fields_merge_and_what_is_not_sent_follows() -> None:
    """A radio nobody chose here is not sent at all."""
    base = {"happened": "", "change": "", "engagement": None, "kept_1": "", "why_1": ""}
    now = base | {"change": "Fewer frames", "engagement": 3, "kept_1": "partly"}
    typed = {"happened": "They talked", "change": "", "why_1": ""}
    merge = settle(now, typed, marks_of(base))
    assert merge.mine == {"happened": "They talked"}
    assert merge.theirs == {"change": "Fewer frames", "engagement": 3, "kept_1": "partly"}
    assert merge.clash == []


def test_marks_are_renewed_by_field() -> None:
    rev = marks_of({"one": "a", "two": "b"}, {"one": "offered"})
    now = {"one": "c", "two": "d"}
    assert moved(now, rev) == ["one", "two"]
    assert moved(now, renewed(now, rev, ["one"])) == ["two"]
    assert read(renewed(now, rev, ["one", "two"])) == read(marks_of(now))
