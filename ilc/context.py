"""What every page's frame needs: navigation by role, the name, and whether people here are invented."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cycles.roster.access.events import may_plan
from districts.access import granted_districts, grants, has, is_program
from districts.permissions import Permission, Role
from ilc.accounts.models import User
from participants.access import person_of


def _entries(user: User) -> list[tuple[str, str]]:
    entries = [
        ("Home", reverse("home")),
        ("Series", reverse("planning:catalogue")),
        ("Library", reverse("library:find")),
    ]
    if may_plan(user):
        entries.append(("Events", reverse("roster:events")))
    if is_program(user):
        entries += [("Districts", reverse("districts:list")), ("Reports", reverse("reports:list"))]
    for pk in granted_districts(user, Role.DISTRICT_ADMIN):
        entries.append(("Dashboard", reverse("reports:district", args=[pk])))
        entries.append(("District", reverse("districts:detail", args=[pk])))
    if has(user, Permission.SUPPORT_ANSWER):
        entries.append(("Support", reverse("planning:asked")))
    if any(grant.role == Role.PARTNER for grant in grants(user)):
        entries.append(("Reports", reverse("reports:list")))
    if person_of(user):
        entries.append(("Check in", reverse("roster:check-in")))
    return entries


def _for_program() -> list[tuple[str, str]]:
    return [
        ("Reached through coaches", reverse("roster:claims")),
        ("Asked to be taken down", reverse("evidence:takedowns")),
        ("How long files are kept", reverse("evidence:retention")),
    ]


def site(request: HttpRequest) -> dict[str, Any]:
    """Frame of every page; empty for visitors."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"nav": [], "menu": [], "me_name": "", "demo": False}
    entries = _entries(user)
    return {
        "nav": [(label, href, request.path == href) for label, href in entries],
        "menu": [
            ("My page", reverse("participants:profile")),
            ("My tries", reverse("tries:mine")),
            ("My hours", reverse("roster:hours")),
            *(_for_program() if is_program(user) else []),
            ("My calendar", reverse("roster:calendar")),
        ],
        "me_name": person.short_name if (person := person_of(user)) else user.email,
        "demo": user.is_demo,
    }
