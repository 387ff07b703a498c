"""Has anything changed? Asked by every screen every second or two, so it is one query by primary key."""

import uuid
from dataclasses import dataclass

from django.db.models import Count, Max, Q

from cycles.analysis.models import ProtocolRun
from cycles.evidence.choices import Visibility
from cycles.evidence.queries.shown import is_shared

ON_THE_WALL = (Visibility.SERIES, Visibility.LIBRARY)  # circles that hold the whole series


def shown_to_all(path: str = "") -> Q:
    """Artifacts that may hang on a wall at this moment: open as `evidence` says, to the whole series or wider."""
    return is_shared(path) & Q(**{f"{path}visibility__in": ON_THE_WALL})


@dataclass(frozen=True)
class Pulse:
    """Versions of a run, and the mark of what hangs on its wall: another mark, another set of samples."""

    version: int
    frame: int
    sorts: int
    mark: str


NOTHING = Pulse(0, 0, 0, "")


def pulse(pk: uuid.UUID) -> Pulse:
    """An artifact that is withdrawn, unshared, masked again or back changes the mark, though its row knows nothing of
    runs. `NOTHING` for a run that is not there."""
    rows = ProtocolRun.objects.filter(pk=pk).order_by().values_list("version", "frame", "sorts")
    found = list(
        rows.annotate(
            there=Count("samples", filter=shown_to_all("samples__artifact__"), distinct=True),
            all=Count("samples", distinct=True),
            at=Max("samples__artifact__updated_at"),
        )
    )
    if not found:
        return NOTHING
    version, frame, sorts, there, number, at = found[0]
    return Pulse(version, frame, sorts, f"{there}.{number}.{at.timestamp() if at else 0:.6f}")
