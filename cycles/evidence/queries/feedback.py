"""What colleagues said about tries and what was brought: threads, what is new, what waits, who asks and offers."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from cycles.evidence.choices import ArtifactState
from cycles.evidence.models import Feedback, FeedbackOffer, FeedbackReply, FeedbackRequest
from cycles.planning.models import Series
from cycles.tries.choices import TryState
from cycles.tries.models import Try
from ilc.core.models import DomainEvent
from participants.models import Person

UNDO = timedelta(minutes=10)  # so long what somebody took back stands there for them with an Undo
AWAY = "feedback.put-away"  # by whom words ended, their writer or their owner, stands in the event of it
LOST = (ArtifactState.WITHDRAWN, ArtifactState.PURGED)


@dataclass
class Thread:
    """Feedback with the answers below it, as one reader sees it. `number` is its pin's, 0 without a place."""

    said: Feedback
    mine: bool
    number: int = 0
    replies: list[tuple[FeedbackReply, bool]] = field(default_factory=list)  # and whether it is the reader's


def _here(reader: Person | None) -> Q:
    """What stands, and what the reader took back a moment ago."""
    lately = Q(author__root=reader.pk, withdrawn_at__gte=timezone.now() - UNDO) if reader else Q()
    return Q(withdrawn_at=None) | lately if reader else Q(withdrawn_at=None)


def _away() -> Exists:
    """Feedback that ended because its owner put it away."""
    ends = DomainEvent.objects.filter(
        object_type=Feedback._meta.label_lower, object_id=OuterRef("pk"), verb=AWAY
    )
    return Exists(ends.filter(at__gte=OuterRef("withdrawn_at")))


def is_put_away(said: Feedback | FeedbackReply) -> bool:
    """Whether its owner ended it."""
    return isinstance(said, Feedback) and Feedback.objects.filter(_away(), pk=said.pk).exists()


def put_away_lately() -> QuerySet[Feedback]:
    """What an owner put away so short a time ago that it can be undone."""
    return Feedback.objects.filter(_away(), withdrawn_at__gte=timezone.now() - UNDO)


def _of_thread(reader: Person | None) -> Q:
    """What stands; with an Undo what the reader took back as its writer, or put away as its owner, a moment ago."""
    if reader is None:
        return Q(withdrawn_at=None)
    lately = Q(withdrawn_at__gte=timezone.now() - UNDO)
    ended = Q(~_away(), author__root=reader.pk) | Q(_away(), attempt__person__root=reader.pk)
    return Q(withdrawn_at=None) | (lately & ended)


def threads(rows: QuerySet[Feedback], reader: Person | None) -> list[Thread]:
    """Feedback already narrowed to the reader, oldest first, in two queries. Pins are numbered by artifact."""
    replies = FeedbackReply.objects.filter(_here(reader)).select_related("author__root")
    found = rows.filter(_of_thread(reader)).select_related("author__root", "artifact")
    shown, pins = [], Counter[uuid.UUID | None]()
    for said in found.prefetch_related(Prefetch("replies", replies)).order_by("created_at", "id"):
        number = 0
        if said.x is not None and not said.withdrawn_at:
            pins[said.artifact_id] += 1
            number = pins[said.artifact_id]
        mine = bool(reader and said.author.root_id == reader.pk)
        below = [(one, bool(reader and one.author.root_id == reader.pk)) for one in said.replies.all()]
        shown.append(Thread(said, mine, number, below))
    return shown


def unread_feedback(person: Person) -> QuerySet[Feedback]:
    """Feedback on a person's tries that they have not opened yet, newest first."""
    rows = Feedback.objects.standing().filter(attempt__person__root=person.root_id, read_at=None)
    rows = rows.exclude(author__root=person.root_id).exclude(artifact__state__in=LOST)
    return rows.select_related("author__root", "attempt", "artifact").order_by("-created_at")


def unread_of_everybody(*, since: datetime, until: datetime) -> QuerySet[Feedback]:
    """The same for all owners, by when it was given."""
    rows = Feedback.objects.standing().filter(read_at=None, created_at__gte=since, created_at__lte=until)
    rows = rows.exclude(artifact__state__in=LOST).filter(attempt__person__root__erased_at=None)
    return rows.exclude(author__root=F("attempt__person__root"))


def unread_answers(rows: QuerySet[Feedback], person: Person) -> QuerySet[FeedbackReply]:
    """What owners answered to feedback of this person (narrowed to what they may read), not on screen yet."""
    mine = rows.filter(author__root=person.root_id, withdrawn_at=None)
    replies = FeedbackReply.objects.standing().filter(feedback__in=mine.values("pk"), read_at=None)
    replies = replies.filter(author__root=F("feedback__attempt__person__root"))
    return replies.select_related("author__root", "feedback__attempt").order_by("-created_at")


def waiting(
    series: Series, seen: QuerySet[Try], requests: QuerySet[FeedbackRequest], reader: Person
) -> tuple[QuerySet[Try], int]:
    """Tries of a series nobody said anything about yet: those the reader sees, first what was asked for, then the
    oldest; and of how many more they may know the number only."""
    said = Feedback.objects.standing().filter(attempt=OuterRef("pk"))
    asked = requests.filter(attempt=OuterRef("pk"))
    done = Q(tried_at__isnull=False) | Q(brought_at__isnull=False)
    rows = Try.objects.filter(done, series=series).exclude(state=TryState.SKIPPED)
    rows = rows.exclude(person__root=reader.root_id)
    rows = rows.filter(~Exists(said.exclude(author__root=OuterRef("person__root"))) | Exists(asked))
    shown = rows.filter(pk__in=seen.values("pk")).annotate(
        asks=Subquery(asked.values("text")[:1]),
        asked_first=Case(When(Exists(asked), then=Value(0)), default=Value(1)),
        since=Coalesce("tried_at", "brought_at"),
    )
    hidden = rows.exclude(pk__in=seen.values("pk")).count()
    return shown.select_related("person__root", "session").order_by("asked_first", "since", "id"), hidden


def offers(series: Series) -> QuerySet[FeedbackOffer]:
    """Who would be glad to look at a colleague's work, first come first."""
    rows = FeedbackOffer.objects.filter(series=series, withdrawn_at=None)
    return rows.select_related("person__root").order_by("created_at")


def as_people(rows: Iterable[FeedbackOffer], reader: Person) -> list[Person]:
    return [one.person.root for one in rows if one.person.root_id != reader.root_id]


def open_request(attempt: Try) -> FeedbackRequest | None:
    """What the owner asks for now."""
    rows = FeedbackRequest.objects.filter(attempt=attempt, done_at=None, withdrawn_at=None)
    return rows.select_related("colleague__root").first()


def request_to_show(attempt: Try) -> FeedbackRequest | None:
    """For the owner: the open request, else one withdrawn a moment ago, with its Undo."""
    lately = FeedbackRequest.objects.filter(attempt=attempt, withdrawn_at__gte=timezone.now() - UNDO)
    return open_request(attempt) or lately.order_by("-withdrawn_at").first()


def own_try_in(person: Person, series: Series) -> Try | None:
    """The person's latest try in a series."""
    rows = Try.objects.filter(person__root=person.root_id, series=series)
    return rows.order_by("-created_at", "-id").first()
