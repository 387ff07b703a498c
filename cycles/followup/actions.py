"""Writing: nudges, answers, new wordings."""

import uuid
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from cycles.followup import queries
from cycles.followup.instruments import Question
from cycles.followup.models import Answer, Instrument, InstrumentVersion, Item, Nudge, Response
from cycles.planning.models import Session
from ilc.accounts.models import User
from ilc.core import events, outbox
from ilc.core.errors import Refused, Stale
from participants.models import Person


@transaction.atomic
def nudge(*, token: uuid.UUID, session: Session, people: Iterable[Person], text: str, by: User) -> Nudge:
    """Send a kind message about the tries after `session`. `token` comes with the form: sent twice, it is one."""
    recipients = list(people)
    if found := Nudge.objects.filter(pk=token).first():
        if found.session_id != session.pk or found.by_id != by.pk:
            raise Refused("This form belongs to another page. Open the table again.", "token")
        return found
    if not recipients:
        raise Refused("Choose at least one person.", "nobody")
    try:
        with transaction.atomic():
            made = Nudge.objects.create(pk=token, series=session.series, session=session, text=text, by=by)
    except IntegrityError:  # the other click was faster
        return Nudge.objects.get(pk=token)
    made.recipients.set(recipients)
    outbox.post_many(outbox.Draft("nudge", person.pk, made.pk, "once") for person in recipients)
    events.record("nudge.sent", made, by=by, people=len(recipients), session=str(session.pk))
    return made


@transaction.atomic
def answer(
    *,
    session: Session,
    person: Person,
    version: InstrumentVersion,
    answers: dict[uuid.UUID, int | str],
    by: User | None,
) -> bool:
    """Keep somebody's answers, by item; False when they answered before. The first answer freezes the wording.

    The domain event says that somebody answered, never what.
    """
    if not queries.attended(session, person):
        raise Refused("Your attendance of this session is not confirmed yet.", "not-there")
    if queries.has_answered(session, person, version.instrument.key):
        return False
    if (when := queries.phase(session)) != queries.Phase.OPEN:
        late = when == queries.Phase.CLOSED
        raise Refused("The time to answer is over." if late else "These questions open near the end.", when)
    InstrumentVersion.objects.filter(pk=version.pk, frozen_at=None).update(frozen_at=timezone.now())
    items = {item.pk: item for item in Item.objects.filter(version=version)}
    if not answers.keys() <= items.keys():
        raise Stale("The questions changed while you answered. Please look through them once more.")
    try:
        with transaction.atomic():
            response = Response.objects.create(version=version, session=session, person_id=person.root_id)
    except IntegrityError:  # a double click: the other one was faster
        return False
    Answer.objects.bulk_create(
        Answer(
            response=response,
            item=items[pk],
            value=None if isinstance(given, str) else given,
            text=given if isinstance(given, str) else "",
        )
        for pk, given in answers.items()
        if given != ""
    )
    events.record("survey.answered", session, by=by, on_behalf_of=person.root_id)
    return True


@transaction.atomic
def revise(
    *, instrument: Instrument, intro: str, questions: Iterable[Question], by: User | None
) -> InstrumentVersion:
    """Another wording: in place while nobody answered, as a new version once frozen (domain.md 3.8)."""
    latest = (
        InstrumentVersion.objects.select_for_update().filter(instrument=instrument).order_by("-number")[0]
    )
    if latest.frozen_at:
        version = InstrumentVersion.objects.create(
            instrument=instrument,
            number=latest.number + 1,
            intro=intro,
            confidentiality=latest.confidentiality,
        )
    else:
        latest.items.all().delete()
        InstrumentVersion.objects.filter(pk=latest.pk).update(intro=intro, updated_at=timezone.now())
        version = latest
    Item.objects.bulk_create(
        Item(
            version=version,
            position=position,
            kind=one.kind,
            text=one.text,
            domain=one.domain,
            guskey_level=one.guskey_level,
            required=one.required,
        )
        for position, one in enumerate(questions, start=1)
    )
    events.record("instrument.revised", version, by=by, number=version.number)
    return version
