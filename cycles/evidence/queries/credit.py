"""Whom a file is from, as its owner chose to be named where people from elsewhere look."""

from cycles.evidence.choices import Credit, Visibility
from cycles.evidence.models import Artifact


def is_unnamed(artifact: Artifact) -> bool:
    """Released to the library without the owner's name: nobody reads it on any page about the file."""
    return artifact.visibility == Visibility.LIBRARY and artifact.credit == Credit.PLACE


def credited(artifact: Artifact) -> str:
    """The owner's name, or "a teacher in Madera Unified"."""
    if not is_unnamed(artifact):
        return str(artifact.owner.root.name)
    post = artifact.attempt.appointment
    return f"a teacher in {post.district}" if post and post.district else "a teacher"
