"""Who may answer a survey and who may see the readiness table."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404

from cycles.followup.queries import attended
from cycles.planning.access import AnyUser, get_series, series
from cycles.planning.models import Series, Session
from districts.permissions import Permission
from participants.access import person_of
from participants.models import Person
from participants.queries import by_id


def get_led_series(user: AnyUser, pk: uuid.UUID) -> Series:
    """A series for its leaders, who may know who tried: 404 outside, 403 for every other role."""
    return get_series(user, pk, Permission.TRY_NAMES)


def get_attended(user: AnyUser, pk: uuid.UUID) -> tuple[Session, Person]:
    """A session the account's person came to; 403 for others who know the series, 404 outside."""
    session = Session.objects.select_related("series").filter(pk=pk).first()
    person = person_of(user)
    if session and person and attended(session, person):
        return session, person
    if session and series(user).filter(pk=session.series_id).exists():
        raise PermissionDenied("These questions are for people whose attendance of the session is confirmed.")
    raise Http404


def get_by_link(session_pk: str, person_pk: str) -> tuple[Session, Person]:
    """The same for whoever holds a personal link; 404 when the person did not come."""
    session = Session.objects.select_related("series").filter(pk=session_pk).first()
    person = by_id(person_pk)
    if session is None or person is None or person.erased_at or not attended(session, person):
        raise Http404
    return session, person
