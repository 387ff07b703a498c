"""Who has seen a file: what its owner is told."""

from datetime import timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from cycles.evidence.models import Artifact, ArtifactOpening

SAME_LOOK = timedelta(minutes=10)


def openings(artifact: Artifact) -> QuerySet[ArtifactOpening]:
    """One line a person, latest first. A picture on a projector has more viewers than the account it hangs on."""
    rows = artifact.openings.select_related("user__person").annotate(
        latest=Coalesce(F("last_at"), F("created_at"))
    )
    return rows.order_by("-latest")
