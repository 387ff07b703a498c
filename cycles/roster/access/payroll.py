"""Whose hours somebody may take along: of the series they lead, of the people they administer."""

import uuid
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404

from cycles.planning.access import AnyUser, led_series
from cycles.planning.choices import LIVE_STATES
from cycles.roster.hours.payroll import Scope
from districts.access import administered_schools, granted_districts, grants
from districts.models import District, School
from districts.permissions import Role


@dataclass(frozen=True)
class Choice:
    """One thing somebody may choose: how it stands in the form, in words, and what it covers."""

    key: str
    words: str
    scope: Scope


def payroll_choices(user: AnyUser) -> list[Choice]:
    """What the account may export: 404 to outsiders, 403 to those whose role carries no hours (domain.md 5)."""
    found = [
        *_places("district", District, granted_districts(user, Role.DISTRICT_ADMIN)),
        *_places("school", School, administered_schools(user)),
    ]
    led = list(led_series(user).filter(state__in=LIVE_STATES).order_by("-published_at", "-id"))
    if len(led) > 1:
        every = frozenset(one.pk for one in led)
        found.append(Choice("led", "All series I lead", Scope(series=every)))
    found += [Choice(f"series:{one.pk}", one.title, Scope(series=frozenset({one.pk}))) for one in led]
    if not found:
        if grants(user):
            raise PermissionDenied
        raise Http404
    return found


def _places(kind: str, model: type[District] | type[School], ids: set[uuid.UUID]) -> list[Choice]:
    rows = model._default_manager.filter(pk__in=ids).order_by("name")
    return [Choice(f"{kind}:{one.pk}", f"People of {one.name}", _scope(kind, one.pk)) for one in rows]


def _scope(kind: str, pk: uuid.UUID) -> Scope:
    one = frozenset({pk})
    return Scope(districts=one) if kind == "district" else Scope(schools=one)
