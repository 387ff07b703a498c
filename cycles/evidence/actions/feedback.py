"""Feedback and answers to it: given, changed, taken back, thanked for, opened to those who see the item."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cycles.evidence.choices import ArtifactState, AskedOf
from cycles.evidence.models import Artifact, Feedback, FeedbackReply, FeedbackRequest
from cycles.evidence.queries.feedback import AWAY, is_put_away, put_away_lately
from cycles.tries.access import leads_owner
from cycles.tries.models import Try
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused
from participants.models import Person

CHANGEABLE = timedelta(minutes=10)
AWAY_UNDONE = "feedback.put-away-undone"


@dataclass(frozen=True)
class Place:
    """A page of an artifact's previews, and a point on it in fractions of its width and height."""

    page: int
    x: float | None = None
    y: float | None = None


@transaction.atomic
def give_feedback(
    *,
    attempt: Try,
    author: Person,
    kind: str,
    text: str,
    by: User,
    artifact: Artifact | None = None,
    place: Place | None = None,
) -> Feedback:
    """Warm, cool or a question. The same words sent twice stand once; what the author was asked for is done."""
    if attempt.person.root_id == author.pk:
        raise Refused("This is your own try.", "own")
    Try.objects.select_for_update().get(pk=attempt.pk)  # a double click waits here
    where = {"page": place.page, "x": place.x, "y": place.y} if place and artifact else {}
    same = Feedback.objects.standing().filter(
        attempt=attempt, artifact=artifact, author=author, kind=kind, text=text, **where
    )
    if found := same.first():
        return found
    if artifact and not Artifact.objects.filter(pk=artifact.pk, state=ArtifactState.SHARED).exists():
        raise Refused("It was taken back meanwhile, so nothing was sent.", "withdrawn")
    made = Feedback.objects.create(
        attempt=attempt, artifact=artifact, author=author, kind=kind, text=text, **where
    )
    events.record("try.feedback-given", attempt, by=by, kind=kind, feedback=str(made.pk))
    _answer_requests(made)
    return made


def _answer_requests(made: Feedback) -> None:
    """Requests that this author was asked with are done by it."""
    asked = Q(whom=AskedOf.SERIES) | Q(whom=AskedOf.COLLEAGUE, colleague__root=made.author.root_id)
    asked |= Q(whom=AskedOf.LEADERS) & leads_owner(made.author.root, "attempt__")
    rows = FeedbackRequest.objects.filter(asked, attempt=made.attempt_id, done_at=None, withdrawn_at=None)
    rows.update(done_at=timezone.now(), answered_by=made)


@transaction.atomic
def reply(*, feedback: Feedback, author: Person, text: str, by: User) -> FeedbackReply:
    """An answer below; the same words sent twice stand once."""
    held = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if held.withdrawn_at:
        raise Refused("It was taken back meanwhile, so your answer was not sent.", "withdrawn")
    if found := feedback.replies.standing().filter(author__root=author.root_id, text=text).first():
        return found
    made = FeedbackReply.objects.create(feedback=feedback, author=author, text=text)
    events.record("feedback.answered", feedback, by=by, reply=str(made.pk))
    return made


def is_changeable(said: Feedback | FeedbackReply) -> bool:
    return timezone.now() - said.created_at <= CHANGEABLE


@transaction.atomic
def edit(*, said: Feedback | FeedbackReply, text: str, by: User) -> None:
    """Other words, in the first minutes."""
    if said.withdrawn_at:
        raise Refused("You took this back. Undo that first.", "withdrawn")
    if said.text == text:
        return
    if not is_changeable(said):
        raise Refused(
            "You can change your words for ten minutes. Add a line below, or take it back and write anew.",
            "late",
        )
    _set(said, text=text, edited_at=timezone.now())
    events.record(_verb(said, "changed"), said, by=by)


@transaction.atomic
def take_back(*, said: Feedback | FeedbackReply, by: User) -> None:
    """Gone for everybody at once, with the answers below it; a request that it had answered is open again."""
    if said.withdrawn_at:
        return
    _set(said, withdrawn_at=timezone.now())
    if isinstance(said, Feedback):
        open_now = FeedbackRequest.objects.filter(attempt=said.attempt_id, done_at=None, withdrawn_at=None)
        if not open_now.exists():
            said.answers.filter(withdrawn_at=None).update(done_at=None, answered_by=None)
    events.record(_verb(said, "taken-back"), said, by=by)


@transaction.atomic
def put_back(*, said: Feedback | FeedbackReply, by: User) -> None:
    """Undo of taking back, in the first minutes after it."""
    if not said.withdrawn_at:
        return
    if timezone.now() - said.withdrawn_at > CHANGEABLE or is_put_away(said):
        raise Refused("Too late to undo: it is gone. Write it anew if you like.", "late")
    _set(said, withdrawn_at=None)
    if isinstance(said, Feedback):
        _answer_requests(said)
    events.record(_verb(said, "put-back"), said, by=by)


@transaction.atomic
def thank(*, feedback: Feedback, by: User, undo: bool = False) -> None:
    """The owner's one tap."""
    if bool(feedback.thanked_at) != undo:
        return
    _set(feedback, thanked_at=None if undo else timezone.now())
    events.record("feedback.thanks-undone" if undo else "feedback.thanked", feedback, by=by)


@transaction.atomic
def open_to_circle(*, feedback: Feedback, by: User, undo: bool = False) -> None:
    """The owner lets everybody read it who sees what it is about, or no longer does."""
    if bool(feedback.opened_at) != undo:
        return
    _set(feedback, opened_at=None if undo else timezone.now())
    events.record("feedback.closed" if undo else "feedback.opened", feedback, by=by)


@transaction.atomic
def put_away(*, feedback: Feedback, by: User, undo: bool = False) -> None:
    """The owner wants these words no more: gone for everybody at once, with the answers below. Their writer cannot put
    them back; the owner can, in the first minutes after it."""
    held = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if bool(held.withdrawn_at) != undo:
        return
    if undo and not put_away_lately().filter(pk=held.pk).exists():
        raise Refused("Too late to undo: it is gone.", "late")
    _set(held, withdrawn_at=None if undo else timezone.now())
    events.record(AWAY_UNDONE if undo else AWAY, held, by=by)


def read_feedback(*, attempt: Try) -> None:
    """The owner has on screen what was said to them."""
    now, mine = timezone.now(), attempt.person.root_id
    Feedback.objects.filter(attempt=attempt, read_at=None).update(read_at=now)
    replies = FeedbackReply.objects.filter(feedback__attempt=attempt, read_at=None)
    replies.exclude(author__root=mine).update(read_at=now)


def read_replies(*, attempt: Try, reader: Person) -> None:
    """Whoever gave feedback has the owner's answers on screen."""
    rows = FeedbackReply.objects.filter(feedback__attempt=attempt, feedback__author__root=reader.root_id)
    rows.filter(read_at=None, author__root=attempt.person.root_id).update(read_at=timezone.now())


def _set(said: Feedback | FeedbackReply, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(said, name, value)
    said.save(update_fields=[*fields, "updated_at"])


def _verb(said: Feedback | FeedbackReply, verb: str) -> str:
    return f"feedback.{verb}" if isinstance(said, Feedback) else f"feedback.answer-{verb}"
