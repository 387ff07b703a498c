"""Deriving reminders when they are due, and deciding once more when they are sent (domain.md 3.10)."""

import uuid
from datetime import datetime
from functools import partial

from django.db.models import OuterRef, Subquery, UUIDField
from django.utils import timezone

from cycles.followup import timing
from cycles.followup.queries.people import Pair, has_withdrawn, lines
from cycles.followup.rules import RULES, Rule
from cycles.followup.timing import Line, Occasion
from cycles.planning.choices import OPEN_STATES, SeriesState, SessionState
from cycles.planning.models import Session
from ilc.core import mailing, outbox, registry
from ilc.core.choices import MessageState
from ilc.core.models import OutgoingMessage
from participants.choices import Topic
from participants.links import personal_url
from participants.models import Person
from participants.queries import by_id, is_muted, mail_address


def derive(now: datetime | None = None) -> int:
    """Post what is due now and was not posted before; returns how many. Safe to run twice at once."""
    moment = now or timezone.now()
    world = lines(moment - timing.SURVEY_MAIL_UNTIL)
    return sum(_derive(rule, world, moment) for rule in RULES)


def _derive(rule: Rule, world: list[Line], now: datetime) -> int:
    occasions = [one for line in world for one in rule.due(line, now)]
    if not occasions:
        return 0
    occurrence = {one.about.pk: one.occurrence for one in occasions}
    new = rule.whom(occasions) - _posted(rule, occurrence)
    return outbox.post_many(
        outbox.Draft(rule.name, person, session, occurrence[session]) for person, session in sorted(new)
    )


def _posted(rule: Rule, occurrence: dict[uuid.UUID, str]) -> set[Pair]:
    """Who has this mail already, read through merges, so that a merged record is not told twice."""
    root = Subquery(
        Person.objects.filter(pk=OuterRef("recipient_id")).values("root")[:1], output_field=UUIDField()
    )
    rows = OutgoingMessage.objects.filter(rule=rule.name, object_id__in=list(occurrence)).annotate(root=root)
    return {
        (person, about)
        for person, about, when in rows.values_list("root", "object_id", "occurrence")
        if occurrence[about] == when
    }


def build(rule: Rule, message: OutgoingMessage) -> registry.Built:
    """The mail as the world is now, or why there is none."""
    person = by_id(message.recipient_id)
    session = Session.objects.select_related("series").filter(pk=message.object_id).first()
    if person is None or person.erased_at or session is None:
        return registry.Pointless("the person or session is gone")
    now = timezone.now()
    found = [
        one
        for line in lines(now - timing.SURVEY_MAIL_UNTIL, session.series_id)
        for one in rule.due(line, now)
        if one.about == session and one.occurrence == message.occurrence
    ]
    if not found:
        return registry.Pointless(_why_not(session, message.occurrence, now))
    if not rule.whom(found, person.pk):
        return registry.Pointless("withdrew" if has_withdrawn(found[0], person.pk) else rule.done)
    if _twin_sent(message, person):
        return registry.Pointless("already sent to the record this one was merged into")
    return _addressed(rule, person, found[0])


def _addressed(rule: Rule, person: Person, occasion: Occasion) -> registry.Built:
    if is_muted(person, rule.topic):
        return registry.Suppressed("turned off by the person")
    address = mail_address(person)
    if not address:
        return registry.Suppressed("no address")
    subject, words = rule.write(person, occasion)
    return mailing.render(
        rule.name,
        to=address,
        subject=subject,
        unsubscribe_url=unsubscribe_url(person, rule.topic),
        person=person,
        session=occasion.about,
        series=occasion.about.series,
        **words,
    )


def unsubscribe_url(person: Person, topic: Topic) -> str:
    """One click stops this kind of mail (RFC 8058)."""
    return personal_url("participants:unsubscribe", "unsubscribe", person.pk, topic)


def _why_not(session: Session, occurrence: str, now: datetime) -> str:
    """Why the occasion a mail was posted for is no more; kept beside the mail."""
    if session.series.state not in (*OPEN_STATES, SeriesState.COMPLETED):
        return f"the series is {session.series.get_state_display().lower()}"
    if session.state == SessionState.CANCELLED:
        return "the session was cancelled"
    if session.starts_at is None:
        return "the session has no date any more"
    if str(session.local_date) != occurrence:
        return "the session moved to another day"
    return (
        "the session has begun"
        if session.starts_at <= now < (session.ends_at or now)
        else "the time for it has passed"
    )


def _twin_sent(message: OutgoingMessage, person: Person) -> bool:
    """Posted for two records that were merged since: the first one sent stands for both."""
    others = Person.objects.filter(root=person.pk).exclude(pk=message.recipient_id or person.pk).values("pk")
    same = OutgoingMessage.objects.filter(
        rule=message.rule, object_id=message.object_id, occurrence=message.occurrence, recipient_id__in=others
    )
    return same.filter(result=MessageState.SENT).exists()


for _rule in RULES:
    registry.builder(_rule.name)(partial(build, _rule))
