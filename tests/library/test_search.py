"""What is found: the same cases hold on SQLite and on PostgreSQL."""

from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from cycles.evidence import access
from cycles.evidence.choices import ArtifactState, Visibility
from cycles.library.actions import follow, put_strategy
from cycles.library.queries import MOST, Wanted, search
from cycles.library.queries.engines import MOST_NAMES
from cycles.library.queries.fitting import fitting
from cycles.library.words import grades_of, terms
from cycles.planning.models import Strategy
from ilc.core import events
from tests import factories as make
from tests.cast import Cast
from tests.evidence.rows import artifact
from tests.library.things import example, many, resource, standard, strategy, titles


@pytest.fixture
def shelf(cast: Cast) -> Cast:
    """Six things that have words in common."""
    frames = strategy(
        "Sentence frames", description="Students say it in whole sentences.", grade_bands="K-12"
    )
    cast.series.strategies.add(frames)
    strategy("Number talks", description="Ten minutes of mental mathematics, nobody writes.")
    resource(cast.series, "Tarjetas de conversación", language="bilingual", grade_band="K-5")
    resource(cast.series, "Think-pair-share cards", grade_band="6-8")
    tried = make.attempt(cast.bob, cast.first, grade="4", subject="Science")
    example(
        tried,
        "What José observed about Peña's plants",
        "Look for the words between the pictures: she uses frames.",
        grade="4",
        subject="Science",
        strategy=frames,
        standards=[standard("CCSS.MATH.CONTENT.3.NF.A.1")],
    )
    example(make.attempt(cast.ben, cast.first, grade="9", subject="Mathematics"))
    return cast


FRAMES, TALKS = "sentence frames", "number talks"
CARDS, SHARE = "tarjetas de conversacion", "think pair share cards"
JOSE, PLAIN = "what jose observed about pena s plants", "student work"
CASES = [
    ("frames", {FRAMES, JOSE, CARDS, SHARE}),  # cards: the strategy of their series
    ("frame", {FRAMES, JOSE, CARDS, SHARE}),
    ("FRAMES", {FRAMES, JOSE, CARDS, SHARE}),
    ("observing", {JOSE}),  # a stem
    ("observ", {JOSE}),  # as one types
    ("obs", {JOSE}),
    ("mathemat", {TALKS, PLAIN}),
    ("conversacion", {CARDS}),
    ("conversación", {CARDS}),
    ("CONVERSACIÓN", {CARDS}),
    ("jose pena", {JOSE}),
    ("José Peña", {JOSE}),
    ("jose mathematics", set()),
    ("think-pair-share", {SHARE}),
    ("think pair", {SHARE}),
    ('"pair share"', {SHARE}),
    ('"share pair"', set()),
    ('"sentence frames"', {FRAMES, CARDS, SHARE, JOSE}),
    ("“number talks”", {TALKS}),
    ('"number talks', {TALKS}),  # never closed
    ("the frames of the students", {FRAMES, JOSE}),  # small words are not looked for
    ("the", {JOSE}),  # but when there is nothing else
    ("3.NF.A.1", {JOSE}),
    ("3.nf.1", {JOSE}),
    ("3NF1", {JOSE}),
    ("grade 9", {PLAIN, FRAMES}),
    ("zebra", set()),
    ("frames OR zebra", set()),  # no operators: every word has to be there; "or" is none
    ("frames NOT zebra", set()),
    ("frames -jose", {JOSE}),  # a hyphen parts, it excludes nothing
    ("frames*", {FRAMES, JOSE, CARDS, SHARE}),
    ("title:frames", set()),
    ("NEAR(sentence frames)", set()),
    ("frames & !jose | (", {JOSE}),
    ("frames:*", {FRAMES, JOSE, CARDS, SHARE}),
    ("^frames", {FRAMES, JOSE, CARDS, SHARE}),
    ("'; DROP TABLE library_libraryentry; --", set()),
    ('") OR 1=1 --', {FRAMES, CARDS, JOSE}),  # a 1: as in grade 1, and in a code
    ("frames' OR 'a'='a", {FRAMES, JOSE, CARDS, SHARE}),
    ("%", set()),
    ("_", set()),
    ("\\", set()),
    ("!!!", set()),
    ("😀", set()),
    ("frames " * 60, {FRAMES, JOSE, CARDS, SHARE}),
    ("", {FRAMES, TALKS, CARDS, SHARE, JOSE, PLAIN}),
    ("   ", {FRAMES, TALKS, CARDS, SHARE, JOSE, PLAIN}),
]


def test_words(shelf: Cast) -> None:
    wrong = {text: set(titles(shelf.charlie, text)) ^ wanted for text, wanted in CASES}
    for text, odd in wrong.items():
        assert (text, odd) == (text, set())


def test_what_is_called_so_comes_before_what_only_says_so(shelf: Cast) -> None:
    assert titles(shelf.charlie, "sentence frames")[0] == FRAMES
    assert titles(shelf.charlie, "cards")[0] == SHARE


