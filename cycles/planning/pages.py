"""What every page of a series shows on top: name, state, cycle line, tabs; and the steps of its plan."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import NoReverseMatch, reverse

from cycles.planning.access import AnyUser, hats, meets_colleagues
from cycles.planning.choices import SessionState
from cycles.planning.design import LINES, Hours
from cycles.planning.models import (
    BudgetLine,
    FollowUpItem,
    Outcome,
    Series,
    SeriesLeader,
    SeriesPartner,
    Session,
    SupportLine,
)
from cycles.planning.queries import Missing, missing, sessions_of, stations
from cycles.planning.queries.aims import stated
from cycles.planning.queries.standards import chosen_standards, notices
from districts.permissions import Hat, Permission, allowed
from ilc.core.ui import Bar, Moment

# key, words, address, rights of which one opens it (none: whoever sees the series); people: also who meets them
TABS: tuple[tuple[str, str, str, tuple[Permission, ...]], ...] = (
    ("sessions", "Sessions", "planning:series", ()),
    ("plan", "Plan", "planning:plan", (Permission.SERIES_PLAN_READ,)),
    ("people", "People", "roster:people", (Permission.ROSTER_READ, Permission.ROSTER_OWN_PEOPLE)),
    ("tries", "Tries", "followup:readiness", (Permission.TRY_NAMES,)),
    ("insights", "Insights", "reports:series", (Permission.FIGURES_SERIES,)),
)


def series_head(
    user: AnyUser, series: Series, tab: str, sessions: list[Session] | None = None
) -> dict[str, Any]:
    """Context of `planning/_series_head.html`: for every page below a series."""
    worn = hats(user, series)
    rows = list(sessions_of(series)) if sessions is None else sessions
    tabs = [
        (label, reverse(view, args=[series.pk]), key == tab)
        for key, label, view, rights in TABS
        if not rights
        or any(allowed(worn, right) for right in rights)
        or (key == "people" and meets_colleagues(user, series))
    ]
    return {
        "series": series,
        "tab": tab,
        "tabs": tabs if len(tabs) > 1 else [],
        "stations": stations(series, rows),
        "rule": series.rule_for(sum(one.state != SessionState.CANCELLED for one in rows)),
        "sessions": rows,
        "is_leader": Hat.SERIES_LEADER in worn,
    }


def aims_of(series: Series) -> dict[str, Any]:
    """Outcomes, strategies and standards, as the pages of a series show them."""
    outcomes, strategies = stated(series)
    standards = list(chosen_standards(series))
    return {
        "outcomes": outcomes,
        "strategies": strategies,
        "standards": standards,
        "notices": notices(standards),
    }


def chain(series: Series) -> list[Moment]:
    """The answers from the students back to the room."""
    return [
        Moment(one.get_level_display(), one.text, f"We will know by: {one.evidence}" if one.evidence else "")
        for one in series.aims.exclude(text="")
    ]


@dataclass(frozen=True)
class PlanStep:
    """One step of the plan: a page with an address `planning:<key>`; steps without an address are not shown.

    `filled` asks of a series whether something stands there. `sections` of `queries.missing` belong to the step; a step
    without any is optional."""

    key: str
    label: str
    filled: Q | Exists | None = None
    sections: tuple[str, ...] = ()


_OF = {"series": OuterRef("pk")}
_ANY_MONEY = Exists(SeriesPartner.objects.filter(**_OF)) | Exists(BudgetLine.objects.filter(**_OF))
PLAN_STEPS: tuple[PlanStep, ...] = (
    PlanStep("about", "The idea", ~Q(focus="", description="")),
    PlanStep("aims", "Aims", Exists(Outcome.objects.filter(**_OF)), ("outcomes",)),
    PlanStep("audience", "Who it is for", ~Q(audience="", subjects="", grades=[]), ("host",)),
    PlanStep("sessions", "Sessions", Exists(Session.objects.filter(**_OF)), ("sessions",)),
    PlanStep("follow-up", "Follow-up", Exists(FollowUpItem.objects.filter(**_OF)), ("follow-up",)),
    PlanStep("team", "Team", Exists(SeriesLeader.objects.filter(**_OF)), ("team",)),
    PlanStep("support", "Support", Exists(SupportLine.objects.filter(**_OF))),
    PlanStep("partners", "Partners and budget", _ANY_MONEY),
    PlanStep("check", "Check"),
)


@dataclass(frozen=True)
class GuideStep:
    """A step as the pages of the plan show it. `state`: done, missing or optional."""

    number: int
    key: str
    label: str
    href: str
    state: str
    words: str
    current: bool


@dataclass(frozen=True)
class Guide:
    """All steps, and those beside the one shown."""

    steps: list[GuideStep]
    lacking: list[Missing]
    current: GuideStep | None = None
    before: GuideStep | None = None
    after: GuideStep | None = None

    @property
    def open_steps(self) -> list[GuideStep]:
        """Where something is still missing for publication."""
        return [one for one in self.steps if one.state == "missing" and one.key != "check"]


def guide(series: Series, current: str = "") -> Guide:
    """Where each step of a plan stands, in two queries."""
    lacking = missing(series)
    asked = {
        f"has_{step.key.replace('-', '_')}": step.filled for step in PLAN_STEPS if step.filled is not None
    }
    values = Series.objects.filter(pk=series.pk).values(**asked).first() or {}
    steps: list[GuideStep] = []
    for step in PLAN_STEPS:
        try:
            href = reverse(f"planning:{step.key}", args=[series.pk])
        except NoReverseMatch:
            continue
        filled = bool(values.get(f"has_{step.key.replace('-', '_')}"))
        state, words = _standing(step, filled, lacking)
        steps.append(GuideStep(len(steps) + 1, step.key, step.label, href, state, words, step.key == current))
    at = next((index for index, step in enumerate(steps) if step.current), None)
    if at is None:
        return Guide(steps, lacking)
    around = (steps[at - 1] if at else None, steps[at + 1] if at + 1 < len(steps) else None)
    return Guide(steps, lacking, steps[at], *around)


def _standing(step: PlanStep, filled: bool, lacking: list[Missing]) -> tuple[str, str]:
    """State of a step, and its words."""
    if step.key == "check":
        return ("missing", f"{len(lacking)} still missing") if lacking else ("done", "nothing missing")
    short = [one.brief for one in lacking if one.section in step.sections]
    if short:
        return "missing", f"needs {' and '.join(short)}"
    return ("done", "done") if filled or step.sections else ("optional", "optional")


def step_after(series: Series, current: str) -> GuideStep | None:
    return guide(series, current).after


def hour_bars(hours: Hours) -> list[Bar]:
    """Planned hours beside the reference lines, on one scale."""
    widest = max(hours.minutes / 60, *LINES)
    planned = Bar("Planned", hours.hours, hours.hours / widest, shown=hours.figure)
    return [planned, *(Bar(f"Reference line of {line}", line, line / widest, "c") for line in LINES)]
