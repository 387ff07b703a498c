"""Originals that a series keeps go when their time is over, whatever ended it."""

import uuid

from django.db import transaction
from django.db.models import Q

from cycles.evidence.choices import USABLE
from cycles.evidence.models import Artifact
from ilc.core import events


def drop_originals(limit: int = 200) -> int:
    """Delete originals of what was withdrawn, refused or purged, and of series that stopped keeping them.

    A job's part, so that nothing else has to know about originals. Safe to run twice. Returns how many went."""
    over = Artifact.objects.exclude(original="").filter(
        ~Q(state__in=USABLE) | Q(attempt__series__keeps_originals=False)
    )
    count = 0
    for pk in list(over.order_by("updated_at").values_list("pk", flat=True)[:limit]):
        count += _drop(pk)
    return count


@transaction.atomic
def _drop(pk: uuid.UUID) -> int:
    """The name is forgotten after the file is gone; while the storage is away, both stay."""
    one = Artifact.objects.select_for_update().filter(pk=pk).exclude(original="").first()
    if one is None:
        return 0
    one.original.storage.delete(str(one.original.name))
    Artifact.objects.filter(pk=pk).update(original="")
    events.record("artifact.original-deleted", one, by=None, on_behalf_of=one.owner_id)
    return 1
