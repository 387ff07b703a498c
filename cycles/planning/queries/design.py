"""What the design check looks at, in four queries however large the series is."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from cycles.planning.choices import AgendaKind, AimLevel, ContactBy, ContactKind, SessionState, TeamState
from cycles.planning.design import Design, Facts, Planned, Sitting, assess
from cycles.planning.models import AgendaItem, Aim, FollowUpItem, Outcome, Series, SeriesLeader, Session
from cycles.planning.queries.amounts import amount

TOGETHER = (ContactKind.REFLECTION, ContactKind.STUDENT_WORK, ContactKind.PEER_VISIT)
SEATED = ("registered", "completed")  # roster's words


def design_of(series: Series, sessions: list[Session] | None = None) -> Design:
    """The design check of a series; `sessions` if they are at hand."""
    return assess(facts_of(series, sessions))


def facts_of(series: Series, sessions: list[Session] | None = None) -> Facts:
    rows = list(series.sessions.order_by("number")) if sessions is None else sessions
    for one in rows:
        one.series = series
    enrolled, with_colleague = _colleagues(series)
    return Facts(
        sittings=tuple(
            Sitting(one.number, one.local_date, one.minutes)
            for one in rows
            if one.state != SessionState.CANCELLED
        ),
        contacts=tuple(_planned(one) for one in series.follow_up.all()),
        enrolled=enrolled,
        with_colleague=with_colleague,
        **_said(series),
    )


def _planned(item: FollowUpItem) -> Planned:
    together = item.kind in TOGETHER or item.by == ContactBy.COLLEAGUE
    return Planned(item.after_session, item.days_after, item.depth, together)


def _said(series: Series) -> dict[str, Any]:
    """Team, aims and agenda, in one query."""

    def any_of(rows: QuerySet[Any], **given: Any) -> Exists:
        return Exists(rows.filter(series=OuterRef("pk"), **given))

    aims = Aim.objects.exclude(text="")
    asked = {
        "leaders": amount(SeriesLeader.objects.filter(state=TeamState.ACCEPTED)),
        "outcomes": amount(Outcome.objects.all()),
        "strategies": amount(Series.strategies.through.objects.all()),
        "standards": amount(Series.standards.through.objects.all()),
        "joint_analysis": amount(
            AgendaItem.objects.filter(kind=AgendaKind.JOINT_ANALYSIS, removed_at=None).exclude(
                session__state=SessionState.CANCELLED
            ),
            "session__series",
        ),
        "student_aim": any_of(aims, level=AimLevel.STUDENTS),
        "student_evidence": any_of(aims.exclude(evidence=""), level=AimLevel.STUDENTS),
        "use_aim": any_of(aims, level=AimLevel.USE),
    }
    named = {f"its_{name}": what for name, what in asked.items()}  # fields have these names already
    found: dict[str, Any] = dict(Series.objects.filter(pk=series.pk).values(**named).get())
    said = {name: found[f"its_{name}"] for name in asked}
    said["practices"] = said.pop("strategies") + said.pop("standards")
    return said


def _colleagues(series: Series) -> tuple[int, int]:
    """People with a seat, and those of them with a colleague of their school among them. Counted by the appointment
    each chose; two in one school are two with a colleague, one alone or without a school is none."""
    seated = series.enrollments.filter(state__in=SEATED)
    groups = seated.order_by().values("appointment__school").annotate(n=Count("person__root", distinct=True))
    rows = [(one["appointment__school"], one["n"]) for one in groups]
    return sum(n for _, n in rows), sum(n for school, n in rows if school and n > 1)
