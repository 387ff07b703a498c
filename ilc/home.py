"""The first page after signing in: what do I do next, by when, how long does it take.

It only composes: every part is worked out by the app that knows it.
"""

import uuid
from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cycles.analysis.access import going_on
from cycles.evidence import queries as evidence
from cycles.evidence.access import feedback, requests
from cycles.followup import queries as followup
from cycles.planning import queries as planning
from cycles.planning.access import led_series, may_approve, may_draft, series, support_asked
from cycles.planning.choices import OPEN_STATES, SeriesState, SessionState
from cycles.planning.models import Series, Session
from cycles.planning.queries.support import waiting_count
from cycles.roster import queries as roster
from cycles.roster.choices import EnrollmentState
from cycles.roster.hours import hours
from cycles.roster.models import Enrollment
from cycles.tries import queries as tries
from cycles.tries.choices import CarriedOut
from cycles.tries.queries import Step, Work
from districts.access import grants, has, is_program
from districts.permissions import Permission, Role
from ilc.accounts.models import User
from ilc.core.http import public
from ilc.core.ui import Station
from participants.access import person_of, posts
from participants.models import Person

NOTES = 3  # of new feedback that are shown; the others are a number
URGENT_NOW, URGENT_SOON, URGENT_LATER, URGENT_NEVER = range(4)


@dataclass(frozen=True)
class Cycle:
    """One series as its participant sees it."""

    work: Work
    stations: list[Station]
    steps: list[Step]
    expected: bool  # whom the next session concerns: not who gave up the seat

    @property
    def series(self) -> Series:
        return self.work.series

    @property
    def following(self) -> Session | None:
        """The next session, if the person is expected there."""
        return self.work.following if self.expected else None

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps if not step.done)

    @property
    def days_ahead(self) -> int | None:
        """Days until the next session, by its local calendar; None while undated or past."""
        ahead = self.following
        if ahead is None or ahead.local_date is None:
            return None
        days = (ahead.local_date - timezone.now().astimezone(ahead.series.tz).date()).days
        return days if days >= 0 else None


@dataclass(frozen=True)
class Led:
    """One series as its leader sees it: where it stands and the one thing to do now."""

    series: Series
    stations: list[Station]
    note: str
    button: str
    href: str
    urgency: int = URGENT_LATER


def _order(one: Cycle) -> tuple[bool, float, bool, str]:
    """The next dated session first, then what has something left to do."""
    ahead = one.following
    start = ahead.starts_at.timestamp() if ahead and ahead.starts_at and one.days_ahead is not None else 0.0
    return not start, start, all(step.done for step in one.steps), str(one.series.pk)


def _cycles(person: Person) -> list[Cycle]:
    """Each series with its steps, in the order of what comes next."""
    found = evidence.home_steps(person)
    seated = (
        {pk for _, pk in roster.concerned({work.series.pk for work, _ in found}, person.pk)}
        if found
        else set()
    )
    cycles = [Cycle(work, tries.line_of(work), steps, work.series.pk in seated) for work, steps in found]
    return sorted(cycles, key=_order)


def _led(one: Series, sessions: list[Session], missing: int) -> Led:
    stations = planning.stations(one, sessions)
    if one.state == SeriesState.DRAFT:
        some = "one thing" if missing == 1 else f"{missing} things"
        note = (
            f"{some.capitalize()} missing before it can be published" if missing else "Ready to be published"
        )
        plan = reverse("planning:plan", args=[one.pk])
        if planning.request_of(one):
            return Led(one, stations, "A change is asked for", "Read and change", plan, URGENT_SOON)
        return Led(one, stations, note, "Go on planning", plan)
    if one.state == SeriesState.SUBMITTED:
        return Led(one, stations, "Waits for approval", "Look", reverse("planning:series", args=[one.pk]))
    if one.state == SeriesState.COMPLETED:
        href = reverse("reports:series", args=[one.pk])
        return Led(one, stations, "Completed", "See what came of it", href, URGENT_NEVER)
    now = timezone.now()
    for session in sessions:
        soon = session.starts_at and (session.starts_at - now).total_seconds() < 12 * 3600
        if (
            session.state in (SessionState.SCHEDULED, SessionState.IN_PROGRESS)
            and soon
            and not session.is_over
        ):
            return Led(
                one,
                stations,
                f"{session.label} is today",
                "Run it",
                reverse("roster:day", args=[session.pk]),
                URGENT_NOW,
            )
        if session.is_over and session.closed_at is None and session.state != SessionState.CANCELLED:
            href = reverse("tries:close", args=[session.pk])
            return Led(
                one,
                stations,
                f"{session.label} is over and still open",
                f"Close {session.label.lower()}",
                href,
                URGENT_SOON,
            )
    ahead = next((session for session in sessions if session.state not in planning.OVER), None)
    note = (
        f"{ahead.label}: {ahead.local_date:%a %-d %b}"
        if ahead and ahead.local_date
        else "Next date still open"
    )
    return Led(one, stations, note, "Who is ready?", reverse("followup:readiness", args=[one.pk]))


