"""Who may see which artifact. One rule for page, picture, file, list and API; every refusal is 404."""

import uuid

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.files import FieldFile
from django.http import Http404

from cycles.evidence.choices import USABLE, ArtifactKind, ArtifactState, AskedOf, Credit, Visibility
from cycles.evidence.models import Artifact, Feedback, FeedbackReply, FeedbackRequest, TakedownRequest, Upload
from cycles.evidence.queries.feedback import put_away_lately
from cycles.evidence.queries.shown import is_shared
from cycles.planning.access import get_series
from cycles.planning.choices import TeamState
from cycles.planning.models import Series, SeriesLeader
from cycles.tries.access import denied, in_series, leads_owner, reflections, sees_nothing_of_others
from cycles.tries.models import Try
from districts.access import has, require
from districts.permissions import Permission
from ilc.accounts.models import User
from participants.access import get_own_person, person_of, posts
from participants.choices import AppointmentRole
from participants.models import Appointment, Person

AnyUser = User | AnonymousUser
GONE = (ArtifactState.WITHDRAWN, ArtifactState.PURGED)
SHARED = is_shared()


RELEASED = SHARED & Q(visibility=Visibility.LIBRARY)


def library(user: AnyUser) -> QuerySet[Artifact]:
    """What stands in the library now: of `artifacts`, the part that is the same for everybody signed in."""
    return Artifact.objects.filter(RELEASED) if isinstance(user, User) else Artifact.objects.none()


def _in_district(user: AnyUser) -> Q:
    """Educators appointed today in the district of the owner's appointment; administrators are none."""
    teaching = [post for post in posts(user) if post.role != AppointmentRole.ADMINISTRATOR]
    districts = {post.district_id for post in teaching if post.district_id}
    today = Appointment.objects.on().filter(person__root=OuterRef("owner__root"), district__in=districts)
    at_the_try = Q(attempt__appointment__district__in=districts)
    return at_the_try | Q(Q(attempt__appointment=None), Exists(today))


def _may_leave_school(user: AnyUser) -> Q:
    """Beyond its author's school student work goes only when its owner said that permission is on file."""
    schools = {post.school_id for post in posts(user) if post.school_id}
    released = ~Q(kind=ArtifactKind.STUDENT_WORK) | Q(release__isnull=False)
    today = Appointment.objects.on().filter(person__root=OuterRef("owner__root"), school__in=schools)
    at_the_try = Q(attempt__appointment__school__in=schools)
    return released | at_the_try | Q(Q(attempt__appointment=None), Exists(today))


def artifacts(user: AnyUser) -> QuerySet[Artifact]:
    """Own ones; others' by the circle their owner chose. Deny wins, library items excepted (domain.md 3.6)."""
    rows = Artifact.objects.all()
    if not isinstance(user, User):
        return rows.none()
    person = person_of(user)
    if person is None:
        return rows.filter(RELEASED)
    open_to_all = RELEASED | (Q(owner__root=person.pk) & ~Q(state__in=GONE))
    if sees_nothing_of_others(user):
        return rows.filter(open_to_all)
    circle = Q(visibility=Visibility.LEADERS) & leads_owner(person, "attempt__")
    circle |= Q(visibility=Visibility.SERIES) & in_series(person, "attempt__") & _may_leave_school(user)
    circle |= Q(visibility=Visibility.DISTRICT) & _in_district(user)
    no = denied(user, "attempt__")
    return rows.filter(open_to_all | (SHARED & circle & ~no if no is not None else SHARED & circle))


def get_artifact(user: AnyUser, pk: uuid.UUID) -> Artifact:
    """One artifact for somebody who may see it, or 404."""
    found = artifacts(user).select_related("attempt__session", "owner__root").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def shown_file(artifact: Artifact) -> FieldFile:
    """The file as everybody gets it, its owner included: covered places are not in it. 404 while there is none,
    because boxes wait to be burnt in. For an artifact that came from `artifacts(user)`."""
    if artifact.covering_since or artifact.state not in USABLE or not artifact.file:
        raise Http404
    return artifact.file


def shown_image(artifact: Artifact, number: int) -> FieldFile:
    """A page's picture by the same rule; 0 is the small one."""
    found = artifact.images.filter(number=number).first() if artifact.covering_since is None else None
    if found is None:
        raise Http404
    return found.file


