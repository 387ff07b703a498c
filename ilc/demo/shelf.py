"""The library: what strategies look like, cards that leaders opened to everybody, samples that teachers released."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cycles.evidence import actions as evidence
from cycles.evidence.choices import ArtifactKind, ArtifactState, Credit, Visibility
from cycles.evidence.models import Artifact
from cycles.library import actions
from cycles.library.actions.using import Thing
from cycles.library.models import Example
from cycles.planning.actions import resources
from cycles.planning.choices import LIVE_STATES, OPEN_STATES, ResourceFor, ResourceKind, ResourceLanguage
from cycles.planning.models import Resource, Series, Session, Strategy
from ilc.accounts.models import User
from ilc.demo.clock import acting_at
from ilc.demo.people import DOMAIN
from ilc.demo.world import World

OF_EACH = 2  # examples of one strategy
LOOKS: Mapping[str, tuple[str, dict[str, str]]] = {
    "Sentence frames": (
        "A beginning that students finish: it lends them the grammar, the thought is theirs.",
        {
            "TK-2": "One frame, said together first, with a picture for each blank. Nobody has to write it.",
            "3-5": "Two frames to choose from. Pairs say it twice, then change one word of the frame.",
            "6-8": "Frames that argue: “The data show … , which means …”. Students cross out what they do not need.",
            "9-12": "A frame for disagreeing politely. By the third week it lies face down on the desk.",
        },
    ),
    "Number talks": (
        "Ten minutes of mental mathematics in which the ways count more than the answer.",
        {
            "TK-2": "Dots on a card, shown for three seconds: how many, and how did you see it?",
            "3-5": "18 x 5 on the board, no pencils. Four ways are written down with the names of who found them.",
            "6-8": "Is 3/7 more or less than 0.4? Students defend an estimate before anybody calculates.",
        },
    ),
    "Phenomenon first": (
        "Something puzzling happens before any word for it is taught.",
        {
            "TK-2": "A balloon on a bottle rises. Students draw before and after, and tell a partner.",
            "3-5": "Questions go on the wall as the children say them, and stay there all week.",
            "6-8": "Students vote on three explanations, and say what they would have to see to change their minds.",
        },
    ),
    "Talk moves": (
        "A handful of moves that keep a conversation the students': say more, who can add, who disagrees.",
        {
            "3-5": "Cards with the moves lie on each table; the students use them on each other.",
            "9-12": "A student leads. The teacher keeps a tally of who has spoken, and says nothing.",
        },
    ),
    "Think, pair, build": (
        "First alone, then in pairs, and the second speaker has to use what the first one said.",
        {"TK-2": "The second child begins with: “You said …”.", "6-8": "Build it in writing, too."},
    ),
}
# Strategy -> a card that leaders made for it: title, kind, grades, language, where it lies.
CARDS: Mapping[str, tuple[str, ResourceKind, str, ResourceLanguage, str]] = {
    "Number talks": (
        "Dot cards for number talks / Tarjetas con puntos",
        ResourceKind.TASK_CARD,
        "K-5",
        ResourceLanguage.BILINGUAL,
        "https://docs.google.com/document/d/dot-cards",
    ),
    "Talk moves": (
        "Me pregunto por qué: comienzos de preguntas",
        ResourceKind.FRAMES,
        "3-8",
        ResourceLanguage.SPANISH,
        "https://docs.google.com/document/d/me-pregunto-por-que",
    ),
    "Listening protocols": (
        "Listening in threes: one speaks, one listens, one watches",
        ResourceKind.HANDOUT,
        "",
        ResourceLanguage.ENGLISH,
        "https://docs.google.com/document/d/listening-in-threes",
    ),
}
# Strategy -> what their owners call the samples, and what to look for.
SAMPLES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Sentence frames": (
        ("Two classmates disagree, and stay with it", "The word because, and who answers whom."),
        ("From the frame to their own sentence", "The frame is used once; the second time it has grown."),
    ),
    "Phenomenon first": (
        (
            "What they saw before they had a word for it",
            "Arrows in the drawings: where do they think it goes?",
        ),
        ("Questions that stayed on the wall", "Which question came back after the reading?"),
    ),
    "Number talks": (
        ("Three ways to see the same number", "Which way did others take up?"),
        ("An estimate, and why", "Students who change their minds, and what changed them."),
    ),
}


def make(world: World) -> None:
    """Once the sites have lived: their words, cards and samples, and the index of all of it."""
    with acting_at(world.days.at(-3, 16)):
        _looks(world)
        _cards()
        for name, samples in SAMPLES.items():
            _samples(Strategy.objects.get(name=name), samples)
    _use(world)
    actions.rebuild()  # what it did lies in the past, where no look goes back to


def _looks(world: World) -> None:
    for name, (description, looks) in LOOKS.items():
        for one in Strategy.objects.filter(name=name):
            actions.edit_strategy(
                strategy=one,
                description=description,
                looks_like=one.looks_like,
                looks=looks,
                standards=one.standards.all(),
                by=world.program.account,
            )


def _cards() -> None:
    """Cards and frames that stand in a running series, opened to everybody by its leader."""
    rows = Resource.objects.filter(
        open_to__in=(ResourceFor.PARTICIPANTS, ResourceFor.PUBLIC),
        removed_at=None,
        series__state__in=LIVE_STATES,
    )
    for one in rows.select_related("series__created_by").order_by("created_at")[:6]:
        if one.series.created_by:
            resources.edit(resource=one, by=one.series.created_by, open_to=ResourceFor.LIBRARY)
    for name, (title, kind, grades, language, url) in CARDS.items():
        series = Series.objects.filter(strategies__name=name, state__in=OPEN_STATES).first()
        if series is not None and series.created_by is not None:
            words: dict[str, Any] = {"title": title, "kind": kind, "grade_band": grades, "language": language}
            resources.add(series=series, by=series.created_by, url=url, open_to=ResourceFor.LIBRARY, **words)


def _use(world: World) -> None:
    """A teacher of East Side found a colleague's example the evening after session 1, and plans a try with it."""
    teacher = User.objects.get(email=f"teacher.eastside@{DOMAIN}")
    example = Example.objects.filter(strategy__name="Number talks", artifact__credit=Credit.NAME)
    found = example.select_related("artifact__attempt", "artifact__owner").earliest("created_at").artifact
    session = Session.objects.get(series__title__startswith="Reasoning about ratios", number=1)
    with acting_at(world.days.at(-1, 20, any_day=True)):
        actions.use(thing=Thing(artifact=found), session=session, person=teacher.person, by=teacher)


