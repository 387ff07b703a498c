"""Whose record somebody may open: their own, and nobody else's (domain.md 5)."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from ilc.accounts.models import User
from participants.models import Appointment, Person


def person_of(user: User | AnonymousUser) -> Person | None:
    """The remaining record of this account's person; read once a request."""
    if not isinstance(user, User):
        return None
    if not hasattr(user, "_person"):
        found = Person.objects.filter(user=user).select_related("root").first()
        remember(user, found.root if found else None)
    return user._person  # type: ignore[attr-defined]


def remember(user: User, person: Person | None) -> None:
    """Whose account this is, for the rest of the request."""
    user._person = person  # type: ignore[attr-defined]


def get_own_person(user: User | AnonymousUser) -> Person:
    """The account's person, or 404 for an account that claims none."""
    person = person_of(user)
    if person is None:
        raise Http404
    return person


def posts(user: User | AnonymousUser) -> list[Appointment]:
    """Where the account's person works today; read once a request."""
    person = person_of(user)
    if person is None:
        return []
    kept: list[Appointment] | None = getattr(user, "_posts", None)
    if kept is None:
        kept = list(Appointment.objects.on().filter(person__root=person.pk))
        user._posts = kept  # type: ignore[union-attr]
    return kept


def current_appointment(person: Person, day: date | None = None) -> Appointment | None:
    """The primary appointment in force on a day, or another one in force, or none."""
    return (
        Appointment.objects.on(day)
        .filter(person__root=person.root_id)
        .select_related("school", "district")
        .order_by("-is_primary", "-from_date")
        .first()
    )
