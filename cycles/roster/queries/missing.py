"""What somebody misses on their record, and what leaders have to answer."""

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from cycles.planning.choices import DATED_STATES, LIVE_STATES
from cycles.planning.models import Series, Session
from cycles.roster.choices import CAME, ON_ROSTER, MissingState
from cycles.roster.models import Attendance, Enrollment, MissingHours
from participants.models import Person


def missing_count(of: Series | Session) -> int:
    """Questions that wait for a leader of this series, or about this session."""
    about = Q(session__series=of) if isinstance(of, Series) else Q(session=of)
    return MissingHours.objects.filter(about, state=MissingState.WAITING).count()


def missing_of(series: Series) -> QuerySet[MissingHours]:
    """Every question about a series: those that wait first, then the latest."""
    first = Case(
        When(state=MissingState.WAITING, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    rows = MissingHours.objects.filter(session__series=series)
    return rows.select_related("session__series", "person__root").order_by(first, "-created_at")


def asked_by(person: Person) -> QuerySet[MissingHours]:
    """What this person asked, the latest first."""
    rows = MissingHours.objects.filter(person__root=person.root_id)
    return rows.select_related("session__series").order_by("-created_at")


def not_on_record(person: Person, since: object, until: object) -> QuerySet[Session]:
    """Sessions of the person's own series that were held in that time and don't stand on their record."""
    mine = Enrollment.objects.filter(person__root=person.root_id, state__in=ON_ROSTER)
    there = Attendance.objects.filter(person__root=person.root_id, status__in=CAME)
    rows = Session.objects.filter(series__in=mine.values("series"), starts_at__gte=since, ends_at__lte=until)
    rows = rows.filter(state__in=DATED_STATES, series__state__in=LIVE_STATES)
    rows = rows.exclude(pk__in=there.values("session"))
    asked = MissingHours.objects.filter(person__root=person.root_id)
    return rows.exclude(pk__in=asked.values("session")).select_related("series").order_by("-starts_at")
