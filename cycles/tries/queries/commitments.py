"""What people wrote down that they will change: their own words for themselves, a number for leaders."""

import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from cycles.planning.choices import LIVE_STATES, SessionState
from cycles.planning.models import Session
from cycles.roster.choices import CAME
from cycles.roster.models import Attendance
from cycles.tries.models import Commitment, Try
from cycles.tries.queries.drafts import CLASS
from participants.models import Person

LINES = {"first": 1, "second": 2, "third": 3}  # form field -> position
NEAR_THE_END = timedelta(minutes=45)  # from then on the home page asks
ASKED_FOR = timedelta(days=2)  # and until then after the end
TIME_TO_DO = timedelta(days=3)  # before the home page asks what became of it
NOT_FORGOTTEN = timedelta(days=120)  # and for how long it asks


@dataclass(frozen=True)
class WrittenDown:
    """One person's lines of one session: as they stand, and what stood there before, with its answers."""

    session: Session
    now: list[Commitment]
    before: list[Commitment]

    def __bool__(self) -> bool:
        return bool(self.now or self.before)


def written_down(person: Person, session: Session) -> WrittenDown:
    """Through merges; of two records the later words of a line. Before: oldest first."""
    rows = Commitment.objects.filter(person__root=person.root_id, session=session).order_by("updated_at")
    by_line: dict[int, Commitment] = {}
    before = []
    for one in rows:
        if one.followed_at:
            before.append(one)
        else:
            by_line[one.position] = one
    return WrittenDown(session, [by_line[position] for position in sorted(by_line)], before)


def written_around(attempt: Try, following: Session | None) -> list[WrittenDown]:
    """What its owner wrote down at the session it follows, and where they looked at it together: that comes first."""
    looked = attempt.analysed_in or following
    sessions = [attempt.session, *([looked] if looked and looked != attempt.session else [])]
    found = (written_down(attempt.person, session) for session in reversed(sessions))
    return [one for one in found if one]


def written(person: Person, session: Session) -> list[Commitment]:
    """The lines as they stand."""
    return written_down(person, session).now


def texts(rows: list[Commitment]) -> dict[str, str]:
    """By form field. What was answered is done: its line is free for new words."""
    stored = {one.position: one.text for one in rows if not one.carried_out}
    return {name: stored.get(position, "") for name, position in LINES.items()}


def rev(words: Mapping[str, str]) -> str:
    """A short mark of each line, so that a form knows which of them changed."""
    return ".".join(f"{zlib.crc32(words.get(name, '').encode()):08x}" for name in LINES)


def how_many_wrote(
    session: Session, roots: QuerySet[Any] | None = None, since: datetime | None = None
) -> int:
    """People with words for this session; of these people only (ids of roots), written or changed since then."""
    rows = Commitment.objects.filter(session=session)
    if roots is not None:
        rows = rows.filter(person__root__in=roots)
    if since is not None:
        rows = rows.filter(_written_since(since))
    return rows.values("person__root").distinct().count()


def _written_since(moment: datetime) -> Q:
    """An answer touches its row, too: of an answered line only the day it was written tells."""
    return Q(created_at__gte=moment) | Q(carried_out="", updated_at__gte=moment)


def all_before(rows: Collection[Commitment], moment: datetime) -> bool:
    """Whether there are lines to be answered, and none of them was written or changed since."""
    there = [one for one in rows if not one.carried_out]
    return bool(there) and all(one.updated_at < moment for one in there)


def to_commit(person: Person, now: datetime) -> list[Session]:
    """Sessions this person is in or just came from, near their end, for which nothing is written yet."""
    came = Attendance.objects.filter(person__root=person.root_id, status__in=CAME).values("session")
    done = Commitment.objects.filter(person__root=person.root_id).values("session")
    rows = Session.objects.filter(pk__in=came, series__state__in=LIVE_STATES, starts_at__lte=now)
    rows = rows.filter(ends_at__lte=now + NEAR_THE_END, ends_at__gte=now - ASKED_FOR).exclude(pk__in=done)
    return list(rows.exclude(state=SessionState.CANCELLED).select_related("series").order_by("starts_at"))


def unanswered(person: Person, session: Session) -> list[Commitment]:
    """What waits to be answered of what the person wrote in this session."""
    return [one for one in written(person, session) if not one.carried_out]


def to_answer(person: Person, now: datetime) -> list[Commitment]:
    """Lines written some days ago, at sessions as long past, not answered yet: oldest session first, then by line.
    Whether another session follows is no matter; where theirs has no date, and for how long is asked, theirs counts."""
    rows = Commitment.objects.filter(person__root=person.root_id, carried_out="", followed_at=None)
    rows = rows.filter(created_at__lte=now - TIME_TO_DO)  # a joint look may come weeks after its session
    rows = rows.filter(Q(session__ends_at=None) | Q(session__ends_at__lte=now - TIME_TO_DO))
    rows = rows.filter(Q(session__ends_at__gte=now - NOT_FORGOTTEN) | Q(created_at__gte=now - NOT_FORGOTTEN))
    rows = rows.filter(session__series__state__in=LIVE_STATES).exclude(session__state=SessionState.CANCELLED)
    return list(rows.select_related("session__series").order_by("session__starts_at", "session", "position"))


def last_class(person: Person) -> dict[str, Any]:
    """The class of the person's latest try that names one: said once, remembered."""
    told = Q(class_label__gt="") | Q(grade__gt="") | Q(class_size__isnull=False)
    rows = Try.objects.filter(told, person__root=person.root_id).order_by("-updated_at")
    return rows.values(*CLASS).first() or {}
