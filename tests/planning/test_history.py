"""The history of a series: every verb has words, who reads it, and nobody's private matters."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from cycles.planning.actions import agenda, sessions, team
from cycles.planning.actions import series as actions
from cycles.planning.lifecycle import SUPPORT
from cycles.planning.queries.happenings import WORDS, in_words, told
from cycles.planning.queries.history import events_of, happenings
from ilc.core import events
from ilc.core.models import DomainEvent
from tests.cast import Cast
from tests.planning.test_lifecycle import account

# What is put together when it is recorded: the piece of code -> the verbs it makes.
MADE = {
    "f'session.{verb}'": {"session.scheduled", "session.moved"},
    """f"support.{verb.replace(' ', '-')}\"""": {
        f"support.{one.verb.replace(' ', '-')}" for one in SUPPORT.steps if one.who == "support.answer"
    },
    "verb": {"contribution.delivered", "contribution.changed"},
    "told": {"support.kept", "support.not-kept"},
}
ELSEWHERE = {"standards.imported"}  # about lists, not about a series


def recorded() -> set[str]:
    """Every verb that planning records, read from its code."""
    found: set[str] = set()
    for path in (Path(settings.BASE_DIR) / "cycles" / "planning").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "events.record"):
                continue
            first = node.args[0]
            pieces = [one.value for one in ast.walk(first) if isinstance(one, ast.Constant)]
            if isinstance(first, ast.Constant | ast.IfExp):
                found |= {one for one in pieces if isinstance(one, str) and "." in one}
            else:
                found |= MADE[ast.unparse(first)]
    return found


def test_every_verb_of_planning_has_words() -> None:
    assert recorded() - ELSEWHERE - set(WORDS) == set()
    assert all(told(verb) for verb in WORDS)


def test_an_unknown_verb_is_readable_and_other_areas_are_not_told() -> None:
    assert in_words("session.rooms-evened_out", {}) == "Session rooms evened out"
    assert not told("survey.answered")


def lines(cast: Cast) -> list[tuple[str, str, str]]:
    found = happenings(cast.series, events_of(cast.series))
    return [(one.who, one.about, one.words) for one in found]


def test_who_changed_what_in_words(cast: Cast) -> None:
    day = timezone.now() + timedelta(days=30)
    sessions.schedule(
        session=cast.second, starts_at=day, ends_at=day + timedelta(hours=3), by=account(cast.alice)
    )
    team.invite(series=cast.series, person=cast.charlie, by=account(cast.carol), next_url="/")
    assert lines(cast) == [
        ("Carol Diaz", "", "Asked Charlie Stone to co-lead"),
        ("Alice Reyes", "Session 2", f"Set the date: {cast.second.when.partition(' to ')[0]}"),
    ]


def test_old_and_new_values_and_one_line_for_one_sitting(cast: Cast) -> None:
    cast.series.refresh_from_db()
    for title in ("Talk in class", "Talk everywhere"):
        actions.edit(series=cast.series, by=account(cast.alice), title=title, description="Long " * 60)
    [line] = happenings(cast.series, events_of(cast.series))
    assert line.changes == {"Title": ("Academic conversation", "Talk everywhere")}
    assert line.fields == ["Description"]
    assert "Long" not in str(DomainEvent.objects.filter(verb="series.edited").values_list("data", flat=True))


def test_a_resource_is_named(cast: Cast) -> None:
    made = cast.series.resources.create(title="Frame cards")
    with transaction.atomic():
        events.record("resource.added", made, by=account(cast.alice))
        events.record("session.clock", cast.first, by=account(cast.alice))
    assert lines(cast) == [("Alice Reyes", "Frame cards", "Added a resource")]


def test_what_teachers_did_is_not_in_it(cast: Cast) -> None:
    with transaction.atomic():
        events.record("survey.answered", cast.first, by=account(cast.bob), on_behalf_of=cast.bob.pk)
        events.record("session.something-new", cast.first, by=None, reason="private words")
    [line] = happenings(cast.series, events_of(cast.series))
    assert (line.who, line.words, line.reason) == ("The clock", "Session something new", "")


def test_who_reads_it(cast: Cast) -> None:
    address = reverse("planning:history", args=[cast.series.pk])
    people = (cast.alice, cast.dana, cast.pat, cast.bob, cast.erin, cast.charlie)
    assert [cast.client(who).get(address).status_code for who in people] == [200, 200, 200, 403, 404, 404]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_queries(
    cast: Cast, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with transaction.atomic():
        for _ in range(rows):
            events.record("team.left", cast.series, by=account(cast.carol), person=str(cast.charlie.pk))
            events.record("session.added", cast.second, by=account(cast.alice))
    client = cast.client(cast.alice)
    with django_assert_num_queries(12):
        client.get(reverse("planning:history", args=[cast.series.pk]))


def test_it_is_paged_newest_first(cast: Cast) -> None:
    with transaction.atomic():
        for number in range(35):
            events.record("session.head-counted", cast.first, by=account(cast.alice), people=number)
    client, address = cast.client(cast.alice), reverse("planning:history", args=[cast.series.pk])
    first, last = (client.get(f"{address}?page={page}").content.decode() for page in (1, 2))
    assert "Counted heads: 34" in first
    assert "Counted heads: 4<" not in first
    assert "Counted heads: 0" in last


def test_items_of_an_agenda_are_named_and_told_apart(cast: Cast) -> None:
    by = account(cast.alice)
    first, second = (
        agenda.add(session=cast.first, by=by, kind="modelling", minutes=20, title=title)
        for title in ("Number talk", "Zebra stripes")
    )
    for item in (first, second, second):
        agenda.edit(item=item, by=by, minutes=item.minutes + 5)
    lines = [line for line in happenings(cast.series, events_of(cast.series)) if "agenda" in line.verb]
    assert [(line.verb.rpartition("-")[2], line.item) for line in lines] == [
        ("edited", "Zebra stripes"),
        ("edited", "Number talk"),
        ("added", "Zebra stripes"),
        ("added", "Number talk"),
    ]
    page = cast.client(cast.alice).get(reverse("planning:history", args=[cast.series.pk])).content.decode()
    assert "Added to the agenda: Number talk" in page
