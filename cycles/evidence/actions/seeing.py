"""Noting who saw what others shared."""

from django.db.models import F, Q
from django.utils import timezone

from cycles.evidence.choices import SeenAt
from cycles.evidence.models import Artifact, ArtifactOpening
from cycles.evidence.queries.seen import SAME_LOOK
from ilc.accounts.models import User


def open_(*, artifact: Artifact, user: User, place: str = SeenAt.PAGE) -> None:
    """Who, where and when. Looks shortly after each other are one; a page outweighs a small picture. A download is
    noted for itself: nothing that follows hides it."""
    now = timezone.now()
    taken = now if place == SeenAt.FILE else None
    known = ArtifactOpening.objects.filter(artifact=artifact, user=user)
    if taken:
        known.update(downloaded_at=taken)
    if not known.exists():
        made = ArtifactOpening(
            artifact=artifact, user=user, last_at=now, place=SeenAt(place), downloaded_at=taken
        )
        ArtifactOpening.objects.bulk_create([made], ignore_conflicts=True)
        return
    before = Q(last_at__lte=now - SAME_LOOK) | Q(last_at=None, created_at__lte=now - SAME_LOOK)
    if known.filter(before).update(last_at=now, place=SeenAt(place), times=F("times") + 1):
        return
    if place != SeenAt.WALL:
        known.filter(place=SeenAt.WALL).update(last_at=now, place=SeenAt(place))
