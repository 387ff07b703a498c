"""What somebody does next, and their own cycle line. Words stand here, since home and mail show the same."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from cycles.planning.choices import SessionState
from cycles.planning.models import Series, Session
from cycles.tries.choices import Decision, TryState
from cycles.tries.models import Try
from cycles.tries.queries.work import Work, has_begun, work, works
from ilc.core.days import in_words
from ilc.core.ui import Station
from participants.models import Person


@dataclass(frozen=True)
class Step:
    """One line of "before then". `primary` marks the one to do now: the first that is not done."""

    title: str
    note: str
    done: bool
    href: str
    button: str
    primary: bool = False
    minutes: int = 0  # how long it takes; 0 when done


def day(value: date | None) -> str:
    """Tuesday, 28 January"""
    return in_words(value) if value else ""


def decidable(attempt: Try, following: Session | None) -> bool:
    """Whether keep / adapt / set aside can be answered now (the table in `lifecycle` has the last word)."""
    if attempt.state == TryState.ANALYSED:
        return True
    if attempt.state not in (TryState.TRIED, TryState.BROUGHT):
        return False
    if following is None:
        return True
    over = following.ends_at and following.ends_at <= timezone.now()
    return bool(following.closed_at or over)


def steps_of(one: Work) -> list[Step]:
    """What this person does between the last session and the next, the decision on earlier tries first."""
    steps = _decisions(one)
    if one.last is None or (one.following is None and one.assignment is None and one.attempt is None):
        return _first_open(steps)
    if one.attempt is None:
        wish = one.assignment.text if one.assignment else "One thing from the session, with one class"
        steps.append(
            Step(
                "Plan your try", wish, False, reverse("tries:plan", args=[one.last.pk]), "Plan it", minutes=2
            )
        )
        return _first_open(steps)
    steps += _try_steps(one.attempt)
    return _first_open(steps)


def _decisions(one: Work) -> list[Step]:
    """Earlier tries that wait for a decision, or for their refined round."""
    steps = []
    refined = {attempt.refines_id for attempt in one.tries}
    for attempt in one.tries:
        following = next((s for s in one.sessions if s.number > attempt.session.number), None)
        if decidable(attempt, following):
            note = (
                "Keep it, adapt it or set it aside"
                if attempt.plan == ""
                else f"{attempt.plan}: keep, adapt or set aside?"
            )
            steps.append(
                Step(
                    "Decide what becomes of your try",
                    note,
                    False,
                    reverse("tries:decide", args=[attempt.pk]),
                    "Decide",
                    minutes=1,
                )
            )
        elif attempt.decision == Decision.ADAPT and attempt.pk not in refined:
            steps.append(
                Step(
                    "Plan your refined try",
                    attempt.decision_note,
                    False,
                    reverse("tries:refine", args=[attempt.pk]),
                    "Plan it",
                    minutes=2,
                )
            )
    return steps


def _try_steps(attempt: Try) -> list[Step]:
    page = reverse("tries:detail", args=[attempt.pk])
    if attempt.state == TryState.SKIPPED:
        return [Step("It didn't happen", attempt.get_skip_reason_display(), True, page, "Change")]
    told = attempt.tried_at is not None
    change = reverse("tries:plan", args=[attempt.session_id]) if attempt.state == TryState.PLANNED else page
    planned = f"Planned: {attempt.plan}" if attempt.plan else "Planned"
    tell = reverse("tries:tell", args=[attempt.pk])
    if told:
        return [
            Step(planned, day(attempt.planned_for), True, page, "Look"),
            Step("Told how it went", day(attempt.tried_on), True, tell, "Change"),
        ]
    note = (
        "What you typed is kept. Finish when you like."
        if attempt.draft.get("what_happened")
        else "Two sentences are plenty. Saved as you type."
    )
    return [
        Step(planned, day(attempt.planned_for), True, change, "Change"),
        Step("Tell how it went", note, False, tell, "I tried it", minutes=2),
    ]


def _first_open(steps: list[Step]) -> list[Step]:
    marked: list[Step] = []
    for one in steps:
        first = not one.done and not any(before.primary for before in marked)
        marked.append(Step(one.title, one.note, one.done, one.href, one.button, first, one.minutes))
    return marked


def next_steps(person: Person) -> list[Step]:
    """Over all series of a person; the first open one of all is primary."""
    return _first_open([step for one in works(person) for step in steps_of(one)])


def stations_for(person: Person, series: Series) -> list[Station]:
    """The person's own cycle line: where they came, what they tried, where they are."""
    one = work(person, series)
    return line_of(one) if one else []


def line_of(one: Work) -> list[Station]:
    line: list[Station] = []
    for index, session in enumerate(one.sessions):
        if index:
            line.append(_way(one, one.sessions[index - 1], index))
        line.append(_stop(one, session))
    if one.last and one.sessions and one.last == one.sessions[-1] and (one.assignment or one.attempt):
        line.append(_way(one, one.last, len(one.sessions)))
    return line


def _way(one: Work, before: Session, number: int) -> Station:
    """The try between two sessions."""
    attempt = one.try_after(before)
    href = reverse("tries:detail", args=[attempt.pk]) if attempt else ""
    here = before == one.last and before.state != SessionState.IN_PROGRESS
    if attempt is not None and attempt.state == TryState.SKIPPED:
        return Station(
            "try", f"Try {number}", "you are here" if here else "didn't happen", "now" if here else "", href
        )
    if here:
        return Station("try", f"Try {number}", "you are here", "now", href)
    done = attempt is not None and (attempt.tried_at is not None or attempt.brought_at is not None)
    return Station("try", f"Try {number}", "", "done" if done else "", href)


def _stop(one: Work, session: Session) -> Station:
    href = reverse("planning:session", args=[session.pk])
    if session.pk in one.came and session.state != SessionState.IN_PROGRESS:
        return Station("session", session.label, "you came", "done", href)
    if session.state == SessionState.IN_PROGRESS:
        return Station("session", session.label, "today", "now", href)
    first = one.last is None and session == one.sessions[0]
    local = session.local_date
    note = f"{local.day} {local:%b}" if local else "to be scheduled"
    return Station(
        "session", session.label, note, "now" if first else "done" if has_begun(session) else "", href
    )