def is_owner(user: AnyUser, artifact: Artifact) -> bool:
    person = person_of(user)
    return person is not None and artifact.owner.root_id == person.pk


def get_own_artifact(user: AnyUser, pk: uuid.UUID, *, withdrawn: bool = False) -> Artifact:
    """One artifact for its owner, or 404. `withdrawn` also finds what was withdrawn, to undo that."""
    person = person_of(user)
    rows = Artifact.objects.filter(owner__root=person.pk) if person else Artifact.objects.none()
    rows = rows.exclude(state__in=[ArtifactState.PURGED] if withdrawn else GONE)
    found = rows.select_related("attempt__session__series", "owner__root").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_own_upload(user: AnyUser, pk: uuid.UUID) -> Upload:
    """One file on its way, for its owner; 404 for everybody else."""
    person = person_of(user)
    rows = Upload.objects.filter(owner__root=person.pk) if person else Upload.objects.none()
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _talked_about(user: AnyUser, person: Person) -> Q:
    """Artifacts seen together with whose they are, by people whom their owner knows: colleagues of the series or, for
    what bears its owner's name, educators of the district. To everybody else the library shows work, it opens no way
    to the try and its person."""
    known = in_series(person, "attempt__") | Q(Q(credit=Credit.NAME), _in_district(user))
    return ~Q(visibility=Visibility.LIBRARY) | known


def discussable(user: AnyUser) -> QuerySet[Try]:
    """Tries the account may talk about: their own, and those of colleagues of which they see something. A release to
    the library opens none to strangers. Program staff and partner viewers talk about none; administrators only in
    series they take part in, never about people they administer."""
    person = person_of(user)
    if person is None:
        return Try.objects.none()
    own = Q(person__root=person.pk)
    if sees_nothing_of_others(user):
        return Try.objects.filter(own)
    seen = artifacts(user).filter(
        _talked_about(user, person), attempt=OuterRef("pk"), state=ArtifactState.SHARED
    )
    others = Q(pk__in=reflections(user).values("pk")) | Q(Exists(seen))
    no = denied(user)
    if no is not None:
        others &= in_series(person) & ~no
    return Try.objects.filter(own | others)


def discussed_artifacts(user: AnyUser, attempt: Try) -> QuerySet[Artifact]:
    """Files of a try that may be shown under its person's name: the shared ones, to the owner those of their own."""
    person = person_of(user)
    if person is None:
        return Artifact.objects.none()
    rows = artifacts(user).filter(_talked_about(user, person), attempt=attempt).exclude(state__in=GONE)
    if attempt.person.root_id == person.pk:
        return rows.exclude(state=ArtifactState.QUARANTINED)
    return rows.filter(state=ArtifactState.SHARED, covering_since=None)


def get_try_to_discuss(user: AnyUser, pk: uuid.UUID) -> Try:
    """One of them, or 404."""
    rows = discussable(user).select_related("person__root", "session", "series")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def feedback(user: AnyUser) -> QuerySet[Feedback]:
    """Feedback the account may read: all on their own tries; of others what they wrote themselves and what the owner
    opened, as long as they see what it is about."""
    person = person_of(user)
    if person is None:
        return Feedback.objects.none()
    mine = Q(attempt__person__root=person.pk)
    item = Q(artifact=None) | Q(artifact__in=artifacts(user).filter(state=ArtifactState.SHARED).values("pk"))
    theirs = Q(author__root=person.pk) | Q(opened_at__isnull=False)
    about = item & Q(attempt__in=discussable(user).values("pk"))
    return Feedback.objects.filter(mine | (about & theirs))


def get_feedback(user: AnyUser, pk: uuid.UUID) -> Feedback:
    """Standing feedback that the account may read, or 404."""
    rows = feedback(user).filter(withdrawn_at=None).select_related("attempt__person__root", "author__root")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_received_feedback(user: AnyUser, pk: uuid.UUID) -> Feedback:
    """Standing feedback on a try of the account's own, or 404."""
    found, person = get_feedback(user, pk), person_of(user)
    if person is None or found.attempt.person.root_id != person.pk:
        raise Http404
    return found


def get_put_away(user: AnyUser, pk: uuid.UUID) -> Feedback:
    """Feedback on a try of the account's own that was put away a moment ago, or 404."""
    person = get_own_person(user)
    rows = put_away_lately().filter(pk=pk, attempt__person__root=person.pk)
    found = rows.select_related("attempt__person__root").first()
    if found is None:
        raise Http404
    return found


