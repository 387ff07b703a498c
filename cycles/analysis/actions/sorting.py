"""Sorting samples by how far they meet the goal. Each for themselves first."""

from django.db import transaction

from cycles.analysis.actions.versions import bump
from cycles.analysis.choices import RunState
from cycles.analysis.models import ProtocolRun, RunSample, Sort
from cycles.evidence.choices import SampleRating
from ilc.core.errors import Refused
from participants.models import Person


@transaction.atomic
def place(*, run: ProtocolRun, sample: RunSample, person: Person, rating: str) -> None:
    """Not yet, partly or meets; the latest word counts, through merges."""
    if rating not in SampleRating.values:
        raise Refused("Choose not yet, partly or meets.", "rating")
    if sample.run_id != run.pk:
        raise Refused("This sample is not on the wall.", "sample")
    now = bump(run.pk, sorts=True)
    if now.state != RunState.RUNNING:
        raise Refused("Sorting is over. What you sorted is kept.", "over")
    own = Sort.objects.filter(sample=sample, person__root=person.root_id)
    if not own.update(rating=rating):
        Sort.objects.create(run=run, sample=sample, person=person, rating=rating)
