"""What a series is for: the five questions from the students back to the room, outcomes, strategies, standards."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from cycles.planning.actions import series as plans
from cycles.planning.actions.checks import must_be_editable
from cycles.planning.models import Aim, Series, Standard, Strategy
from ilc.accounts.models import User
from ilc.core import events, versions
from ilc.core.errors import Refused

MOST = 40  # standards a series may choose: more is no focus


@transaction.atomic
def answer(
    *, series: Series, answers: Mapping[int, Mapping[str, str]], by: User, version: int | None = None
) -> None:
    """Answer some of the questions: level -> `text`, `evidence`, or one of them. What is not named stays."""
    must_be_editable(series)
    there = {one.level: one for one in series.aims.all()}
    wanted: dict[int, dict[str, str]] = {}
    for level, words in answers.items():
        row = there.get(level)
        clean = {name: "\n".join(text.strip().splitlines()) for name, text in words.items()}
        if changed := {
            name: text for name, text in clean.items() if text != (getattr(row, name) if row else "")
        }:
            wanted[level] = changed
    if not wanted:
        return
    versions.touch(series, version=version)  # and nobody else answers until this is written
    for level, changed in wanted.items():
        row, _ = Aim.objects.get_or_create(series=series, level=level)
        versions.save(row, version=None, **changed)
    events.record("series.aims-stated", series, by=by, levels=sorted(wanted))


@transaction.atomic
def state(
    *,
    series: Series,
    by: User,
    answers: Mapping[int, Mapping[str, str]],
    outcomes: list[str] | None = None,
    strategies: Iterable[Strategy] | None = None,
    more: Iterable[str] = (),
    version: int | None = None,
) -> None:
    """Everything the page of aims says; None leaves outcomes or strategies as they are."""
    before = series.version
    answer(series=series, answers=answers, by=by, version=version)
    if outcomes is None and strategies is None and not more:
        return
    plans.set_outcomes(
        series=series,
        texts=list(series.outcomes.values_list("text", flat=True)) if outcomes is None else outcomes,
        strategies=series.strategies.all() if strategies is None else strategies,
        more=more,
        by=by,
        version=version if series.version == before else None,  # else it rose by our own answer
    )


@transaction.atomic
def choose_standard(*, series: Series, standard: Standard, by: User) -> None:
    """Work towards this standard. Choosing it twice is choosing it once."""
    must_be_editable(series)
    if series.standards.filter(pk=standard.pk).exists():
        return
    if standard.is_retired:
        raise Refused(f"{standard.code} is no longer in its list. Look for what took its place.", "retired")
    if series.standards.count() >= MOST:
        raise Refused(
            f"A series works towards {MOST} standards at most. Remove one first, or keep to the few that matter.",
            "too-many",
        )
    versions.touch(series, version=None)
    series.standards.add(standard)
    events.record("series.standard-chosen", series, by=by, code=standard.code, standard=str(standard.pk))


@transaction.atomic
def drop_standard(*, series: Series, standard: Standard, by: User) -> None:
    """No longer work towards it. Dropping it twice is fine."""
    must_be_editable(series)
    if not series.standards.filter(pk=standard.pk).exists():
        return
    versions.touch(series, version=None)
    series.standards.remove(standard)
    events.record("series.standard-dropped", series, by=by, code=standard.code, standard=str(standard.pk))
