"""What every change of a plan asks first."""

from cycles.planning.choices import SeriesState
from cycles.planning.models import Series
from cycles.planning.queries import editable, missing
from ilc.core.errors import Refused


def must_be_editable(series: Series) -> None:
    """Completed, archived and cancelled series stay as they were."""
    if not editable(series):
        raise Refused(
            f"This series is {series.get_state_display().lower()}: its plan stays as it is.", "over"
        )


def must_stay_whole(series: Series, section: str) -> None:
    """A series beyond draft keeps what it needed in this section for submission (domain.md 3.1)."""
    if series.state == SeriesState.DRAFT:
        return
    if lacking := [one for one in missing(series) if one.section == section]:
        raise Refused(f"This series is {series.get_state_display().lower()}. {lacking[0].text}", "not-whole")
