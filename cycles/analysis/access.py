"""Who may be part of a joint look. To everybody else it does not exist: every refusal is 404 (domain.md 3.6).

Pictures follow `evidence.access.artifacts`, whatever is said here: deny wins also on the wall.
"""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, When
from django.http import Http404
from django.utils import timezone

from cycles.analysis.choices import OPEN_RUNS, RunState
from cycles.analysis.models import ProtocolRun, ProtocolTemplate, RunMember, RunSample
from cycles.analysis.queries.pulse import shown_to_all
from cycles.evidence.access import SHARED, artifacts
from cycles.evidence.choices import USABLE, ArtifactKind
from cycles.evidence.models import Artifact
from cycles.evidence.queries.seen import looks_together
from cycles.planning.access import AnyUser, can
from cycles.planning.choices import LIVE_STATES, SessionState, TeamState
from cycles.planning.models import Series, SeriesLeader, Session
from cycles.roster.choices import CAME, ON_ROSTER
from cycles.roster.models import Attendance, Enrollment
from cycles.tries.access import sees_nothing_of_others
from districts.permissions import Permission
from ilc.accounts.models import User
from participants.access import get_own_person, person_of
from participants.models import Appointment, Person

FORGOTTEN = timedelta(hours=12)


def _let_in(person: Person) -> Q:
    """Runs of series the person is on the roster or the team of, and of sessions they came to."""
    roster = Enrollment.objects.filter(person__root=person.pk, state__in=ON_ROSTER, series=OuterRef("series"))
    came = Attendance.objects.filter(person__root=person.pk, status__in=CAME, session=OuterRef("session"))
    return Q(Exists(roster)) | Q(Exists(came)) | _on_team(person)


def _on_team(person: Person) -> Q:
    team = SeriesLeader.objects.filter(
        person__root=person.pk, state=TeamState.ACCEPTED, series=OuterRef("series")
    )
    return Q(Exists(team))


def _leads(person: Person) -> Q:
    """On the team, or named as facilitator while still let in."""
    return _on_team(person) | (Q(facilitator__root=person.pk) & _let_in(person))


def of_person(person: Person) -> QuerySet[ProtocolRun]:
    """Runs a person may take part in, whether they have an account or came by their personal link. What is only
    prepared, its leaders see."""
    held = ~Q(state__in=[RunState.PREPARED, RunState.CANCELLED]) | Q(
        state=RunState.PREPARED, series__state__in=LIVE_STATES
    )
    return ProtocolRun.objects.filter((_let_in(person) & held) | _leads(person))


def runs(user: AnyUser) -> QuerySet[ProtocolRun]:
    """Joint looks the account may see: its own series', never as administrator, program staff or partner."""
    person = person_of(user)
    if person is None or sees_nothing_of_others(user):
        return ProtocolRun.objects.none()
    return of_person(person)


def led(user: AnyUser) -> QuerySet[ProtocolRun]:
    """Those the account leads or facilitates."""
    person = person_of(user)
    if person is None or sees_nothing_of_others(user):
        return ProtocolRun.objects.none()
    return ProtocolRun.objects.filter(_leads(person))


def going_on(user: AnyUser) -> list[ProtocolRun]:
    """Joint looks that are on at this moment and that the account may join, the latest first; `is_led` where it holds
    the controls. One that somebody forgot to end is not offered the next day. One query."""
    person = person_of(user)
    if person is None:
        return []
    rows = runs(user).filter(state=RunState.RUNNING, started_at__gte=timezone.now() - FORGOTTEN)
    led_ = Case(When(_leads(person), then=True), default=False, output_field=BooleanField())
    return list(rows.annotate(is_led=led_).select_related("series", "session").order_by("-started_at")[:3])


RELATED = ("series", "session__series", "phase", "presenter__root", "facilitator__root")


def get_run(user: AnyUser, pk: uuid.UUID) -> ProtocolRun:
    found = runs(user).select_related(*RELATED).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_led_run(user: AnyUser, pk: uuid.UUID) -> ProtocolRun:
    found = led(user).select_related(*RELATED).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def leads(user: AnyUser, run: ProtocolRun) -> bool:
    return led(user).filter(pk=run.pk).exists()


def get_series(user: AnyUser, pk: uuid.UUID) -> Series:
    """A series whose joint looks the account may see: on the roster or the team; 404 to others."""
    person = person_of(user)
    if person is None or sees_nothing_of_others(user):
        raise Http404
    roster = Enrollment.objects.filter(person__root=person.pk, state__in=ON_ROSTER, series=OuterRef("pk"))
    team = SeriesLeader.objects.filter(
        person__root=person.pk, state=TeamState.ACCEPTED, series=OuterRef("pk")
    )
    came = Attendance.objects.filter(person__root=person.pk, status__in=CAME, session__series=OuterRef("pk"))
    rows = Series.objects.filter(Q(Exists(roster)) | Q(Exists(team)) | Q(Exists(came)), pk=pk)
    found = rows.select_related("host_district").first()
    if found is None:
        raise Http404
    return found


def get_series_to_prepare(user: AnyUser, pk: uuid.UUID) -> Series:
    """For its leaders; 404 to others, participants too: an address that only leaders are given."""
    series = get_series(user, pk)
    if not can(user, series, Permission.SERIES_EDIT):
        raise Http404
    return series


def get_link_run(run_pk: str, person: Person) -> ProtocolRun:
    """A run for whoever holds a personal link and has no account."""
    found = of_person(person).select_related(*RELATED).filter(pk=run_pk).first()
    if found is None or person.erased_at or person.user_id:
        raise Http404
    return found


