"""Questions about asking. Nothing here reads an answer: that is for counting alone (reports)."""

from datetime import datetime
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone

from cycles.followup.instruments import SESSION_EXIT
from cycles.followup.models import InstrumentVersion, Response
from cycles.planning.models import Session
from cycles.roster.queries import confirmed_attendance
from cycles.roster.windows import SURVEY_CLOSES, SURVEY_OPENS, survey_is_open, survey_opens
from participants.models import Person


class Phase(StrEnum):
    """Of the exit survey: from 30 minutes before the end of a session, or its earlier closing, for 30 days."""

    BEFORE = "before"
    OPEN = "open"
    CLOSED = "closed"


def phase(session: Session, now: datetime | None = None) -> Phase:
    moment = now or timezone.now()
    opens = survey_opens(session)
    if opens is None or moment < opens:
        return Phase.BEFORE
    return Phase.OPEN if survey_is_open(session, moment) else Phase.CLOSED


def current_version(key: str = SESSION_EXIT) -> InstrumentVersion:
    """The wording in use now: the newest."""
    versions = InstrumentVersion.objects.filter(instrument__key=key).select_related("instrument")
    return versions.prefetch_related("items").order_by("-number")[0]


def attended(session: Session, person: Person) -> bool:
    """Whether the person was there, as far as a leader or the check-in confirmed it."""
    return confirmed_attendance().filter(session=session, person__root=person.root_id).exists()


def has_answered(session: Session, person: Person, key: str = SESSION_EXIT) -> bool:
    rows = Response.objects.filter(session=session, person__root=person.root_id)
    return rows.filter(instrument__key=key).exists()


def open_surveys(person: Person) -> list[Session]:
    """Sessions the person came to and may still say something about, the latest first. For the home page."""
    now = timezone.now()
    mine = confirmed_attendance().filter(person__root=person.root_id).values("session")
    answered = Response.objects.filter(person__root=person.root_id, instrument__key=SESSION_EXIT)
    begun = Q(ends_at__lte=now + SURVEY_OPENS) | Q(closed_at__lte=now)
    rows = Session.objects.filter(begun, pk__in=mine, ends_at__gt=now - SURVEY_CLOSES)
    rows = rows.exclude(pk__in=answered.values("session"))
    return list(rows.select_related("series").order_by("-ends_at"))