@pytest.mark.parametrize(
    ("text", "better", "worse"),
    [
        ("frames", ("frames", "", ""), ("talk", "frames", "")),  # title before tags
        ("frames", ("talk", "frames", ""), ("talk", "", "frames frames frames")),  # tags before text
        ("frames", ("frames", "", ""), ("frame", "", "")),  # as asked before another form
        ("frames", ("frames", "", ""), ("sentence frames and more of them", "", "")),  # the shorter title
        ("talk frames", ("frames talk", "", ""), ("frames", "", "talk")),
        ('"talk frames"', ("talk frames", "", ""), ("frames talk", "", "talk frames")),
        ("fram", ("frames", "", ""), ("talk", "frames", "")),  # as one types
    ],
)
def test_how_well_it_fits(text: str, better: tuple[str, ...], worse: tuple[str, ...]) -> None:
    fit = fitting(terms(text))
    assert fit(better) > fit(worse) > 0


def test_without_words_strategies_come_first_then_the_newest(shelf: Cast) -> None:
    assert titles(shelf.charlie) == [TALKS, FRAMES, SHARE, CARDS, PLAIN, JOSE]


def test_a_strategy_nobody_described_comes_after_everything_else_until_somebody_does(shelf: Cast) -> None:
    bare = strategy("Talk tokens")
    assert titles(shelf.charlie)[-1] == "talk tokens"
    assert titles(shelf.charlie, kind="strategy") == [TALKS, FRAMES, "talk tokens"]
    bare.description = "Everybody has three to spend."
    bare.save()
    put_strategy(bare)
    assert titles(shelf.charlie)[0] == "talk tokens"
    assert titles(shelf.charlie, "tokens spend") == ["talk tokens"]


def rename(one: Strategy, name: str) -> None:
    """As another app does it: the row and what happened, in one transaction."""
    with transaction.atomic():
        Strategy.objects.filter(pk=one.pk).update(name=name)
        events.record("strategy.renamed", one, by=None)


def test_a_renamed_strategy_is_found_by_its_new_name_wherever_it_stands(shelf: Cast) -> None:
    follow()
    rename(Strategy.objects.get(name="Sentence frames"), "Sentence starters")
    follow()
    carried = {JOSE, CARDS, SHARE}
    assert set(titles(shelf.charlie, "starters")) == {"sentence starters", *carried}
    assert set(titles(shelf.charlie, '"sentence starters"', strategy="Sentence st")) == {
        "sentence starters",
        *carried,
    }
    assert titles(shelf.charlie, "pair", strategy="Sentence starters") == [SHARE]
    assert set(titles(shelf.charlie, '"sentence frames"')) == set()
    rename(
        Strategy.objects.get(name="Sentence starters"), "Starters"
    )  # the new name is a part of the old one
    follow()
    assert set(titles(shelf.charlie, '"sentence starters"')) == set()
    assert set(titles(shelf.charlie, "starters")) == {"starters", *carried}


def test_a_strategy_that_keeps_its_name_leaves_other_entries_alone(
    shelf: Cast, django_assert_num_queries: Any
) -> None:
    frames = Strategy.objects.get(name="Sentence frames")
    put_strategy(frames)
    with django_assert_num_queries(6):  # looks, standards, its name, its entry within a savepoint
        put_strategy(frames)


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({"kind": "strategy"}, {FRAMES, TALKS}),
        ({"kind": "example"}, {JOSE, PLAIN}),
        ({"grade": "4"}, {FRAMES, TALKS, CARDS, JOSE}),  # number talks do not say: for all
        ({"grade": "9"}, {FRAMES, TALKS, PLAIN}),
        ({"grade": "4", "kind": "example"}, {JOSE}),
        ({"subject": "science", "kind": "example"}, {JOSE}),
        ({"subject": "SCI", "kind": "example"}, {JOSE}),
        ({"subject": "art", "kind": "example"}, set()),
        ({"standard": "3.NF.1"}, {JOSE}),
        ({"standard": "3.nf.a.1"}, {JOSE}),
        ({"standard": "8.EE"}, set()),
        ({"strategy": "sentence"}, {FRAMES, JOSE, CARDS, SHARE}),
        ({"language": "es"}, {CARDS}),
        ({"language": "bilingual"}, {CARDS}),
        ({"language": "en", "kind": "resource"}, {CARDS, SHARE}),
        ({"kind": "nothing of the kind"}, set()),
    ],
)
def test_filters(shelf: Cast, filters: dict[str, str], wanted: set[str]) -> None:
    assert set(titles(shelf.charlie, **filters)) == wanted


def test_words_and_filters_together(shelf: Cast) -> None:
    assert titles(shelf.charlie, "frames", kind="example", grade="4") == [JOSE]


