"""Who has seen a file: what its owner is told."""

from collections.abc import Callable
from datetime import timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from cycles.evidence.models import Artifact, ArtifactOpening
from ilc.accounts.models import User

SAME_LOOK = timedelta(minutes=10)
Looks = Callable[[Artifact, User], bool]
_together: list[Looks] = []


def looks_together(ask: Looks) -> Looks:
    """Registers who knows whether an account looks at a file together with others at this moment."""
    _together.append(ask)
    return ask


def is_looked_at(artifact: Artifact, user: User) -> bool:
    """Whether it hangs before this account in a joint look that goes on."""
    return any(ask(artifact, user) for ask in _together)


def openings(artifact: Artifact) -> QuerySet[ArtifactOpening]:
    """One line a person, latest first. A picture on a projector has more viewers than the account it hangs on."""
    rows = artifact.openings.select_related("user__person").annotate(
        latest=Coalesce(F("last_at"), F("created_at"))
    )
    return rows.order_by("-latest")
