"""Whom a file is from, as its owner chose to be named where people from elsewhere look."""

from cycles.evidence.choices import Credit, Visibility
from cycles.evidence.models import Artifact


def hides_name(visibility: str, credit: str) -> bool:
    """Whether a file so released is from "a teacher" to everybody."""
    return visibility == Visibility.LIBRARY and credit == Credit.PLACE


def teacher_in(district: object) -> str:
    """How an owner without a name is called."""
    return f"a teacher in {district}" if district else "a teacher"


def is_unnamed(artifact: Artifact) -> bool:
    """Released to the library without the owner's name: nobody reads it on any page about the file."""
    return hides_name(artifact.visibility, artifact.credit)


def credited(artifact: Artifact) -> str:
    """The owner's name, or "a teacher in Madera Unified"."""
    if not is_unnamed(artifact):
        return str(artifact.owner.root.name)
    post = artifact.attempt.appointment
    return teacher_in(post.district if post else None)
