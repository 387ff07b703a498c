"""The life of a protocol run, as one table."""

from cycles.analysis.choices import RunState
from cycles.analysis.models import ProtocolRun
from ilc.core.lifecycle import Lifecycle, Step

S = RunState
LEADS = "a leader of the series, or the facilitator"


def nothing_to_do(run: ProtocolRun) -> str:
    return "" if run.phases.exists() else "This protocol has no phases. Choose another one."


RUN: Lifecycle[ProtocolRun] = Lifecycle(
    "joint look",
    (
        Step(S.PREPARED, "started", S.RUNNING, LEADS, nothing_to_do),
        Step(S.RUNNING, "concluded", S.CONCLUDED, LEADS),
        Step(S.CONCLUDED, "closed", S.CLOSED, LEADS),
        Step(S.PREPARED, "cancelled", S.CANCELLED, LEADS),
        Step(S.RUNNING, "cancelled", S.CANCELLED, LEADS),
        # Undo instead of "are you sure":
        Step(S.RUNNING, "set back", S.PREPARED, LEADS),
        Step(S.CONCLUDED, "continued", S.RUNNING, LEADS),
        Step(S.CLOSED, "reopened", S.CONCLUDED, LEADS),
        Step(S.CANCELLED, "restored", S.PREPARED, LEADS),
    ),
)
