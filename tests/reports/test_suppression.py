"""Groups under five, also against subtraction (domain.md 3.6)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import combinations, product

import pytest

from reports.counting import Board, Figure, Period, Scope, suppress
from reports.counting.brief import sections
from reports.counting.figure import share
from reports.counting.frozen import definitions
from reports.counting.influence import Asked, Influence
from reports.counting.places import Place, silence, told_columns
from reports.counting.public import for_public
from reports.exports import tables
from reports.views.drawing import extents

RUNGS = ("tried", "brought", "analysed", "refined")


def ladder(base: int, *counts: int, parts: dict[str, list[list[int]]] | None = None) -> list[str]:
    steps = [
        Figure("attended", base),
        *(Figure(key, n, n=base) for key, n in zip(RUNGS, counts, strict=True)),
    ]
    return [one.text for one in suppress.ladder(steps, parts or {})[1:]]


@pytest.mark.parametrize(
    ("base", "counts", "shown"),
    [
        (40, (30, 20, 10, 5), ["30", "20", "10", "5"]),
        (40, (30, 20, 4, 1), ["30", "20", "under 5", "under 5"]),
        (40, (30, 0, 0, 0), ["30", "0", "0", "0"]),
        (40, (37, 20, 0, 0), ["all but under 5", "20", "0", "0"]),  # 3 did not try
        (40, (40, 20, 0, 0), ["40", "20", "0", "0"]),
        (40, (30, 28, 10, 0), ["30", "not shown", "10", "0"]),  # 2 tried and brought nothing
        (4, (4, 0, 0, 0), ["fewer than 5 took part"] * 4),
    ],
)
def test_ladder(base: int, counts: tuple[int, ...], shown: list[str]) -> None:
    assert ladder(base, *counts) == shown


def test_ladder_against_its_parts() -> None:
    """20 tried, 17 of them in the one district that shows its own: 3 elsewhere."""
    assert ladder(40, 20, 10, 0, 0, parts={"tried": [[17, 3]]})[0] == "not shown"
    assert ladder(40, 20, 10, 0, 0, parts={"tried": [[14, 3, 3]]})[0] == "20"
    assert ladder(40, 20, 10, 0, 0, parts={"tried": [[20]]})[0] == "20"


def test_hidden_figures_carry_no_number() -> None:
    hidden = suppress.ladder(
        [Figure("attended", 40), Figure("tried", 3, n=40, numerator=3, denominator=40)], {}
    )[1]
    assert (hidden.value, hidden.n, hidden.numerator, hidden.denominator) == (None, None, None, None)


def test_shares_that_rest_on_tries() -> None:
    def shown(part: int, whole: int, **told: bool) -> bool:
        hidden = told.get("tried_hidden", False)
        return not suppress.tries([share("with_work", part, whole)], tried_hidden=hidden, base=40)[0].hidden

    assert shown(10, 20)
    assert not shown(3, 20)
    assert not shown(18, 20)
    assert not shown(10, 20, tried_hidden=True)


def asked(parts: list[list[int]], great: int = 0, too_soon: int = 0) -> Asked:
    """Everybody says “great”; `parts` hold so many of them."""
    told: list[list[tuple[int, ...]]] = [[(count, 0, 0, 0, 0) for count in some] for some in parts]
    return Asked([Influence("learning", great=great, too_soon=too_soon)], {"learning": told}, 0)


def test_opinions() -> None:
    def hidden(what: Asked, *, by_parts: bool = True) -> bool:
        return suppress.influence(what, by_parts=by_parts)[0].hidden

    assert not hidden(asked([[5], [5]], great=5))
    assert hidden(asked([[4], [4]], great=4))
    assert hidden(asked([[7], [5, 2]], great=7))
    assert not hidden(asked([[7], [5, 2]], great=7), by_parts=False)
    assert hidden(asked([[], []], too_soon=2))
    gone = suppress.influence(asked([[4], [4]], great=4), by_parts=True)[0]
    assert gone.to_json() == Influence("learning", hidden=True).to_json()


def of(great: int, some: int, little: int, none: int, too_soon: int = 0) -> Influence:
    return Influence("learning", great, some, little, none, too_soon)


def told(*counts: int, parts: tuple[tuple[int, ...], ...] = ()) -> str:
    """How the answers great, some, little, not at all are told."""
    """The last of five counts is “too soon to tell”."""
    by_part = [[(*part, 0) for part in parts]] if parts else []
    one = suppress.influence(Asked([of(*counts)], {"learning": by_part}, 0), by_parts=True)[0]
    words = [f"{'+'.join(keys)} {count}" for keys, count in one.pieces]
    return "hidden" if one.hidden else ", ".join(words)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((9, 8, 7, 6), "great 9, some 8, little 7, none 6"),
        ((9, 8, 7, 0), "great 9, some 8, little 7, none 0"),
        ((9, 8, 7, 2), "great 9, some 8, little+none 9"),
        ((3, 8, 7, 5), "great+some 11, little 7, none 5"),
        ((9, 8, 2, 6), "great 9, some 8, little+none 8"),
        ((9, 3, 2, 6), "great 9, some+little 5, none 6"),
        ((9, 3, 1, 0), "hidden"),  # great 9 leaves 4; great or some 12 leaves 1
        ((9, 3, 1, 1), "great 9, some+little+none 5"),
        ((3, 2, 4, 2), "great+some 5, little+none 6"),
        ((4, 2, 0, 0), "great+some 6, little 0, none 0"),
        ((3, 2, 1, 0), "hidden"),
        ((6, 13, 0, 0, 3), "great 6, some+little+none+too_soon 16"),
        ((9, 8, 7, 6, 3), "great 9, some 8, little 7, none+too_soon 9"),
        ((9, 8, 3, 0, 2), "great 9, some 8, little+none+too_soon 5"),
        ((9, 8, 7, 6, 5), "great 9, some 8, little 7, none 6"),
        ((9, 0, 0, 0, 3), "hidden"),  # 12 answered, 9 of them great
        ((0, 0, 0, 0, 3), "hidden"),
    ],
)
def test_an_answer_of_few_stands_with_its_neighbour(counts: tuple[int, ...], words: str) -> None:
    assert told(*counts) == words


def test_answers_against_those_of_the_parts() -> None:
    """10 + 2 and 8 + 6 by series: whoever knows 10 of the 12 who say great knows two others."""
    assert told(12, 14, 0, 0, parts=((10, 8, 0, 0), (2, 6, 0, 0))) == "great+some 26, little 0, none 0"
    assert told(16, 14, 0, 0, parts=((10, 8, 0, 0), (6, 6, 0, 0))) == "great 16, some 14, little 0, none 0"
    assert told(16, 14, 0, 0, parts=((16, 12, 0, 0), (0, 2, 0, 0))) == "hidden"


def test_a_part_that_tells_two_answers_together_cannot_be_subtracted_from_one() -> None:
    """Two parts tell great and some as one number: of the 20 who say great, 10 stay unknown, 6 and 4."""
    parts = ((10, 10, 0, 0), (6, 2, 0, 0), (4, 8, 0, 0))
    assert told(20, 20, 0, 0, parts=parts) == "great 20, some 20, little 0, none 0"


def test_shares_of_answers_told_together() -> None:
    def shares(*counts: int) -> tuple[int | None, int | None]:
        one = suppress.influence(Asked([of(*counts)], {"learning": []}, 0), by_parts=True)[0]
        return one.percent_great, one.percent_great_some

    assert shares(5, 5, 5, 5) == (25, 50)
    assert shares(3, 7, 5, 5) == (None, 50)
    assert shares(10, 3, 2, 5) == (50, None)


def test_what_is_told_and_how_many_answered_give_nobody_away() -> None:
    """A reader who knows how many answered, and all numbers of the domain, adds and subtracts as they like."""
    shown = 0
    for counts in product((0, 1, 3, 5, 9), repeat=5):
        one = suppress.influence(Asked([of(*counts)], {"learning": []}, 0), by_parts=True)[0]
        if one.hidden:
            continue
        shown += 1
        known = [count for _, count in one.pieces]
        known += [one.too_soon] if one.too_soon is not None else []
        sums = {sum(some) for size in range(len(known) + 1) for some in combinations(known, size)}
        found = sums | {sum(counts) - one for one in sums}
        assert not any(suppress.small(one) for one in found), (counts, one.pieces)
        assert sum(known) == sum(counts)
    assert shown > 2000, "most can be told in some way"


def test_a_share_of_all_answers_says_so() -> None:
    one = suppress.influence(Asked([of(9, 8, 3, 0, 2)], {"learning": []}, 0), by_parts=True)[0]
    assert (one.n, one.counts_too_soon, one.too_soon_text) == (22, True, "")
    assert (one.percent_great, one.percent_great_some) == (41, 77)
    made = Board(Scope.program(), Period(None, date(2026, 6, 30), "x"), datetime.now(UTC), influence=[one])
    made.add([Figure("participants", 0), Figure("schools", 0)])
    lines = {section.key: section.lines for section in sections(made)}["influence"]
    assert lines[0].value == "41 % great, 77 % great or some of all answers, too soon to tell included"
    rows = {row[1]: row for row in tables.lines(made, definitions())}
    assert rows["Student learning: too soon to tell"][2] == "told together with the weakest answers"
    drawn = extents(made)[0]
    assert drawn.joined == "little or not at all or too soon to tell together"
    assert [one.percent for one in drawn.segments] == [41, 36, 23]


def test_the_parts_of_a_bar_add_up_to_the_share_beside_it() -> None:
    """6 and 16 of 39: 15.4 % and 41.03 % are 56.4 %; 6 and 16 of 40 are 15 + 40 = 55 %."""
    for some, rest in ((16, 17), (17, 20), (22, 12)):
        one = Influence("learning", 6, some, rest, 0)
        made = Board(
            Scope.program(), Period(None, date(2026, 6, 30), "x"), datetime.now(UTC), influence=[one]
        )
        pieces = [piece.percent for piece in extents(made)[0].segments]
        assert (pieces[0], sum(pieces[:2]), sum(pieces)) == (one.percent_great, one.percent_great_some, 100)


def test_partners_cannot_work_out_a_few_who_answered() -> None:
    def rate(part: int, whole: int) -> str:
        made = Board(Scope.program(), Period(None, date(2026, 6, 30), "x"), datetime.now(UTC))
        made.add([Figure("participants", whole), share("response_rate", part, whole)])
        return for_public(made).figures["response_rate"].text

    assert [rate(22, 35), rate(3, 35), rate(33, 35)] == ["63 %", "not shown", "not shown"]


def test_n_stands_where_it_says_more_than_the_value() -> None:
    made = Board(Scope.program(), Period(None, date(2026, 6, 30), "x"), datetime.now(UTC))
    made.add([Figure("participants", 83, n=83), Figure("multi", 60, n=83), Figure("schools", 9, n=83)])
    made.ladder = [Figure(key, 83, n=83) for key in ("attended", "tried", "brought", "analysed")]
    reach = {section.key: section.lines for section in sections(made)}["reach"]
    assert [(line.value, line.n) for line in reach] == [("83", ""), ("60", "83"), ("9", "83")]


def test_too_soon_is_an_opinion_too() -> None:
    assert suppress.influence(asked([[9], [9]], great=9, too_soon=2), by_parts=True)[0].hidden
    assert suppress.influence(asked([[9], [9]], great=9, too_soon=6), by_parts=True)[0].too_soon == 6
    both = Asked(
        [Influence("learning", 20, too_soon=9)], {"learning": [[(10, 0, 0, 0, 7), (10, 0, 0, 0, 2)]]}, 0
    )
    assert suppress.influence(both, by_parts=True)[0].hidden, "9 - 7 would tell, and so would 29 - 17"


def tried(total: int | None, *rows: tuple[int, int]) -> list[int | None]:
    table = [Place(None, f"School {i}", people, tried=n) for i, (people, n) in enumerate(rows)]
    return [one.tried for one in suppress.places(table, {"tried": total})]


def test_one_hidden_place_takes_a_second_one_along() -> None:
    assert tried(23, (20, 10), (20, 7), (20, 6)) == [10, 7, 6]
    assert tried(20, (20, 10), (20, 7), (20, 3)) == [10, None, None]
    assert tried(15, (20, 8), (20, 5), (20, 1), (20, 1)) == [8, None, None, None]  # 1 + 1 are under five
    assert tried(20, (20, 10), (20, 5), (20, 4), (20, 1)) == [10, 5, None, None]
    assert tried(8, (20, 5), (3, 3)) == [None, None]


def test_a_hidden_total_is_not_the_sum_of_its_rows() -> None:
    assert tried(None, (20, 10), (20, 6)) == [10, None]


def table(*rows: tuple[int, int | None, int | None]) -> list[Place]:
    return [Place(None, f"School {i}", people, tried=t, brought=b) for i, (people, t, b) in enumerate(rows)]


def test_a_column_that_tells_nothing_gives_way_to_a_sentence() -> None:
    shown = table((20, 10, None), (20, None, None), (0, 0, 0))
    assert list(told_columns(shown)) == ["tried"]
    assert (
        silence(shown, "school") == "Who brought evidence is not shown by school: the groups are too small."
    )
    assert list(told_columns(table((20, 10, 5)))) == ["tried", "brought"]
    assert silence(table((20, 10, 5)), "school") == ""
    assert (list(told_columns(table((0, 0, 0)))), silence(table((0, 0, 0)), "school")) == ([], "")


def public(people: int, multi: int, one_only: int, *places: int) -> Board:
    made = Board(Scope.program(), Period(None, date(2026, 6, 30), "x"), datetime.now(UTC))
    made.add([Figure("participants", people), Figure("multi", multi), Figure("one_only", one_only)])
    made.add([Figure("continuing", people - multi - one_only), Figure("schools", 3)])
    made.ladder = [Figure("attended", people), Figure("returned", multi), Figure("leads", 2)]
    made.places = [Place(None, str(count), count) for count in places]
    return for_public(made)


def test_partners_see_no_small_reach() -> None:
    made = public(40, 38, 2, 30, 8, 2)
    assert made.figures["participants"].text == "40"
    assert made.figures["one_only"].text == "under 5"
    assert made.figures["multi"].hidden, "40 - 38 - 0 would tell"
    assert [one.text for one in made.ladder] == ["40", "not shown", "under 5"]
    assert [one.people for one in made.places] == [30, None, None]


def test_partners_see_nothing_of_four_people() -> None:
    made = public(4, 4, 0, 4)
    assert all(one.hidden for one in made.figures.values())
    assert made.places == []
    assert replace(made).ladder[0].text == "fewer than 5 took part"
