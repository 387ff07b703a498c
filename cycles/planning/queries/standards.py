"""Finding standards by what people type: a code, part of one, or words."""

from collections.abc import Iterable

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from cycles.planning.codes import LEAST, asked
from cycles.planning.models import Framework, Series, Standard

FOLDED = ("code_ways", "words")  # only for searching
FOUND = 20  # more are no choice but a list to scroll


def frameworks() -> QuerySet[Framework]:
    """The lists to choose from."""
    return Framework.objects.filter(is_current=True)


def search_standards(
    text: str, *, framework: str = "", grade: str = "", limit: int = FOUND
) -> QuerySet[Standard]:
    """Standards of the current lists: of exactly this code first, then whose code begins so, then with every word.

    Nothing asked finds nothing, unless a list and a grade narrow it. One query, with the list's name."""
    code, words = asked(text)
    rows = Standard.objects.filter(framework__is_current=True, is_retired=False)
    rows = rows.select_related("framework").defer(*FOLDED)
    if framework:
        rows = rows.filter(framework__key=framework)
    if grade:
        rows = rows.filter(grades__contains=f" {grade} ")
    if not words:
        return (
            rows.order_by("framework__short_name", "position")[:limit] if framework and grade else rows.none()
        )
    exact, begins = Q(code_ways__contains=f" {code} "), Q(code_ways__contains=f" {code}")
    spoken = Q()
    for word in words:  # what is short, and a number, is a word of its own; of others the beginning will do
        whole = len(word) < LEAST or word.isdigit()
        spoken &= Q(words__contains=f" {word} " if whole else f" {word}")
    if len(code) < LEAST:
        begins = exact
    rank = Case(
        When(exact, then=Value(0)), When(begins, then=Value(1)), default=Value(2), output_field=IntegerField()
    )
    return rows.filter(begins | spoken).order_by(rank, "framework__short_name", "position")[:limit]


def chosen_standards(series: Series) -> QuerySet[Standard]:
    """What a series chose, list by list, also what has left its list since."""
    return (
        series.standards.select_related("framework")
        .defer(*FOLDED)
        .order_by("framework__short_name", "framework__version", "position")
    )


def notices(standards: Iterable[Standard]) -> list[str]:
    """The attributions of the lists these are from, each once."""
    return list(dict.fromkeys(one.framework.attribution for one in standards))
