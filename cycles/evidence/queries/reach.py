"""Who would see a file with this circle, in words, and whether some of them work elsewhere than its author."""

import uuid
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from cycles.evidence.choices import ArtifactKind, Visibility
from cycles.evidence.models import Artifact, ReleaseAttestation
from cycles.planning.choices import TeamState
from cycles.planning.models import SeriesLeader
from cycles.roster.choices import ON_ROSTER
from cycles.roster.models import Enrollment
from cycles.tries.models import Try
from districts.models import School
from ilc.core.days import school_year
from participants.models import Appointment

OF_A_CLASS = ("class_label", "grade", "subject")


@dataclass(frozen=True)
class Audience:
    """`who` ends the sentence "This will be seen by ..."."""

    who: str
    beyond: bool  # somebody at another school than the author's


def own_posts(attempt: Try) -> list[Appointment]:
    """Where the author worked with that class; today's posts when the try does not say."""
    if attempt.appointment:
        return [attempt.appointment]
    found = Appointment.objects.on().filter(person__root=attempt.person.root_id)
    return list(found.select_related("district"))


def _in_series(attempt: Try) -> set[uuid.UUID]:
    """Everybody on the roster and the team but the author."""
    roster = Enrollment.objects.filter(series=attempt.series_id, state__in=ON_ROSTER)
    team = SeriesLeader.objects.filter(series=attempt.series_id, state=TeamState.ACCEPTED)
    found = {*roster.values_list("person__root", flat=True), *team.values_list("person__root", flat=True)}
    return found - {attempt.person.root_id}


def _series(attempt: Try) -> Audience:
    people = _in_series(attempt)
    rows = Appointment.objects.on().filter(person__root__in=people, school__isnull=False)
    schools = dict.fromkeys(people, frozenset[uuid.UUID]())
    for person, school in rows.values_list("person__root", "school"):
        schools[person] |= {school}
    own = {post.school_id for post in own_posts(attempt) if post.school_id}
    elsewhere = [person for person in people if not schools[person] & own]
    count = len({school for found in schools.values() for school in found})
    who = f"everybody in {attempt.series.title}: {_number(len(people), 'person', 'people')}"
    who += f" from {_number(count, 'school', 'schools')}" if count else ""
    return Audience(who + ", and whoever joins later", bool(elsewhere))


def _district(attempt: Try) -> Audience:
    districts = {post.district_id: post.district for post in own_posts(attempt) if post.district}
    if not districts:
        return Audience("the educators of your district", True)
    schools = School.objects.filter(district__in=districts).count()
    names = " and ".join(str(one) for one in districts.values())
    return Audience(
        f"every educator of {names} with an account here ({_number(schools, 'school', 'schools')})", True
    )


def audience(attempt: Try, visibility: str) -> Audience:
    """For the second question. The leaders look after the author's learning: they are not `beyond`."""
    if visibility == Visibility.SERIES:
        return _series(attempt)
    if visibility == Visibility.DISTRICT:
        return _district(attempt)
    if visibility == Visibility.LIBRARY:
        return Audience("everybody who signs in, in every district, administrators too", True)
    return Audience("your leaders", False)


def needs_release(artifact: Artifact, visibility: str) -> bool:
    """Whether its owner still has to say that permission is on file."""
    if artifact.kind != ArtifactKind.STUDENT_WORK or not audience(artifact.attempt, visibility).beyond:
        return False
    return not ReleaseAttestation.objects.filter(artifact=artifact).exists()


def _number(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def permission(artifact: Artifact) -> ReleaseAttestation | None:
    """What its owner said about permission for student work, to be shown back to them."""
    if artifact.kind != ArtifactKind.STUDENT_WORK:
        return None
    return ReleaseAttestation.objects.filter(artifact=artifact).first()


def _year(attempt: Try) -> int:
    return school_year(
        attempt.tried_on or attempt.planned_for or timezone.localtime(attempt.created_at).date()
    )


def said_before(artifact: Artifact) -> ReleaseAttestation | None:
    """What its owner themselves said last about permission for work of the same class: of the same try, or of another
    of theirs with that class, at that place, in the same school year. A class that has no name is its try alone."""
    if artifact.kind != ArtifactKind.STUDENT_WORK:
        return None
    attempt, owner = artifact.attempt, artifact.owner.root_id
    same = Q(artifact__attempt=attempt)
    if attempt.class_label or attempt.grade:
        told = {f"artifact__attempt__{name}__iexact": getattr(attempt, name) for name in OF_A_CLASS}
        same |= Q(artifact__attempt__appointment=attempt.appointment_id, **told)
    rows = ReleaseAttestation.objects.filter(same, by__root=owner, artifact__owner__root=owner)
    rows = rows.exclude(artifact=artifact).select_related("artifact__attempt").order_by("-updated_at")
    ours = (
        one
        for one in rows
        if attempt.pk == one.artifact.attempt_id or _year(one.artifact.attempt) == _year(attempt)
    )
    return next(ours, None)