def _leading(user: User) -> list[Led]:
    """What a session needs now before what can wait; otherwise the newest series first. Three queries."""
    states = (SeriesState.DRAFT, SeriesState.SUBMITTED, *OPEN_STATES, SeriesState.COMPLETED)
    rows = led_series(user).filter(state__in=states).select_related("host_district", "host_alliance")
    them = {one.pk: one for one in rows.distinct().order_by("-id")[:12]}
    if not them:
        return []
    sessions: dict[uuid.UUID, list[Session]] = {pk: [] for pk in them}
    for session in Session.objects.filter(series__in=them).order_by("number"):
        session.series = them[session.series_id]
        sessions[session.series_id].append(session)
    drafts = [one for one in them.values() if one.state == SeriesState.DRAFT]
    missing = {pk: len(lacking) for pk, lacking in planning.missing_of(drafts).items()}
    led = (_led(one, sessions[pk], missing.get(pk, 0)) for pk, one in them.items())
    return sorted(led, key=lambda one: one.urgency)


def _waiting_for(user: User) -> list[Series]:
    """Submitted series this account may approve."""
    rows = series(user).filter(state=SeriesState.SUBMITTED).select_related("host_district", "host_alliance")
    return [one for one in rows[:20] if is_program(user) or may_approve(user, one)]


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not isinstance(request.user, User):
        return render(request, "landing.html")
    user = request.user
    person = person_of(user)
    cycles, leading = _cycles(person) if person else [], _leading(user)
    begins = not cycles and not leading
    words = {
        "person": person,
        "cycles": cycles,
        "leading": leading,
        "together": going_on(user),
        "approvals": _waiting_for(user) if grants(user) else [],
        "support_asked": waiting_count(support_asked(user)) if grants(user) else 0,
        "undecided": evidence.undecided_takedowns() if has(user, Permission.EVIDENCE_RULES) else None,
        "grants": grants(user),
        "administers": [grant.district for grant in grants(user) if grant.role == Role.DISTRICT_ADMIN],
        "program": is_program(user),
        "partner": any(grant.role == Role.PARTNER for grant in grants(user)),
        "may_draft": not cycles and (bool(leading) or may_draft(user)),
        "has_place": bool(begins and person and posts(user)),
        **(_own(user, person) if person else {}),
        **(_said(person) if person and cycles else {}),
    }
    return render(request, "home/index.html", words)


def _own(user: User, person: Person) -> dict[str, object]:
    """What waits for this person beside their cycles."""
    asked = Enrollment.objects.filter(
        person__root=person.pk,
        state__in=(EnrollmentState.INVITED, EnrollmentState.OFFERED, EnrollmentState.WAITLISTED),
    )
    return {
        "asked_to_lead": planning.asked_to_lead(person),
        "asked": asked.filter(series__state__in=OPEN_STATES).select_related("series"),
        "surveys": followup.open_surveys(person),
        "here_now": roster.to_check_in(person, timezone.now()),
        "to_answer": tries.to_answer(person, timezone.now()),
        "carried_out": CarriedOut.choices,
        "to_commit": tries.to_commit(person, timezone.now()),
        "takedowns": evidence.own_takedowns(person)[:5],
        "feedback_asked": requests(user).select_related("attempt__person__root").order_by("created_at")[:3],
        "feedback_answers": evidence.unread_answers(feedback(user), person)[:3],
        "hours": hours(person),
    }


def _said(person: Person) -> dict[str, object]:
    """New feedback: the latest notes, how many there are, and on which tries the others stand. One query."""
    notes = list(evidence.unread_feedback(person))
    tries_of = {one.attempt_id: one.attempt for one in notes[NOTES:]}
    numbers = Counter(one.attempt_id for one in notes[NOTES:])
    more = [(tries_of[pk], number) for pk, number in numbers.items()]
    return {"feedback": notes[:NOTES], "feedback_count": len(notes), "feedback_more": more}


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy.html")
