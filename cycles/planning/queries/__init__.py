"""Questions about plans: what is missing, which session is next, how the cycle line looks."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from cycles.planning.choices import OPEN_STATES, SeriesState, SessionState, TeamState
from cycles.planning.models import FollowUpItem, Outcome, Series, SeriesLeader, Session
from cycles.planning.queries.amounts import amount
from districts.models import District
from ilc.core.ui import Station
from participants.models import Person

OVER = (SessionState.HELD, SessionState.CANCELLED)
ON_TEAM = (TeamState.ACCEPTED, TeamState.INVITED)


@dataclass(frozen=True)
class Missing:
    """One thing a series lacks before it can be submitted (domain.md 3.1), told where it is filled in."""

    section: str
    text: str
    brief: str


def missing(series: Series) -> list[Missing]:
    """Everything that still keeps a series from being submitted, in the order of the plan page; in one query."""
    return missing_of([series])[series.pk]


def missing_of(rows: Iterable[Series]) -> dict[uuid.UUID, list[Missing]]:
    """The same for several, in one query."""
    them = {one.pk: one for one in rows}
    amounts = _amounts(them) if them else {}
    return {pk: _missing(one, amounts.get(pk, (0, 0, 0, 0))) for pk, one in them.items()}


def _missing(series: Series, amounts: tuple[int, int, int, int]) -> list[Missing]:
    found = []
    outcomes, sessions, leaders, follow_up = amounts
    if series.host is None:
        found.append(Missing("host", "Choose the district or alliance that hosts the series.", "a host"))
    if not outcomes:
        text = "State at least one outcome: what will teachers do, know or notice?"
        found.append(Missing("outcomes", text, "an outcome"))
    if sessions < 2:
        more, brief = ("one more session",) * 2 if sessions else ("at least two sessions", "two sessions")
        found.append(Missing("sessions", f"Add {more}. A session may stay without a date.", brief))
    if not series.single_leader_reason and leaders < 2:
        text = "Have a second leader who accepts, or say why one is enough."
        found.append(Missing("team", text, "a second leader, or a reason"))
    if not follow_up:
        text = "Plan at least one follow-up contact between or after the sessions."
        found.append(Missing("follow-up", text, "one contact"))
    return found


def _amounts(series: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int, int, int]]:
    """Outcomes, sessions not cancelled, leaders who accepted, contacts of the follow-up plan."""
    rows = Series.objects.filter(pk__in=list(series)).values_list(
        "pk",
        amount(Outcome.objects.all()),
        amount(Session.objects.exclude(state=SessionState.CANCELLED)),
        amount(SeriesLeader.objects.filter(state=TeamState.ACCEPTED)),
        amount(FollowUpItem.objects.all()),
    )
    return {pk: (outcomes, sessions, leaders, contacts) for pk, outcomes, sessions, leaders, contacts in rows}


def approving_district(series: Series) -> District | None:
    """The district that approves: the host, or the lead district of the hosting alliance."""
    if series.host_alliance:
        return series.host_alliance.lead_district
    return series.host_district


def needs_approval(series: Series) -> bool:
    district = approving_district(series)
    return bool(district and district.requires_approval)


def request_of(series: Series) -> str:
    """What the approving district asks the leaders to change; empty unless it came back and is a draft still."""
    return series.return_reason if series.state == SeriesState.DRAFT else ""


def sessions_of(series: Series) -> QuerySet[Session]:
    """Sessions in order, with their strands."""
    return series.sessions.prefetch_related("strands").order_by("number")


def next_session(series: Series, after: int | None = None) -> Session | None:
    """The first session, after this number if given, that is neither held nor cancelled."""
    rows = series.sessions.exclude(state__in=OVER)
    if after is not None:
        rows = rows.filter(number__gt=after)
    session = rows.order_by("number").first()
    if session:
        session.series = series
    return session


def team(series: Series) -> QuerySet[SeriesLeader]:
    """Leaders and those invited to lead, first named first."""
    return series.team.filter(state__in=ON_TEAM).select_related("person__root").order_by("created_at", "id")


def leaders(series: Series) -> list[str]:
    """Full names of those who lead, first named first."""
    return [row.person.root.name for row in team(series) if row.state == TeamState.ACCEPTED]


def team_row(series: Series, person: Person | None) -> SeriesLeader | None:
    """This person's place on the team, invited or accepted."""
    return team(series).filter(person__root=person.root_id).first() if person else None


def asked_to_lead(person: Person) -> QuerySet[Series]:
    """Series whose leaders wait for this person's yes or no."""
    asked = SeriesLeader.objects.filter(person__root=person.root_id, state=TeamState.INVITED)
    return Series.objects.filter(pk__in=asked.values("series")).order_by("pk")


def stations(series: Series, sessions: list[Session] | None = None) -> list[Station]:
    """The cycle line of a series: sessions, and the tries between them. Cancelled sessions are left out."""
    rows = sessions_of(series) if sessions is None else sessions
    going = [one for one in rows if one.state != SessionState.CANCELLED]
    line: list[Station] = []
    for index, session in enumerate(going):
        session.series = series
        begun = session.state in (SessionState.HELD, SessionState.IN_PROGRESS)
        if index:
            before = going[index - 1].state == SessionState.HELD
            line.append(
                Station("try", f"Try {index}", state="done" if begun and before else "now" if before else "")
            )
        ongoing = session.state == SessionState.IN_PROGRESS
        first = index == 0 and not begun and series.state in OPEN_STATES
        note = "today" if ongoing else session.brief_day or "to be scheduled"
        line.append(
            Station(
                "session",
                session.label,
                note,
                "now" if ongoing or first else "done" if begun else "",
                reverse("planning:session", args=[session.pk]),
            )
        )
    return line


def overdue_starts(now: datetime) -> list[uuid.UUID]:
    """Scheduled sessions of open series whose start has come."""
    rows = Session.objects.filter(
        state=SessionState.SCHEDULED, starts_at__lte=now, series__state__in=OPEN_STATES
    )
    return list(rows.order_by("starts_at").values_list("pk", flat=True))


def overdue_ends(now: datetime) -> list[uuid.UUID]:
    """Sessions in progress whose end has come."""
    rows = Session.objects.filter(state=SessionState.IN_PROGRESS, ends_at__lte=now)
    return list(rows.order_by("ends_at").values_list("pk", flat=True))


def unfinished(series: Series) -> Session | None:
    """The first session that keeps a series from being completed."""
    return series.sessions.exclude(state__in=OVER).order_by("number").first()


def editable(series: Series) -> bool:
    """Whether the plan may still change."""
    return series.state not in (SeriesState.COMPLETED, SeriesState.ARCHIVED, SeriesState.CANCELLED)
