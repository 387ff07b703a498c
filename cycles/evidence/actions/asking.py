"""Feedback asked for by the owner of a try, and offered by people of the series."""

from django.db import transaction
from django.utils import timezone

from cycles.evidence.choices import ArtifactState, AskedOf, Visibility
from cycles.evidence.models import Artifact, FeedbackOffer, FeedbackRequest
from cycles.evidence.queries import open_request
from cycles.planning.models import Series
from cycles.tries.choices import ReflectionVisibility
from cycles.tries.models import Try
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused
from participants.models import Person

FOR_COLLEAGUES = (Visibility.SERIES, Visibility.LIBRARY)
FOR_LEADERS = (Visibility.LEADERS, *FOR_COLLEAGUES)


def shows_to(attempt: Try, whom: str) -> bool:
    """Whether those who would be asked see anything of the try."""
    leaders = whom == AskedOf.LEADERS
    told = attempt.reflection_visibility
    if attempt.tried_at and (
        told == ReflectionVisibility.SERIES or (leaders and told == ReflectionVisibility.LEADERS)
    ):
        return True
    shared = Artifact.objects.filter(attempt=attempt, state=ArtifactState.SHARED)
    return shared.filter(visibility__in=FOR_LEADERS if leaders else FOR_COLLEAGUES).exists()


@transaction.atomic
def ask(*, attempt: Try, text: str, whom: str, by: User, colleague: Person | None = None) -> FeedbackRequest:
    """One open question a try; asking again changes it."""
    if not shows_to(attempt, whom):
        who = "your leaders see" if whom == AskedOf.LEADERS else "your colleagues see"
        raise Refused(
            f"So far {who} nothing of this try. Share how it went or a file with them first; "
            "what you typed is kept here.",
            "nothing-shared",
        )
    if colleague is not None and colleague.root_id == attempt.person.root_id:
        raise Refused("That is you. Choose a colleague.", "own")
    Try.objects.select_for_update().get(pk=attempt.pk)
    asked, wanted = open_request(attempt), colleague if whom == AskedOf.COLLEAGUE else None
    if asked and (asked.text, asked.whom, asked.colleague) == (text, whom, wanted):
        return asked
    if asked is None:
        asked = FeedbackRequest(attempt=attempt)
    asked.text, asked.whom, asked.colleague = text, AskedOf(whom), wanted
    asked.save()
    events.record("feedback.asked", asked, by=by, whom=whom)
    return asked


@transaction.atomic
def withdraw_request(*, asked: FeedbackRequest, by: User) -> None:
    if asked.withdrawn_at or asked.done_at:
        return
    asked.withdrawn_at = timezone.now()
    asked.save(update_fields=["withdrawn_at", "updated_at"])
    events.record("feedback.request-withdrawn", asked, by=by)


@transaction.atomic
def restore_request(*, asked: FeedbackRequest, by: User) -> None:
    """Undo of withdrawing, unless another question was asked since."""
    if not asked.withdrawn_at:
        return
    Try.objects.select_for_update().get(pk=asked.attempt_id)
    if open_request(asked.attempt):
        raise Refused("You asked something else since. That question stands.", "asked-again")
    asked.withdrawn_at = None
    asked.save(update_fields=["withdrawn_at", "updated_at"])
    events.record("feedback.request-restored", asked, by=by)


@transaction.atomic
def offer(*, series: Series, person: Person, by: User, undo: bool = False) -> None:
    """`I'd be glad to look at yours`, said to everybody in the series, or taken back."""
    rows = FeedbackOffer.objects.filter(series=series, person__root=person.root_id)
    if undo:
        if not rows.filter(withdrawn_at=None).update(withdrawn_at=timezone.now()):
            return
    elif rows.filter(withdrawn_at=None).exists():
        return
    elif not rows.update(withdrawn_at=None):
        FeedbackOffer.objects.bulk_create(
            [FeedbackOffer(series=series, person_id=person.root_id)], ignore_conflicts=True
        )
    events.record("series.help-withdrawn" if undo else "series.help-offered", series, by=by)
