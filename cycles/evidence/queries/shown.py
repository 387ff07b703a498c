"""What is shared at this moment, said once: whoever asks it elsewhere joins it from here and copies nothing."""

from django.db.models import Q

from cycles.evidence.choices import ArtifactState


def is_shared(path: str = "") -> Q:
    """Looked through and shared, not withdrawn, no box waiting to be burnt in, nobody asking to take it down.
    `path` leads to Artifact. With whom it is shared, `access` asks."""
    return Q(
        **{
            f"{path}state": ArtifactState.SHARED,
            f"{path}check_saved__isnull": False,
            f"{path}withdrawn_at": None,
            f"{path}covering_since": None,
            f"{path}taken_down_at": None,
        }
    )
