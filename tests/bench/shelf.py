"""A library of many entries, written in large pieces: what its own actions would write one by one."""

import itertools
import random
from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.utils import timezone

from cycles.evidence.models import Artifact, ArtifactImage, DeidentificationCheck
from cycles.library.actions.index import refill
from cycles.library.models import Example, LibraryEntry
from cycles.library.queries.describing import Described, of_example, of_resource, of_strategy
from cycles.planning.models import Resource, Series, Session, Strategy
from cycles.tries.models import Try
from tests import factories as make

GRADES = ("K", *map(str, range(1, 13)))
SUBJECTS = ("Mathematics", "Science", "History", "English", "Spanish", "Art")
COMMON = (
    "students talk about their work in pairs and write why they think so with sentence frames because".split()
)
ONCE = "quokka"
TICKS = dict.fromkeys(("names", "faces", "voices", "ids", "school_marks"), True)


def _words(drawn: random.Random) -> list[str]:
    """Three thousand words that sound like words."""
    parts = ("ba", "le", "mi", "ton", "rus", "ca", "den", "fo", "gil", "pra", "stu", "wo", "ner", "ty", "lum")
    every = ["".join(three) for three in itertools.product(parts, repeat=3)]
    return drawn.sample(every, 3000)


def _each(model: type[models.Model], rows: Iterable[Any]) -> None:
    manager: Any = model._default_manager
    manager.bulk_create(list(rows), batch_size=1000)


def fill(number: int, seed: int = 7) -> dict[str, Any]:
    """So many entries: one in a hundred a strategy, nine a resource, the others examples of two hundred teachers."""
    drawn = random.Random(seed)
    words = _words(drawn)

    def text(length: int) -> str:
        return " ".join(
            drawn.choice(COMMON) if drawn.random() < 0.4 else drawn.choice(words) for _ in range(length)
        )

    school = make.school(within=make.district())
    leaders = [make.person(name, at=school) for name in ("Alma Reyes", "Dennis King")]
    series = make.series(leaders=leaders, host=school.district, state="running")
    session = make.session(series, 1, start=timezone.now())
    teachers = [make.person(f"Teacher Number{one}", at=school, account=False) for one in range(200)]
    tries = [
        make.attempt(who, session, grade=drawn.choice(GRADES), subject=drawn.choice(SUBJECTS))
        for who in teachers
    ]
    strategies = [
        Strategy(name=f"{text(2)} {one}".capitalize(), description=text(25), grade_bands="K-12")
        for one in range(number // 100)
    ]
    strategies[-1].description += f" {ONCE}"
    _each(Strategy, strategies)
    resources = [
        Resource(series=series, title=text(5).capitalize(), open_to="library", grade_band="3-5")
        for _ in range(number // 11)
    ]
    _each(Resource, resources)
    _examples(number - len(strategies) - len(resources), tries, strategies, drawn, text)
    _index(series, session)
    rare = next(
        one for one in strategies[0].description.split() if one not in COMMON
    )  # it surely stands somewhere
    return {
        "teacher": teachers[0].pk,
        "word": rare,
        "once": ONCE,
        "strategy": strategies[0].name,
        "leader": leaders[0],
    }


def _examples(
    number: int, tries: list[Try], strategies: list[Strategy], drawn: random.Random, text: Any
) -> None:
    now = timezone.now()
    files = [
        Artifact(
            owner=one.person,
            attempt=one,
            kind="student-work",
            state="shared",
            visibility="library",
            original_name="photo.jpg",
            received_size=3,
            received_sha256=f"{place:064}",
            file="clean.jpg",
            media_type="image/jpeg",
            shared_at=now,
        )
        for place, one in enumerate(itertools.islice(itertools.cycle(tries), number))
    ]
    _each(Artifact, files)
    _each(
        DeidentificationCheck, (DeidentificationCheck(artifact=one, by=one.owner, **TICKS) for one in files)
    )
    small = {"number": 0, "file": "small.jpg", "media_type": "image/jpeg"}
    _each(ArtifactImage, (ArtifactImage(artifact=one, **small) for one in files))
    _each(
        Example,
        (
            Example(
                artifact=one,
                title=text(6).capitalize(),
                look_for=text(30),
                grade=drawn.choice(GRADES),
                subject=drawn.choice(SUBJECTS),
                strategy=drawn.choice(strategies),
            )
            for one in files
        ),
    )


def _index(series: Series, session: Session) -> None:
    """The entries by the same words as always, in large pieces."""
    session.series = series
    told: list[Described] = [
        of_strategy(one) for one in Strategy.objects.prefetch_related("looks", "standards")
    ]
    said = Resource.objects.filter(series=series)
    common = of_resource(_with(said.first(), series))
    told += [
        Described(common.kind, one.pk, one.title, common.texts, common.tags, common.grades, "", one.language)
        for one in said
    ]
    rows = Example.objects.select_related("strategy", "artifact__owner__root", "artifact__attempt")
    for example in rows.prefetch_related("standards").iterator(chunk_size=2000):
        told.append(of_example(example.artifact, example))
    own = {"example": "artifact_id", "resource": "resource_id", "strategy": "strategy_id"}
    entries = [LibraryEntry(**{own[one.kind]: one.source}, **one.fields()) for one in told]
    _each(LibraryEntry, entries)
    through = LibraryEntry.strategies.through
    ids = {one.digest: one.pk for one in LibraryEntry.objects.only("pk", "digest")}
    _each(
        through,
        (
            through(libraryentry_id=ids[entry.digest], strategy_id=pk)
            for entry, one in zip(entries, told, strict=True)
            for pk in one.strategies
        ),
    )
    refill()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as the server does by itself within minutes


def _with(resource: Resource | None, series: Series) -> Resource:
    assert resource is not None
    resource.series = series
    return resource