def get_feedback_to_close(user: AnyUser, pk: uuid.UUID) -> Feedback:
    """Feedback that stands open, for its owner and for the leaders of the try, who read it there; or 404."""
    found, person = get_feedback(user, pk), get_own_person(user)
    mine = found.attempt.person.root_id == person.pk
    if not mine and not (found.opened_at and leads_try(person, found.attempt)):
        raise Http404
    return found


def leads_try(person: Person, attempt: Try) -> bool:
    """One of the leaders of whoever tried it."""
    return Try.objects.filter(leads_owner(person), pk=attempt.pk).exists()


def get_own_words(user: AnyUser, pk: uuid.UUID) -> Feedback | FeedbackReply:
    """Feedback or an answer that the account's person wrote, taken back or not, on what they still see; or 404."""
    person, seen = person_of(user), feedback(user)
    if person is None:
        raise Http404
    rows = seen.select_related("attempt__person__root")
    replies = FeedbackReply.objects.filter(feedback__in=seen.filter(withdrawn_at=None).values("pk"))
    found = (
        rows.filter(pk=pk, author__root=person.pk).first()
        or replies.select_related("feedback__attempt").filter(pk=pk, author__root=person.pk).first()
    )
    if found is None:
        raise Http404
    return found


def requests(user: AnyUser) -> QuerySet[FeedbackRequest]:
    """Open requests of others that are put to the account: as a leader, by name, or as one of the series."""
    person = person_of(user)
    if person is None or sees_nothing_of_others(user):
        return FeedbackRequest.objects.none()
    put = Q(whom=AskedOf.COLLEAGUE, colleague__root=person.pk)
    put |= Q(whom=AskedOf.LEADERS) & leads_owner(person, "attempt__")
    put |= Q(whom=AskedOf.SERIES) & in_series(person, "attempt__")
    rows = FeedbackRequest.objects.filter(put, done_at=None, withdrawn_at=None)
    return rows.exclude(attempt__person__root=person.pk).filter(attempt__in=discussable(user).values("pk"))


def get_own_request(user: AnyUser, pk: uuid.UUID) -> FeedbackRequest:
    """A request the account's person made, withdrawn ones too, or 404."""
    person = get_own_person(user)
    rows = FeedbackRequest.objects.filter(attempt__person__root=person.pk).select_related("attempt__person")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_series_to_help(user: AnyUser, pk: uuid.UUID) -> tuple[Person, Series]:
    """A series whose people look at each other's work, for one of them: 403 to others who know it, 404 outside."""
    found = get_series(user, pk, Permission.EVIDENCE_SHARED)
    person = get_own_person(user)
    if sees_nothing_of_others(user):
        raise PermissionDenied
    return person, found


def get_by_code(user: User, code: str) -> Artifact | None:
    """The file that a number names, for whoever enters a request that came by phone or letter: program staff any, a
    leader those of own series. It is found, never shown."""
    rows = Artifact.objects.filter(code=code)
    if not has(user, Permission.EVIDENCE_RULES):
        team = SeriesLeader.objects.filter(person__root=get_own_person(user).pk, state=TeamState.ACCEPTED)
        rows = rows.filter(attempt__series__in=team.values("series"))
    return rows.first()


def require_may_enter(user: AnyUser) -> None:
    """Requests by phone or letter are entered by program staff and by whoever leads a series; others get 404."""
    if isinstance(user, User) and not has(user, Permission.EVIDENCE_RULES):
        person = get_own_person(user)
        if not SeriesLeader.objects.filter(person__root=person.pk, state=TeamState.ACCEPTED).exists():
            raise Http404


def get_takedown(user: AnyUser, pk: uuid.UUID) -> TakedownRequest:
    """One request, for those who decide."""
    require(user, Permission.EVIDENCE_RULES)
    found = TakedownRequest.objects.select_related("artifact__owner__root").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_own_takedown(user: AnyUser, pk: uuid.UUID) -> TakedownRequest:
    """One request about an own file; 404 to everybody else."""
    person = person_of(user)
    rows = (
        TakedownRequest.objects.filter(artifact__owner__root=person.pk)
        if person
        else TakedownRequest.objects.none()
    )
    found = rows.select_related("artifact").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
