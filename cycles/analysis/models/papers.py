"""The record as a PDF, set by a worker for one reader."""

import secrets

from django.conf import settings
from django.db import models

from cycles.analysis.models.runs import ProtocolRun
from ilc.core.choices import WorkState
from ilc.core.models import Deferred


def stored_name(_: models.Model, __: str) -> str:
    """A name that tells nothing and cannot be guessed."""
    return f"analysis/{secrets.token_hex(16)}.pdf"


class RecordPaper(Deferred):
    """The record as its asker may see it. `digest` is of all that stands in it: handed out only while it is the same
    as now, so that nothing withdrawn since leaves with it."""

    run = models.ForeignKey(ProtocolRun, on_delete=models.CASCADE, related_name="papers")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    pdf = models.FileField(upload_to=stored_name, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "requested_by"], name="one_record_paper_each")]

    def __str__(self) -> str:
        return f"Record of {self.run}"

    @property
    def is_ready(self) -> bool:
        return self.work_state == WorkState.DONE and bool(self.pdf)

    @property
    def has_failed(self) -> bool:
        return self.work_state == WorkState.DONE and not self.pdf