def _samples(strategy: Strategy, samples: tuple[tuple[str, str], ...]) -> None:
    """The newest shared samples of people who have an account, or their covered photo, released with a title; the last
    without a name."""
    rows = Artifact.objects.filter(
        state=ArtifactState.SHARED,
        visibility=Visibility.SERIES,
        kind=ArtifactKind.STUDENT_WORK,
        attempt__series__strategies=strategy,
        owner__user__isnull=False,
    )
    chosen: dict[object, Artifact] = {}
    covered = set(rows.filter(masking__isnull=False).values_list("pk", flat=True))
    for one in rows.select_related("owner__user", "attempt").order_by("-created_at", "-pk")[:60]:
        if one.pk in covered or one.owner_id not in chosen:
            chosen[one.owner_id] = one
    for place, (one, (title, look_for)) in enumerate(zip(chosen.values(), samples, strict=False)):
        by = one.owner.user
        assert by is not None  # noqa: S101 - asked for above
        since = one.created_at.date() - timedelta(days=30)
        release = evidence.Release(where="School office, release forms", since=since)
        evidence.share(artifact=one, visibility=Visibility.LIBRARY, by=by, release=release)
        actions.describe(
            artifact=one,
            by=by,
            credit=Credit.PLACE if place == OF_EACH - 1 else Credit.NAME,
            title=title,
            look_for=look_for,
            grade=one.attempt.grade,
            subject=one.attempt.subject,
            language=ResourceLanguage.ENGLISH,
            strategy=strategy,
            standards=strategy.standards.all()[:1],
        )
