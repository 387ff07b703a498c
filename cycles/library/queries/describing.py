"""What the index says of a thing: made from what people wrote for others, never from what a file holds."""

import hashlib
import json
import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

from cycles.evidence.models import Artifact
from cycles.evidence.queries.credit import credited
from cycles.library.choices import BARE, TIERS, EntryKind
from cycles.library.models import Example
from cycles.library.words import folded, grades_of, padded
from cycles.planning.codes import compact
from cycles.planning.models import Resource, Series, Standard, Strategy
from cycles.planning.words import GRADES


@dataclass
class Described:
    """A thing as its entry stores it. Lists are ids."""

    kind: str
    source: uuid.UUID
    title: str
    texts: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    grades: list[str] = field(default_factory=list)
    subjects: str = ""
    language: str = ""
    strategies: list[uuid.UUID] = field(default_factory=list)
    standards: list[uuid.UUID] = field(default_factory=list)

    def fields(self) -> dict[str, Any]:
        """The columns of its entry."""
        text = folded(*self.texts)
        made = {
            "kind": self.kind,
            "tier": TIERS[self.kind] if text or self.kind != EntryKind.STRATEGY else BARE,
            "grades": padded(self.grades),
            "subjects": padded([folded(self.subjects)])[:240] if self.subjects else "",
            "language": self.language,
            "folded_title": folded(self.title),
            "folded_tags": folded(*self.tags, self.subjects, *_grade_words(self.grades)),
            "folded_text": text,
        }
        told = json.dumps([asdict(self), made], sort_keys=True, default=str)
        return {**made, "digest": hashlib.sha256(told.encode()).hexdigest()}


def _grade_words(grades: list[str]) -> list[str]:
    return [f"grade {one}" for one in grades] if 0 < len(grades) < len(GRADES) else []


def _take(told: Described, standards: list[Standard], strategies: list[Strategy]) -> Described:
    told.standards = sorted(one.pk for one in standards)
    told.strategies = sorted(one.pk for one in strategies)
    for one in standards:
        told.tags += [one.code, compact(one.code), *one.code_ways.split()]
    told.tags += [one.name for one in strategies]
    return told


def of_strategy(strategy: Strategy) -> Described:
    """Its name, what it is, and what it looks like in each grade band."""
    looks = sorted(strategy.looks.all(), key=lambda one: one.grade_band)
    told = Described(EntryKind.STRATEGY, strategy.pk, strategy.name)
    told.texts = [strategy.description, strategy.looks_like, *(one.text for one in looks)]
    told.grades = grades_of(", ".join([strategy.grade_bands, *(one.grade_band for one in looks)]))
    return _take(told, list(strategy.standards.all()), [strategy])


def of_resource(resource: Resource) -> Described:
    """What its leaders call it; grades, subjects, strategies and standards of its series."""
    series: Series = resource.series
    told = Described(EntryKind.RESOURCE, resource.pk, resource.title)
    told.texts = [series.title, series.focus]
    told.tags = [resource.get_kind_display(), resource.get_language_display()]
    told.grades = grades_of(resource.grade_band) or [one for one in GRADES if one in series.grades]
    told.subjects, told.language = series.subjects, resource.language
    return _take(told, list(series.standards.all()), list(series.strategies.all()))


def of_example(artifact: Artifact, example: Example | None) -> Described:
    """What its owner said of it; else what it is, for which class."""
    attempt = artifact.attempt
    told = Described(
        EntryKind.EXAMPLE, artifact.pk, example.title if example else artifact.get_kind_display()
    )
    told.tags = [artifact.get_kind_display(), credited(artifact)]
    told.grades = grades_of((example.grade if example else attempt.grade) or "")
    told.subjects = example.subject if example else attempt.subject
    if example is None:
        return told
    told.texts, told.language = [example.look_for], example.language
    told.tags += [example.get_language_display()]
    strategies = [example.strategy] if example.strategy else []
    return _take(told, list(example.standards.all()), strategies)
