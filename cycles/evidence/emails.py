"""Mails about what was brought: feedback arrived, somebody asked to take a file down, files are deleted soon.

None says what feedback or a file says. Worked out when it is sent."""

from django.urls import reverse

from cycles.evidence.choices import TakedownState
from cycles.evidence.models import Artifact, TakedownRequest
from cycles.evidence.queries import unread_feedback
from ilc.core import mailing, registry
from ilc.core.models import OutgoingMessage
from participants.choices import Topic
from participants.links import absolute, personal_url
from participants.queries import by_id, is_muted, mail_address

NEW = "feedback.new"
TAKEDOWN_ASKED = "takedown.asked"
TAKEDOWN_DECIDED = "takedown.decided"
KEPT_UNTIL = "files.kept-until"


@registry.builder(NEW)
def new_feedback(message: OutgoingMessage) -> registry.Built:
    person = by_id(message.recipient_id)
    if person is None or person.erased_at:
        return registry.Pointless("the person is gone")
    waiting = list(unread_feedback(person).values_list("attempt", flat=True))
    if not waiting:
        return registry.Pointless("read meanwhile, or taken back")
    if is_muted(person, Topic.FEEDBACK):
        return registry.Suppressed("turned off by the person")
    address = mail_address(person)
    if not address:
        return registry.Suppressed("no address")
    one_try = reverse("evidence:feedback", args=waiting[:1]) if len(set(waiting)) == 1 else reverse("home")
    several = len(waiting) > 1
    return mailing.render(
        NEW,
        to=address,
        subject="Colleagues left you feedback" if several else "A colleague left you feedback",
        unsubscribe_url=personal_url("participants:unsubscribe", "unsubscribe", person.pk, Topic.FEEDBACK),
        person=person,
        count=len(waiting),
        link=absolute(one_try),
    )


def _request(message: OutgoingMessage) -> TakedownRequest | None:
    rows = TakedownRequest.objects.select_related("artifact__attempt__series", "artifact__owner__root")
    return rows.filter(pk=message.object_id).first()


@registry.builder(TAKEDOWN_ASKED)
def takedown_asked(message: OutgoingMessage) -> registry.Built:
    """To the owner; neither the file's name nor the reason stands in it: they may name a student."""
    found = _request(message)
    if found is None or found.state != TakedownState.OPEN:
        return registry.Pointless("decided meanwhile")
    return _to_owner(message, found, "Somebody asked to take down a file of yours")


@registry.builder(TAKEDOWN_DECIDED)
def takedown_decided(message: OutgoingMessage) -> registry.Built:
    found = _request(message)
    if found is None or found.state == TakedownState.OPEN:
        return registry.Pointless("not decided")
    upheld = found.state == TakedownState.UPHELD
    return _to_owner(message, found, f"Your file {'was taken down' if upheld else 'is shown again'}")


def _to_owner(message: OutgoingMessage, found: TakedownRequest, subject: str) -> registry.Built:
    person = found.artifact.owner.root
    address = mail_address(person)
    if person.erased_at or not address:
        return registry.Suppressed("no address")
    return mailing.render(
        message.rule,
        to=address,
        subject=subject,
        person=person,
        request=found,
        kind=found.artifact.get_kind_display().lower(),
        series=found.artifact.attempt.series,
        link=absolute(reverse("evidence:bring", args=[found.artifact.attempt_id])),
    )


@registry.builder(KEPT_UNTIL)
def kept_until(message: OutgoingMessage) -> registry.Built:
    """How many files of a series are deleted, and when; their names stay here."""
    person = by_id(message.recipient_id)
    if person is None or person.erased_at:
        return registry.Pointless("the person is gone")
    rows = Artifact.objects.filter(
        owner__root=person.pk, attempt__series=message.object_id, purge_on=message.occurrence
    )
    count, first = rows.count(), rows.select_related("attempt__series").order_by("created_at").first()
    if first is None:
        return registry.Pointless("kept longer, or withdrawn")
    address = mail_address(person)
    if not address:
        return registry.Suppressed("no address")
    return mailing.render(
        KEPT_UNTIL,
        to=address,
        subject=f"{count} of your files {'is' if count == 1 else 'are'} deleted on {first.purge_on:%-d %B %Y}",
        person=person,
        count=count,
        day=first.purge_on,
        series=first.attempt.series,
        link=absolute(reverse("evidence:bring", args=[first.attempt_id])),
    )