@pytest.mark.parametrize(
    ("text", "filters", "wanted"),
    [
        ("frames", {"strategy": "sentence"}, [FRAMES, SHARE, CARDS, JOSE]),
        ("observing", {"strategy": "Sentence frames"}, [JOSE]),
        ("observ", {"strategy": "sent"}, [JOSE]),
        ('"plants look"', {"strategy": "sent"}, []),
        ("mathematics", {"strategy": "sent"}, []),
        ("observed", {"standard": "3.NF.1"}, [JOSE]),
        ("cards", {"standard": "3.NF.1"}, []),
        ("observed", {"standard": "3.NF.1", "strategy": "sent"}, [JOSE]),
        ("observed", {"strategy": "number"}, []),
    ],
)
def test_words_within_a_strategy_or_a_standard(
    shelf: Cast, text: str, filters: dict[str, str], wanted: list[str]
) -> None:
    assert sorted(titles(shelf.charlie, text, **filters)) == sorted(wanted)


def test_words_within_more_strategies_than_one_question_names(cast: Cast) -> None:
    for number in range(MOST_NAMES + 5):
        strategy(f"Talk move {number}")
    assert titles(cast.charlie, "move 44", strategy="talk") == ["talk move 44"]
    assert titles(cast.charlie, "move 44", strategy="talk move 44") == ["talk move 44"]
    assert titles(cast.charlie, "move 44", strategy="talk move 43") == []


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_nothing_that_is_typed_is_an_operator(text: str) -> None:
    asked = terms(text)
    every = [*asked.words, *(word for one in asked.phrases for word in one)]
    assert all(word.isalnum() for word in every)


@pytest.mark.django_db
@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_nothing_that_is_typed_breaks_the_search(text: str) -> None:
    user = make.user()
    search(user, text.replace("\x00", ""), Wanted(grade="4"))


def test_pages_follow_one_another(cast: Cast) -> None:
    for number in range(45):
        strategy(f"Talk move {number:02}")
    assert cast.charlie.user
    seen: list[int] = []
    after, pages = "", 0
    while pages == 0 or after:
        page = search(cast.charlie.user, "talk", None, after)
        assert page.number == 45
        seen += [one.entry for one in page.cards]
        after, pages = page.after, pages + 1
    assert pages == 4
    assert len(set(seen)) == len(seen) == 45
    assert search(cast.charlie.user, "talk", None, "nonsense").cards[0].entry == seen[0]


def test_a_word_of_the_oldest_is_found_behind_many_newer_ones(cast: Cast) -> None:
    """More stand before it than are ever looked at closely."""
    strategy("Zebra stripes", grade_bands="3-5")
    many([f"Talk move {number}" for number in range(MOST + 20)])
    assert titles(cast.charlie, "zebra") == ["zebra stripes"]
    assert titles(cast.charlie, "zeb") == ["zebra stripes"]
    assert titles(cast.charlie, '"zebra stripes"', kind="strategy", grade="4") == ["zebra stripes"]
    assert cast.charlie.user
    talk = search(cast.charlie.user, "talk")
    assert (talk.number, talk.is_more) == (MOST, True)


def test_nobody_who_is_not_signed_in_finds_anything(shelf: Cast) -> None:
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415

    assert search(AnonymousUser(), "frames").cards == []
    assert search(AnonymousUser()).cards == []


@pytest.mark.parametrize(("text", "most"), [("", 3), ("frames", 3)])
@pytest.mark.parametrize("copies", [1, 3])
def test_queries(shelf: Cast, django_assert_num_queries: Any, text: str, most: int, copies: int) -> None:
    for number in range(copies):
        strategy(f"Frames of kind {number}")
    user = shelf.charlie.user
    assert user
    search(user, text)  # what an account is asked once a request
    with django_assert_num_queries(most):
        search(user, text)


def test_grades_in_words() -> None:
    assert grades_of("TK-2, 5") == ["TK", "K", "1", "2", "5"]
    assert grades_of("grades 9 to 12") == ["9", "10", "11", "12"]
    assert grades_of("K-5 and 6\u20138") == ["K", *map(str, range(1, 9))]
    assert grades_of("everybody") == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's own plan")
def test_the_index_is_used(shelf: Cast) -> None:
    from cycles.library.queries.engines import Postgres  # noqa: PLC0415

    sql, values = Postgres(terms("sentence frames")).query()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # few rows are read faster without an index
        cursor.execute(f"EXPLAIN SELECT id FROM library_libraryentry WHERE search @@ {sql}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "entry_search" in plan


def test_what_stands_in_the_library_is_a_part_of_what_one_may_see(shelf: Cast) -> None:
    """The quick question and the full one agree, whoever asks."""
    artifact(make.attempt(shelf.carol, shelf.first), visibility="series")
    for who in (shelf.alice, shelf.bob, shelf.ben, shelf.charlie, shelf.dana, shelf.erin, shelf.pat):
        user = who.user
        assert user
        released = access.artifacts(user).filter(
            state=ArtifactState.SHARED, visibility=Visibility.LIBRARY, withdrawn_at=None
        )
        assert set(access.library(user)) == set(released) != set()
