"""Counting seats. Whoever changes them holds the series' row first, so that nobody waits in a circle."""

from collections.abc import Iterable

from django.db.models import F, Q

from cycles.planning.models import Series, Strand
from cycles.roster.models import Enrollment, StrandPlace
from ilc.core.errors import Refused

ROOM_LEFT = Q(capacity=None) | Q(seats_taken__lt=F("capacity"))


def lock(series: Series) -> Series:
    """The series as it is now, held until the end of the transaction.

    PostgreSQL locks the row; SQLite's transactions are IMMEDIATE, so the whole database is held already.
    """
    return Series.objects.select_for_update().get(pk=series.pk)


def take(series: Series) -> bool:
    """One seat of the series, by one conditional UPDATE; False when it is full."""
    return bool(Series.objects.filter(ROOM_LEFT, pk=series.pk).update(seats_taken=F("seats_taken") + 1))


def free(series: Series) -> None:
    Series.objects.filter(pk=series.pk, seats_taken__gt=0).update(seats_taken=F("seats_taken") - 1)


def place(enrollment: Enrollment, strands: Iterable[Strand]) -> None:
    """Seat the person in these rooms, one a session; leaving a room frees its place.

    Refused when one is full: nothing is changed then, since the caller's transaction ends."""
    kept = {one.session_id: one for one in enrollment.strand_places.select_related("strand")}
    for strand in strands:
        before = kept.get(strand.session_id)
        if before and before.strand_id == strand.pk:
            continue
        if not Strand.objects.filter(ROOM_LEFT, pk=strand.pk).update(seats_taken=F("seats_taken") + 1):
            raise Refused(
                f"{strand.name} in session {strand.session.number} is full ({strand.capacity} places). "
                "Choose another room; the rest of your choices is kept.",
                "strand-full",
            )
        if before:
            Strand.objects.filter(pk=before.strand_id, seats_taken__gt=0).update(
                seats_taken=F("seats_taken") - 1
            )
            StrandPlace.objects.filter(pk=before.pk).update(strand=strand)
        else:
            StrandPlace.objects.create(enrollment=enrollment, session_id=strand.session_id, strand=strand)


def clear(enrollment: Enrollment) -> None:
    """Free the place in every room."""
    for one in enrollment.strand_places.all():
        Strand.objects.filter(pk=one.strand_id, seats_taken__gt=0).update(seats_taken=F("seats_taken") - 1)
    enrollment.strand_places.all().delete()
