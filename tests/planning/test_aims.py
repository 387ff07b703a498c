"""The step Aims: five questions backwards, outcomes, strategies and standards in one place."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from cycles.planning.actions import aims
from cycles.planning.choices import SeriesState
from cycles.planning.imports import standards
from cycles.planning.models import Aim, Series, Standard, Strategy
from ilc.core.errors import Refused, Stale
from ilc.core.models import DomainEvent
from tests import factories as make
from tests.cast import Cast
from tests.planning.standards_files import ROWS, table, write
from tests.planning.test_autosaving import opened, typing
from tests.planning.test_lifecycle import account

HTMX = {"HX-Request": "true"}


@pytest.fixture
def draft(cast: Cast) -> Series:
    return make.series(leaders=[cast.alice, cast.carol], host=cast.madera, state=SeriesState.DRAFT)


@pytest.fixture
def listed(db: None, tmp_path: Path) -> list[Standard]:
    more = [f"X.{number}\t5\tCompare fractions, way {number}.\tFractions" for number in range(50)]
    standards.run([write(tmp_path, table(*ROWS, *more))])
    return list(Standard.objects.order_by("position"))


def url(series: Series, name: str = "aims") -> str:
    return reverse(f"planning:{name}", args=[series.pk])


def whole(page: Client, series: Series, **fields: Any) -> dict[str, Any]:
    """Every field as the button sends it, some of them changed."""
    form = page.get(url(series)).context["form"]
    there = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in {**there, **fields}.items() if value is not None}


def test_each_answer_is_saved_alone_as_it_is_typed(cast: Cast, draft: Series) -> None:
    client = cast.client(cast.alice)
    known = opened(client, url(draft))
    answer = typing(client, url(draft), known, text_5="Students ask each other why")
    assert answer.status_code == 200
    known |= {"version": str(answer.json()["version"]), "rev": answer.json()["rev"]}
    assert typing(client, url(draft), known, evidence_5="We hear it").status_code == 200
    row = Aim.objects.get(series=draft)
    assert (row.level, row.text, row.evidence) == (5, "Students ask each other why", "We hear it")
    assert row.version == 3
    events = DomainEvent.objects.filter(verb="series.aims-stated", object_id=draft.pk)
    assert [one.data["levels"] for one in events] == [[5], [5]]


def test_two_leaders_answer_two_questions_and_both_stay(cast: Cast, draft: Series) -> None:
    alice, carol = cast.client(cast.alice), cast.client(cast.carol)
    hers, his = opened(alice, url(draft)), opened(carol, url(draft))
    assert typing(alice, url(draft), hers, text_5="From Alice").status_code == 200
    saved = typing(carol, url(draft), his, text_4="From Carol")
    assert saved.status_code == 200
    his |= {"rev": saved.json()["rev"]}
    clash = typing(carol, url(draft), his, text_5="Carol, too")
    assert (clash.status_code, clash.json()["now"]) == (409, {"text_5": "From Alice"})
    assert dict(draft.aims.values_list("level", "text")) == {5: "From Alice", 4: "From Carol"}


def test_outcomes_and_strategies_save_themselves_and_half_a_name_does_not(cast: Cast, draft: Series) -> None:
    talk = Strategy.objects.create(name="Talk moves")
    client = cast.client(cast.alice)
    known = opened(client, url(draft))
    answer = typing(client, url(draft), known, outcomes="One\n- Two", strategies=[str(talk.pk)])
    assert answer.status_code == 200
    assert [one.text for one in draft.outcomes.all()] == ["One", "Two"]
    assert list(draft.strategies.all()) == [talk]
    assert 'name="more"' in (page := client.get(url(draft)).text)
    assert "data-unsaved" in page


def test_the_button_saves_everything_and_a_new_strategy(cast: Cast, draft: Series) -> None:
    client = cast.client(cast.alice)
    data = whole(
        client, draft, text_5="Gain", evidence_4="Visits", outcomes="Said", more="Number talks, Frames"
    )
    assert client.post(url(draft), data).status_code == 302
    assert [one.name for one in draft.strategies.all()] == ["Frames", "Number talks"]
    assert client.post(url(draft), data).status_code == 302, "a double click is one"
    assert Strategy.objects.count() == 2
    assert dict(draft.aims.values_list("level", "text")) == {5: "Gain", 4: ""}
    assert [one.text for one in draft.outcomes.all()] == ["Said"]


def test_outcomes_keep_their_order_when_lines_change_places(cast: Cast, draft: Series) -> None:
    client = cast.client(cast.alice)
    client.post(url(draft), whole(client, draft, outcomes="One\nTwo"))
    kept = {one.text: one.pk for one in draft.outcomes.all()}
    client.post(url(draft), whole(client, draft, outcomes="Two\nOne"))
    assert [(one.text, one.pk) for one in draft.outcomes.all()] == [
        ("Two", kept["Two"]),
        ("One", kept["One"]),
    ]


def test_an_answer_too_long_comes_back_open_with_all_that_was_typed(cast: Cast, draft: Series) -> None:
    client = cast.client(cast.alice)
    answer = client.post(url(draft), whole(client, draft, text_2="x" * 601, text_5="Kept"))
    assert answer.status_code == 422
    assert [one["level"] for one in answer.context["questions"]() if one.get("open")] == [2]
    assert "Kept" in answer.text
    assert not draft.aims.exists()


def test_the_first_question_nobody_answered_stands_open(cast: Cast, draft: Series) -> None:
    client = cast.client(cast.alice)
    aims.answer(series=draft, answers={5: {"text": "Gain"}}, by=account(cast.alice))
    page = client.get(url(draft))
    assert [one["level"] for one in page.context["questions"]() if one.get("open")] == [4]
    assert page.text.count("Not answered yet") == 4


def test_a_published_series_keeps_an_outcome(cast: Cast) -> None:
    client = cast.client(cast.alice)
    answer = client.post(url(cast.series), whole(client, cast.series, outcomes="", text_5="Gain"))
    assert answer.status_code == 422
    assert "State at least one outcome" in answer.text
    assert not cast.series.aims.exists(), "all of the page or nothing"


def test_a_stale_answer_is_not_written(cast: Cast, draft: Series) -> None:
    by = account(cast.alice)
    aims.answer(series=draft, answers={5: {"text": "Gain"}}, by=by, version=draft.version)
    with pytest.raises(Stale):
        aims.answer(series=draft, answers={5: {"text": "Other"}}, by=by, version=1)
    aims.answer(series=draft, answers={5: {"text": " Gain "}}, by=by, version=1)
    assert draft.aims.get().text == "Gain"


def test_a_completed_series_stays_as_it_was(cast: Cast, listed: list[Standard]) -> None:
    Series.objects.filter(pk=cast.series.pk).update(state=SeriesState.COMPLETED)
    cast.series.refresh_from_db()
    by = account(cast.alice)
    for act in (
        lambda: aims.answer(series=cast.series, answers={5: {"text": "Gain"}}, by=by),
        lambda: aims.choose_standard(series=cast.series, standard=listed[0], by=by),
        lambda: aims.drop_standard(series=cast.series, standard=listed[0], by=by),
    ):
        with pytest.raises(Refused, match="its plan stays as it is"):
            act()


def test_the_plan_shows_the_chain_from_the_students_back(cast: Cast) -> None:
    by = account(cast.alice)
    words = {
        level: {"text": f"Answer {level}", "evidence": "Seen" if level == 4 else ""} for level in (1, 4, 5)
    }
    aims.answer(series=cast.series, answers=words, by=by)
    page = cast.client(cast.dana).get(url(cast.series, "plan")).text
    assert page.index("Answer 5") < page.index("Answer 4") < page.index("We will know by: Seen")
    assert page.index("We will know by: Seen") < page.index("Answer 1")
    assert "Answer 5" not in cast.client(cast.bob).get(url(cast.series, "series")).text


def test_standards_are_found_chosen_and_removed_on_the_page(cast: Cast, listed: list[Standard]) -> None:
    client, series, first = cast.client(cast.alice), cast.series, listed[0]
    page = client.get(url(series), {"q": "3.NF.1"}).text
    assert "Understand a fraction" in page
    assert "© Nobody" in page
    asked = {"q": "3.NF.1", "framework": "", "grade": ""}
    for _ in range(2):
        answer = client.post(url(series, "standards"), {**asked, "add": str(first.pk)})
        assert answer.headers["Location"] == f"{url(series)}?q=3.NF.1&framework=&grade=#standards"
    assert list(series.standards.all()) == [first]
    assert DomainEvent.objects.filter(verb="series.standard-chosen").count() == 1
    fragment = client.post(url(series, "standards"), {**asked, "drop": str(first.pk)}, headers=HTMX).text
    assert "<h1" not in fragment
    assert f"{first.code} is removed." in fragment
    assert not series.standards.exists()


def test_only_the_fragment_answers_while_somebody_types(cast: Cast, listed: list[Standard]) -> None:
    client = cast.client(cast.alice)
    fragment = client.get(url(cast.series), {"q": "compare fractions"}, headers=HTMX).text
    assert fragment.count("compare fractions".capitalize()) == 20
    assert "There are more" in fragment
    assert "<h1" not in fragment
    assert "Nothing found" in client.get(url(cast.series), {"q": "zebra"}, headers=HTMX).text


def test_too_many_standards_and_retired_ones_are_refused_in_words(cast: Cast, listed: list[Standard]) -> None:
    client, series = cast.client(cast.alice), cast.series
    series.standards.set(listed[3:43])
    answer = client.post(url(series, "standards"), {"add": str(listed[0].pk)}, headers=HTMX)
    assert "40 standards at most" in answer.text
    series.standards.set(listed[:1])
    Standard.objects.filter(pk__in=[listed[0].pk, listed[1].pk]).update(is_retired=True)
    answer = client.post(url(series, "standards"), {"add": str(listed[1].pk)}, follow=True)
    assert "no longer in its list" in answer.text
    assert "nonsense" not in client.post(url(series, "standards"), {"add": "nonsense"}, headers=HTMX).text
    assert list(series.standards.all()) == listed[:1]


def test_a_series_is_found_by_the_code_of_its_standard(cast: Cast, listed: list[Standard]) -> None:
    cast.series.standards.set(listed[:1])
    client = cast.client(cast.bob)
    for text, is_there in (("3.NF.A.1", True), ("3nf", True), ("3.NF.2", False), ("MS-PS1-2", False)):
        page = client.get(reverse("planning:catalogue"), {"q": text}).text
        assert (cast.series.title in page) == is_there, text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_one_and_three(
    cast: Cast, listed: list[Standard], count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cast.series.standards.set(listed[:count])
    answers = {level: {"text": "Said"} for level in range(5, 5 - count, -1)}
    aims.answer(series=cast.series, answers=answers, by=account(cast.alice))
    for number in range(count):
        cast.series.strategies.add(Strategy.objects.create(name=f"Way {number}"))
    client = cast.client(cast.alice)
    with django_assert_num_queries(16):
        page = client.get(url(cast.series), {"q": "fractions"}).text
    assert page.count("</span> Remove") == 0
    assert page.count('name="drop"') >= count


@pytest.mark.parametrize("count", [1, 3])
def test_series_and_plan_take_the_same_queries_for_one_and_three_standards(
    cast: Cast, listed: list[Standard], count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cast.series.standards.set(listed[:count])
    for number in range(count):
        cast.series.strategies.add(Strategy.objects.create(name=f"Way {number}", looks_like="Talk"))
    client = cast.client(cast.bob)
    with django_assert_num_queries(13):
        page = client.get(url(cast.series, "series")).text
    assert page.count("Way") == 2 * count
    assert page.count("X.1") == 0
    assert "© Nobody" in page
