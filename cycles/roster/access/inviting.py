"""Who may open a list of people to invite: those who keep the roster of its series."""

import uuid

from django.db.models import Q, QuerySet
from django.http import Http404

from cycles.planning.access import AnyUser, get_series, led_series
from cycles.planning.models import Series
from cycles.roster.models import InviteList
from districts.permissions import Permission


def get_invite_list(user: AnyUser, pk: uuid.UUID) -> InviteList:
    """A list, for those who keep its series' roster."""
    found = InviteList.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.series = get_series(user, found.series_id, Permission.ROSTER_EDIT)
    return found


def earlier_series(user: AnyUser, series: Series) -> QuerySet[Series]:
    """Series whose people may be invited to this one: led by this leader, or of the same host; not itself."""
    near = Q(pk__in=led_series(user).values("pk"))
    if series.host_district_id:
        near |= Q(host_district=series.host_district_id)
    if series.host_alliance_id:
        near |= Q(host_alliance=series.host_alliance_id)
    return Series.objects.filter(near).exclude(pk=series.pk)
