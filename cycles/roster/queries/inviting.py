"""Who on a list of addresses is known already, and why they need no invitation."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from cycles.planning.choices import TeamState
from cycles.planning.models import Series
from cycles.roster.choices import TO_CORRECT, EnrollmentState, LineProblem, ListState
from cycles.roster.models import Attendance, Enrollment, InviteLine, InviteList
from districts.models import School
from participants.choices import Topic
from participants.models import Appointment, Muted, Person, PersonEmail

CHUNK = 900  # ids in one query; SQLite takes no more in every build
T = TypeVar("T")
STAYS_OUT = {
    EnrollmentState.REGISTERED: LineProblem.ENROLLED,
    EnrollmentState.COMPLETED: LineProblem.ENROLLED,
    EnrollmentState.WAITLISTED: LineProblem.ENROLLED,
    EnrollmentState.OFFERED: LineProblem.ENROLLED,
    EnrollmentState.INVITED: LineProblem.INVITED,
}


def chunks(rows: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The rows in lists of at most `size`."""
    rest = iter(rows)
    while part := list(islice(rest, size)):
        yield part


@dataclass(frozen=True)
class Known:
    """What is known of some addresses and people before one series."""

    owners: dict[str, uuid.UUID]  # address in small letters -> remaining person
    addresses: dict[uuid.UUID, str]  # of the people asked for
    states: dict[uuid.UUID, str]  # enrollment in the series
    leading: frozenset[uuid.UUID]
    muted: frozenset[uuid.UUID]

    def problem(self, person: uuid.UUID | None) -> str:
        """Why this person gets no invitation; "" when they do."""
        if person is None:
            return ""
        if person in self.leading:
            return LineProblem.LEADS
        if stays_out := STAYS_OUT.get(EnrollmentState(self.states.get(person, EnrollmentState.WITHDRAWN))):
            return stays_out
        return LineProblem.MUTED if person in self.muted else ""


def known(series: Series, emails: Collection[str], people: Collection[uuid.UUID] = ()) -> Known:
    """Three queries for the series and two for each `CHUNK` of addresses or people."""
    owners: dict[str, uuid.UUID] = {}
    for part in chunks(emails):
        rows = PersonEmail.objects.annotate(low=Lower("email")).filter(low__in=part)
        owners |= dict(rows.values_list("low", "person__root"))
    addresses: dict[uuid.UUID, str] = {}
    for few in chunks(people):
        found = PersonEmail.objects.filter(person__root__in=few).order_by("is_primary", "verified_at")
        addresses |= dict(found.values_list("person__root", "email"))
    muted: set[uuid.UUID] = set()
    for few in chunks({*owners.values(), *people}):
        rows_ = Muted.objects.filter(topic=Topic.NUDGES, person__root__in=few)
        muted.update(rows_.values_list("person__root", flat=True))
    states: dict[uuid.UUID, str] = {}
    for root, state in Enrollment.objects.filter(series=series).values_list("person__root", "state"):
        if states.get(root, EnrollmentState.WITHDRAWN) == EnrollmentState.WITHDRAWN:
            states[root] = state
    team = series.team.filter(state=TeamState.ACCEPTED).values_list("person__root", flat=True)
    return Known(owners, addresses, states, frozenset(team), frozenset(muted))


@dataclass(frozen=True)
class Tally:
    """How a list stands, in numbers."""

    good: int  # to be invited, or invited
    correct: int  # can be corrected in place
    skipped: int  # known reasons to leave out
    unnamed: int  # good ones that are only counted
    done: int

    @property
    def left(self) -> int:
        return self.good - self.done


def tally(one: InviteList) -> Tally:
    """One query."""
    good = Q(problem="")
    found = one.lines.aggregate(
        good=Count("pk", filter=good),
        correct=Count("pk", filter=Q(problem__in=TO_CORRECT)),
        skipped=Count("pk", filter=~good & ~Q(problem__in=TO_CORRECT)),
        unnamed=Count("pk", filter=good & Q(unnamed=True)),
        done=Count("pk", filter=good & Q(done_at__isnull=False)),
    )
    return Tally(**found)


def open_lists(series: Series) -> QuerySet[InviteList]:
    """Lists still to be looked through or being sent, the newest first, with the number of people on each."""
    rows: QuerySet[InviteList] = InviteList.objects.filter(
        series=series, state__in=[ListState.REVIEW, ListState.SENDING]
    )
    return rows.annotate(people=Count("lines")).order_by("-created_at")


def lines_of(one: InviteList) -> QuerySet[InviteLine]:
    """What may be shown of a list, in the order of its lines."""
    return one.lines.filter(unnamed=False).order_by("number", "id")


def took_part(series: Iterable[uuid.UUID]) -> QuerySet[Person]:
    """Remaining people who registered for these series and stayed, or came to them."""
    ids = list(series)
    stayed = Enrollment.objects.filter(
        series__in=ids,
        state__in=[EnrollmentState.REGISTERED, EnrollmentState.COMPLETED],
        person__root=OuterRef("pk"),
    )
    came = Attendance.objects.filter(
        session__series__in=ids, status__in=["present", "partial"], person__root=OuterRef("pk")
    )
    return Person.objects.filter(Q(Exists(stayed)) | Q(Exists(came)), merged_into=None, erased_at=None)


def works_at(school: School) -> QuerySet[Person]:
    """Remaining people appointed at a school today."""
    today = Appointment.objects.on(timezone.localdate()).filter(school=school, person__root=OuterRef("pk"))
    return Person.objects.filter(Exists(today), merged_into=None, erased_at=None)