# -- what is on the wall ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wall:
    """The samples of a run for one reader: those on the wall now, and which of them are not for this reader."""

    samples: list[RunSample] = field(default_factory=list)
    open_to_me: frozenset[uuid.UUID] = frozenset()  # of samples

    @property
    def closed(self) -> list[uuid.UUID]:
        """Shown as "not for you": deny wins."""
        return [one.pk for one in self.samples if one.pk not in self.open_to_me]


def on_wall(run: ProtocolRun) -> QuerySet[RunSample]:
    return RunSample.objects.filter(shown_to_all("artifact__"), run=run)


def wall(user: AnyUser | None, run: ProtocolRun) -> Wall:
    """Two queries. Who has no account sees the pictures on the projector only."""
    rows = on_wall(run).select_related("artifact__attempt").prefetch_related("artifact__images")
    samples = list(rows.order_by("position", "created_at"))
    if user is None or not isinstance(user, User):
        return Wall(samples)
    mine = artifacts(user).filter(SHARED, pk__in=[one.artifact_id for one in samples])
    seen = set(mine.values_list("pk", flat=True))
    return Wall(samples, frozenset(one.pk for one in samples if one.artifact_id in seen))


def get_sample(user: AnyUser, run: ProtocolRun, pk: uuid.UUID) -> RunSample:
    """A sample on the wall that is for this reader, or 404."""
    found = wall(user, run)
    one = next((one for one in found.samples if one.pk == pk and pk in found.open_to_me), None)
    if one is None:
        raise Http404
    return one


@looks_together
def _looks_at(artifact: Artifact, user: User) -> bool:
    """Whether it hangs on the wall of a joint look that goes on, in which this account takes part or which it leads."""
    person = person_of(user)
    if person is None:
        return False
    joined = RunMember.objects.filter(run=OuterRef("pk"), person__root=person.pk)
    rows = runs(user).filter(Q(Exists(joined)) | _leads(person), state=RunState.RUNNING)
    return rows.filter(samples__artifact=artifact).exists()


# -- protocols --------------------------------------------------------------------------------------------


def templates(user: AnyUser) -> QuerySet[ProtocolTemplate]:
    """Shipped ones, one's own, and those of people one leads with."""
    person = person_of(user)
    rows = ProtocolTemplate.objects.filter(removed_at=None)
    if person is None:
        return rows.none()
    ours = SeriesLeader.objects.filter(person__root=person.pk, state=TeamState.ACCEPTED).values("series")
    team = SeriesLeader.objects.filter(series__in=ours, state=TeamState.ACCEPTED).values("person__root")
    return rows.filter(Q(owner=None) | Q(owner__root=person.pk) | Q(owner__root__in=team))


def get_leading_person(user: AnyUser) -> Person:
    """Somebody on the team of some series: they keep protocols. Else 404."""
    person = get_own_person(user)
    rows = SeriesLeader.objects.filter(person__root=person.pk, state=TeamState.ACCEPTED)
    if sees_nothing_of_others(user) or not rows.exists():
        raise Http404
    return person


def get_template(user: AnyUser, pk: uuid.UUID) -> ProtocolTemplate:
    get_leading_person(user)
    found = templates(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_own_template(user: AnyUser, pk: uuid.UUID) -> ProtocolTemplate:
    """One's own protocol, to change it. Shipped ones and others' are copied first: 404."""
    person = get_leading_person(user)
    found = ProtocolTemplate.objects.filter(owner__root=person.pk, pk=pk).first()
    if found is None:
        raise Http404
    return found


def commit_session(run: ProtocolRun) -> Session | None:
    """The session to which what people will change belongs: the run's own, or the last one before it."""
    if run.session_id:
        return run.session
    rows = Session.objects.filter(series=run.series_id, starts_at__lte=run.held_at).exclude(
        state=SessionState.CANCELLED
    )
    return rows.select_related("series").order_by("-starts_at").first()


def by_code(code: str, person: Person | None) -> ProtocolRun | None:
    """The open run of a code, if this person takes part; a right code of elsewhere is as wrong as any other."""
    if person is None:
        return None
    return of_person(person).filter(code=code, state__in=OPEN_RUNS).first()


def team_and_roster(series: Series) -> QuerySet[Person]:
    """Whom a leader may name as presenter or facilitator."""
    team = SeriesLeader.objects.filter(series=series, state=TeamState.ACCEPTED).values("person__root")
    roster = Enrollment.objects.filter(series=series, state__in=ON_ROSTER).values("person__root")
    rows = Person.objects.filter(Q(pk__in=team) | Q(pk__in=roster), erased_at=None)
    return rows.order_by("given_name", "family_name")


def may_be_projected(series: Series) -> Q:
    """What hangs on a wall everybody in the room sees. When they come from several schools, student work hangs there
    only if its owner said that permission is on file."""
    people = team_and_roster(series).order_by()
    posts = Appointment.objects.on().filter(person__root__in=people.values("pk"), school__isnull=False)
    if posts.values("school").distinct().count() <= 1:
        return Q()
    return ~Q(kind=ArtifactKind.STUDENT_WORK) | Q(release__isnull=False)


def to_hang(user: AnyUser, series: Series) -> QuerySet[Artifact]:
    """What a leader may put on the wall: shared with the whole series or the library, and not denied to them."""
    rows = artifacts(user).filter(shown_to_all(), may_be_projected(series), attempt__series=series)
    rows = rows.select_related("attempt__person__root", "attempt__session").prefetch_related("images")
    return rows.order_by("-attempt__session__number", "attempt__person__root__given_name", "created_at")


def get_own_work(user: AnyUser, run: ProtocolRun, pk: uuid.UUID) -> Artifact:
    """Own work brought for the run's series, looked through; 404 otherwise."""
    rows = Artifact.objects.filter(
        owner__root=get_own_person(user).pk,
        attempt__series=run.series_id,
        state__in=USABLE,
        check_saved__isnull=False,
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
