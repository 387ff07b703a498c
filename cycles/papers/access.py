"""Whose papers somebody may open: their own certificates and transcripts, packs of sessions they lead."""

import uuid

from django.db.models import Q, QuerySet
from django.http import Http404

from cycles.papers.models import Certificate, Paper
from cycles.papers.queries import own
from cycles.planning.access import AnyUser, get_series
from cycles.roster.access import get_led_session
from districts.permissions import Permission
from ilc.accounts.models import User
from participants.access import get_own_person, person_of


def own_certificates(user: AnyUser) -> QuerySet[Certificate]:
    return own(get_own_person(user))


def get_own_certificate(user: AnyUser, pk: uuid.UUID) -> Certificate:
    """One's own; to everybody else it is not there (domain.md 5)."""
    found = own_certificates(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_led_certificate(user: AnyUser, pk: uuid.UUID) -> Certificate:
    """Somebody's, for those who keep the roster of its series: to withdraw it, not to read it."""
    found = Certificate.objects.select_related("person__root", "series").filter(pk=pk).first()
    if found is None:
        raise Http404
    found.series = get_series(user, found.series_id, Permission.ROSTER_EDIT)
    return found


def get_paper(user: AnyUser, pk: uuid.UUID) -> Paper:
    """What the account asked for itself, while it may still see what stands in it."""
    if not isinstance(user, User):
        raise Http404
    rows = Paper.objects.select_related("session__series", "person")
    found = rows.filter(Q(pk=pk), requested_by=user).first()
    if found is None:
        raise Http404
    if found.session_id:
        found.session = get_led_session(user, found.session_id)
    elif found.person is None or person_of(user) is None or found.person.root_id != get_own_person(user).pk:
        raise Http404
    return found
