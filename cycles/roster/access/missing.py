"""About which sessions somebody may ask, and whose questions somebody answers."""

import uuid
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from cycles.planning.access import AnyUser, get_series
from cycles.planning.access import series as visible_series
from cycles.planning.choices import DATED_STATES, LIVE_STATES, TeamState
from cycles.planning.models import Series, Session
from cycles.roster.choices import CAME
from cycles.roster.models import Attendance, MissingHours
from districts.access import alliances_of
from districts.permissions import Permission
from participants.access import posts
from participants.models import Person

LOOK_BACK = timedelta(days=400)  # last school year's sessions, too


def missable(user: AnyUser, person: Person) -> QuerySet[Session]:
    """Sessions held lately of series this person may know of, also of completed ones where they work.

    Not those that stand confirmed on their record: about these nothing is asked."""
    places = {post.district_id for post in posts(user) if post.district_id}
    near = Q(host_district__in=places) | Q(host_alliance__in=alliances_of(places).values("pk"))
    known = Series.objects.filter(Q(pk__in=visible_series(user).values("pk")) | near | Q(open_to_all=True))
    led = Series.objects.filter(team__person__root=person.pk, team__state=TeamState.ACCEPTED)
    now = timezone.now()
    rows = Session.objects.filter(state__in=DATED_STATES, starts_at__gte=now - LOOK_BACK, starts_at__lte=now)
    rows = rows.filter(series__in=known.filter(state__in=LIVE_STATES).values("pk"))
    there = Attendance.objects.filter(person__root=person.root_id, status__in=CAME, confirmed=True)
    rows = rows.exclude(pk__in=there.values("session"))
    return rows.exclude(series__in=led.values("pk")).select_related("series").order_by("-starts_at")


def get_missing(user: AnyUser, pk: uuid.UUID) -> MissingHours:
    """Somebody's question, for those who keep the roster of the series."""
    found = MissingHours.objects.select_related("person__root", "session__series").filter(pk=pk).first()
    if found is None:
        raise Http404
    found.session.series = get_series(user, found.session.series_id, Permission.ROSTER_EDIT)
    return found
