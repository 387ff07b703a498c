"""The counter that every screen asks for."""

import uuid

from django.db.models import F

from cycles.analysis.models import ProtocolRun


def bump(pk: uuid.UUID, *, frame: bool = False, sorts: bool = False) -> ProtocolRun:
    """Raise the run's version, and hold its row until the change is committed: so versions are committed in their
    order, and a screen that saw one has seen all before it. Call it first, inside the change's transaction. Answers
    the run as it is now."""
    rows = ProtocolRun.objects.filter(pk=pk)
    values = {"version": F("version") + 1}
    if frame:
        values["frame"] = F("version") + 1
    if sorts:
        values["sorts"] = F("version") + 1
    rows.update(**values)
    return rows.get()
