"""Things to be found, made row by row and put into the index as actions do."""

from typing import Any

from cycles.evidence.choices import Visibility
from cycles.evidence.models import Artifact
from cycles.library import actions
from cycles.library.actions.index import refill
from cycles.library.models import Example, LibraryEntry
from cycles.library.queries import Card, Wanted, search
from cycles.library.queries.describing import of_strategy
from cycles.planning.codes import padded, ways
from cycles.planning.models import Framework, Resource, ResourceVersion, Series, Standard, Strategy
from cycles.tries.models import Try
from participants.models import Person
from tests.evidence.rows import artifact as make_artifact


def strategy(name: str, **fields: Any) -> Strategy:
    made = Strategy.objects.create(name=name, **fields)
    actions.put_strategy(made)
    return made


def many(names: list[str]) -> None:
    """Strategies of these names, newer than all before, written in two pieces."""
    made = Strategy.objects.bulk_create([Strategy(name=name) for name in names])
    entries = [LibraryEntry(strategy=one, **of_strategy(one).fields()) for one in made]
    LibraryEntry.objects.bulk_create(entries)
    refill()


def standard(code: str) -> Standard:
    framework, _ = Framework.objects.get_or_create(
        key="math", version="2010", defaults={"name": "Math", "short_name": "Math", "attribution": "By some"}
    )
    fields = {"position": 1, "statement": "Explain why", "code_ways": padded(ways(code)), "words": " "}
    return Standard.objects.create(framework=framework, identity=code, code=code, **fields)


def resource(series: Series, title: str, **fields: Any) -> Resource:
    made = Resource.objects.create(series=series, title=title, **{"open_to": "library", **fields})
    ResourceVersion.objects.create(resource=made, number=1, state="ready", url="https://example.org/card")
    actions.put_resource(made)
    return made


def example(attempt: Try, title: str = "", look_for: str = "", **fields: Any) -> Artifact:
    """A file in the library, described when it has a title."""
    made = make_artifact(attempt, visibility=Visibility.LIBRARY)
    chosen = fields.pop("standards", [])
    if title:
        about = Example.objects.create(artifact=made, title=title, look_for=look_for, **fields)
        about.standards.set(chosen)
    actions.put_example(made)
    return made


def titles(who: Person, text: str = "", **filters: str) -> list[str]:
    """What somebody finds, by folded title, in order."""
    assert who.user
    return [of(one) for one in search(who.user, text, Wanted(**filters)).cards]


def of(card: Card) -> str:
    return LibraryEntry.objects.get(pk=card.entry).folded_title
