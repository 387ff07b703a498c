"""How a series and a session live: each one table of from, verb, to, who, when (domain.md 4)."""

from cycles.planning.choices import ASKING, TELLABLE, SeriesState, SessionState, SupportState
from cycles.planning.models import Series, Session, SupportLine
from cycles.planning.queries import missing, needs_approval, unfinished
from districts.permissions import Permission
from ilc.core.lifecycle import Lifecycle, Step

LEADER = Permission.SERIES_EDIT
APPROVER = Permission.SERIES_APPROVE
ASKED_ONE = Permission.SUPPORT_ANSWER
EITHER = "the leaders and who promised"
CLOCK = "the clock"


def _incomplete(series: Series) -> str:
    return " ".join(one.text for one in missing(series))


def _not_to_submit(series: Series) -> str:
    if why := _incomplete(series):
        return why
    return (
        "" if needs_approval(series) else f"{series.host} needs no approval: you can publish it yourselves."
    )


def _not_to_publish(series: Series) -> str:
    if why := _incomplete(series):
        return why
    return f"{series.host} approves its series first: send it for approval." if needs_approval(series) else ""


def _not_over(series: Series) -> str:
    session = unfinished(series)
    if session is None:
        return ""
    return f"{session.label} is still to come. Hold it or cancel it, then complete the series."


def _closed(session: Session) -> str:
    return "Its attendance is closed: it took place and stays in the record." if session.closed_at else ""


S, T = SeriesState, SessionState
SERIES: Lifecycle[Series] = Lifecycle(
    "series",
    (
        Step(S.DRAFT, "submitted", S.SUBMITTED, LEADER, _not_to_submit),
        Step(S.SUBMITTED, "returned", S.DRAFT, APPROVER),
        Step(S.SUBMITTED, "published", S.PUBLISHED, APPROVER, _incomplete),
        Step(S.DRAFT, "published", S.PUBLISHED, LEADER, _not_to_publish),
        Step(S.PUBLISHED, "started", S.RUNNING, CLOCK),
        Step(S.RUNNING, "completed", S.COMPLETED, LEADER, _not_over),
        Step(S.COMPLETED, "archived", S.ARCHIVED, LEADER),
        *(
            Step(origin, "cancelled", S.CANCELLED, LEADER)
            for origin in (S.DRAFT, S.SUBMITTED, S.PUBLISHED, S.RUNNING)
        ),
    ),
)

SESSION: Lifecycle[Session] = Lifecycle(
    "session",
    (
        Step(T.UNSCHEDULED, "scheduled", T.SCHEDULED, LEADER),
        Step(T.SCHEDULED, "moved", T.SCHEDULED, LEADER),
        Step(T.SCHEDULED, "put off", T.UNSCHEDULED, LEADER),
        Step(T.SCHEDULED, "started", T.IN_PROGRESS, CLOCK),
        Step(T.IN_PROGRESS, "held", T.HELD, CLOCK),
        *(
            Step(origin, "cancelled", T.CANCELLED, LEADER)
            for origin in (T.UNSCHEDULED, T.SCHEDULED, T.IN_PROGRESS)
        ),
        Step(T.HELD, "cancelled", T.CANCELLED, LEADER, _closed),  # the clock held it, but nobody was there
    ),
)


def _not_answerable(line: SupportLine) -> str:
    if line.series.state in ASKING:
        return ""
    return f"This series is {line.series.get_state_display().lower()}: it asks for no answer now. Nothing was changed."


U = SupportState
SUPPORT: Lifecycle[SupportLine] = Lifecycle(
    "request",
    (
        *(
            Step(origin, "pledged", U.PLEDGED, ASKED_ONE, _not_answerable)
            for origin in (U.ASKED, U.PARTLY, U.DECLINED)
        ),
        *(
            Step(origin, "pledged in part", U.PARTLY, ASKED_ONE, _not_answerable)
            for origin in (U.ASKED, U.PLEDGED, U.PARTLY, U.DECLINED)
        ),
        *(
            Step(origin, "declined", U.DECLINED, ASKED_ONE, _not_answerable)
            for origin in (U.ASKED, U.PLEDGED, U.PARTLY)
        ),
        Step(U.PARTLY, "accepted", U.PLEDGED, LEADER),
        *(
            Step(origin, "asked again", U.ASKED, LEADER)
            for origin in (U.ASKED, U.PLEDGED, U.PARTLY, U.DECLINED)
        ),
        *(
            Step(origin, "withdrawn", U.WITHDRAWN, LEADER)
            for origin in (U.ASKED, U.PLEDGED, U.PARTLY, U.DECLINED)
        ),
        *(
            Step(origin, verb, to, EITHER)
            for origin in TELLABLE
            for verb, to in (("kept", U.KEPT), ("not kept", U.NOT_KEPT), ("told differently", U.DIFFERING))
        ),
    ),
)
