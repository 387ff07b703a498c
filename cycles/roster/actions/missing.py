""" "This is missing": somebody asks, a leader answers, both see it. Asked once a person and session."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from cycles.planning.choices import DATED_STATES, LIVE_STATES, TeamState
from cycles.planning.models import Session
from cycles.roster import queries
from cycles.roster.choices import CAME, MissingState
from cycles.roster.lifecycle import MISSING
from cycles.roster.models import MissingHours
from ilc.accounts.models import User
from ilc.core import events, outbox
from ilc.core.errors import Refused
from participants.models import Person

AT_ONCE = 12  # waiting for an answer: a school year's worth, not a flood
BUNDLE = timedelta(hours=1)  # what is asked within it reaches the leaders in one mail


@transaction.atomic
def ask(*, session: Session, person: Person, sentence: str, by: User | None) -> MissingHours:
    """Tell the leaders that one was there. Asked twice it stays one question, with its first words."""
    person = person.root
    if found := MissingHours.objects.filter(session=session, person__root=person.pk).first():
        return found
    _must_be_possible(session, person)
    # One row of the person is held, so that many questions sent at once don't slip past the limit.
    Person.objects.select_for_update().get(pk=person.pk)
    waiting = MissingHours.objects.filter(person__root=person.pk, state=MissingState.WAITING).count()
    if waiting >= AT_ONCE:
        raise Refused(
            f"{waiting} of your questions wait for an answer. Ask again when the leaders have answered some.",
            "too-many",
        )
    try:
        with transaction.atomic():
            made = MissingHours.objects.create(session=session, person=person, sentence=sentence)
    except IntegrityError:  # a double click
        return MissingHours.objects.get(session=session, person=person)
    events.record("hours.missed", made, by=by, on_behalf_of=person.pk)
    _tell_leaders(session)
    return made


def _must_be_possible(session: Session, person: Person) -> None:
    if queries.is_leader(session.series, person):
        raise Refused("You lead this series: your hours of leading are kept by themselves.", "leader")
    begun = session.starts_at is not None and session.starts_at <= timezone.now()
    if session.state not in DATED_STATES or session.series.state not in LIVE_STATES or not begun:
        raise Refused("This session has not taken place. Choose another one.", "not-held")
    there = queries.attendance_of(session, person)
    if there and there.status in CAME and there.confirmed:
        raise Refused(f"{session.label} stands on your record already: {there.minutes} minutes.", "there")


def _tell_leaders(session: Session) -> None:
    """One mail a leader for all that is asked about a series within the hour."""
    now = timezone.now()
    team = session.series.team.filter(state=TeamState.ACCEPTED).values_list("person__root", flat=True)
    for root in set(team):
        outbox.post(
            rule="hours.missed",
            recipient_id=root,
            object_id=session.series_id,
            occurrence=f"{now:%Y-%m-%dT%H}",
            due_at=now.replace(minute=0, second=0, microsecond=0) + BUNDLE,
        )


@transaction.atomic
def settle(*, session: Session, person: Person, by: User | None) -> None:
    """The attendance is noted now, wherever it was noted: the question is answered, and the person told once."""
    rows = MissingHours.objects.filter(session=session, person__root=person.root_id)
    for one in rows.exclude(state=MissingState.CONFIRMED).select_related("person"):
        MISSING.advance(one, "confirmed", answered_by=by, answered_at=timezone.now(), reason="")
        _answered(one, by)


@transaction.atomic
def decline(*, missing: MissingHours, reason: str, by: User) -> None:
    """Say why not; the same answer twice changes nothing."""
    if not reason.strip():
        raise Refused("Say in a few words why not: they read it.", "reason")
    if missing.state == MissingState.DECLINED:
        return
    MISSING.advance(missing, "declined", answered_by=by, answered_at=timezone.now(), reason=reason.strip())
    _answered(missing, by)


def _answered(one: MissingHours, by: User | None) -> None:
    events.record(f"hours.missed-{one.state}", one, by=by, on_behalf_of=one.person_id, reason=one.reason)
    outbox.post(
        rule="hours.answered", recipient_id=one.person.root_id, object_id=one.pk, occurrence=one.state
    )
