"""The life of an artifact (domain.md 4), as one table."""

from cycles.evidence.choices import ArtifactState
from cycles.evidence.models import Artifact, DeidentificationCheck
from ilc.core.lifecycle import Lifecycle, Step

S = ArtifactState
OWNER = "the owner"
SCREENING = "screening"
PURGE = "the purge"


def unchecked(artifact: Artifact) -> str:
    """Nothing is shared before the de-identification check is saved (domain.md 3.5)."""
    if DeidentificationCheck.objects.filter(artifact=artifact).exists():
        return ""
    return "First look through it: no names, no faces, nothing that shows who a student is."


def never_screened(artifact: Artifact) -> str:
    return "" if artifact.file else "It was withdrawn before it was checked. Add it again."


ARTIFACT: Lifecycle[Artifact] = Lifecycle(
    "file",
    (
        Step(S.RECEIVED, "screened", S.PRIVATE, SCREENING),
        Step(S.RECEIVED, "refused", S.QUARANTINED, SCREENING),
        Step(S.PRIVATE, "shared", S.SHARED, OWNER, unchecked),
        Step(S.SHARED, "shared", S.SHARED, OWNER, unchecked),  # with another circle
        Step(S.SHARED, "unshared", S.PRIVATE, OWNER),
        *(Step(origin, "withdrawn", S.WITHDRAWN, OWNER) for origin in (S.RECEIVED, S.PRIVATE, S.SHARED)),
        Step(S.WITHDRAWN, "restored", S.PRIVATE, OWNER, never_screened),
        Step(S.QUARANTINED, "cleared", S.PURGED, OWNER),
        *(Step(origin, "purged", S.PURGED, PURGE) for origin in (S.PRIVATE, S.SHARED, S.WITHDRAWN)),
    ),
)
